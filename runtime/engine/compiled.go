package engine

import (
	"sync"

	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// Compiled makes a kernel that runs machine code made of the program, or one that
// interprets it ([Blocks]) where the machine does not allow that or the program
// does something that has no machine code. The results are the same.
func Compiled(p *program.Program, c *network.Columns, n int) Kernel {
	k, err := compileProgram(p, c, n, numbers{})
	if err != nil {
		return Blocks(p, c, n)
	}
	return k
}

// numbers says what code reads and computes with.
type numbers struct {
	// whole: sums are whole numbers of quanta, below 2^51, and the code leaves zeros
	// behind.
	whole  bool
	format jit.Format
}

// takesWhole reports whether a kernel reads whole numbers.
func takesWhole(k Kernel) bool {
	c, ok := k.(*compiled)
	return ok && c.whole
}

// maxVariants bounds the sets of hold counters for which code is made: all of
// them are computed for every element.
const maxVariants = 4

// compiled holds a population as columns of one slab.
type compiled struct {
	numbers
	p      *program.Program
	from   *network.Columns
	h      float64
	stride int
	slab   []float64
	single []float32 // the slab, where numbers are binary32
	states []int     // column of each state
	quants []place
	inputs []place
	sums   []int // column of each sum
	feeds  []feed
	quanta []float64 // per port
	code   *jit.Code
	frames sync.Pool
}

// place is where a quantity stands: in a column, or the same number for all.
type place struct {
	column int // -1: value
	value  float64
}

// feed is a column that is filled before every step, and with what.
type feed struct {
	column int
	from   []float64
}

func compileProgram(p *program.Program, c *network.Columns, n int, f numbers) (*compiled, error) {
	k := &compiled{numbers: f, p: p, from: c, h: p.Step, quanta: c.Quantum, stride: f.format.Stride(n)}
	t := &translator{k: k, b: f.format.NewBuilder(k.stride, len(p.Ports))}
	var columns [][]float64
	column := func(values []float64) int {
		columns = append(columns, values)
		return len(columns) - 1
	}
	places := func(from [][]float64) (list []place) {
		for _, values := range from {
			if len(values) == 1 && n > 1 {
				list = append(list, place{-1, values[0]})
			} else {
				list = append(list, place{column: column(values)})
			}
		}
		return list
	}
	for i := range p.States {
		k.states = append(k.states, column(c.Init[i]))
	}
	k.quants, k.inputs = places(c.Quants), places(c.Drive)
	for _, sum := range c.Sums {
		k.sums = append(k.sums, column([]float64{0}))
		k.feeds = append(k.feeds, feed{len(columns) - 1, sum})
	}
	if k.format == jit.Single {
		for _, j := range changingInputs(c) {
			k.feeds = append(k.feeds, feed{k.inputs[j].column, c.Drive[j]})
		}
		for _, q := range changingQuants(c) {
			k.feeds = append(k.feeds, feed{k.quants[q].column, c.Quants[q]})
		}
	}
	for range p.Holds {
		t.holds = append(t.holds, column([]float64{0}))
	}
	for i := range p.Conditions {
		t.previous = append(t.previous, -1)
		if p.Conditions[i].Rising {
			t.previous[i] = column([]float64{0})
		}
	}
	k.slab = jit.Column(len(columns) * k.stride)
	if k.format == jit.Single {
		k.slab = k.slab[:len(columns)*k.stride/2]
		k.single = jit.Singles(k.slab)
	}
	row := make([]float64, k.stride)
	for j, values := range columns {
		for i := range row { // the filling repeats the last element
			row[i] = network.At(values, min(i, n-1))
		}
		k.put(j, 0, row)
	}
	if err := t.program(); err != nil {
		return nil, err
	}
	code, err := t.b.Compile()
	if err != nil {
		return nil, err
	}
	k.code = code
	k.frames.New = func() any { return code.NewFrame() }
	return k, k.start(t.previous)
}

// start gives rising conditions their truths of the initial state.
func (k *compiled) start(previous []int) error {
	for i := range k.p.Conditions {
		c := &k.p.Conditions[i]
		if !c.Rising {
			continue
		}
		b := k.format.NewBuilder(k.stride, 0)
		t := &translator{k: k, b: b}
		t.reset()
		v, err := b.Block(&c.Test, t.loads())
		if err != nil {
			return err
		}
		b.Store(previous[i], v[c.Fires])
		code, err := b.Compile()
		if err != nil {
			return err
		}
		code.NewFrame().Run(k.slab, -1, k.h, 0, k.stride, nil, nil)
	}
	return nil
}

func (k *compiled) Step(step int64, lo, hi int, arrived [][]float64, fired []int32) []int32 {
	var from [8][]float64
	list := from[:0]
	for _, a := range arrived {
		list = append(list, a[lo:])
	}
	return k.run(step, lo, hi, list, fired)
}

// run is Step with sums that begin at element lo.
func (k *compiled) run(step int64, lo, hi int, arrived [][]float64, fired []int32) []int32 {
	f := k.frames.Get().(*jit.Frame)
	defer k.frames.Put(f)
	for _, x := range k.feeds {
		k.put(x.column, lo, x.from[lo:hi])
	}
	return f.Run(k.slab, step, k.h, lo, hi, arrived, fired)
}

// put writes neighbouring numbers of a column, from element lo on.
func (k *compiled) put(column, lo int, values []float64) {
	at := column*k.stride + lo
	if k.format == jit.Double {
		copy(k.slab[at:], values)
		return
	}
	for i, x := range values {
		k.single[at+i] = float32(x)
	}
}

// get reads neighbouring numbers of a column, from element lo on.
func (k *compiled) get(column, lo int, values []float64) {
	at := column*k.stride + lo
	if k.format == jit.Double {
		copy(values, k.slab[at:])
		return
	}
	for i := range values {
		values[i] = float64(k.single[at+i])
	}
}

// at reads one number of a column.
func (k *compiled) at(column, i int) float64 {
	if k.format == jit.Double {
		return k.slab[column*k.stride+i]
	}
	return float64(k.single[column*k.stride+i])
}

// Input is what the kernel reads an input from that is a column.
func (k *compiled) Input(j int) []float64 {
	if k.format == jit.Single {
		return k.from.Drive[j]
	}
	return k.column(k.inputs[j])
}

// Quantity is what it reads a quantity from that is a column.
func (k *compiled) Quantity(q int) []float64 {
	if k.format == jit.Single {
		return k.from.Quants[q]
	}
	return k.column(k.quants[q])
}

func (k *compiled) column(p place) []float64 {
	return k.slab[p.column*k.stride : (p.column+1)*k.stride]
}

func (k *compiled) Observe(step int64, o, i int) float64 {
	ob := &k.p.Observe[o]
	if in := ob.Block.Instrs[ob.Result]; in.Op == program.LoadState { // by far the most frequent
		return k.at(k.states[in.Index], i)
	}
	at := func(p place) float64 {
		if p.column < 0 {
			return p.value
		}
		return k.at(p.column, i)
	}
	env := program.Env{Step: step, H: k.h}
	for _, c := range k.states {
		env.States = append(env.States, k.at(c, i))
	}
	for _, q := range k.quants {
		env.Quants = append(env.Quants, at(q))
	}
	for _, in := range k.inputs {
		env.Inputs = append(env.Inputs, at(in))
	}
	for _, s := range k.from.Sums {
		env.Sums = append(env.Sums, s[i])
	}
	return program.Eval(&ob.Block, &env, nil)[ob.Result]
}

// Sample writes observable o of the elements lo <= i < hi.
func (k *compiled) Sample(step int64, o, lo, hi int, out []float64) {
	ob := &k.p.Observe[o]
	if in := ob.Block.Instrs[ob.Result]; in.Op == program.LoadState {
		k.get(k.states[in.Index], lo, out[:hi-lo])
		return
	}
	for i := range out {
		out[i] = k.Observe(step, o, lo+i)
	}
}

// translator writes the step of a program.
type translator struct {
	k        *compiled
	b        *jit.Builder
	holds    []int // column of each counter
	previous []int // per condition: column of its last truth, or -1
	held     []jit.Ref
	now      []jit.Ref // states as they are at this point of the step
	changed  []bool    // and are not yet stored
}

// reset reads all states from their columns.
func (t *translator) reset() {
	t.now, t.changed = nil, make([]bool, len(t.k.states))
	for _, c := range t.k.states {
		t.now = append(t.now, t.b.Column(c))
	}
}

func (t *translator) loads() jit.Loads {
	at := func(p place) jit.Ref {
		if p.column < 0 {
			return t.b.Const(p.value)
		}
		return t.b.Column(p.column)
	}
	return jit.Loads{
		State: func(i int) jit.Ref { return t.now[i] },
		Quant: func(i int) jit.Ref { return at(t.k.quants[i]) },
		Input: func(i int) jit.Ref { return at(t.k.inputs[i]) },
		Sum:   func(i int) jit.Ref { return t.b.Column(t.k.sums[i]) },
		Acc:   func(port int) jit.Ref { return t.b.Sum(port, t.k.whole, t.k.quanta[port]) },
	}
}

func (t *translator) program() error {
	t.reset()
	for _, c := range t.holds {
		n := t.b.Column(c)
		held := t.b.Gt(n, t.b.Const(0))
		t.held = append(t.held, held)
		t.b.Store(c, t.b.Sub(n, t.b.And(held, t.b.Const(1))))
	}
	if err := t.integrate(); err != nil {
		return err
	}
	if err := t.arrivals(); err != nil {
		return err
	}
	return t.conditions()
}

// any is true where one of a set of counters is positive; false if there are none.
func (t *translator) any(set uint32) (held jit.Ref, some bool) {
	for c, h := range t.held {
		switch {
		case set>>c&1 == 0:
		case some:
			held = t.b.Or(held, h)
		default:
			held, some = h, true
		}
	}
	return held, some
}

// exactly is true where the positive counters are those of the set.
func (t *translator) exactly(set uint32) jit.Ref {
	var is jit.Ref
	for c, h := range t.held {
		if set>>c&1 == 0 {
			h = t.b.Not(h)
		}
		if c == 0 {
			is = h
		} else {
			is = t.b.And(is, h)
		}
	}
	return is
}

// integrate computes all blocks from the states of t_k, then changes them.
func (t *translator) integrate() error {
	p := t.k.p
	if len(p.Integrate.Variants) > maxVariants {
		return errVariants
	}
	next := append([]jit.Ref(nil), t.now...)
	common, err := t.b.Block(&p.Integrate.Common, t.loads())
	if err != nil {
		return err
	}
	for _, s := range p.Integrate.Common.Stores {
		next[s.State] = common[s.Value]
		t.changed[s.State] = true
	}
	for _, v := range p.Integrate.Variants {
		if len(v.Block.Stores) == 0 {
			continue
		}
		values, err := t.b.Block(&v.Block, t.loads())
		if err != nil {
			return err
		}
		for _, s := range v.Block.Stores {
			t.changed[s.State] = true
			if len(t.held) == 0 {
				next[s.State] = values[s.Value]
			} else {
				next[s.State] = t.b.Select(t.exactly(v.Held), values[s.Value], next[s.State])
			}
		}
	}
	t.now = next
	return nil
}

func (t *translator) arrivals() error {
	p := t.k.p
	for i := range p.Arrive {
		v, err := t.b.Block(&p.Arrive[i], t.loads())
		if err != nil {
			return err
		}
		next := append([]jit.Ref(nil), t.now...)
		for _, s := range p.Arrive[i].Stores {
			next[s.State] = v[s.Value]
			if held, some := t.any(p.States[s.State].HeldBy); some {
				next[s.State] = t.b.Select(held, t.now[s.State], v[s.Value])
			}
			t.changed[s.State] = true
		}
		t.now = next
	}
	if t.k.whole {
		for j := range p.Ports {
			t.b.ClearArrived(j)
		}
	}
	return nil
}

// conditions tests them in order; what few elements do stands in branches, which
// find the states in their columns.
func (t *translator) conditions() error {
	p, b := t.k.p, t.b
	spikes := 0
	for i := range p.Conditions {
		if p.Conditions[i].Spike != program.None {
			spikes++
		}
	}
	var spiked jit.Temp
	if spikes > 1 { // an element that spikes twice in a step has one spike
		spiked = b.NewTemp()
		b.Set(spiked, b.Truth(false))
	}
	for i := range p.Conditions {
		c := &p.Conditions[i]
		v, err := b.Block(&c.Test, t.loads())
		if err != nil {
			return err
		}
		fires := v[c.Fires]
		blocked, some := t.any(c.Blocked)
		if c.Rising {
			before := b.Column(t.previous[i])
			now := fires
			fires = b.AndNot(fires, before)
			if some {
				now = b.Select(blocked, before, now)
			}
			b.Store(t.previous[i], now)
		}
		if some {
			fires = b.AndNot(fires, blocked)
		}
		t.store()
		b.IfAny(fires, func() {
			t.reset()
			var spike jit.Ref
			var does bool
			if spike, does, err = t.act(c, fires); does {
				if spikes > 1 {
					b.Set(spiked, b.Or(b.Get(spiked), spike))
				} else {
					b.Emit(spike)
				}
			}
		})
		if err != nil {
			return err
		}
		t.reset()
	}
	t.store()
	if spikes > 1 {
		b.Emit(b.Get(spiked))
	}
	return nil
}

// store writes the states that have changed.
func (t *translator) store() {
	for s, c := range t.k.states {
		if t.changed[s] {
			t.b.Store(c, t.now[s])
			t.changed[s] = false
		}
	}
}

// act is the action of a condition where fires is true.
func (t *translator) act(c *program.Condition, fires jit.Ref) (spike jit.Ref, does bool, err error) {
	b := t.b
	v, err := b.Block(&c.Action, t.loads())
	if err != nil {
		return 0, false, err
	}
	truth := func(r program.Ref) jit.Ref {
		if r == program.Always {
			return fires
		}
		return b.And(fires, v[r])
	}
	for _, s := range c.Starts {
		if s.When == program.None {
			continue
		}
		column := t.holds[s.Hold]
		b.Store(column, b.Select(truth(s.When), b.Trunc(v[s.Steps]), b.Column(column)))
	}
	for _, s := range c.Action.Stores {
		column := t.k.states[s.State]
		b.Store(column, b.Select(fires, v[s.Value], b.Column(column)))
	}
	if c.Spike == program.None {
		return 0, false, nil
	}
	return truth(c.Spike), true, nil
}
