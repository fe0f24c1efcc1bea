package engine

import (
	"math"

	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/network"
)

// build divides the network among the workers.
func build(c Config) (*engine, error) {
	spec := c.Net.Spec
	e := &engine{Config: c, result: &Result{}, window: math.MaxInt64, turns: turningPoints(c.Net)}
	longest := int64(1)
	for i := range c.Net.Synapses {
		s := &c.Net.Synapses[i]
		if c.Net.Continuous(s) {
			continue
		}
		if s.Len() == 0 {
			continue
		}
		shortest, most := s.Delays()
		longest, e.window = max(longest, int64(most)), min(e.window, int64(shortest))
	}
	e.coupling()
	e.window = min(e.window, 64)
	// A spike stamped at the end of a window is announced after it, for a step
	// up to longest later, while the calendar still holds the window itself.
	slots := longest + e.window + 1
	neurons := 0
	for p := range spec.Populations {
		if spec.Populations[p].Source == nil {
			neurons += spec.Populations[p].N
		}
	}
	n := min(c.Workers, max(1, neurons/(4*Align)))
	if c.Sparing {
		n = min(n, worth(spec, e.window))
	}
	for w := range n {
		l := &lane{counts: make([]int64, len(spec.Populations))}
		e.workers = append(e.workers, l)
		e.divide(l, w, n)
	}
	for _, s := range e.shards {
		s.open(slots)
	}
	for p := range spec.Populations {
		e.most = append(e.most, network.MostPerStep(spec, p))
	}
	if err := e.tables(); err != nil {
		return nil, err
	}
	owner := func(p, i int) int { return ownerOf(spec.Populations[p].N, i, n) }
	e.plasticTables(owner)
	e.makeKernels()
	if e.Single {
		e.doubles = append(e.doubles, rules(e.Net)...)
	}
	for _, l := range e.workers {
		if l.plastic != nil {
			l.plastic.begin(e)
		}
	}
	e.senders()
	e.adders()
	e.emitters()
	e.probes(owner)
	e.weightProbes()
	e.meet = newBarrier(n)
	return e, nil
}

// divide gives lane w of n its part of every population, in pieces that fit into
// shards.
func (e *engine) divide(l *lane, w, n int) {
	for p := range e.Net.Spec.Populations {
		pop := &e.Net.Spec.Populations[p]
		if w == 0 {
			e.homes = append(e.homes, homes{first: pop.First})
		}
		if pop.Source != nil {
			continue
		}
		h := &e.homes[p]
		ports := len(pop.Program.Ports)
		most := maxPlaces / max(1, ports) / Align * Align
		hi := share(pop.N, w+1, n)
		for lo := share(pop.N, w, n); lo < hi; {
			end := min(hi, lo+most)
			x := part{population: p, lo: lo, hi: end, stride: (end - lo + padding - 1) / padding * padding}
			if len(l.shards) == 0 || !l.shards[len(l.shards)-1].fits(ports*x.stride) {
				l.shards = append(l.shards, &shard{})
				e.shards = append(e.shards, l.shards[len(l.shards)-1])
			}
			x.shard = int32(len(e.shards) - 1)
			x.base = e.shards[x.shard].claim(ports * x.stride)
			for range end - lo {
				h.part = append(h.part, int32(len(e.parts)))
			}
			l.parts = append(l.parts, len(e.parts))
			e.parts = append(e.parts, x)
			lo = end
		}
	}
}

// padding is what rows of sums are filled up to multiples of: what code of any format
// reads at once.
var padding = jit.Single.Lanes()

// makeKernels makes the kernels, which read sums as whole numbers where that is
// possible, and the changes of what they read.
func (e *engine) makeKernels() {
	spec := e.Net.Spec
	e.kernels, e.columns, e.rows = make([]Kernel, len(spec.Populations)), make([]*network.Columns, len(spec.Populations)), make([][][]float64, len(spec.Populations))
	careful := make([]bool, len(spec.Populations))
	for i := range e.parts {
		x := &e.parts[i]
		careful[x.population] = careful[x.population] || e.shards[x.shard].careful
	}
	for p := range spec.Populations {
		pop := &spec.Populations[p]
		if pop.Source != nil {
			continue
		}
		columns := live(&e.Net.Populations[p], pop.N)
		columns.Sums = e.sums[p]
		e.columns[p] = columns
		switch {
		case e.Kernel != nil:
			e.kernels[p] = e.Kernel(pop.Program, columns, pop.N)
		default:
			e.kernels[p] = e.machine(p, columns, !careful[p])
		}
		attach(e.kernels[p], columns)
		if !takesWhole(e.kernels[p]) {
			for range pop.Program.Ports {
				e.rows[p] = append(e.rows[p], jit.Column((pop.N+padding-1)/padding*padding))
			}
		}
	}
	for _, l := range e.workers {
		for _, i := range l.parts {
			x := &e.parts[i]
			l.changes = append(l.changes, changesOf(&e.Net.Populations[x.population], e.columns[x.population], x.lo, x.hi)...)
		}
	}
}

// machine makes a kernel of machine code where there can be one.
func (e *engine) machine(p int, columns *network.Columns, whole bool) Kernel {
	pop := &e.Net.Spec.Populations[p]
	if e.Single {
		err := notSingle(pop.Program, columns, e.Steps)
		if err == nil {
			var k *compiled
			if k, err = compileProgram(pop.Program, columns, pop.N, numbers{whole, jit.Single}); err == nil {
				return k
			}
		}
		e.doubles = append(e.doubles, Double{pop.Name, err})
	}
	k, err := compileProgram(pop.Program, columns, pop.N, numbers{whole, jit.Double})
	if err != nil {
		return Blocks(pop.Program, columns, pop.N)
	}
	return k
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
		if pop.Source == nil || e.most[p] == 0 { // which never emit
			continue
		}
		private := make([][]int32, len(e.workers))
		public := make([][]int32, len(e.workers))
		for i := 0; i < pop.N; i++ {
			id := pop.First + i
			only, reached, waits := 0, 0, false
			for w, l := range e.workers {
				if l.reaches(id) || l.plastic.reaches(uint32(id)) {
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
			if len(private[w]) > 0 {
				l.send(e, p, private[w], true)
			}
			if len(public[w]) > 0 {
				l.send(e, p, public[w], false)
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
