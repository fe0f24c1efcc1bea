package network

import (
	"context"
	"math"
	"slices"
	"sort"

	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/rng"
)

// Emissions are the spikes of one source population, by step, then by element.
type Emissions struct {
	Index []uint32 // within the population
	Step  []uint32 // stamps, >= 1
	Count []uint16 // multiplicity, >= 1
}

// SourceState plays the spikes of one source population step by step. It may
// be asked for any step, ascending ones are fast. It is for one goroutine.
type SourceState struct {
	step   float64
	source *Source
	n      int
	// Poisson
	stream rng.Stream
	same   *rng.PoissonTable   // when all rates are equal
	tables []*rng.PoissonTable // else one per element
	block  int64               // steps 4*block … 4*block+3 of elements lo … hi-1 are in counts
	lo, hi int
	counts [4][]uint32
	code   *jit.Poisson // makes counts, where there is machine code for same
	// Regular
	rate, start []float64
	later       []*SourceState // one for each change of the source
	// SpikesAt: one list for all, or one per element
	stamps [][]int64
	// Sources whose parameters change, and those with a memory.
	changing *changing
}

// NewSourceState prepares population p of spec, which must be a source. A
// source that [Expand] refuses is silent.
func NewSourceState(spec *Spec, p int) *SourceState {
	pop := &spec.Populations[p]
	s := &SourceState{step: spec.Step, source: pop.Source, n: pop.N, block: -1}
	if spec.prepare(p, s) != nil {
		s.source, s.later = &Source{Kind: Listed, List: &Emissions{}}, nil
	}
	for _, x := range append([]*SourceState{s}, s.later...) {
		if x.same != nil {
			x.code = jit.NewPoisson(x.same)
		}
	}
	return s
}

// prepare computes what a source needs besides its description.
func (s *Spec) prepare(p int, x *SourceState) error {
	pop := &s.Populations[p]
	if err := s.prepareLater(p, x); err != nil {
		return err
	}
	quants, err := s.given(p)
	if err != nil {
		return err
	}
	switch pop.Source.Kind {
	case Poisson, Refractory, Gamma:
		if pop.Source.Kind != Poisson || timed(&pop.Source.Rate) {
			return s.prepareChanging(p, x, quants)
		}
		c, err := s.rates(p, quants)
		if err != nil {
			return err
		}
		x.stream = rng.NewStream(s.Seed, rng.Source, pop.Name, 0)
		made := map[float64]*rng.PoissonTable{}
		for i, r := range c {
			t := made[r]
			if t == nil {
				if t, err = rng.NewPoissonTable(r * s.Step); err == nil && t.Max() > math.MaxUint16 {
					return s.populationError(p, "use several sources", "at %v spikes per ms element %d may emit more than %d spikes in a step", r, i, math.MaxUint16)
				}
				if err != nil {
					return s.populationError(p, "lower the rate", "%v", err)
				}
				made[r] = t
			}
			x.tables = append(x.tables, t)
		}
		if len(c) == 1 {
			x.same = x.tables[0]
		}
	case Regular:
		c, err := s.rates(p, quants)
		if err != nil {
			return err
		}
		x.rate = c
		if x.start, err = s.column(&pop.Source.Start, rng.Param, pop.Name+".start"+pop.Source.Again, pop.N, quants); err != nil {
			return s.populationError(p, "change the start", "%v", err)
		}
		for i, t := range x.start {
			if math.Round(t/s.Step) < 1 {
				return s.populationError(p, "let it start at least one step after 0", "the first spike of element %d comes at %v ms", i, t)
			}
		}
		for i, r := range c {
			if r*s.Step > 1+1e-9 { // 1/h may be rounded up
				return s.populationError(p, "use several sources or a Poisson source", "element %d should spike every %v ms, which is shorter than a step", i, 1/r)
			}
		}
	case SpikesAt:
		return s.prepareStamps(p, x, quants)
	case Listed:
		if pop.Source.List == nil {
			return s.populationError(p, "read it from a data folder", "it has no list of spikes")
		}
	default:
		return s.populationError(p, "use one of the kinds of this package", "source kind %d does not exist", pop.Source.Kind)
	}
	return nil
}

// rates are the rates of a source that do not change.
func (s *Spec) rates(p int, quants func(i int) []float64) ([]float64, error) {
	pop := &s.Populations[p]
	c, err := s.column(&pop.Source.Rate, rng.Param, pop.Name+".rate"+pop.Source.Again, pop.N, quants)
	if err != nil {
		return nil, s.populationError(p, "change the rate", "%v", err)
	}
	for i, r := range c {
		if r < 0 {
			return nil, s.populationError(p, rateHelp, "the rate of element %d is %v per ms", i, r)
		}
	}
	return c, nil
}

const rateHelp = "rates are positive or 0; bound a distribution with clip(…)"

// prepareLater prepares the sources that take the place of that of population p.
func (s *Spec) prepareLater(p int, x *SourceState) error {
	later := x.source.Later
	for i := range later {
		c := &later[i]
		if c.From < 1 || c.From > math.MaxInt32 || i > 0 && c.From <= later[i-1].From || len(c.Source.Later) > 0 {
			return s.populationError(p, "let the steps of changes ascend from 1 on", "it changes at step %d", c.From)
		}
		other := *s
		other.Populations = slices.Clone(s.Populations)
		other.Populations[p].Source = &c.Source
		state := &SourceState{step: x.step, source: &c.Source, n: x.n, block: -1}
		if err := other.prepare(p, state); err != nil {
			return err
		}
		x.later = append(x.later, state)
	}
	return nil
}

func (s *Spec) checkSource(p int) error {
	return s.prepare(p, &SourceState{step: s.Step, source: s.Populations[p].Source, n: s.Populations[p].N})
}

// Next fills dst, one number per element, with the counts of step k: the spikes
// stamped k + 1.
func (s *SourceState) Next(k int64, dst []uint16) { s.NextRange(k, 0, s.n, dst) }

// NextRange fills dst with the counts of step k of the elements lo … hi-1:
// dst[0] is that of lo. Asking for the same range at successive steps is fast.
func (s *SourceState) NextRange(k int64, lo, hi int, dst []uint16) {
	for i := len(s.later) - 1; i >= 0; i-- {
		if s.source.Later[i].From <= k {
			s.later[i].NextRange(k, lo, hi, dst)
			return
		}
	}
	dst = dst[:hi-lo]
	if s.changing != nil {
		s.changing.next(k, lo, hi, dst)
		return
	}
	switch s.source.Kind {
	case Poisson:
		s.poisson(k, lo, hi, dst)
	case SpikesAt:
		s.stamped(k+1, lo, dst)
	case Regular:
		for i := range dst {
			dst[i] = s.regular(k+1, At(s.rate, lo+i), At(s.start, lo+i))
		}
	case Listed:
		clear(dst)
		list := s.source.List
		from := sort.Search(len(list.Step), func(i int) bool { return int64(list.Step[i]) >= k+1 })
		for i := from; i < len(list.Step) && int64(list.Step[i]) == k+1; i++ {
			if at := int(list.Index[i]); at >= lo && at < hi {
				dst[at-lo] = list.Count[i]
			}
		}
	}
}

// Row is what [SourceState.NextRange] would fill, for Poisson sources of constant
// rate; it is nil for others. It lives until the next call.
func (s *SourceState) Row(k int64, lo, hi int) []uint32 {
	if s.source.Kind != Poisson || s.changing != nil || len(s.later) > 0 {
		return nil
	}
	s.draw(k, lo, hi)
	return s.counts[k%4]
}

func (s *SourceState) poisson(k int64, lo, hi int, dst []uint16) {
	s.draw(k, lo, hi)
	for i, c := range s.counts[k%4] {
		dst[i] = uint16(c)
	}
}

// draw makes the counts of four steps at once.
func (s *SourceState) draw(k int64, lo, hi int) {
	if s.block != k/4 || s.lo != lo || s.hi != hi {
		s.block, s.lo, s.hi = k/4, lo, hi
		for j := range s.counts {
			if cap(s.counts[j]) < hi-lo+jit.Lanes {
				s.counts[j] = make([]uint32, hi-lo+jit.Lanes)
			}
			s.counts[j] = s.counts[j][:hi-lo]
		}
		switch {
		case s.code != nil:
			s.code.Counts(s.counts, s.stream.At(uint32(lo)), uint64(s.block))
		case s.same != nil:
			rng.PoissonCounts(s.counts, s.same, s.stream.At(uint32(lo)), uint64(s.block))
		default:
			for i := lo; i < hi; i++ {
				words := s.stream.At(uint32(i)).Words4(uint64(s.block))
				for j, w := range words {
					s.counts[j][i-lo] = uint32(s.tables[i].Count(w))
				}
			}
		}
	}
}

// regular is 1 when one of the spikes at start + m/rate rounds to the stamp.
// At most one does, as the interval is no shorter than a step.
func (s *SourceState) regular(stamp int64, rate, start float64) uint16 {
	at := func(m float64) int64 { return int64(math.Round((start + m/rate) / s.step)) }
	if rate == 0 {
		return 0
	}
	m := math.Round((float64(stamp)*s.step - start) * rate)
	for _, x := range [...]float64{m - 1, m, m + 1} {
		if x >= 0 && at(x) == stamp {
			return 1
		}
	}
	return 0
}

// Err is what went wrong so far in a source whose rate changes: a rate that is
// negative, undefined or too high in some step. Such a step has no spikes.
func (s *SourceState) Err() error {
	for _, x := range append([]*SourceState{s}, s.later...) {
		if x.changing != nil && x.changing.err != nil {
			return x.changing.err
		}
	}
	return nil
}

// stepsPerBlock is the number of steps that one task of SourceCounts plays.
const stepsPerBlock = 512

// SourceCounts are the spikes of source population p emitted in the steps
// from <= k < to, stamped k + 1.
func SourceCounts(spec *Spec, p int, from, to int64) (*Emissions, error) {
	if err := spec.checkSource(p); err != nil {
		return nil, err
	}
	if spec.sequential(p) {
		return spec.sequentialCounts(p, from, to)
	}
	n := spec.Populations[p].N
	blocks := make([]Emissions, max(0, (to-from+stepsPerBlock-1)/stepsPerBlock))
	err := parallel(context.Background(), len(blocks), 0, func(b int) error {
		s := NewSourceState(spec, p)
		counts := make([]uint16, n)
		e := &blocks[b]
		first := from + int64(b)*stepsPerBlock
		for k := first; k < min(to, first+stepsPerBlock); k++ {
			s.Next(k, counts)
			for i, c := range counts {
				if c > 0 {
					e.Index, e.Step, e.Count = append(e.Index, uint32(i)), append(e.Step, uint32(k+1)), append(e.Count, c)
				}
			}
		}
		return s.Err()
	})
	all := &Emissions{}
	for _, e := range blocks {
		all.Index, all.Step, all.Count = append(all.Index, e.Index...), append(all.Step, e.Step...), append(all.Count, e.Count...)
	}
	return all, err
}
