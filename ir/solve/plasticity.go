package solve

import (
	"math"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/program"
)

// Plasticity makes the program of a plasticity rule with step h in ms.
//
// States are linear between events, each on its own: x' = a*x + b. After n steps
// x is x_inf + (x - x_inf)*exp(n*a*h) with x_inf = -b/a, or x + n*b*h where a = 0.
// Where a is infinite (a time constant of 0) x is x_inf after any time.
func Plasticity(d *ir.Dynamics, h float64) (*program.Plasticity, diag.List) {
	s := &solver{d: d, pool: d.Pool, h: h, p: &program.Program{Name: d.Name, Doc: d.Doc, Step: h}}
	s.quantities()
	s.outline()
	s.random()
	r := &rule{solver: s, out: &program.Plasticity{Name: d.Name, Doc: d.Doc, Equations: d.Equations, Step: h, Bound: program.None}}
	for i, st := range s.p.States {
		r.out.States = append(r.out.States, program.PlasticState{State: st, Site: d.States[i].Site})
	}
	r.out.Weight = s.state[d.Weight]
	r.out.Unit = s.p.States[r.out.Weight].Unit
	r.flows()
	if s.list.HasErrors() {
		return nil, s.list
	}
	r.initial()
	r.out.Pre = r.event(program.AtSource)
	r.out.Post = r.event(program.AtTarget)
	for _, o := range d.Observe {
		ob := program.Observable{Name: o.Name, Unit: o.Unit.String()}
		b := r.advanced(&ob.Block)
		ob.Result = b.Value(o.Value)
		r.out.Observe = append(r.out.Observe, ob)
	}
	r.out.Quantities, r.out.Derive = s.p.Quantities, s.p.Derive
	return r.out, s.list
}

// rule is the solver of a plasticity rule.
type rule struct {
	*solver
	out  *program.Plasticity
	flow []flow // per state
}

// flow is how a state moves between events.
type flow struct {
	moves   bool
	instant bool      // it is at its limit after any time
	decay   int       // quantity a*h, or -1
	limit   expr.Expr // x_inf, where there is one
	drift   int       // quantity b*h where a = 0
}

// flows reads the equations.
func (r *rule) flows() {
	var states []expr.Sym
	for _, st := range r.d.States {
		states = append(states, st.Sym)
	}
	for i, st := range r.d.States {
		f := flow{decay: -1}
		if st.Rate.IsValid() {
			f = r.equation(i, states)
		}
		r.flow = append(r.flow, f)
	}
}

func (r *rule) equation(i int, states []expr.Sym) flow {
	st := r.d.States[i]
	name := r.p.States[i].Name
	refuse := func(why string) flow {
		r.list.Add(diag.RuleEquation(st.Span, name, why))
		return flow{}
	}
	coef, rest, ok := r.pool.AffineIn(st.Rate, states)
	if !ok {
		return refuse("is not linear in the states")
	}
	for j, c := range coef {
		if j != i && !r.pool.Simplify(c).IsZero() {
			return refuse("depends on " + r.p.States[j].Name)
		}
	}
	a := r.pool.Simplify(coef[i])
	if !r.fixed(a) || !r.fixed(rest) {
		return refuse("has coefficients that are not constant")
	}
	value, literal := r.number(a)
	if literal && value == 0 {
		b, known := r.number(rest)
		return flow{moves: b != 0 || !known, decay: -1, drift: r.inStep("drift."+name, r.p.States[i].Unit, "what "+name+" gains in one step", rest)}
	}
	f := flow{moves: true, decay: -1, limit: r.pool.Simplify(r.pool.Div(r.pool.Neg(rest), a))}
	if literal && (math.IsInf(value, 0) || math.IsNaN(value)) {
		f.instant = true
		return f
	}
	f.decay = r.inStep("decay."+name, "1", "exponent of the decay of "+name+" in one step", a)
	return f
}

// inStep declares a derived quantity: a rate times the step. It is a column where
// the parameters of the rate differ per connection.
func (r *rule) inStep(name, unit, doc string, rate expr.Expr) int {
	if x, literal := r.number(rate); literal {
		return r.literal(name, unit, doc, float64(x*r.h))
	}
	q := r.derived(name, unit, doc, program.Real)
	d := r.builder(&r.p.Derive.Direct)
	d.inline = true
	r.p.Derive.Values = append(r.p.Derive.Values, program.Direct{Quantity: q, Value: d.Op(program.Mul, d.Value(rate), d.Const(r.h))})
	return q
}

// initial writes the values at time 0, and the bound of the weight.
func (r *rule) initial() {
	b := r.builder(&r.out.Init)
	for i, st := range r.d.States {
		if i != r.out.Weight {
			b.bound[st.Sym] = b.Value(st.Init)
			b.Block.Stores = append(b.Block.Stores, program.Store{State: i, Value: b.bound[st.Sym]})
		}
	}
	if w := r.d.States[r.out.Weight]; w.High.IsValid() {
		r.out.Bound = b.Op(program.Max, b.Op(program.Abs, b.Value(w.Low)), b.Op(program.Abs, b.Value(w.High)))
	}
}

// advanced is a builder in which states have their values of now.
func (r *rule) advanced(block *program.Block) *builder {
	b := r.builder(block)
	for i, st := range r.d.States {
		b.bound[st.Sym] = r.now(b, i)
	}
	return b
}

// now is the value of state i after the steps that have passed.
func (r *rule) now(b *builder, i int) program.Ref {
	x := b.Leaf(program.Instr{Op: program.LoadState, Index: int32(i)})
	f := r.flow[i]
	if !f.moves {
		return x
	}
	n := b.Leaf(program.Instr{Op: program.LoadElapsed, Index: int32(r.d.States[i].Site)})
	switch {
	case f.instant:
		return b.Op(program.Select, b.Op(program.Gt, n, b.Const(0)), b.Value(f.limit), x)
	case f.decay < 0:
		return b.Op(program.Add, x, b.Op(program.Mul, n, b.quantity(f.drift)))
	}
	e := b.Call("exp", b.Op(program.Mul, n, b.quantity(f.decay)))
	if f.limit.IsZero() {
		return b.Op(program.Mul, x, e)
	}
	limit := b.Value(f.limit)
	return b.Op(program.Add, limit, b.Op(program.Mul, b.Op(program.Sub, x, limit), e))
}

// event writes what a spike of one side does: all states of that side and of
// the connection are stored, as they are then.
func (r *rule) event(site program.Site) program.PlasticEvent {
	var out program.PlasticEvent
	relevant := false
	for _, st := range r.d.States {
		relevant = relevant || st.Site == site
	}
	for _, e := range r.d.Events {
		relevant = relevant || e.Site == site
	}
	if !relevant {
		return out
	}
	b := r.advanced(&out.Block)
	after := map[int]program.Ref{}
	for _, e := range r.d.Events {
		if e.Site != site {
			continue
		}
		for _, a := range e.Body {
			after[r.state[a.State]] = b.Value(a.Value)
		}
		for _, d := range e.Deliver {
			out.Deliver = append(out.Deliver, program.Delivery{Amount: b.Value(d.Value), When: r.truth(b, d.When)})
		}
	}
	for i, st := range r.d.States {
		if st.Site != program.AtConnection && st.Site != site {
			continue
		}
		v, assigned := after[i]
		if !assigned {
			v = b.bound[st.Sym]
		}
		out.Block.Stores = append(out.Block.Stores, program.Store{State: i, Value: v})
	}
	return out
}
