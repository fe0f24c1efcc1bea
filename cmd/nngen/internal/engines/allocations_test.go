package engines

import (
	"runtime"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/engine"
	"github.com/nngen/nngen/runtime/network"
)

// TestNoAllocationPerStep: a run of twice as many steps allocates no more, apart from
// lists that grow by doubling: networks with spikes that are recorded, values that are
// recorded at every step, Poisson drive that reaches one synapse or many, plastic
// synapses, and functions that have no machine code.
func TestNoAllocationPerStep(t *testing.T) {
	const steps = 2000
	for name, set := range map[string][]string{"../bench/stdp.nn": nil, "../../../../examples/cuba/model.nn": nil, "../../../../examples/coba/model.nn": nil,
		"../../../../examples/brunel/model.nn": {"order=100"}, "../../../../examples/hh_coba/model.nn": {"size=400"}, "../../../../examples/stdp_song_abbott2000/model.nn": nil,
		"../../../../examples/vogels2011/model.nn": nil, "../../../../examples/tsodyks2000/model.nn": nil, "../../../../examples/escape_noise/model.nn": nil} {
		t.Run(name, func(t *testing.T) {
			m, err := pipeline.Load(name)
			if err != nil {
				t.Fatal(err)
			}
			opt := lower.Options{Duration: 20}
			for _, s := range set {
				o, list := pipeline.Override(s)
				if list.HasErrors() {
					t.Fatal(list)
				}
				opt.Set = append(opt.Set, o)
			}
			s, net := expanded(t, m, opt)
			once := allocations(t, s.Study, net, steps)
			twice := allocations(t, s.Study, net, 2*steps)
			if more := int64(twice) - int64(once); more > steps/4 {
				t.Errorf("%d allocations in %d steps, %d in %d", once, steps, twice, 2*steps)
			}
		})
	}
}

// allocations counts those of a run, without building the network.
func allocations(t *testing.T, study *ir.Study, net *network.Network, steps int64) uint64 {
	c := engine.Config{Net: net, Steps: steps, Workers: 1, Spikes: make([]bool, len(net.Spec.Populations))}
	for _, r := range study.Records {
		if r.Observable == ir.Spikes {
			c.Spikes[r.Population] = true
		} else {
			c.Records = append(c.Records, engine.Record{Population: r.Population, Observable: r.Observable, Elements: r.Elements, Every: r.Every})
		}
	}
	p, err := engine.Prepare(c)
	if err != nil {
		t.Fatal(err)
	}
	runtime.GC()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if _, err := p.Run(t.Context()); err != nil {
		t.Fatal(err)
	}
	runtime.ReadMemStats(&after)
	return after.Mallocs - before.Mallocs
}
