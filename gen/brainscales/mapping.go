package brainscales

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
)

// What the user may allow to be lost.
const (
	DropDelays      = "drop-delays"         // all spikes arrive at once
	CoarseWeights   = "coarse-weights"      // weights that become 0 or change by more than a tenth
	JoinCircuits    = "join-circuits"       // neurons of several circuits
	CoarseRecording = "coarse-recording"    // the membrane potential every 2 ms
	PeriodicRule    = "periodic-plasticity" // pair rules as sums over a period
)

// Lossy lists what may be allowed.
func Lossy() []string {
	return []string{DropDelays, CoarseWeights, JoinCircuits, CoarseRecording, PeriodicRule}
}

// Mapping is a network on the chip: every number beside the one that was asked
// for.
type Mapping struct {
	Study       *ir.Study
	Network     *network.Network
	Populations []Population
	Projections []Projection
	Sources     []Source
	Rules       []Rule
	Excitatory  float64 // effect of one step of weight: mV/ms for currents, 1/ms for conductances
	Inhibitory  float64
	Conduct     bool
	plan        plan
	Findings    diag.List
}

// Population are neurons on the chip.
type Population struct {
	Index  int // in the network
	Name   string
	N      int
	First  int // of its neurons among all of the chip
	cell   *cell
	scale  voltage
	values []values // by neuron
	// capacitance is that of the membrane in steps of the chip: a smaller one makes
	// the same weight do more.
	capacitance float64
	Params      []Param
	Gain        float64 // effect of a step of weight, relative to what it should be beside other populations
	Record      bool    // the membrane potential
}

// values are the numbers of one neuron in the units of the model.
type values struct {
	tau, rest, threshold, reset, refractory float64
	synapse, gain, reversal                 []float64 // by receptor of the cell
}

// Param is one parameter of the chip for all neurons of a population.
type Param struct {
	Name string
	Unit string // of the chip
	Bio  []float64
	Chip []float64
	// Residual is what the rounding changes, in the model's unit.
	Residual []float64
	BioUnit  string
}

// Projection are the synapses of one projection, population and sign.
type Projection struct {
	Index      int // in the network
	Name       string
	Pre, Post  int // populations of the network
	Excitatory bool
	Unit       float64 // of the model, per step of weight
	BioUnit    string
	Synapses   []Synapse
	Zeroed     int
	Rounded    int // changed by more than a tenth
	plastic    bool
	receptor   int // of the cell
}

// Synapse is one connection: positions within the populations.
type Synapse struct {
	Pre, Post int
	Weight    int
	Bio       float64 // as the model has it
}

// Source plays spikes to the chip: times in us of the chip by element.
type Source struct {
	Index int
	Name  string
	N     int
	Times [][]float64
}

// Map puts a study onto the chip. Findings with errors say what keeps it off.
func Map(s *ir.Study, allow []string) *Mapping {
	m := &mapper{Mapping: &Mapping{Study: s}, allow: allow}
	m.run()
	m.Findings = m.Findings.Sorted()
	return m.Mapping
}

type mapper struct {
	*Mapping
	allow []string
	cells map[int]*cell // by dynamics
}

func (m *mapper) allowed(what string) bool { return slices.Contains(m.allow, what) }

// lossy adds a finding that the user may accept.
func (m *mapper) lossy(d diag.Diagnostic, what string) {
	m.Findings.Add(d.Allowed(what, m.allowed(what)))
}

func (m *mapper) run() {
	model := m.Study.Model
	if model == nil {
		m.Findings.Add(diag.Bug(source.Span{}, "a mapping needs the equations of the study"))
		return
	}
	m.recognise(model)
	if m.Findings.HasErrors() || !m.size() {
		return
	}
	net, err := network.Expand(context.Background(), m.Study.Network, 0)
	if err != nil {
		var e *network.Error
		if errors.As(err, &e) {
			m.Findings.Add(diag.Refused("brainscales", e.Msg))
		} else {
			m.Findings.Add(diag.Refused("brainscales", err.Error()))
		}
		return
	}
	m.Network = net
	for i := range m.Populations {
		m.evaluate(&m.Populations[i])
	}
	if m.Findings.HasErrors() {
		return
	}
	m.kinds()
	m.records()
	m.delays()
	m.weights()
	m.findRules()
	m.place()
	m.sources()
}

// recognise looks at the equations of every population.
func (m *mapper) recognise(model *ir.Model) {
	m.cells = map[int]*cell{}
	first := 0
	for p := range m.Study.Network.Populations {
		pop := &m.Study.Network.Populations[p]
		at := model.Of[p]
		if at < 0 {
			continue
		}
		c, seen := m.cells[at]
		if !seen {
			var list diag.List
			c, list = recognise(model.Dynamics[at])
			m.Findings.Add(list...)
			m.cells[at] = c
		}
		if len(pop.Currents) > 0 {
			m.Findings.Add(diag.NotOnChip(m.place1(p), pop.Name, "a current that varies in time is injected", "only constant currents can be had, as a shift of the leak potential"))
		}
		if c != nil {
			m.Populations = append(m.Populations, Population{Index: p, Name: pop.Name, N: pop.N, First: first, cell: c})
		}
		first += pop.N
	}
}

// size refuses networks that are far too large before anything is expanded.
func (m *mapper) size() bool {
	neurons := 0
	at := source.Span{}
	for _, p := range m.Populations {
		if neurons += p.N; neurons > circuits && !at.Valid() {
			at = m.place1(p.Index)
		}
	}
	if neurons > circuits {
		m.Findings.Add(diag.TooManyCircuits(at, neurons, circuits, "one circuit per neuron at least"))
	}
	if n := m.Study.Timeline.Segments[0].Steps; n > maxSteps {
		m.Findings.Add(diag.Refused("brainscales", fmt.Sprintf("%d steps are more than a run can have", n)))
	}
	// The twin's events lie on the grid of the experiment, which has to be at least as
	// coarse as that of the chip.
	if h := m.Study.Timeline.Step; h < eventGrid {
		m.Findings.Add(diag.Refused("brainscales", fmt.Sprintf("events of the chip lie on a grid of %g ms, and a step of %g ms is finer", eventGrid, h)))
	}
	return !m.Findings.HasErrors()
}

func (m *mapper) place1(p int) source.Span { return m.Study.Model.Places.Populations[p] }

func (m *mapper) projection(j int) source.Span {
	if places := m.Study.Model.Places.Projections; j >= 0 && j < len(places) {
		return places[j]
	}
	return source.Span{}
}

// Of is the population of the chip with an index of the network, nil for sources.
func (m *Mapping) Of(index int) *Population {
	for i := range m.Populations {
		if m.Populations[i].Index == index {
			return &m.Populations[i]
		}
	}
	return nil
}

// sources plays the spikes of all sources.
func (m *mapper) sources() {
	spec := m.Study.Network
	n := m.Study.Timeline.Segments[0].Steps
	for p := range spec.Populations {
		pop := &spec.Populations[p]
		if pop.Source == nil || !slices.ContainsFunc(m.Projections, func(x Projection) bool { return x.Pre == p }) {
			continue
		}
		list, err := network.SourceCounts(spec, p, 0, n)
		if err != nil {
			m.Findings.Add(diag.Refused("brainscales", err.Error()))
			return
		}
		s := Source{Index: p, Name: pop.Name, N: pop.N, Times: make([][]float64, pop.N)}
		for k, i := range list.Index {
			for range list.Count[k] {
				s.Times[i] = append(s.Times[i], float64(list.Step[k])*spec.Step)
			}
		}
		m.Sources = append(m.Sources, s)
	}
}
