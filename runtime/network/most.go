package network

import (
	"math"
	"slices"
)

// MostPerStep is the largest number of spikes that an element of population p can
// have in one step, as far as that is known beforehand: 1 for neurons.
func MostPerStep(spec *Spec, p int) int {
	pop := &spec.Populations[p]
	if pop.Source == nil {
		return 1
	}
	if later := pop.Source.Later; len(later) > 0 {
		other := *spec
		other.Populations = slices.Clone(spec.Populations)
		now := *pop.Source
		now.Later = nil
		other.Populations[p].Source = &now
		most := MostPerStep(&other, p)
		for i := range later {
			other.Populations[p].Source = &later[i].Source
			most = max(most, MostPerStep(&other, p))
		}
		return most
	}
	switch pop.Source.Kind {
	case Regular:
		return 1
	case Poisson:
		s := NewSourceState(spec, p)
		most := 0
		for _, t := range s.tables {
			most = max(most, t.Max())
		}
		if len(s.tables) > 0 {
			return most
		}
	case SpikesAt:
		each := 0
		for _, stamps := range pop.Source.Each {
			each = max(each, mostAtOnce(stamps))
		}
		return mostAtOnce(pop.Source.Stamps) + each + len(pop.Source.Times)
	case Listed:
		if pop.Source.List != nil {
			most := 0
			for _, c := range pop.Source.List.Count {
				most = max(most, int(c))
			}
			return most
		}
	}
	return math.MaxUint16
}

// mostAtOnce is the largest number of equal stamps of an ascending list.
func mostAtOnce(stamps []int64) int {
	most, same := 0, 0
	for i, t := range stamps {
		if same++; i > 0 && stamps[i-1] != t {
			same = 1
		}
		most = max(most, same)
	}
	return most
}
