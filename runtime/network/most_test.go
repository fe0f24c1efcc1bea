package network

import "testing"

func TestMostPerStep(t *testing.T) {
	list := &Emissions{Index: []uint32{0, 1}, Step: []uint32{1, 2}, Count: []uint16{3, 7}}
	spec := &Spec{Step: 0.1, Seed: 1, Populations: []Population{
		{Name: "neurons", N: 2},
		{Name: "poisson", N: 2, First: 2, Source: &Source{Kind: Poisson, Rate: Const(10)}},
		{Name: "times", N: 2, First: 4, Source: &Source{Kind: SpikesAt, Stamps: []int64{1, 5, 5, 5, 9, 9}}},
		{Name: "listed", N: 2, First: 6, Source: &Source{Kind: Listed, List: list}},
	}}
	for p, want := range []int{1, 0, 3, 7} {
		got := MostPerStep(spec, p)
		if p == 1 { // no count beyond it occurs in many draws, and counts near it do
			s := NewSourceState(spec, p)
			counts, largest := make([]uint16, 2), 0
			for k := range int64(200000) {
				s.Next(k, counts)
				largest = max(largest, int(counts[0]), int(counts[1]))
			}
			if largest > got || largest < got/2 {
				t.Errorf("a source with a mean of 1 spike per step had %d, and may have %d", largest, got)
			}
			continue
		}
		if got != want {
			t.Errorf("%s: %d instead of %d", spec.Populations[p].Name, got, want)
		}
	}
}
