package engines

import (
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/engine"
	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/program"
)

// TestMachineCode reads the machine code of the examples' neurons, in float64 and in float32: the loop over
// neurons loads no value that had to be put aside for want of a register (but those
// of the large models, within the numbers below), puts none aside but the truths
// that its branches depend on, and leaves no upper halves of registers behind.
func TestMachineCode(t *testing.T) {
	if err := jit.Available(); err != nil {
		t.Skip(err)
	}
	// Most loads with vectors of four and of eight numbers of 64 bits, which have 16 and 32
	// registers.
	most := map[string]map[int]int{"hh_coba": {4: 60, 8: 60}, "adex_patterns": {4: 6, 8: 3}, "stdp_song_abbott2000": {4: 1}}
	for _, name := range []string{"lif", "cuba", "coba", "brunel", "adex_patterns", "f_I", "balanced", "synfire", "potjans_diesmann2014", "stdp_song_abbott2000", "hh_coba"} {
		t.Run(name, func(t *testing.T) {
			m, err := pipeline.Load("../../../../examples/" + name + "/model.nn")
			if err != nil {
				t.Fatal(err)
			}
			_, net := expanded(t, m, lower.Options{Experiment: m.Experiment(), Duration: 1})
			for _, single := range []bool{false, true} {
				p, err := engine.Prepare(engine.Config{Net: net, Steps: 1, Workers: 1, Spikes: make([]bool, len(net.Spec.Populations)), Single: single})
				if err != nil {
					t.Fatal(err)
				}
				for i := range net.Spec.Populations {
					if pop := &net.Spec.Populations[i]; pop.Program != nil {
						inspect(t, pop.Program, p.Code(i), single, most[name])
					}
				}
			}
		})
	}
}

// inspect looks at the code of a program, which may load so many values that were put
// aside, by the number of lanes that numbers of 64 bits would have.
func inspect(t *testing.T, p *program.Program, code *jit.Code, single bool, most map[int]int) {
	if code == nil {
		t.Fatalf("%s has no machine code", p.Name)
	}
	x := code.Inspect()
	t.Logf("%s, float32 %v: %+v", p.Name, single, x)
	if x.Dirty > 0 {
		t.Errorf("%s: %d returns leave upper halves behind", p.Name, x.Dirty)
	}
	if single {
		if x.Width /= 2; x.Width < 4 {
			t.Fatalf("%s: %d lanes are those of float64", p.Name, 2*x.Width)
		}
	}
	limit := most[x.Width]
	if x.Loads > limit {
		t.Errorf("%s: %d loads of values that were put aside, at most %d are known of", p.Name, x.Loads, limit)
	}
	if branches := len(p.Conditions); limit == 0 && x.Stores > branches {
		t.Errorf("%s: %d values are put aside for %d branches", p.Name, x.Stores, branches)
	}
}
