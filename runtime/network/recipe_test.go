package network

import (
	"context"
	"math"
	"testing"
)

// TestOutline compares sets that are made when they are wanted with their columns,
// for every rule that can have a recipe.
func TestOutline(t *testing.T) {
	n := newBuilder()
	v, other := n.neurons("n", 1100), n.neurons("other", 700)
	weight := draw("normal", 20, 2)
	for name, r := range map[string]Rule{
		"all":         {Kind: AllToAll},
		"probability": {Kind: FixedProbability, P: 0.9},
		"indegree":    {Kind: FixedIndegree, K: 1000},
		"outdegree":   {Kind: FixedOutdegree, K: 1000, Replace: true, Self: true},
		"total":       {Kind: FixedTotal, K: 1100 * 1000, Replace: true},
	} {
		p := n.connect(name, v, v, r)
		p.Weight, p.Delay = weight, draw("uniform", 0.1, 3)
	}
	both := View{Runs: append(append(append([]Run(nil), other.Runs...), v.Runs...), Run{Population: other.Runs[0].Population, First: other.Runs[0].First, Stride: 2, N: 100})}
	p := n.connect("both", v, both, Rule{Kind: FixedIndegree, K: 300})
	p.Weight, p.Delay = weight, Const(1.5)
	whole := expand(t, &n.Spec, 2)
	outline, err := Outline(context.Background(), &n.Spec, 2)
	if err != nil {
		t.Fatal(err)
	}
	for j := range whole.Synapses {
		want, got := &whole.Synapses[j], &outline.Synapses[j]
		if got.recipe == nil && got.Name != "all" && got.Name != "probability" {
			t.Errorf("%s has columns", got.Name)
		}
		if got.Len() != len(want.Pre) {
			t.Fatalf("%s: %d synapses instead of %d", got.Name, got.Len(), len(want.Pre))
		}
		s1, l1 := want.Delays()
		if s2, l2 := got.Delays(); s1 != s2 || l1 != l2 {
			t.Errorf("%s: delays from %d to %d instead of %d to %d", got.Name, s2, l2, s1, l1)
		}
		at := 0
		for part := range 3 {
			err := got.Each(part, 3, All, func(b *Block) {
				for k := range b.Pre {
					if b.Pre[k] != want.Pre[at] || b.Post[k] != want.Post[at] || b.Delay[k] != want.Delay[at] || math.Float64bits(b.Weight[k]) != math.Float64bits(want.Weight[at]) {
						t.Fatalf("%s: synapse %d differs", got.Name, at)
					}
					at++
				}
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		if at != got.Len() {
			t.Errorf("%s: %d synapses were visited of %d", got.Name, at, got.Len())
		}
	}
	for p := range whole.Populations {
		for port, q := range whole.Populations[p].Quantum {
			if got := outline.Populations[p].Quantum[port]; got != q {
				t.Errorf("quantum %v instead of %v", got, q)
			}
		}
	}
	if _, large := Estimate(&n.Spec); CheckOutline(&n.Spec, large/2) != nil || Check(&n.Spec, large/2) == nil {
		t.Error("an outline takes less than half of the memory, a network in columns does not")
	}
}
