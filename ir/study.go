package ir

import (
	"math"

	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// Program is the solved form of one kind of neuron. The type lives in
// runtime/program, which depends on nothing but the standard library, so that
// the engine that runs it can be copied into generated modules.
type Program = program.Program

// Study is a solved model: everything an engine or a target needs, and nothing
// of the source text but names and comments. Units are internal (ms, mV, pA,
// nS, pF, um); times are whole steps where they can be.
type Study struct {
	Name     string // of the model: its file name without extension
	File     string // base name of the model file, e.g. "model.nn"
	Hash     string // SHA-256 of the model and its imports, hexadecimal
	Doc      string // doc comment of the network
	Programs []*Program
	Network  *network.Spec
	Rules    []*program.Plasticity // used by projections of Network
	Records  []Record
	Weights  []WeightRecord
	Timeline Timeline
	// Model is what the study was solved from, as lowering left it, for targets that
	// write equations; nil where there is none.
	Model *Model
}

// WeightRecord asks for one observable of connections of one plastic projection at
// steps 0, Every, 2*Every, ….
type WeightRecord struct {
	Projection int // index into Network.Projections
	Observable int // index into the rule's Observe
	Every      int64
	Variable   string
	Unit       string
	Only       []network.Part // of the projection; none: all connections
}

// Record asks for spikes or for one observable of some elements of one
// population.
type Record struct {
	Population int    // index into Network.Populations
	Elements   []int  // indices within the population, ascending
	Observable int    // index into the program's Observe, or Spikes
	Every      int64  // sampling interval in steps; 0 for spikes
	Variable   string // name of the observable, "" for spikes
	Unit       string
}

// Spikes is the Observable of a Record of spikes.
const Spikes = -1

// Timeline is one segment of an experiment on the grid: from reset to reset.
// Each segment is a study of its own, because what is set may change networks.
type Timeline struct {
	Name     string  // of the experiment
	Step     float64 // h in ms
	Seed     uint64
	Segments []Segment // exactly one
	Index    int       // of this segment
	Count    int       // of all segments of the experiment
	Labels   []Label   // what the loops around it stood at
}

// Label is the value of a loop variable.
type Label struct {
	Name string `json:"name"`
	Text string `json:"value"` // with its unit, or a name
}

// Segment is one uninterrupted run from t = 0.
type Segment struct {
	Name    string
	Steps   int64
	Discard int64 // steps at the beginning that statistics leave out
	// Left are further intervals that statistics leave out: from step to step.
	Left    [][2]int64
	Actions []Action
}

// Action is a value that is set before a step; see network.Setting and
// network.SourceChange for what it does.
type Action struct {
	Step int64
	Path string // "exc.I_e"
	Text string // the value as the model writes it
}

// Samples is the number of samples of all records of variables of neurons.
func (s *Study) Samples() int64 {
	n := 0.0
	for _, r := range s.Records {
		if r.Every > 0 {
			n += float64(len(r.Elements)) * float64(s.Timeline.Segments[0].Steps/r.Every+1)
		}
	}
	return int64(min(n, math.MaxInt64/2))
}

// Alone is the study of this segment as if the experiment had no other.
func (s *Study) Alone() *Study {
	x := *s
	x.Timeline.Count = 1
	return &x
}

// ProgramOf returns the program of population p, nil for a source.
func (s *Study) ProgramOf(p int) *Program { return s.Network.Populations[p].Program }
