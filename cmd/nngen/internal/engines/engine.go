package engines

import (
	"cmp"
	"context"
	"fmt"
	"sort"
	"strings"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/interp"
	"github.com/nngen/nngen/runtime/network"
)

// Engine is one way of running a study.
type Engine struct {
	Name string
	Doc  string
	// Simulator names what must be installed, "" for engines that need nothing.
	Simulator string
	// Target is what emits the code, nil for engines in this process.
	Target gen.Target
	// Options are those that the target writes with.
	Options gen.Options
	// Ranks reports whether it can run in several processes.
	Ranks bool
	// Class is the class of agreement where it is not that of the target: "native" of
	// code that uses what the simulator has itself, which has equal statistics.
	Class string
	// Native is the engine of this process, which makes columns of synapses itself.
	Native bool
	// Judge, if not nil, tells the class for a study; "" for Class, or that of the target.
	Judge func(*ir.Study) string
	run   func(context.Context, *Job) (*Outcome, error)
}

// Job is a study on its expanded network, and how to run it.
type Job struct {
	Study   *ir.Study
	Network *network.Network
	Cache   *Cache
	Allow   []string      // losses that the user accepts, of engines that have some
	Threads int           // at most, 0: as many as there are cores
	Spread  bool          // as many threads as asked for even where fewer are faster, in the native engine
	Ranks   int           // processes; 0 or 1: one
	Limit   time.Duration // of each process; 0: none
	// Progress, if not nil, hears what is being done, and how many steps are
	// done of how many (0 of 0 when that is not known).
	Progress func(what string, done, total int64)
	// Start, if not nil, starts the command of a simulation instead of a process of
	// its own: tests run many in one.
	Start func(context.Context, process.Command) error
	// These, if not nil, put a mistake into what emitted code is made from: the
	// study, the files, the data. Verify tests itself with them.
	Change func(*ir.Study) *ir.Study
	Edit   func([]gen.File) []gen.File
	Alter  func(*network.Network) *network.Network
}

func (j *Job) progress(what string, done, total int64) {
	if j.Progress != nil {
		j.Progress(what, done, total)
	}
}

// Outcome is what a run yields.
type Outcome struct {
	Engine  string
	Version string
	Spikes  []interp.Spike // of recorded populations, by step, population, index
	Traces  [][][]float64  // per record of the study, element and sample; nil for spikes
	// Weights are the final weights per set of plastic synapses and row.
	// WeightSamples are per weight record of the study, set of synapses, sample
	// and row.
	Weights       [][]float64
	WeightSamples [][][][]float64
	Build         time.Duration // compiling, 0 when cached
	Network       time.Duration // building the network inside the simulator
	Run           time.Duration
	// Processor is what processors worked in Run, over all threads; 0 where it is not
	// known. The C++ of Brian2 measures nothing else, so there it is Run.
	Processor time.Duration
	// NetworkProcessor is that of Network.
	NetworkProcessor time.Duration
	Events           int64 // synaptic events, where the engine counts them
	// Steps is the number of steps done of a run that was interrupted.
	Steps int64
	// Diverged names a state that was no finite number at the end, where the
	// engine looks for such.
	Diverged string
	Cover    *interp.Coverage // of the interpreter
	// Precision is "float32" of a run that computes in it where that is possible; Doubles
	// are the populations and projections for which it is not, and why.
	Precision string
	Doubles   map[string]string
}

// ClassOf is the class of agreement that the engine promises for a study.
func (e Engine) ClassOf(s *ir.Study) string {
	if e.Judge != nil {
		if class := e.Judge(s); class != "" {
			return class
		}
	}
	if e.Class != "" {
		return e.Class
	}
	if c, ok := e.Target.(gen.Classifier); ok {
		return c.Class()
	}
	return "identical"
}

// List returns all engines in the order in which they are printed.
func List() []Engine {
	list := []Engine{
		{Name: "interp", Doc: "the reference interpreter: slow, and the meaning of a model", run: interpreter},
		{Name: "go", Doc: "the native engine in this process", Native: true, run: native},
	}
	for _, t := range all.Targets() {
		if _, ok := t.(gen.Runner); !ok || t.Name() == "spinnaker" {
			continue
		}
		e := Engine{Name: t.Name(), Doc: t.Doc(), Simulator: t.Name(), Target: t}
		e.Options, e.run = emitted(t, gen.Variant{Name: t.Name(), Commands: t.(gen.Runner).Commands})
		if a, ok := t.(gen.Abilities); ok {
			e.Ranks = a.Ranks()
		}
		if e.Name == "go" {
			e.Name, e.Simulator = "go-kernel", ""
		}
		list = append(list, e)
		if v, ok := t.(gen.Varied); ok {
			for _, x := range v.Variants() {
				e := Engine{Name: x.Name, Doc: x.Doc, Simulator: t.Name(), Target: t, Class: cmp.Or(x.Class, x.Fidelity)}
				e.Options, e.run = emitted(t, x)
				if judge, ok := t.(gen.Judge); ok {
					e.Judge = func(s *ir.Study) string { return judge.ClassOf(s, gen.Options{Form: x.Form, Fidelity: x.Fidelity}) }
				}
				list = append(list, e)
			}
		}
	}
	list = append(list, spinnakerEngines()...)
	return append(list, brainscalesEngine())
}

// Single is the native engine with numbers of binary32. It is not in the list of
// engines, because its spikes are others than those of all of them.
func Single() Engine {
	return Engine{Name: "go-float32", Doc: "the native engine with numbers of 32 bits", Native: true, Class: "native", run: nativeSingle}
}

// Find returns the engines with the given names, in the order given.
func Find(names []string) ([]Engine, error) {
	var found []Engine
	list := List()
	for _, n := range names {
		n = strings.TrimSpace(n)
		at := -1
		for i, e := range list {
			if e.Name == n {
				at = i
			}
		}
		if at < 0 {
			var have []string
			for _, e := range list {
				have = append(have, e.Name)
			}
			return nil, fmt.Errorf("there is no engine %q; there are %s", n, strings.Join(have, ", "))
		}
		found = append(found, list[at])
	}
	return found, nil
}

// Run executes the job on the engine. Where ctx is done before the end, the native
// engine returns what there is by then besides the error.
func (e Engine) Run(ctx context.Context, j *Job) (*Outcome, error) {
	o, err := e.run(ctx, j)
	if o == nil {
		return nil, err
	}
	o.Engine = e.Name
	o.Sort()
	return o, err
}

// Sort puts the spikes in order: by step, population and index.
func (o *Outcome) Sort() {
	sort.Slice(o.Spikes, func(a, b int) bool {
		x, y := o.Spikes[a], o.Spikes[b]
		if x.Step != y.Step {
			return x.Step < y.Step
		}
		if x.Population != y.Population {
			return x.Population < y.Population
		}
		return x.Index < y.Index
	})
}
