package engine

import (
	"math"
	"slices"

	"github.com/nngen/nngen/runtime/jit"
)

// sortInto groups the synapses of every source by delay and returns those that keep
// weights of their own. most is how many spikes the source id has in one step, and
// manyMost the largest of these.
func sortInto[W word](s *shard, size int, b *buckets, p *pen[W], most func(id int) float64, manyMost float64) []W {
	var o order[W]
	l := newLoad[W](s.places, len(p.synapses), manyMost)
	s.start = make([]uint32, 0, size+1)
	to := uint32(0) // synapses that keep their weights are moved here
	last, times := -1, 0.0
	for k := range b.n {
		from, end := p.gather(k)
		o.each(p.synapses[from:end], p.tags.Values[from:end], func(tag uint16, list []W) {
			id := k<<b.shift + int(uint32(tag)/b.span)
			for len(s.start) <= id {
				s.start = append(s.start, uint32(len(s.groups)))
			}
			if id != last {
				last, times = id, most(id)
			}
			carry(&l, list, times)
			for len(list) > 0 {
				n := min(len(list), largestGroup)
				to = groupOf(s, p.synapses, list[:n], uint16(uint32(tag)%b.span+b.shortest), to)
				list = list[n:]
			}
		})
		if k%64 == 0 {
			p.tags.Forget(0, int(end))
		}
	}
	for len(s.start) <= size {
		s.start = append(s.start, uint32(len(s.groups)))
	}
	s.targets, s.groups = slices.Clip(s.targets), slices.Clip(s.groups)
	s.careful = l.largest >= wholeLimit
	return p.synapses[:to]
}

// groupOf makes a group of synapses, which have one delay, and returns where the next
// ones that keep their weights go. One alone keeps it: that takes less room.
func groupOf[W word](s *shard, synapses, list []W, delay uint16, to uint32) uint32 {
	g := group{first: uint32(len(s.targets)), n: uint16(len(list)) | jit.Shared, delay: delay}
	shared := len(list) > 1
	for _, x := range list {
		shared = shared && x>>16 == list[0]>>16
	}
	if !shared {
		g.first, g.n = to, uint16(len(list))
		s.groups = append(s.groups, g)
		return to + uint32(copy(synapses[to:], list))
	}
	s.groups = append(s.groups, g)
	s.targets = jit.AppendWeight(s.targets, weightOf(list[0]))
	for _, x := range list {
		s.targets = append(s.targets, uint16(x))
	}
	return to
}

// wholeLimit bounds the sums that machine code turns into binary64.
const wholeLimit = 1 << 51

// load is what can arrive at each place in one step, at most, in quanta.
type load struct {
	total   []float64 // nil where it cannot matter
	largest float64
}

// newLoad is for so many synapses, of whose sources each spikes at most so often in a
// step.
func newLoad[W word](places, synapses int, times float64) load {
	heaviest := float64(uint64(^W(0))>>17 + 1)
	if float64(synapses)*heaviest*times < wholeLimit {
		return load{}
	}
	return load{total: make([]float64, places)}
}

// carry adds synapses whose source spikes so often.
func carry[W word](l *load, list []W, times float64) {
	if l.total == nil {
		return
	}
	for _, x := range list {
		t := &l.total[uint16(x)]
		*t += math.Abs(float64(weightOf(x))) * times
		l.largest = max(l.largest, *t)
	}
}

// order brings synapses into the order of their tags and leaves those of one tag in
// the order of the network, which is that of their targets for most rules.
type order[W word] struct {
	list, other []W
	aside       []uint16
	counts      []uint32
}

// each visits the synapses of every tag that there is, in order; what it shows is
// there until it shows the next.
func (o *order[W]) each(list []W, tags []uint16, visit func(tag uint16, list []W)) {
	if len(list) == 0 {
		return
	}
	least, most := tags[0], tags[0]
	for _, t := range tags {
		least, most = min(least, t), max(most, t)
	}
	if int(most-least) <= 4*len(list)+1<<12 {
		o.direct(list, tags, least, most, visit)
		return
	}
	// Few synapses for so many tags: by their upper halves, then each of these.
	o.other, o.aside = slices.Grow(o.other[:0], len(list))[:len(list)], slices.Grow(o.aside[:0], len(list))[:len(list)]
	var ends [257]uint32
	for _, t := range tags {
		ends[t>>8+1]++
	}
	for k := range 256 {
		ends[k+1] += ends[k]
	}
	for j, x := range list {
		at := &ends[tags[j]>>8]
		o.other[*at], o.aside[*at] = x, tags[j]
		*at++
	}
	from := uint32(0)
	for k, end := range ends[:256] {
		if end > from {
			o.direct(o.other[from:end], o.aside[from:end], uint16(k<<8), uint16(k<<8|255), visit)
			from = end
		}
	}
}

// direct is each for tags from least to most, with a counter for each.
func (o *order[W]) direct(list []W, tags []uint16, least, most uint16, visit func(tag uint16, list []W)) {
	keys := int(most-least) + 1
	o.list, o.counts = slices.Grow(o.list[:0], len(list))[:len(list)], slices.Grow(o.counts[:0], keys+1)[:keys+1]
	clear(o.counts)
	for _, t := range tags {
		o.counts[t-least+1]++
	}
	for k := range keys {
		o.counts[k+1] += o.counts[k]
	}
	for j, x := range list {
		at := &o.counts[tags[j]-least]
		o.list[*at] = x
		*at++
	}
	from := uint32(0)
	for k, end := range o.counts[:keys] {
		if end > from {
			visit(least+uint16(k), o.list[from:end])
			from = end
		}
	}
}
