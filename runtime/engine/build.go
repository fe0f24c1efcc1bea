package engine

import (
	"fmt"
	"math"
	"sort"

	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/network"
)

// build divides the network among the workers.
func build(c Config) (*engine, error) {
	spec := c.Net.Spec
	e := &engine{Config: c, result: &Result{}, window: math.MaxInt64}
	longest := int64(1)
	for _, s := range c.Net.Synapses {
		for _, d := range s.Delay {
			longest, e.window = max(longest, int64(d)), min(e.window, int64(d))
		}
	}
	e.window = min(e.window, 64)
	// A spike stamped at the end of a window is delivered after it, for a step
	// up to longest later, while the ring still holds the window itself.
	e.slots = longest + e.window + 1
	neurons := 0
	for p := range spec.Populations {
		pop := &spec.Populations[p]
		e.kernels = append(e.kernels, nil)
		e.rings = append(e.rings, nil)
		if pop.Source != nil {
			continue
		}
		neurons += pop.N
		e.kernels[p] = c.Kernel(pop.Program, &c.Net.Populations[p], pop.N)
		padded := (pop.N + jit.Lanes - 1) / jit.Lanes * jit.Lanes
		for j := range pop.Program.Ports {
			q := c.Net.Populations[p].Quantum[j]
			e.rings[p] = append(e.rings[p], ring{jit.Column(int(e.slots) * padded), padded, q * (1 << 53)})
		}
	}
	n := min(c.Workers, max(1, neurons/(4*Align)))
	for w := 0; w < n; w++ {
		l := &lane{counts: make([]int64, len(spec.Populations))}
		for p := range spec.Populations {
			if pop := &spec.Populations[p]; pop.Source == nil {
				if lo, hi := share(pop.N, w, n), share(pop.N, w+1, n); lo < hi {
					l.parts = append(l.parts, part{p, lo, hi})
				}
			}
		}
		e.workers = append(e.workers, l)
	}
	owner := func(p, i int) int { return ownerOf(spec.Populations[p].N, i, n) }
	if err := e.tables(owner); err != nil {
		return nil, err
	}
	e.plasticTables(owner)
	e.emitters()
	e.probes(owner)
	return e, nil
}

// share is the first element of the part of worker w of n.
func share(size, w, n int) int {
	if w >= n {
		return size
	}
	return size * w / n / Align * Align
}

func ownerOf(size, i, n int) int {
	for w := n - 1; w > 0; w-- {
		if i >= share(size, w, n) {
			return w
		}
	}
	return 0
}

// tables sorts the synapses into the tables of the workers: two passes over the
// columns, one to count and one to fill.
func (e *engine) tables(owner func(p, i int) int) error {
	size := e.Net.Spec.Size()
	n := len(e.workers)
	counts := make([][]uint32, n)
	for w := range counts {
		counts[w] = make([]uint32, size+1)
	}
	borders := make([][]int, len(e.Net.Spec.Populations)) // first element of every worker
	for p := range borders {
		for w := 0; w < n; w++ {
			borders[p] = append(borders[p], share(e.Net.Spec.Populations[p].N, w, n))
		}
	}
	find := func(p, i int) int {
		w := n - 1
		for w > 0 && i < borders[p][w] {
			w--
		}
		return w
	}
	for _, s := range e.Net.Synapses {
		if s.Plasticity != nil {
			continue
		}
		first := e.Net.Spec.Populations[s.Population].First
		for j, pre := range s.Pre {
			counts[find(s.Population, int(s.Post[j])-first)][pre+1]++
		}
	}
	for w, l := range e.workers {
		total := uint64(0)
		for id := 1; id <= size; id++ {
			total += uint64(counts[w][id])
			if total > math.MaxUint32 {
				return fmt.Errorf("more than 2^32 synapses for one worker; use more workers")
			}
			counts[w][id] = uint32(total)
		}
		l.table.start = append([]uint32(nil), counts[w]...)
		l.table.rows = make([]row, total)
	}
	for _, s := range e.Net.Synapses {
		if s.Plasticity != nil {
			continue
		}
		first := e.Net.Spec.Populations[s.Population].First
		g := &e.rings[s.Population][s.Port]
		index := make([]uint16, n)
		for w, l := range e.workers {
			index[w] = l.table.ringIndex(g)
		}
		for j, pre := range s.Pre {
			i := int(s.Post[j]) - first
			w := find(s.Population, i)
			at := counts[w][pre]
			counts[w][pre]++
			e.workers[w].table.rows[at] = row{s.Weight[j], uint32(i), s.Delay[j], index[w]}
		}
	}
	e.each(func(l *lane) { l.table.sort() })
	return nil
}

func (t *table) ringIndex(g *ring) uint16 {
	for i, r := range t.rings {
		if r == g {
			return uint16(i)
		}
	}
	t.rings = append(t.rings, g)
	return uint16(len(t.rings) - 1)
}

// sort orders the rows of each source by ring, delay and target, so that a
// spike walks through memory forwards.
func (t *table) sort() {
	for id := 0; id+1 < len(t.start); id++ {
		rows := t.rows[t.start[id]:t.start[id+1]]
		if len(rows) < 2 {
			continue
		}
		sort.Slice(rows, func(i, j int) bool {
			a, b := &rows[i], &rows[j]
			if a.ring != b.ring {
				return a.ring < b.ring
			}
			if a.delay != b.delay {
				return a.delay < b.delay
			}
			return a.target < b.target
		})
	}
}

// emitters gives every source element to one worker: to the only one whose
// neurons it reaches, which then delivers without an exchange, or else to the
// worker of its share, which announces its spikes to all.
func (e *engine) emitters() {
	spec := e.Net.Spec
	for p := range spec.Populations {
		pop := &spec.Populations[p]
		if pop.Source == nil {
			continue
		}
		private := make([][]int32, len(e.workers))
		public := make([][]int32, len(e.workers))
		for i := 0; i < pop.N; i++ {
			id := pop.First + i
			only, reached := 0, 0
			for w, l := range e.workers {
				if l.table.start[id] < l.table.start[id+1] || l.plastic.reaches(uint32(id)) {
					only, reached = w, reached+1
				}
			}
			switch {
			case reached == 1:
				private[only] = append(private[only], int32(i))
			case reached > 1 || e.Spikes[p]:
				w := ownerOf(pop.N, i, len(e.workers))
				public[w] = append(public[w], int32(i))
			}
		}
		for w, l := range e.workers {
			for _, set := range []struct {
				elements []int32
				private  bool
			}{{private[w], true}, {public[w], false}} {
				if len(set.elements) > 0 {
					l.sources = append(l.sources, newEmitter(spec, p, set.elements, set.private))
				}
			}
		}
	}
}

func newEmitter(spec *network.Spec, p int, elements []int32, private bool) *emitter {
	s := &emitter{population: p, first: uint32(spec.Populations[p].First), elements: elements, private: private}
	s.lo, s.hi = int(elements[0]), int(elements[len(elements)-1])+1
	s.dense = s.hi-s.lo == len(elements)
	s.state = network.NewSourceState(spec, p)
	s.counts = make([]uint16, s.hi-s.lo)
	return s
}
