package gentest

import (
	"fmt"

	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

const none = program.None

// builder makes a program from names instead of indices. A name that does not
// exist is a mistake in this package.
type builder struct{ program.Program }

// code is a block in the making.
type code struct {
	p *builder
	program.Block
}

func (p *builder) code() *code { return &code{p: p} }

func (p *builder) given(name, unit string, value float64, doc string) {
	p.Quantities = append(p.Quantities, program.Quantity{Name: name, Unit: unit, Value: value, Doc: doc})
}

// column is a given quantity that differs per neuron.
func (p *builder) column(name, unit, doc string) {
	p.Quantities = append(p.Quantities, program.Quantity{Name: name, Unit: unit, Binding: program.Column, Doc: doc})
}

func (p *builder) derived(name, unit string, value float64, doc string) {
	p.Quantities = append(p.Quantities, program.Quantity{Name: name, Unit: unit, Derived: true, Value: value, Doc: doc})
}

// steps is a derived number of steps.
func (p *builder) steps(name string, n float64) {
	p.Quantities = append(p.Quantities, program.Quantity{Name: name, Type: program.Int, Unit: "1", Derived: true, Value: n})
}

// derivedColumn is a derived quantity computed from given ones by f.
func (p *builder) derivedColumn(name, unit string, typ program.Type, doc string, f func(c *code) program.Ref) {
	c := &code{p: p, Block: p.Derive.Direct}
	r := f(c)
	p.Derive.Direct = c.Block
	p.Derive.Values = append(p.Derive.Values, program.Direct{Quantity: len(p.Quantities), Value: r})
	p.Quantities = append(p.Quantities, program.Quantity{Name: name, Type: typ, Unit: unit, Derived: true, Binding: program.Column, Doc: doc})
}

func (p *builder) state(name, unit, doc string) {
	p.States = append(p.States, program.State{Name: name, Unit: unit, Doc: doc})
}

// hold adds a hold counter over states.
func (p *builder) hold(name string, states ...string) {
	h := program.Hold{Name: name}
	for _, s := range states {
		i := p.stateAt(s)
		h.States = append(h.States, i)
		p.States[i].HeldBy |= 1 << len(p.Holds)
	}
	p.Holds = append(p.Holds, h)
}

// arrive sets what port number len(Arrive) does: state += factor * sum.
func (p *builder) arrive(state string, factor float64) {
	c := p.code()
	x := c.acc(len(p.Arrive))
	if factor != 1 {
		x = c.op(program.Mul, c.lit(factor), x)
	}
	c.set(state, c.add(c.s(state), x))
	p.Arrive = append(p.Arrive, c.Block)
}

// observe makes a state recordable.
func (p *builder) observe(state string) {
	c := p.code()
	r := c.s(state)
	p.Observe = append(p.Observe, program.Observable{Name: state, Unit: p.States[p.stateAt(state)].Unit, Block: c.Block, Result: r})
}

func (p *builder) observeValue(name, unit string, f func(c *code) program.Ref) {
	c := p.code()
	r := f(c)
	p.Observe = append(p.Observe, program.Observable{Name: name, Unit: unit, Block: c.Block, Result: r})
}

// spikeWhen adds the condition STATE >= QUANTITY with the reset STATE = QUANTITY
// and, with steps, a hold of that many steps.
func (p *builder) spikeWhen(state, threshold, reset string, hold int, steps string, blocked uint32) {
	t := p.code()
	fires := t.typed(program.Ge, program.Bool, t.s(state), t.q(threshold))
	a := p.code()
	a.set(state, a.q(reset))
	cond := program.Condition{Doc: state + " >= " + threshold, Blocked: blocked, Test: t.Block, Fires: fires, Spike: program.Always}
	if steps != "" {
		cond.Starts = []program.Start{{Hold: hold, Steps: a.q(steps), When: program.Always}}
	}
	cond.Action = a.Block
	p.Conditions = append(p.Conditions, cond)
}

func (p *builder) stateAt(name string) int {
	if i := p.StateIndex(name); i >= 0 {
		return i
	}
	panic(fmt.Sprintf("gentest: no state %s in %s", name, p.Name))
}

func (c *code) leaf(op program.Op, index int, typ program.Type) program.Ref {
	return c.Add(program.Instr{Op: op, Type: typ, A: none, B: none, C: none, Index: int32(index)})
}

func (c *code) lit(x float64) program.Ref {
	return c.Add(program.Instr{Op: program.Const, A: none, B: none, C: none, Value: x})
}

// count is a whole number of steps.
func (c *code) count(n float64) program.Ref {
	r := c.lit(n)
	c.Instrs[r].Type = program.Int
	return r
}

func (c *code) s(name string) program.Ref {
	return c.leaf(program.LoadState, c.p.stateAt(name), program.Real)
}

func (c *code) q(name string) program.Ref {
	for i, q := range c.p.Quantities {
		if q.Name == name {
			return c.leaf(program.LoadQuant, i, q.Type)
		}
	}
	panic(fmt.Sprintf("gentest: no quantity %s in %s", name, c.p.Name))
}

func (c *code) in(i int) program.Ref  { return c.leaf(program.LoadInput, i, program.Real) }
func (c *code) acc(i int) program.Ref { return c.leaf(program.LoadAcc, i, program.Real) }

func (c *code) time(offset float64) program.Ref {
	return c.Add(program.Instr{Op: program.LoadTime, A: none, B: none, C: none, Value: offset})
}

func (c *code) typed(op program.Op, typ program.Type, args ...program.Ref) program.Ref {
	in := program.Instr{Op: op, Type: typ, A: none, B: none, C: none}
	for i, a := range args {
		*[...]*program.Ref{&in.A, &in.B, &in.C}[i] = a
	}
	return c.Add(in)
}

func (c *code) op(op program.Op, args ...program.Ref) program.Ref {
	return c.typed(op, program.Real, args...)
}

func (c *code) test(op program.Op, args ...program.Ref) program.Ref {
	return c.typed(op, program.Bool, args...)
}

func (c *code) add(a, b program.Ref) program.Ref { return c.op(program.Add, a, b) }
func (c *code) sub(a, b program.Ref) program.Ref { return c.op(program.Sub, a, b) }
func (c *code) mul(a, b program.Ref) program.Ref { return c.op(program.Mul, a, b) }
func (c *code) div(a, b program.Ref) program.Ref { return c.op(program.Div, a, b) }

// named gives the value a name for people.
func (c *code) named(name string, r program.Ref) program.Ref {
	c.Instrs[r].Name = name
	return r
}

func (c *code) set(state string, r program.Ref) {
	c.Stores = append(c.Stores, program.Store{State: c.p.stateAt(state), Value: r})
}

// linear is the value a + b*i of element i.
func linear(a, b float64) network.Value {
	c := (&builder{}).code()
	r := c.add(c.lit(a), c.mul(c.lit(b), c.leaf(program.LoadIndex, 0, program.Int)))
	return network.Value{Block: c.Block, Result: r}
}
