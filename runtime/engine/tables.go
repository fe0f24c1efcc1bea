package engine

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/network"
)

// static are the sets of synapses that nothing changes and that carry spikes.
func (e *engine) static() (list []*network.Synapses) {
	for j := range e.Net.Synapses {
		if s := &e.Net.Synapses[j]; s.Plasticity == nil && !e.Net.Continuous(s) {
			list = append(list, s)
		}
	}
	return list
}

// homes says where the ports of the neurons of a population are.
type homes struct {
	first int     // global id of the population
	part  []int32 // per neuron: its part
}

// place is where what arrives at a port of neuron i is added up.
func (e *engine) place(p, port, i int) (shard int32, place uint16) {
	x := &e.parts[e.homes[p].part[i]]
	return x.shard, uint16(x.place(port) + i - x.lo)
}

// spots gives the places of a port of all neurons of a population, behind the
// numbers of their shards.
func (e *engine) spots(p, port int) []uint64 {
	list := make([]uint64, e.Net.Spec.Populations[p].N)
	for i := range list {
		shard, place := e.place(p, port, i)
		list[i] = uint64(shard)<<16 | uint64(place)
	}
	return list
}

// bucketBytes is the size of a bucket: it is sorted within a second-level cache.
const bucketBytes = 256 << 10

// buckets are runs of 2^shift sources each, whose synapses are put down together
// and then sorted. A shard has the same ones as the others.
type buckets struct {
	shift uint
	n     int
}

// newBuckets divides size sources with so many synapses in each shard, on average.
// Within a bucket sources have numbers of 16 bits.
func newBuckets(size int, synapses int64) buckets {
	b := buckets{shift: 16}
	for b.shift > 0 && synapses<<b.shift/int64(max(1, size)) > bucketBytes/8 && size>>(b.shift-1) <= maxBuckets {
		b.shift--
	}
	b.n = (size + 1<<b.shift - 1) >> b.shift
	return b
}

// maxBuckets bounds the number of places that synapses are put to by turns.
const maxBuckets = 1 << 12

// tables sorts the synapses into the shards: one pass to count the synapses of
// every bucket of sources, one to put them down, and one to sort the buckets by
// source and delay.
func (e *engine) tables() error {
	size := e.Net.Spec.Size()
	sets := e.static()
	all := int64(0)
	for _, s := range sets {
		all += int64(s.Len())
	}
	n := max(1, e.Workers)
	b := newBuckets(size, all/int64(max(1, len(e.shards))))
	errs := make([]error, n)
	next := make([][]uint32, n) // per goroutine and bucket: number, then place in order
	each := func(f func(w int)) {
		var wg sync.WaitGroup
		for w := range n {
			wg.Go(func() { f(w) })
		}
		wg.Wait()
	}
	var looked atomic.Int64
	look := func(x *network.Block) {
		if e.Building != nil {
			e.Building(looked.Add(int64(len(x.Pre))), 2*all)
		}
	}
	spots := make([][]uint64, len(sets))
	for i, s := range sets {
		spots[i] = e.spots(s.Population, s.Port)
	}
	each(func(w int) {
		next[w] = make([]uint32, len(e.shards)*b.n)
		for i, s := range sets {
			first := e.homes[s.Population].first
			if err := s.Each(w, n, network.Pairs, func(x *network.Block) {
				b.count(x, first, spots[i], next[w])
				look(x)
			}); err != nil {
				errs[w] = err
			}
		}
	})
	if err := errors.Join(errs...); err != nil {
		return err
	}
	pens := make([]pen, len(e.shards))
	for s, x := range e.shards {
		total := uint64(0)
		pens[s].start = make([]uint32, b.n+1)
		for k := range b.n {
			pens[s].start[k] = uint32(total)
			for w := range n {
				at := &next[w][s*b.n+k]
				many := *at
				*at = uint32(total)
				total += uint64(many)
			}
			if total > math.MaxUint32 {
				return fmt.Errorf("more than 2^32 synapses onto %d neurons", x.places)
			}
		}
		pens[s].start[b.n] = uint32(total)
		x.wide, pens[s].tags = jit.NewWide[uint64](int(total)), jit.NewWide[uint32](int(total))
		pens[s].synapses = x.wide.Values
	}
	each(func(w int) {
		for i, s := range sets {
			first := e.homes[s.Population].first
			quantum := e.Net.Populations[s.Population].Quantum[s.Port]
			if quantum == 0 {
				quantum = 1 // all weights are 0
			}
			if err := s.Each(w, n, network.All, func(x *network.Block) {
				b.put(x, first, quantum, spots[i], next[w], pens)
				look(x)
			}); err != nil {
				errs[w] = err
			}
		}
	})
	if err := errors.Join(errs...); err != nil {
		return err
	}
	var wg sync.WaitGroup
	gate := make(chan struct{}, e.Workers)
	for s, x := range e.shards {
		wg.Go(func() {
			gate <- struct{}{}
			x.sort(size, b, &pens[s], func(id int) float64 { return float64(e.most[e.Net.Spec.PopulationOf(uint32(id))]) })
			pens[s].tags.Free()
			<-gate
		})
	}
	wg.Wait()
	return nil
}

// pen holds the synapses of a shard before they are sorted: bucket k has those from
// start[k] to start[k+1]. Tags have the number of the source in its bucket above the
// delay.
type pen struct {
	start    []uint32
	synapses []uint64
	tags     *jit.Wide[uint32]
}

// count counts synapses by shard and bucket.
func (b *buckets) count(x *network.Block, first int, spots []uint64, counts []uint32) {
	for j, id := range x.Pre {
		counts[int(spots[int(x.Post[j])-first]>>16)*b.n+int(id>>b.shift)]++
	}
}

// put puts synapses into the buckets of their shards.
func (b *buckets) put(x *network.Block, first int, quantum float64, spots []uint64, next []uint32, pens []pen) {
	inverse := 1 / quantum // exact, for a power of two
	divides := inverse <= math.MaxFloat64
	below := uint32(1)<<b.shift - 1
	for j, pre := range x.Pre {
		spot := spots[int(x.Post[j])-first]
		shard := int(spot >> 16)
		at := &next[shard*b.n+int(pre>>b.shift)]
		quanta := x.Weight[j] * inverse
		if !divides {
			quanta = x.Weight[j] / quantum
		}
		p := &pens[shard]
		p.synapses[*at] = uint64(int64(quanta))<<16 | spot&math.MaxUint16
		p.tags.Values[*at] = (pre&below)<<16 | uint32(x.Delay[j])
		*at++
	}
}

// sort groups the synapses of every source by delay. What a step can bring at most
// decides whether sums need care.
func (s *shard) sort(size int, b buckets, p *pen, most func(id int) float64) {
	total := make([]float64, s.places) // most that can arrive in one step
	largest := 0.0
	var o order
	s.synapses = p.synapses
	s.start = make([]uint32, 0, size+1)
	to := uint32(0) // synapses that keep their weights are moved here
	for k := range b.n {
		from, end := p.start[k], p.start[k+1]
		o.sort(p.synapses[from:end], p.tags.Values[from:end])
		at := 0
		for id := k << b.shift; id < min(size, (k+1)<<b.shift); id++ {
			s.start = append(s.start, uint32(len(s.groups)))
			source := uint32(id-k<<b.shift) << 16
			times := 0.0
			for at < len(o.list) && o.tags[at]&^math.MaxUint16 == source {
				if times == 0 {
					times = most(id)
				}
				n := 1
				for at+n < len(o.list) && o.tags[at+n] == o.tags[at] && n < math.MaxUint16 {
					n++
				}
				for _, x := range o.list[at : at+n] {
					t := &total[uint16(x)]
					*t += math.Abs(float64(int64(x)>>16)) * times
					largest = max(largest, *t)
				}
				to = s.group(o.list[at:at+n], uint16(o.tags[at]), to)
				at += n
			}
		}
	}
	s.start = append(s.start, uint32(len(s.groups)))
	if s.synapses = s.synapses[:to]; to == 0 {
		s.synapses, s.wide = nil, nil
	}
	s.targets, s.groups = slices.Clip(s.targets), slices.Clip(s.groups)
	s.careful = largest >= wholeLimit
}

// wholeLimit bounds the sums that machine code turns into binary64.
const wholeLimit = 1 << 51

// order sorts synapses by their tags and leaves those of one tag in the order of the
// network, which is that of their targets for most rules.
type order struct {
	list, other []uint64
	tags, aside []uint32
	counts      []uint32
}

func (o *order) sort(list []uint64, tags []uint32) {
	n := len(list)
	o.list, o.tags = slices.Grow(o.list[:0], n)[:n], slices.Grow(o.tags[:0], n)[:n]
	if n == 0 {
		return
	}
	least, most := uint32(math.MaxUint16), uint32(0) // sources
	shortest, longest := uint32(math.MaxUint16), uint32(0)
	for _, t := range tags {
		least, most = min(least, t>>16), max(most, t>>16)
		shortest, longest = min(shortest, t&math.MaxUint16), max(longest, t&math.MaxUint16)
	}
	wide := longest - shortest + 1
	if keys := uint64(most-least+1) * uint64(wide); keys <= uint64(4*n+1<<12) {
		o.pass(list, tags, o.list, o.tags, int(keys), func(t uint32) uint32 { return (t>>16-least)*wide + t&math.MaxUint16 - shortest })
		return
	}
	o.other, o.aside = slices.Grow(o.other[:0], n)[:n], slices.Grow(o.aside[:0], n)[:n]
	o.pass(list, tags, o.other, o.aside, int(wide), func(t uint32) uint32 { return t&math.MaxUint16 - shortest })
	o.pass(o.other, o.aside, o.list, o.tags, int(most-least+1), func(t uint32) uint32 { return t>>16 - least })
}

// pass moves synapses to the order of their keys, which are below keys.
func (o *order) pass(list []uint64, tags []uint32, to []uint64, toTags []uint32, keys int, key func(tag uint32) uint32) {
	o.counts = slices.Grow(o.counts[:0], keys+1)[:keys+1]
	clear(o.counts)
	for _, t := range tags {
		o.counts[key(t)+1]++
	}
	for k := range keys {
		o.counts[k+1] += o.counts[k]
	}
	for j, x := range list {
		at := &o.counts[key(tags[j])]
		to[*at], toTags[*at] = x, tags[j]
		*at++
	}
}

// group makes a group of synapses, which have one delay, and returns where the next
// ones that keep their weights go.
func (s *shard) group(list []uint64, delay uint16, to uint32) uint32 {
	g := group{weight: int64(list[0]) >> 16, n: uint16(len(list)), delay: delay}
	for _, x := range list {
		if int64(x)>>16 != g.weight {
			g.weight, g.first = jit.Own, to
			s.groups = append(s.groups, g)
			return to + uint32(copy(s.synapses[to:], list))
		}
	}
	g.first = uint32(len(s.targets))
	s.groups = append(s.groups, g)
	for _, x := range list {
		s.targets = append(s.targets, uint16(x))
	}
	return to
}
