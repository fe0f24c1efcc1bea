package engine

import (
	"context"
	"testing"

	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// integrator is a neuron that adds up what arrives at its only port.
func integrator() *program.Program {
	p := &program.Program{Step: 0.1, States: []program.State{{Name: "V"}}, Ports: []program.Port{{Name: "in"}}, Integrate: program.Integrate{Variants: make([]program.Variant, 1)}}
	var b program.Block
	b.Add(program.Instr{Op: program.LoadState})
	b.Add(program.Instr{Op: program.LoadAcc})
	b.Stores = []program.Store{{Value: b.Add(program.Instr{Op: program.Add, A: 0, B: 1, C: program.None})}}
	p.Arrive = []program.Block{b}
	return p
}

// TestSilent: sources of rate 0, the background of a network that is driven by a
// current, are not asked for spikes in every step; others are.
func TestSilent(t *testing.T) {
	spec := &network.Spec{Seed: 1, Step: 0.1, Populations: []network.Population{{Name: "n", N: 10, Program: integrator(), Init: []network.Value{network.Const(0)}}}}
	whole := network.View{Runs: []network.Run{{Stride: 1, N: 10}}}
	for i, rate := range []float64{0, 2} {
		first := 10 + 10*i
		spec.Populations = append(spec.Populations, network.Population{Name: []string{"still", "loud"}[i], N: 10, First: first, Source: &network.Source{Rate: network.Const(rate)}})
		spec.Projections = append(spec.Projections, network.Projection{Name: []string{"a", "b"}[i], Pre: network.View{Runs: []network.Run{{Population: i + 1, First: first, Stride: 1, N: 10}}}, Post: whole, Port: "in",
			Rule: network.Rule{Kind: network.OneToOne}, Weight: network.Const(1), Delay: network.Const(0.5)})
	}
	net, err := network.Expand(context.Background(), spec, 1)
	if err != nil {
		t.Fatal(err)
	}
	e, err := build(Config{Net: net, Steps: 1000, Spikes: make([]bool, 3), Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	for _, l := range e.workers {
		for _, s := range l.sources {
			if s.population != 2 {
				t.Errorf("population %d emits", s.population)
			}
		}
	}
	r, err := e.run(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if r.Counts[1] != 0 || r.Counts[2] < 1500 || r.Counts[2] > 2500 {
		t.Errorf("%v spikes instead of none and about 2000", r.Counts[1:])
	}
}
