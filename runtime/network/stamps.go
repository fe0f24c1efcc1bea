package network

import (
	"fmt"
	"math"
	"sort"

	"github.com/nngen/nngen/runtime/rng"
)

// prepareStamps gathers the spikes of a list: one list for all elements, or one
// per element where they differ.
func (s *Spec) prepareStamps(p int, x *SourceState, quants func(i int) []float64) error {
	pop := &s.Populations[p]
	src := pop.Source
	if src.Each != nil && len(src.Each) != pop.N {
		return s.populationError(p, "write one list of times per element", "it has %d elements and %d lists of times", pop.N, len(src.Each))
	}
	x.stamps = [][]int64{src.Stamps}
	if src.Each != nil || len(src.Times) > 0 {
		x.stamps = make([][]int64, pop.N)
		for i := range x.stamps {
			x.stamps[i] = append(x.stamps[i], src.Stamps...)
			if src.Each != nil {
				x.stamps[i] = append(x.stamps[i], src.Each[i]...)
			}
		}
	}
	for j := range src.Times {
		c, err := s.column(&src.Times[j], rng.Param, fmt.Sprintf("%s.times.%d", pop.Name, j+1), pop.N, quants)
		if err != nil {
			return s.populationError(p, "change the times", "%v", err)
		}
		for i := range x.stamps {
			n := math.Round(At(c, i) / s.Step)
			if !(n >= 1 && n <= math.MaxInt32) {
				return s.populationError(p, "the first possible time is one step after 0", "a spike of element %d comes at %v ms", i, At(c, i))
			}
			x.stamps[i] = append(x.stamps[i], int64(n))
		}
	}
	for i, stamps := range x.stamps {
		if src.Each != nil || len(src.Times) > 0 {
			sort.Slice(stamps, func(a, b int) bool { return stamps[a] < stamps[b] })
		}
		for k, t := range stamps {
			if t < 1 || k > 0 && t < stamps[k-1] {
				return s.populationError(p, "sort the times; the first possible one is one step after 0", "its stamps are not ascending from step 1 on: step %d", t)
			}
			if k >= math.MaxUint16 && stamps[k-math.MaxUint16] == t {
				return s.populationError(p, "use several sources", "element %d has more than %d spikes at step %d", i, math.MaxUint16, t)
			}
		}
	}
	return nil
}

// stamped counts the spikes of a list with a stamp.
func (s *SourceState) stamped(stamp int64, lo int, dst []uint16) {
	count := func(stamps []int64) uint16 {
		from := sort.Search(len(stamps), func(i int) bool { return stamps[i] >= stamp })
		n := uint16(0)
		for _, t := range stamps[from:] {
			if t != stamp {
				break
			}
			n++
		}
		return n
	}
	if len(s.stamps) == 1 {
		n := count(s.stamps[0])
		for i := range dst {
			dst[i] = n
		}
		return
	}
	for i := range dst {
		dst[i] = count(s.stamps[lo+i])
	}
}

// checkSourceValues checks what the values of a source read.
func (s *Spec) checkSourceValues(p int) error {
	src := s.Populations[p].Source
	for i := range src.Given {
		if err := checkReads(&src.Given[i].Value, 0, false, false); err != nil {
			return s.populationError(p, valueHelp, "%s %v", src.Given[i].Name, err)
		}
	}
	changes := src.Kind != Regular
	for _, v := range []struct {
		name  string
		value *Value
		timed bool
	}{{"the rate", &src.Rate, changes}, {"the shape", &src.Shape, true}, {"the refractory period", &src.Dead, true}, {"the start", &src.Start, false}} {
		if err := checkReads(v.value, len(src.Given), false, v.timed); err != nil {
			return s.populationError(p, valueHelp, "%s %v", v.name, err)
		}
	}
	for i := range src.Times {
		if err := checkReads(&src.Times[i], len(src.Given), false, false); err != nil {
			return s.populationError(p, valueHelp, "a time %v", err)
		}
	}
	return nil
}
