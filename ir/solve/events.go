package solve

import (
	"math"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/program"
)

// sums writes what is added up over continuous connections.
func (s *solver) sums() {
	for i, sum := range s.d.Sums {
		p := &s.p.Sums[i]
		p.Value = s.builder(&p.Block).Value(sum.Value)
	}
}

// arrive writes what the ports do with the sum that arrived.
func (s *solver) arrive() {
	for i, port := range s.d.Ports {
		var block program.Block
		b := s.builder(&block)
		b.bound[port.Amount] = block.Add(program.Instr{Op: program.LoadAcc, Index: int32(i), A: program.None, B: program.None, C: program.None})
		s.assign(b, port.Body)
		s.p.Arrive = append(s.p.Arrive, block)
	}
}

// assign appends the stores of a list of assignments.
func (s *solver) assign(b *builder, list []ir.Assign) {
	for _, a := range list {
		b.Block.Stores = append(b.Block.Stores, program.Store{State: s.state[a.State], Value: b.Value(a.Value)})
	}
}

// conditions writes the handlers. Time in them is that of the end of the step.
func (s *solver) conditions() {
	for _, h := range s.d.Handlers {
		if h.Rising {
			for _, sum := range s.d.Sums {
				if h.Cond.DependsOn(sum.Sym) {
					s.list.Add(diag.RisingSum(h.Span, s.d.Symbols[sum.Sym].Name))
				}
			}
		}
		c := program.Condition{Doc: h.Text, Rising: h.Rising, Spike: program.None}
		for _, x := range h.Cond.Symbols() {
			if i, ok := s.state[x]; ok {
				c.Blocked |= s.held[i]
			}
		}
		test := s.builder(&c.Test)
		test.offset = 1
		c.Fires = test.Truth(h.Cond)
		action := s.builder(&c.Action)
		action.offset = 1
		s.assign(action, h.Body)
		if h.Spike.IsValid() {
			c.Spike = s.truth(action, h.Spike)
		}
		for _, hold := range h.Holds {
			st := program.Start{Hold: s.counter(hold), When: program.Always, Steps: s.steps(action, hold)}
			if hold.When.IsValid() {
				st.When = s.truth(action, hold.When)
			}
			c.Starts = append(c.Starts, st)
		}
		s.p.Conditions = append(s.p.Conditions, c)
	}
}

// truth is the value of a condition, or Always when it is a constant true.
func (s *solver) truth(b *builder, e expr.Expr) program.Ref {
	if e.IsOne() {
		return program.Always
	}
	r := b.Truth(e)
	if in := b.Block.Instrs[r]; in.Op == program.Const && in.Value != 0 {
		return program.Always
	}
	return r
}

// steps is the length of a hold in whole steps: a literal, or a column when the
// time differs per neuron.
func (s *solver) steps(b *builder, hold ir.Hold) program.Ref {
	value, literal := s.number(hold.Time)
	if literal {
		n := math.Round(value / s.h)
		switch {
		case !(value >= 0) || n > math.MaxInt32:
			s.list.Add(diag.HoldTime(hold.Span, value))
		case math.Abs(value/s.h-n) > 1e-6:
			s.list.Add(diag.OffGrid(hold.Span, "the time of this hold", value, s.h, n*s.h))
		}
		return b.Leaf(program.Instr{Op: program.Const, Type: program.Int, Value: n})
	}
	if !s.fixed(hold.Time) {
		s.list.Add(diag.HoldVaries(hold.Span))
		return b.Leaf(program.Instr{Op: program.Const, Type: program.Int})
	}
	q := s.derived("steps."+s.p.Holds[s.counter(hold)].Name, "1", "refractory steps", program.Int)
	d := s.builder(&s.p.Derive.Direct)
	d.inline = true
	ratio := d.Op(program.Div, d.Value(hold.Time), d.Const(s.h))
	s.p.Derive.Values = append(s.p.Derive.Values, program.Direct{Quantity: q, Value: d.Op(program.Round, ratio)})
	return b.Leaf(program.Instr{Op: program.LoadQuant, Type: program.Int, Index: int32(q)})
}

// number evaluates an expression of literal parameters.
func (s *solver) number(e expr.Expr) (float64, bool) {
	for _, x := range e.Symbols() {
		if s.d.Symbols[x].Kind == ir.SymStep {
			continue
		}
		if q, ok := s.quant[x]; !ok || s.p.Quantities[q].Binding != program.Literal {
			return 0, false
		}
	}
	return s.eval(e), true
}

// fixed reports whether e depends on parameters and the step only.
func (s *solver) fixed(e expr.Expr) bool {
	for _, x := range e.Symbols() {
		if _, ok := s.quant[x]; !ok && s.d.Symbols[x].Kind != ir.SymStep {
			return false
		}
	}
	return true
}

// derived declares a derived quantity that differs per neuron.
func (s *solver) derived(name, unit, doc string, t program.Type) int {
	s.p.Quantities = append(s.p.Quantities, program.Quantity{Name: s.fresh(name), Unit: unit, Doc: doc, Type: t, Derived: true, Binding: program.Column})
	return len(s.p.Quantities) - 1
}

// literal declares a derived quantity that is one number.
func (s *solver) literal(name, unit, doc string, value float64) int {
	s.p.Quantities = append(s.p.Quantities, program.Quantity{Name: s.fresh(name), Unit: unit, Doc: doc, Derived: true, Value: value})
	return len(s.p.Quantities) - 1
}

// fresh makes a name unique among the quantities.
func (s *solver) fresh(name string) string {
	for _, q := range s.p.Quantities {
		if q.Name == name {
			return s.fresh(name + ".held")
		}
	}
	return name
}

// observe writes the recordable values. Time in them is that of the sample.
func (s *solver) observe() {
	for _, o := range s.d.Observe {
		ob := program.Observable{Name: o.Name, Unit: o.Unit.String()}
		b := s.builder(&ob.Block)
		b.offset = 1
		ob.Result = b.Value(o.Value)
		s.p.Observe = append(s.p.Observe, ob)
	}
}
