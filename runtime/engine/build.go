package engine

import (
	"math"

	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/network"
)

// build divides the network among the workers.
func build(c Config) (*engine, error) {
	spec := c.Net.Spec
	e := &engine{Config: c, result: &Result{}, window: math.MaxInt64}
	longest := int64(1)
	for i := range c.Net.Synapses {
		s := &c.Net.Synapses[i]
		if c.Net.Continuous(s) {
			continue
		}
		for _, d := range s.Delay {
			longest, e.window = max(longest, int64(d)), min(e.window, int64(d))
		}
	}
	e.coupling()
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
			e.columns = append(e.columns, nil)
			continue
		}
		neurons += pop.N
		columns := live(&c.Net.Populations[p], pop.N)
		columns.Sums = e.sums[p]
		e.columns = append(e.columns, columns)
		e.kernels[p] = c.Kernel(pop.Program, columns, pop.N)
		attach(e.kernels[p], columns)
		padded := (pop.N + jit.Lanes - 1) / jit.Lanes * jit.Lanes
		for j := range pop.Program.Ports {
			q := c.Net.Populations[p].Quantum[j]
			e.rings[p] = append(e.rings[p], ring{sum: jit.Column(int(e.slots) * padded), n: padded, limit: q * (1 << 53)})
		}
	}
	n := min(c.Workers, max(1, neurons/(4*Align)))
	for w := 0; w < n; w++ {
		l := &lane{counts: make([]int64, len(spec.Populations))}
		for p := range spec.Populations {
			if pop := &spec.Populations[p]; pop.Source == nil {
				if lo, hi := share(pop.N, w, n), share(pop.N, w+1, n); lo < hi {
					l.parts = append(l.parts, part{p, lo, hi})
					l.changes = append(l.changes, changesOf(&c.Net.Populations[p], e.columns[p], lo, hi)...)
				}
			}
		}
		e.workers = append(e.workers, l)
	}
	owner := func(p, i int) int { return ownerOf(spec.Populations[p].N, i, n) }
	if err := e.tables(); err != nil {
		return nil, err
	}
	e.safe()
	e.plasticTables(owner)
	e.senders()
	e.adders()
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
			only, reached, waits := 0, 0, false
			for w, l := range e.workers {
				if l.table.reaches(id) || l.plastic.reaches(uint32(id)) {
					only, reached = w, reached+1
				}
				waits = waits || l.plastic.waits(uint32(id))
			}
			switch {
			case reached == 1 && !waits:
				private[only] = append(private[only], int32(i))
			case reached > 0 || e.Spikes[p]:
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
					s := newEmitter(spec, p, set.elements, set.private)
					if set.private && l.plastic == nil {
						s.direct = l.table.straight(s.first, set.elements)
					}
					l.sources = append(l.sources, s)
				}
			}
		}
	}
}

func newEmitter(spec *network.Spec, p int, elements []int32, private bool) *emitter {
	s := &emitter{population: p, first: uint32(spec.Populations[p].First), elements: elements, private: private}
	s.lo, s.hi = int(elements[0]), int(elements[len(elements)-1])+1
	s.state = network.NewSourceState(spec, p)
	s.counts = make([]uint16, s.hi-s.lo)
	return s
}
