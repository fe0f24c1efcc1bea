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
// States are linear between events: x' = a*x + b. After n steps x is
// x_inf + (x - x_inf)*exp(n*a*h) with x_inf = -b/a, or x + n*b*h where a = 0. Where
// a is infinite (a time constant of 0) x is x_inf after any time. A product of
// other states in the equation, w' = a*w + f*c*d, adds what it integrates to:
// with c and d as constants and exponentials, c*d is a sum of terms K*exp(s*t),
// each of which adds f*K*t*exprel((s - a)*t)*exp(a*t).
//
// What a rule follows of its target goes from step to step: states that are driven
// by it by exponential Euler, and states of the connection in whose equations it
// stands with its value at the beginning of the step.
func Plasticity(d *ir.Dynamics, h float64) (*program.Plasticity, diag.List) {
	s := &solver{d: d, pool: d.Pool, h: h, p: &program.Program{Name: d.Name, Doc: d.Doc, Step: h}}
	s.quantities()
	s.random()
	r := &rule{solver: s, out: &program.Plasticity{Name: d.Name, Doc: d.Doc, Equations: d.Equations, Step: h, Bound: program.None}, followed: map[expr.Sym]int{}}
	r.outlineRule()
	if s.list.HasErrors() {
		return nil, s.list
	}
	r.out.Weight = s.state[d.Weight]
	r.out.Unit = r.out.States[r.out.Weight].Unit
	r.flows()
	r.initial()
	r.follow()
	r.out.Pre = r.event(program.AtSource, "")
	r.out.Post = r.event(program.AtTarget, "")
	for _, e := range d.Events {
		if e.Port != "" {
			r.out.Modulators = append(r.out.Modulators, program.Modulator{Name: e.Port, Unit: d.Symbols[e.Amount].Unit.String(), Event: r.event(program.Shared, e.Port)})
		}
	}
	r.carry()
	r.rebound()
	for _, o := range d.Observe {
		ob := program.Observable{Name: o.Name, Unit: o.Unit.String()}
		b := r.advanced(&ob.Block)
		ob.Result = b.Value(o.Value)
		r.out.Observe = append(r.out.Observe, ob)
	}
	r.out.Quantities, r.out.Derive = s.p.Quantities, s.p.Derive
	for _, x := range s.p.Random {
		r.out.Random = append(r.out.Random, x.Name)
	}
	if s.list.HasErrors() {
		return nil, s.list
	}
	return r.out, s.list
}

// rule is the solver of a plasticity rule.
type rule struct {
	*solver
	out      *program.Plasticity
	motions  []ir.Motion
	flow     []flow           // per state of the dynamics
	followed map[expr.Sym]int // symbols of what is followed: number of LoadTarget
}

// flow is how a state moves between events.
type flow struct {
	moves    bool
	instant  bool      // it is at its limit after any time
	decay    int       // quantity a*h, or -1
	own      expr.Expr // a, where it depends on what is followed; else zero
	limit    expr.Expr // x_inf, where there is one
	drift    int       // quantity b*h where a = 0, or -1
	products []ir.Product
}

// outlineRule declares the states: of the connection and of all sites, and those
// that are followed at the target.
func (r *rule) outlineRule() {
	var why []string
	r.motions, why = r.d.Motions()
	r.state = map[expr.Sym]int{}
	for x, sym := range r.d.Symbols {
		if sym.Kind == ir.SymFollow {
			r.followed[expr.Sym(x)] = len(r.out.Follow.Variables)
			r.out.Follow.Variables = append(r.out.Follow.Variables, sym.Name)
		}
	}
	for i, st := range r.d.States {
		sym := r.d.Symbols[st.Sym]
		if why[i] != "" {
			r.list.Add(diag.RuleEquation(st.Span, sym.Name, why[i]))
		}
		state := program.State{Name: sym.Name, Unit: sym.Unit.String(), Doc: sym.Doc}
		if r.motions[i].Followed {
			r.followed[st.Sym] = len(r.out.Follow.Variables) + len(r.out.Follow.States)
			r.out.Follow.States = append(r.out.Follow.States, state)
			continue
		}
		r.state[st.Sym] = len(r.out.States)
		r.out.States = append(r.out.States, program.PlasticState{State: state, Site: st.Site})
	}
}

// flows takes the numbers out of the equations.
func (r *rule) flows() {
	for i := range r.d.States {
		f := flow{decay: -1, drift: -1}
		if m := r.motions[i]; m.Moves && !m.Followed {
			f = r.equation(i, m)
		}
		r.flow = append(r.flow, f)
	}
}

func (r *rule) equation(i int, m ir.Motion) flow {
	name, unit := r.d.Symbols[r.d.States[i].Sym].Name, r.d.Symbols[r.d.States[i].Sym].Unit.String()
	f := flow{moves: true, decay: -1, drift: -1, products: m.Products}
	if !r.fixed(m.Rest) { // it follows something
		f.products = append([]ir.Product{{Factor: m.Rest}}, f.products...)
		m.Rest = r.pool.Int(0)
	}
	if !r.fixed(m.Own) {
		f.own = m.Own
		if !m.Rest.IsZero() {
			f.products = append([]ir.Product{{Factor: m.Rest}}, f.products...)
		}
		return f
	}
	value, literal := r.number(m.Own)
	if literal && value == 0 {
		b, known := r.number(m.Rest)
		if b != 0 || !known || len(f.products) == 0 {
			f.drift = r.inStep("drift."+name, unit, "what "+name+" gains in one step", m.Rest)
		}
		f.moves = b != 0 || !known || len(f.products) > 0
		return f
	}
	f.limit = r.pool.Simplify(r.pool.Div(r.pool.Neg(m.Rest), m.Own))
	if literal && (math.IsInf(value, 0) || math.IsNaN(value)) {
		f.instant = true
		return f
	}
	f.decay = r.inStep("decay."+name, "1", "exponent of the decay of "+name+" in one step", m.Own)
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
		if st.Sym != r.d.Weight && !r.motions[i].Followed {
			b.bound[st.Sym] = b.Value(st.Init)
			b.Block.Stores = append(b.Block.Stores, program.Store{State: r.state[st.Sym], Value: b.bound[st.Sym]})
		}
	}
	for _, w := range r.d.States {
		if w.Sym == r.d.Weight && w.High.IsValid() {
			r.out.Bound = b.Op(program.Max, b.Op(program.Abs, b.Value(w.Low)), b.Op(program.Abs, b.Value(w.High)))
		}
	}
}

// target binds what is followed to its values.
func (r *rule) target(b *builder) {
	for x := range r.d.Symbols {
		if i, ok := r.followed[expr.Sym(x)]; ok {
			b.bound[expr.Sym(x)] = b.Leaf(program.Instr{Op: program.LoadTarget, Index: int32(i)})
		}
	}
}

// follow writes how states that the target drives begin and go on.
func (r *rule) follow() {
	n := len(r.out.Follow.Variables)
	if len(r.out.Follow.States) == 0 {
		return
	}
	first, next := r.builder(&r.out.Follow.Init), r.builder(&r.out.Follow.Advance)
	for x := range r.d.Symbols {
		if i, ok := r.followed[expr.Sym(x)]; ok && i < n {
			first.bound[expr.Sym(x)] = first.Leaf(program.Instr{Op: program.LoadTarget, Index: int32(i)})
		}
	}
	r.target(next)
	for i, st := range r.d.States {
		if !r.motions[i].Followed {
			continue
		}
		at := r.followed[st.Sym] - n
		first.bound[st.Sym] = first.Value(st.Init)
		first.Block.Stores = append(first.Block.Stores, program.Store{State: at, Value: first.bound[st.Sym]})
		// x + h*exprel(a*h)*(a*x + b), with all others as they are at t_k.
		m := r.motions[i]
		h, x := next.Const(r.h), next.bound[st.Sym]
		a := next.Value(m.Own)
		slope := next.Op(program.Add, next.Op(program.Mul, a, x), next.Value(m.Rest))
		phi := next.Op(program.Mul, h, next.Call("exprel", next.Op(program.Mul, a, h)))
		value := next.Op(program.Add, x, next.Op(program.Mul, phi, slope))
		next.Block.Stores = append(next.Block.Stores, program.Store{State: at, Value: r.clipped(next, st, value)})
	}
}

// clipped keeps a value within the bounds of a state.
func (r *rule) clipped(b *builder, st ir.State, x program.Ref) program.Ref {
	if !st.Low.IsValid() {
		return x
	}
	return b.Op(program.Min, b.Op(program.Max, x, b.Value(st.Low)), b.Value(st.High))
}

// advanced is a builder in which states have their values of now.
func (r *rule) advanced(block *program.Block) *builder {
	b := r.builder(block)
	r.target(b)
	for i, st := range r.d.States {
		if !r.motions[i].Followed {
			b.bound[st.Sym] = r.now(b, i)
		}
	}
	return b
}

// load is the stored value of state i.
func (r *rule) load(b *builder, i int) program.Ref {
	return b.Leaf(program.Instr{Op: program.LoadState, Index: int32(r.state[r.d.States[i].Sym])})
}

// elapsed is the number of steps since the states of a site were stored.
func (r *rule) elapsed(b *builder, site program.Site) program.Ref {
	return b.Leaf(program.Instr{Op: program.LoadElapsed, Index: int32(site)})
}

// now is the value of state i after the steps that have passed.
func (r *rule) now(b *builder, i int) program.Ref {
	f := r.flow[i]
	if !f.moves {
		return r.load(b, i)
	}
	r.load(b, i)
	n := r.elapsed(b, r.d.States[i].Site)
	x := r.alone(b, i, n)
	for _, p := range f.products {
		x = b.Op(program.Add, x, r.product(b, i, p, n))
	}
	return r.clipped(b, r.d.States[i], x)
}

// alone is state i after n steps without products of others.
func (r *rule) alone(b *builder, i int, n program.Ref) program.Ref {
	x, f := r.load(b, i), r.flow[i]
	switch {
	case !f.moves:
		return x
	case f.own.IsValid():
		return b.Op(program.Mul, x, b.Call("exp", b.Op(program.Mul, n, r.exponent(b, i))))
	case f.instant:
		return b.Op(program.Select, b.Op(program.Gt, n, b.Const(0)), b.Value(f.limit), x)
	case f.decay < 0 && f.drift < 0:
		return x
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

// exponent is a*h of state i, None where it does not decay.
func (r *rule) exponent(b *builder, i int) program.Ref {
	switch f := r.flow[i]; {
	case f.own.IsValid():
		return b.Op(program.Mul, b.Value(f.own), b.Const(r.h))
	case f.decay >= 0:
		return b.quantity(f.decay)
	}
	return program.None
}

// term is K*exp(sigma*n): sigma None is 0.
type term struct{ k, sigma program.Ref }

// product is what a product of other states adds to state i in n steps.
func (r *rule) product(b *builder, i int, p ir.Product, n program.Ref) program.Ref {
	terms := []term{{b.Op(program.Mul, b.Value(p.Factor), b.Const(r.h)), program.None}}
	for _, j := range p.States {
		terms = r.times(b, terms, j, n)
	}
	own := r.exponent(b, i)
	if f := r.flow[i]; f.instant {
		own = program.None
	}
	sum := program.None
	for _, t := range terms {
		rate := t.sigma
		switch {
		case rate == program.None && own == program.None:
		case rate == program.None:
			rate = b.Op(program.Neg, own)
		case own != program.None:
			rate = b.Op(program.Sub, rate, own)
		}
		x := b.Op(program.Mul, t.k, n)
		if rate != program.None {
			x = b.Op(program.Mul, x, b.Call("exprel", b.Op(program.Mul, rate, n)))
		}
		if sum == program.None {
			sum = x
		} else {
			sum = b.Op(program.Add, sum, x)
		}
	}
	if own != program.None {
		sum = b.Op(program.Mul, sum, b.Call("exp", b.Op(program.Mul, own, n)))
	}
	return sum
}

// times multiplies terms by state j: its limit, and what decays towards it, as it
// was n steps ago.
func (r *rule) times(b *builder, terms []term, j int, n program.Ref) []term {
	x := r.load(b, j)
	f := r.flow[j]
	if site := r.d.States[j].Site; site != program.AtConnection && f.moves {
		x = r.alone(b, j, b.Op(program.Sub, r.elapsed(b, site), n))
	}
	limit, decays := program.None, f.decay >= 0
	switch {
	case !f.moves:
		limit = x
	case f.instant:
		limit = b.Value(f.limit)
	case decays && !f.limit.IsZero():
		limit = b.Value(f.limit)
		x = b.Op(program.Sub, x, limit)
	}
	var out []term
	for _, t := range terms {
		if limit != program.None {
			out = append(out, term{b.Op(program.Mul, t.k, limit), t.sigma})
		}
		if !decays {
			continue
		}
		sigma := b.quantity(f.decay)
		if t.sigma != program.None {
			sigma = b.Op(program.Add, t.sigma, sigma)
		}
		out = append(out, term{b.Op(program.Mul, t.k, x), sigma})
	}
	return out
}

// carry writes how the states of a connection go one step, where that needs what
// is followed at the target.
func (r *rule) carry() {
	needed := false
	for _, st := range r.d.States {
		if st.Site == program.AtConnection && st.Rate.IsValid() {
			for _, x := range st.Rate.Symbols() {
				_, follows := r.followed[x]
				needed = needed || follows
			}
		}
	}
	if !needed {
		return
	}
	b := r.advanced(&r.out.Carry)
	for _, st := range r.d.States {
		if st.Site == program.AtConnection {
			b.Block.Stores = append(b.Block.Stores, program.Store{State: r.state[st.Sym], Value: b.bound[st.Sym]})
		}
	}
}

// rebound keeps states within bounds that may become others.
func (r *rule) rebound() {
	b := r.builder(&r.out.Rebound)
	for i, st := range r.d.States {
		if !st.Low.IsValid() || r.motions[i].Followed {
			continue
		}
		_, low := r.number(st.Low)
		_, high := r.number(st.High)
		if !low || !high {
			b.Block.Stores = append(b.Block.Stores, program.Store{State: r.state[st.Sym], Value: r.clipped(b, st, r.load(b, i))})
		}
	}
}

// event writes what a spike of one side, or a modulator, does: all states of that
// side and of the connection are stored, as they are then.
func (r *rule) event(site program.Site, port string) program.PlasticEvent {
	var out program.PlasticEvent
	relevant := false
	for i, st := range r.d.States {
		relevant = relevant || st.Site == site && !r.motions[i].Followed
	}
	for _, e := range r.d.Events {
		relevant = relevant || e.Site == site
	}
	if !relevant {
		return out
	}
	b := r.advanced(&out.Block)
	after := map[expr.Sym]program.Ref{}
	for _, e := range r.d.Events {
		if e.Site != site || e.Port != port {
			continue
		}
		if port != "" {
			b.bound[e.Amount] = b.Leaf(program.Instr{Op: program.LoadAcc})
		}
		for _, a := range e.Body {
			after[a.State] = b.Value(a.Value)
		}
		for _, d := range e.Deliver {
			out.Deliver = append(out.Deliver, program.Delivery{Amount: b.Value(d.Value), When: r.truth(b, d.When)})
		}
	}
	for i, st := range r.d.States {
		if st.Site != program.AtConnection && st.Site != site || r.motions[i].Followed {
			continue
		}
		v, assigned := after[st.Sym]
		if !assigned {
			v = b.bound[st.Sym]
		}
		out.Block.Stores = append(out.Block.Stores, program.Store{State: r.state[st.Sym], Value: v})
	}
	return out
}
