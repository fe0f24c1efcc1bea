package engine

import (
	"github.com/nngen/nngen/runtime/jit"
)

// maxPlaces is the number of places of a shard: half a megabyte of sums, which stay
// in a second-level cache.
const maxPlaces = jit.Places

// shard holds, for some neurons of one lane, what arrives at each of their ports
// at the end of the step at hand, and the synapses that lead there.
//
// Weights are whole multiples of their port's quantum, so sums are whole numbers:
// exact, whatever the order. Spikes wait in a calendar, by the step at which they
// arrive, and are added when that step comes, so that only one number per place is
// ever written to, however many delays there are.
type shard struct {
	slab   []float64 // memory of the sums
	sum    *jit.Sums // in quanta
	places int
	start  []uint32 // per global id, plus one: groups [start[id], start[id+1])
	groups []group
	// targets are the places of groups whose synapses all have one weight, behind it;
	// synapses are those of the others.
	targets  []uint16
	synapses jit.Synapses
	memory   any // of synapses
	calendar [][]jit.Arrival
	singles  [][]single
	// careful says that a sum could leave the range of whole numbers that are exact
	// in binary64, or even that of its memory.
	careful bool
}

// group are the synapses of one source that have one delay, as in [jit.Arrival].
type group struct {
	first uint32
	n     uint16
	delay uint16
}

// largestGroup is the most synapses that a group has.
const largestGroup = jit.Shared - 1

// single is an amount on its way to one place.
type single struct {
	amount int64
	place  uint16
}

// fits reports whether the shard has n more places.
func (s *shard) fits(n int) bool { return s.places+n <= maxPlaces }

// claim gives n more places away, the first of which it returns.
func (s *shard) claim(n int) int {
	s.places += n
	return s.places - n
}

// open makes the memory of sums and calendar.
func (s *shard) open(slots int64) {
	s.slab = jit.Column(maxPlaces)
	s.sum = jit.SumsOf(s.slab)
	s.calendar, s.singles = make([][]jit.Arrival, slots), make([][]single, slots)
}

// reaches reports whether a source has synapses here.
func (s *shard) reaches(id int) bool { return s.start[id] < s.start[id+1] }

// announce notes a spike of a source in the calendar, at the steps at which it
// arrives, and returns the number of synaptic events that it makes.
func (s *shard) announce(id uint32, stamp int64, count uint16) int64 {
	from, to := s.start[id], s.start[id+1]
	if from == to {
		return 0
	}
	slots := int(len(s.calendar))
	slot := int(stamp % int64(slots))
	n := int64(0)
	for _, g := range s.groups[from:to] {
		at := slot + int(g.delay)
		if at >= slots {
			at -= slots
		}
		s.calendar[at] = append(s.calendar[at], jit.Arrival{First: g.first, N: g.n, Count: count})
		n += int64(g.n &^ jit.Shared)
	}
	return n * int64(count)
}

// mail notes an amount that arrives at one place at step t.
func (s *shard) mail(t int64, place uint16, amount int64) {
	list := s.letters(t)
	*list = append(*list, single{amount, place})
}

// letters are the amounts that arrive at step t.
func (s *shard) letters(t int64) *[]single { return &s.singles[t%int64(len(s.singles))] }

// deliver adds up what arrives at step t.
func (s *shard) deliver(t int64) {
	at := t % int64(len(s.calendar))
	list := s.calendar[at]
	s.calendar[at] = list[:0]
	if s.careful {
		s.deliverCarefully(t, list)
		return
	}
	s.sum.Add(s.synapses, s.targets, list)
}

// each visits the synapses of a group.
func (s *shard) each(first uint32, n uint16, visit func(weight int64, place uint16)) {
	if n&jit.Shared != 0 {
		weight, list := jit.Group(s.targets, first, n)
		for _, place := range list {
			visit(weight, place)
		}
		return
	}
	for k := first; k < first+uint32(n); k++ {
		if len(s.synapses.Packed) > 0 {
			x := s.synapses.Packed[k]
			visit(weightOf(x), uint16(x))
		} else {
			x := s.synapses.Wide[k]
			visit(weightOf(x), uint16(x))
		}
	}
}

// bound is where sums of careful shards stop: far above all that are exact, far
// below what their memory holds.
const bound = 1 << 61

// deliverCarefully is deliver where sums may become large.
func (s *shard) deliverCarefully(t int64, list []jit.Arrival) {
	add := func(place uint16, amount int64) {
		s.sum[place] = min(max(s.sum[place]+amount, -bound), bound)
	}
	for _, a := range list {
		s.each(a.First, a.N, func(weight int64, place uint16) { add(place, weight*int64(a.Count)) })
	}
	letters := s.letters(t)
	for _, x := range *letters {
		add(x.place, x.amount)
	}
	*letters = (*letters)[:0]
}

// maxExact is the largest number of quanta that binary64 has with all smaller ones.
const maxExact = 1 << 53

// take moves the sums of n places, times the quantum, to row and empties them. It
// reports whether all were exact.
func (s *shard) take(place int, quantum float64, row []float64) bool {
	exact := true
	for i := range row {
		x := s.sum[place+i]
		exact = exact && x <= maxExact && x >= -maxExact
		row[i] = float64(float64(x) * quantum)
		s.sum[place+i] = 0
	}
	return exact
}
