package engine

import (
	"sync"

	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// blockSize is the number of neurons that are advanced together: a dozen
// vectors of this length fit into a first-level cache of 32 KB.
const blockSize = 256

// Blocks makes a kernel that interprets the program.
func Blocks(p *program.Program, c *network.Columns, n int) Kernel {
	b := &blocks{p: p, h: p.Step, n: n}
	for j := range p.States {
		x := make([]float64, n)
		for i := range x {
			x[i] = network.At(c.Init[j], i)
		}
		b.states = append(b.states, x)
	}
	b.columns = c
	b.quants = operands(c.Quants, n)
	b.inputs = operands(c.Drive, n)
	b.sums = c.Sums
	for range p.Holds {
		b.holds = append(b.holds, make([]int32, n))
	}
	b.compile()
	b.pool.New = func() any { return b.newWorker() }
	for j := range p.Conditions {
		if !p.Conditions[j].Rising {
			b.previous = append(b.previous, nil)
			continue
		}
		prev := make([]bool, n)
		for i := range prev {
			v := program.Eval(&p.Conditions[j].Test, b.env(-1, i), nil)
			prev[i] = v[p.Conditions[j].Fires] != 0
		}
		b.previous = append(b.previous, prev)
	}
	return b
}

// operands are columns of n elements as operands. They share memory with the
// columns that have one entry per element, which may change between steps.
func operands(columns [][]float64, n int) []operand {
	o := make([]operand, len(columns))
	for i, c := range columns {
		if len(c) == 1 && n != 1 {
			o[i].s = c[0]
		} else {
			o[i].v = c
		}
	}
	return o
}

type blocks struct {
	columns  *network.Columns
	p        *program.Program
	h        float64
	n        int
	states   [][]float64
	quants   []operand
	inputs   []operand
	sums     [][]float64
	holds    [][]int32
	previous [][]bool // per condition, of rising ones

	common   *code
	variants []*code
	arrive   []*code
	tests    []*code
	pool     sync.Pool
}

func (b *blocks) compile() {
	quant := func(i int) bool { return b.quants[i].v == nil }
	input := func(i int) bool { return b.inputs[i].v == nil }
	b.common = compile(&b.p.Integrate.Common, quant, input)
	for i := range b.p.Integrate.Variants {
		b.variants = append(b.variants, compile(&b.p.Integrate.Variants[i].Block, quant, input))
	}
	for i := range b.p.Arrive {
		b.arrive = append(b.arrive, compile(&b.p.Arrive[i], quant, input))
	}
	for i := range b.p.Conditions {
		c := &b.p.Conditions[i]
		needs := []program.Ref{c.Fires}
		if in := c.Test.Instrs[c.Fires]; comparison(in.Op) {
			needs = append(needs, in.A, in.B)
		}
		b.tests = append(b.tests, compile(&c.Test, quant, input, needs...))
	}
}

func comparison(op program.Op) bool { return op >= program.Lt && op <= program.Ne }

// worker is the memory of one goroutine that advances a part of the population.
type worker struct {
	env          program.Env
	pending      []blend // of an integration
	out          outside
	first, later scratch
	held         []uint32
	quants       []float64
	inputs       []float64
	sums         []float64
	states       []float64
	v            []float64
}

func (b *blocks) newWorker() *worker {
	return &worker{
		out: outside{
			states:  make([][]float64, len(b.states)),
			quants:  make([]operand, len(b.quants)),
			inputs:  make([]operand, len(b.inputs)),
			sums:    make([][]float64, len(b.sums)),
			acc:     make([][]float64, len(b.p.Ports)),
			h:       b.h,
			streams: make([]rng.Stream, len(b.columns.Streams)),
			draw:    make([]uint64, len(b.columns.Streams)),
		},
		held:   make([]uint32, blockSize),
		quants: make([]float64, len(b.quants)),
		inputs: make([]float64, len(b.inputs)),
		sums:   make([]float64, len(b.sums)),
		states: make([]float64, len(b.states)),
	}
}

func (b *blocks) Step(k int64, lo, hi int, arrived [][]float64, fired []int32) []int32 {
	w := b.pool.Get().(*worker)
	defer b.pool.Put(w)
	for ; lo < hi; lo += blockSize {
		fired = b.block(w, k, lo, min(lo+blockSize, hi), arrived, fired)
	}
	return fired
}

// block advances the elements lo <= i < hi, at most blockSize of them.
func (b *blocks) block(w *worker, k int64, lo, hi int, arrived [][]float64, fired []int32) []int32 {
	o := &w.out
	o.k, o.width = k, hi-lo
	for j, s := range b.columns.Streams {
		o.streams[j] = s.At(uint32(lo))
		o.draw[j] = b.p.Random[j].Number(k)
	}
	for j := range b.states {
		o.states[j] = b.states[j][lo:hi]
	}
	slice(o.quants, b.quants, lo, hi)
	slice(o.inputs, b.inputs, lo, hi)
	for j := range b.sums {
		o.sums[j] = b.sums[j][lo:hi]
	}
	for j := range arrived {
		o.acc[j] = arrived[j][lo:hi]
	}
	present := b.masks(w, lo, hi)
	b.integrate(w, present)
	b.arrivals(w, present)
	return b.conditions(w, k, lo, present, fired)
}

func slice(dst, src []operand, lo, hi int) {
	for j, q := range src {
		if q.v != nil {
			q.v = q.v[lo:hi]
		}
		dst[j] = q
	}
}

// free marks, in a union of sets of hold counters, elements that none holds.
const free uint32 = 1 << 31

// masks fills w.held with the set of counters that hold each element, counts
// them down, and returns the union of the sets; bit 31 is set when some element
// is not held at all.
func (b *blocks) masks(w *worker, lo, hi int) (present uint32) {
	held := w.held[:hi-lo]
	if len(b.holds) == 0 {
		return free
	}
	clear(held)
	for c, h := range b.holds {
		for i, n := range h[lo:hi] {
			if n > 0 {
				held[i] |= 1 << c
				h[lo+i] = n - 1
			}
		}
	}
	for _, m := range held {
		present |= m
		if m == 0 {
			present |= free
		}
	}
	return present
}

func (b *blocks) integrate(w *worker, present uint32) {
	o := &w.out
	first := b.common.run(o, &w.first, 0)
	base := b.common.regs
	if len(b.variants) == 1 || present == free {
		v := b.variants[0]
		vals := v.run(o, &w.later, base)
		storeAll(o, &v.block.Stores, vals)
		storeAll(o, &b.common.block.Stores, first)
		return
	}
	// Elements are held in different ways. The variants that occur are computed
	// for all elements before any state changes; each keeps its own registers.
	w.pending = w.pending[:0]
	for m, v := range b.variants {
		if len(v.block.Stores) == 0 || !occurs(w.held[:o.width], uint32(m)) {
			continue
		}
		vals := v.run(o, &w.later, base)
		base += v.regs
		for _, s := range v.block.Stores {
			w.pending = append(w.pending, blend{uint32(m), s.State, vals[s.Value]})
		}
	}
	for _, p := range w.pending {
		p.store(o, w.held[:o.width])
	}
	storeAll(o, &b.common.block.Stores, first)
}

type blend struct {
	mask  uint32
	state int
	value operand
}

func (p blend) store(o *outside, held []uint32) {
	dst := o.states[p.state]
	for i, m := range held {
		if m == p.mask {
			dst[i] = p.value.at(i)
		}
	}
}

func occurs(held []uint32, mask uint32) bool {
	for _, m := range held {
		if m == mask {
			return true
		}
	}
	return false
}

func storeAll(o *outside, stores *[]program.Store, vals []operand) {
	for _, s := range *stores {
		if v := vals[s.Value]; v.v != nil {
			copy(o.states[s.State], v.v)
		} else {
			fill(o.states[s.State], v.s)
		}
	}
}

func (b *blocks) arrivals(w *worker, present uint32) {
	o := &w.out
	for _, c := range b.arrive {
		vals := c.run(o, &w.first, 0)
		for _, s := range c.block.Stores {
			v, dst := vals[s.Value], o.states[s.State]
			by := b.p.States[s.State].HeldBy
			switch {
			case by&present == 0 && v.v != nil:
				copy(dst, v.v)
			default:
				for i := range dst {
					if by == 0 || len(b.holds) == 0 || w.held[i]&by == 0 {
						dst[i] = v.at(i)
					}
				}
			}
		}
	}
}

func (b *blocks) conditions(w *worker, k int64, lo int, present uint32, fired []int32) []int32 {
	o := &w.out
	from := len(fired)
	for j := range b.p.Conditions {
		cond := &b.p.Conditions[j]
		vals := b.tests[j].run(o, &w.first, 0)
		in := cond.Test.Instrs[cond.Fires]
		blocked := func(i int) bool { return present&cond.Blocked != 0 && w.held[i]&cond.Blocked != 0 }
		if in.Op == program.Ge && !cond.Rising && vals[in.A].v != nil && vals[in.B].v == nil {
			bound := vals[in.B].s
			for i, x := range vals[in.A].v {
				if x >= bound && !blocked(i) {
					fired = b.act(w, cond, k, lo, i, fired)
				}
			}
			continue
		}
		for i := 0; i < o.width; i++ {
			if blocked(i) {
				continue
			}
			now := vals[cond.Fires].at(i) != 0
			if cond.Rising {
				was := b.previous[j][lo+i]
				b.previous[j][lo+i] = now
				now = now && !was
			}
			if now {
				fired = b.act(w, cond, k, lo, i, fired)
			}
		}
	}
	if len(b.p.Conditions) > 1 {
		return append(fired[:from], ascending(fired[from:])...)
	}
	return fired
}

// act runs the action of a condition for element lo+i.
func (b *blocks) act(w *worker, c *program.Condition, k int64, lo, i int, fired []int32) []int32 {
	env := b.fill(w, k, lo+i)
	w.v = program.Eval(&c.Action, env, w.v)
	truth := func(r program.Ref) bool { return r == program.Always || r >= 0 && w.v[r] != 0 }
	for _, s := range c.Starts {
		if truth(s.When) {
			b.holds[s.Hold][lo+i] = int32(w.v[s.Steps])
		}
	}
	for _, s := range c.Action.Stores {
		b.states[s.State][lo+i] = w.v[s.Value]
	}
	if truth(c.Spike) {
		fired = append(fired, int32(lo+i))
	}
	return fired
}

// ascending sorts the few elements that fired in a block and removes repeats:
// two conditions may make one neuron spike, which is one spike.
func ascending(x []int32) []int32 {
	for i := 1; i < len(x); i++ {
		for j := i; j > 0 && x[j] < x[j-1]; j-- {
			x[j], x[j-1] = x[j-1], x[j]
		}
	}
	n := 0
	for i, v := range x {
		if i == 0 || v != x[n-1] {
			x[n] = v
			n++
		}
	}
	return x[:n]
}

func (b *blocks) fill(w *worker, k int64, i int) *program.Env {
	for j := range b.states {
		w.states[j] = b.states[j][i]
	}
	for j := range b.quants {
		w.quants[j] = b.quants[j].at(i)
	}
	for j := range b.inputs {
		w.inputs[j] = b.inputs[j].at(i)
	}
	for j := range b.sums {
		w.sums[j] = b.sums[j][i]
	}
	w.env = program.Env{States: w.states, Quants: w.quants, Inputs: w.inputs, Sums: w.sums, Step: k, H: b.h, Draw: b.columns.Drawing(b.p, i, k)}
	return &w.env
}

func (b *blocks) env(k int64, i int) *program.Env { return b.fill(b.newWorker(), k, i) }

func (b *blocks) Observe(k int64, o, i int) float64 {
	if ob := &b.p.Observe[o]; ob.Block.Instrs[ob.Result].Op == program.LoadState { // by far the most frequent
		return b.states[ob.Block.Instrs[ob.Result].Index][i]
	}
	w := b.pool.Get().(*worker)
	defer b.pool.Put(w)
	ob := &b.p.Observe[o]
	w.v = program.Eval(&ob.Block, b.fill(w, k, i), w.v)
	return w.v[ob.Result]
}

// Sample writes observable o of the elements lo <= i < hi.
func (b *blocks) Sample(k int64, o, lo, hi int, out []float64) {
	ob := &b.p.Observe[o]
	if in := ob.Block.Instrs[ob.Result]; in.Op == program.LoadState {
		copy(out, b.states[in.Index][lo:hi])
		return
	}
	for i := range out {
		out[i] = b.Observe(k, o, lo+i)
	}
}
