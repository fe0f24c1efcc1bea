package engines

import (
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/engine"
	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// TestMachineCode reads the machine code of the examples' neurons: the loop over
// neurons loads no value that had to be put aside for want of a register (but those
// of the large models, within the numbers below), puts none aside but the truths
// that its branches depend on, and leaves no upper halves of registers behind.
func TestMachineCode(t *testing.T) {
	if err := jit.Available(); err != nil {
		t.Skip(err)
	}
	// Most loads with vectors of four and of eight numbers, which have 16 and 32
	// registers.
	most := map[string]map[int]int{"hh_coba": {4: 60, 8: 60}, "adex_patterns": {4: 6}, "stdp_song_abbott2000": {4: 1}}
	for _, name := range []string{"lif", "cuba", "coba", "brunel", "adex_patterns", "f_I", "balanced", "synfire", "potjans_diesmann2014", "stdp_song_abbott2000", "hh_coba"} {
		t.Run(name, func(t *testing.T) {
			m, err := pipeline.Load("../../../../examples/" + name + "/model.nn")
			if err != nil {
				t.Fatal(err)
			}
			_, net := expanded(t, m, lower.Options{Experiment: m.Experiment(), Duration: 1})
			found := 0
			_, err = engine.Prepare(engine.Config{Net: net, Steps: 1, Workers: 1, Spikes: make([]bool, len(net.Spec.Populations)),
				Kernel: func(p *program.Program, c *network.Columns, n int) engine.Kernel {
					k := engine.Compiled(p, c, n)
					code := engine.CodeOf(k)
					if code == nil {
						t.Fatalf("%s has no machine code", p.Name)
					}
					found++
					x := code.Inspect()
					t.Logf("%s: %+v", p.Name, x)
					if x.Dirty > 0 {
						t.Errorf("%s: %d returns leave upper halves behind", p.Name, x.Dirty)
					}
					limit := most[name][x.Width]
					if x.Loads > limit {
						t.Errorf("%s: %d loads of values that were put aside, at most %d are known of", p.Name, x.Loads, limit)
					}
					if branches := len(p.Conditions); limit == 0 && x.Stores > branches {
						t.Errorf("%s: %d values are put aside for %d branches", p.Name, x.Stores, branches)
					}
					return k
				}})
			if err != nil || found == 0 {
				t.Fatal(err, found)
			}
		})
	}
}
