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
		return tabulate(e, spare, func(s *shard, list []uint32) { s.synapses.Packed = list })
	}
	return tabulate(e, spare, func(s *shard, list []uint64) { s.synapses.Wide = list })
}

// spare is the room in a bucket beyond the number of synapses that is likely, in
// standard deviations.
const spare = 6

// tabulate finds room for the synapses of every bucket of sources, puts them down, and
// sorts the buckets by source and delay.
func tabulate[W word](e *engine, spare float64, keep func(*shard, []W)) error {
	f := &filling[W]{engine: e, sets: e.static(), workers: max(1, e.Workers)}
	f.buckets = e.newBuckets(f.sets)
	for _, s := range f.sets {
		f.spots = append(f.spots, e.spots(s.Population, s.Port))
	}
	for _, guess := range []bool{true, false} {
		if err := f.room(guess, spare); err != nil {
			return err
		}
		if enough, err := f.put(); err != nil {
			return err
		} else if enough {
			break
		}
		f.free() // once in a hundred thousand networks
	}
	f.sort(keep)
	return nil
}

// filling is the making of the tables.
type filling[W word] struct {
	*engine
	buckets
	sets    []*network.Synapses
	spots   [][]uint32 // per set
	workers int
	slots   [][]slot // per worker; per shard and bucket
	pens    []pen[W] // per shard
	looked  atomic.Int64
}

// slot is the room that a worker has in a bucket of a shard.
type slot struct{ at, end uint32 }

// each lets every worker visit its part of the sets.
func (f *filling[W]) each(visit func(w, set int) error) error {
	errs := make([]error, f.workers)
	var wg sync.WaitGroup
	for w := range f.workers {
		wg.Go(func() {
			for i := range f.sets {
				if err := visit(w, i); err != nil && errs[w] == nil {
					errs[w] = err
				}
			}
		})
	}
	wg.Wait()
	return errors.Join(errs...)
}

func (f *filling[W]) look(n int) {
	if f.Building != nil {
		f.Building(min(f.looked.Add(int64(n)), 2*f.buckets.synapses), 2*f.buckets.synapses)
	}
}

// room divides memory among buckets and workers by the numbers of synapses. These are
// counted or, of sets with independent pairs, guessed.
func (f *filling[W]) room(guess bool, spare float64) error {
	f.slots = make([][]slot, f.workers)
	likely := make([][]float64, f.workers)
	for w := range f.workers {
		f.slots[w], likely[w] = make([]slot, len(f.shards)*f.n), make([]float64, len(f.shards)*f.n)
	}
	if err := f.each(func(w, i int) error {
		s := f.sets[i]
		if pre, post, n, ok := s.Independent(w, f.workers); ok && guess {
			f.guess(pre, post, f.homes[s.Population].first, float64(n), f.spots[i], likely[w])
			f.look(n)
			return nil
		}
		return s.Each(w, f.workers, network.Pairs, func(x *network.Block) {
			f.count(x, f.homes[s.Population].first, f.spots[i], f.slots[w])
			f.look(len(x.Pre))
		})
	}); err != nil {
		return err
	}
	f.pens = make([]pen[W], len(f.shards))
	for s, x := range f.shards {
		p := &f.pens[s]
		total := uint64(0)
		for k := s * f.n; k < (s+1)*f.n; k++ {
			for w := range f.workers {
				p.start = append(p.start, uint32(total))
				y := &f.slots[w][k]
				n := uint64(y.at)
				if mean := likely[w][k]; mean > 0 {
					n += uint64(max(0, math.Ceil(mean+spare*math.Sqrt(mean)+spare)))
				}
				y.at = uint32(total)
				if total += n; total > math.MaxUint32 {
					return fmt.Errorf("more than 2^32 synapses onto %d neurons", x.places)
				}
				y.end = uint32(total)
			}
		}
		for _, slots := range f.slots {
			p.slots = append(p.slots, slots[s*f.n:(s+1)*f.n])
		}
		p.memory, p.tags = jit.NewWide[W](int(total)), jit.NewWide[uint16](int(total))
		p.synapses = p.memory.Values
	}
	return nil
}

// guess adds the numbers of synapses that are likely among n between pre and post.
func (f *filling[W]) guess(pre, post network.View, first int, n float64, spots []uint32, likely []float64) {
	from, to := make([]float64, f.n), make([]float64, len(f.shards))
	for id := range pre.IDs {
		from[id>>f.shift] += 1 / float64(pre.Len())
	}
	for id := range post.IDs {
		to[spots[int(id)-first]>>16] += 1 / float64(post.Len())
	}
	for s, y := range to {
		for k, x := range from {
			likely[s*f.n+k] += n * x * y
		}
	}
}

// put puts all synapses down. It reports whether there was enough room.
func (f *filling[W]) put() (enough bool, err error) {
	var full atomic.Bool
	err = f.each(func(w, i int) error {
		s := f.sets[i]
		quantum := f.Net.Populations[s.Population].Quantum[s.Port]
		if quantum == 0 {
			quantum = 1 // all weights are 0
		}
		return s.Each(w, f.workers, network.All, func(x *network.Block) {
			if full.Load() {
				return
			}
			if !put(&f.buckets, x, f.homes[s.Population].first, quantum, f.spots[i], f.slots[w], f.pens) {
				full.Store(true)
			}
			f.look(len(x.Pre))
		})
	})
	return !full.Load(), err
}

// free gives the memory back.
func (f *filling[W]) free() {
	for i := range f.pens {
		f.pens[i].memory.Free()
		f.pens[i].tags.Free()
	}
}

// sort sorts the buckets of all shards.
func (f *filling[W]) sort(keep func(*shard, []W)) {
	size := f.Net.Spec.Size()
	most := func(id int) float64 { return float64(f.most[f.Net.Spec.PopulationOf(uint32(id))]) }
	manyMost := float64(slices.Max(f.most))
	var wg sync.WaitGroup
	gate := make(chan struct{}, f.workers)
	for s, x := range f.shards {
		wg.Go(func() {
			gate <- struct{}{}
			p := &f.pens[s]
			list := sortInto(x, size, &f.buckets, p, most, manyMost)
			keep(x, list)
			x.memory = p.memory
			p.memory.Forget(len(list), len(p.synapses))
			p.tags.Free()
			<-gate
		})
	}
	wg.Wait()
}
