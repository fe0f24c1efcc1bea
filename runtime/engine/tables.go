package engine

import (
	"errors"
	"fmt"
	"math"
	"slices"
	"sync"

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

// countsBytes bounds the memory of the counters that are used to sort synapses.
const countsBytes = 256 << 20

// tables sorts the synapses into the shards: one pass to count the synapses of
// every source, one to put them down, and one to group them by delay.
func (e *engine) tables() error {
	size := e.Net.Spec.Size()
	n := max(1, min(e.Workers, countsBytes/(4*max(1, len(e.shards))*(size+1))))
	sets := e.static()
	errs := make([]error, n)
	next := make([][][]uint32, n) // per goroutine, shard, source: number, then place in order
	each := func(f func(w int)) {
		var wg sync.WaitGroup
		for w := range n {
			wg.Go(func() { f(w) })
		}
		wg.Wait()
	}
	each(func(w int) {
		next[w] = make([][]uint32, len(e.shards))
		for s := range next[w] {
			next[w][s] = make([]uint32, size)
		}
		for _, s := range sets {
			if err := s.Each(w, n, network.Pairs, func(b *network.Block) { e.count(s, b, next[w]) }); err != nil {
				errs[w] = err
			}
		}
	})
	if err := errors.Join(errs...); err != nil {
		return err
	}
	starts := make([][]uint32, len(e.shards))
	delays := make([][]uint16, len(e.shards))
	for s, x := range e.shards {
		total := uint64(0)
		starts[s] = make([]uint32, size+1)
		for id := range size {
			starts[s][id] = uint32(total)
			for w := range n {
				k := next[w][s][id]
				next[w][s][id] = uint32(total)
				total += uint64(k)
			}
			if total > math.MaxUint32 {
				return fmt.Errorf("more than 2^32 synapses onto %d neurons", x.places)
			}
		}
		starts[s][size] = uint32(total)
		x.wide, delays[s] = jit.NewWide(int(total)), make([]uint16, total)
		x.synapses = x.wide.Synapses
	}
	each(func(w int) {
		for _, s := range sets {
			if err := s.Each(w, n, network.All, func(b *network.Block) { e.put(s, b, next[w], delays) }); err != nil {
				errs[w] = err
			}
		}
	})
	if err := errors.Join(errs...); err != nil {
		return err
	}
	most := make([]float64, len(e.Net.Spec.Populations)) // spikes of an element in one step
	for p := range most {
		most[p] = float64(network.MostPerStep(e.Net.Spec, p))
	}
	var wg sync.WaitGroup
	gate := make(chan struct{}, e.Workers)
	for s, x := range e.shards {
		wg.Go(func() {
			gate <- struct{}{}
			x.sort(starts[s], delays[s], func(id int) float64 { return most[e.Net.Spec.PopulationOf(uint32(id))] })
			<-gate
		})
	}
	wg.Wait()
	return nil
}

// count counts synapses by shard and source.
func (e *engine) count(s *network.Synapses, b *network.Block, counts [][]uint32) {
	h := &e.homes[s.Population]
	if len(e.shards) == 1 {
		for _, id := range b.Pre {
			counts[0][id]++
		}
		return
	}
	for j, id := range b.Pre {
		counts[e.parts[h.part[int(b.Post[j])-h.first]].shard][id]++
	}
}

// put puts synapses into their shards, ordered by source.
func (e *engine) put(s *network.Synapses, b *network.Block, next [][]uint32, delays [][]uint16) {
	h := &e.homes[s.Population]
	quantum := e.Net.Populations[s.Population].Quantum[s.Port]
	if quantum == 0 {
		quantum = 1 // all weights are 0
	}
	for j, pre := range b.Pre {
		i := int(b.Post[j]) - h.first
		part := &e.parts[h.part[i]]
		at := &next[part.shard][pre]
		e.shards[part.shard].synapses[*at] = uint64(int64(b.Weight[j]/quantum))<<16 | uint64(part.place(s.Port)+i-part.lo)
		delays[part.shard][*at] = b.Delay[j]
		*at++
	}
}

// sort groups the synapses of every source, start[id] being the first of source
// id, by delay. What a step can bring at most decides whether sums need care.
func (s *shard) sort(start []uint32, delays []uint16, most func(id int) float64) {
	total := make([]float64, s.places) // most that can arrive in one step
	largest := 0.0
	var o order
	s.start = make([]uint32, 0, len(start))
	to := uint32(0) // synapses that keep their weights are moved here
	for id := 0; id+1 < len(start); id++ {
		s.start = append(s.start, uint32(len(s.groups)))
		from, end := start[id], start[id+1]
		if from == end {
			continue
		}
		times := most(id)
		for _, x := range s.synapses[from:end] {
			t := &total[uint16(x)]
			*t += math.Abs(float64(int64(x)>>16)) * times
			largest = max(largest, *t)
		}
		o.sort(s.synapses[from:end], delays[from:end])
		for at := 0; at < len(o.list); {
			n := 1
			for at+n < len(o.list) && o.delays[at+n] == o.delays[at] && n < math.MaxUint16 {
				n++
			}
			to = s.group(o.list[at:at+n], o.delays[at], to)
			at += n
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

// order sorts the synapses of a source by delay and leaves them in the order of the
// network otherwise, which is that of their targets for most rules.
type order struct {
	list   []uint64
	delays []uint16
	counts []uint32
	rows   []int32
}

func (o *order) sort(list []uint64, delays []uint16) {
	shortest, longest := delays[0], delays[0]
	for _, d := range delays {
		shortest, longest = min(shortest, d), max(longest, d)
	}
	o.list, o.delays = slices.Grow(o.list[:0], len(list))[:len(list)], slices.Grow(o.delays[:0], len(list))[:len(list)]
	n := int(longest) - int(shortest) + 1
	switch {
	case n == 1:
		copy(o.list, list)
		copy(o.delays, delays)
		return
	case n > 4*len(list)+64:
		o.rows = o.rows[:0]
		for j := range delays {
			o.rows = append(o.rows, int32(j))
		}
		slices.SortStableFunc(o.rows, func(a, b int32) int { return int(delays[a]) - int(delays[b]) })
		for to, j := range o.rows {
			o.list[to], o.delays[to] = list[j], delays[j]
		}
		return
	}
	o.counts = slices.Grow(o.counts[:0], n+1)[:n+1]
	clear(o.counts)
	for _, d := range delays {
		o.counts[d-shortest+1]++
	}
	for d := range n {
		o.counts[d+1] += o.counts[d]
	}
	for j, x := range list {
		at := &o.counts[delays[j]-shortest]
		o.list[*at], o.delays[*at] = x, delays[j]
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
