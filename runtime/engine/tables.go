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
func (e *engine) spots(p, port int) []uint32 {
	list := make([]uint32, e.Net.Spec.Populations[p].N)
	for i := range list {
		shard, place := e.place(p, port, i)
		list[i] = uint32(shard)<<16 | uint32(place)
	}
	return list
}

// tables sorts the synapses into the shards.
func (e *engine) tables() error {
	if e.Net.Spec.Packed {
		return tabulate(e, func(s *shard, list []uint32) { s.synapses.Packed = list })
	}
	return tabulate(e, func(s *shard, list []uint64) { s.synapses.Wide = list })
}

// tabulate takes one pass to count the synapses of every bucket of sources, one to put
// them down, and one to sort the buckets by source and delay.
func tabulate[W word](e *engine, keep func(*shard, []W)) error {
	size := e.Net.Spec.Size()
	sets := e.static()
	b := e.newBuckets(sets)
	n := max(1, e.Workers)
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
			e.Building(looked.Add(int64(len(x.Pre))), 2*b.synapses)
		}
	}
	spots := make([][]uint32, len(sets))
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
	pens := make([]pen[W], len(e.shards))
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
		pens[s].memory, pens[s].tags = jit.NewWide[W](int(total)), jit.NewWide[uint16](int(total))
		x.memory, pens[s].synapses = pens[s].memory, pens[s].memory.Values
	}
	each(func(w int) {
		for i, s := range sets {
			first := e.homes[s.Population].first
			quantum := e.Net.Populations[s.Population].Quantum[s.Port]
			if quantum == 0 {
				quantum = 1 // all weights are 0
			}
			if err := s.Each(w, n, network.All, func(x *network.Block) {
				put(&b, x, first, quantum, spots[i], next[w], pens)
				look(x)
			}); err != nil {
				errs[w] = err
			}
		}
	})
	if err := errors.Join(errs...); err != nil {
		return err
	}
	most := func(id int) float64 { return float64(e.most[e.Net.Spec.PopulationOf(uint32(id))]) }
	manyMost := float64(slices.Max(e.most))
	var wg sync.WaitGroup
	gate := make(chan struct{}, e.Workers)
	for s, x := range e.shards {
		wg.Go(func() {
			gate <- struct{}{}
			list := sortInto(x, size, &b, &pens[s], most, manyMost)
			keep(x, list)
			pens[s].memory.Forget(len(list), len(pens[s].synapses))
			pens[s].tags.Free()
			<-gate
		})
	}
	wg.Wait()
	return nil
}
