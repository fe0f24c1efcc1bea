package native

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/program"
)

// rule is a plasticity rule of the study as a synapse of NEST's.
type rule struct {
	*anatomy  // of which a rule uses names and parameters only
	model     *synapseModel
	params    map[string]expr.Expr
	states    map[string]scaled
	ref       *reference
	pre, post *ir.Event // nil where the rule has none
}

// recogniseRule finds NEST's synapse of a rule.
func recogniseRule(d *ir.Dynamics) (*rule, *unlike) {
	a := &anatomy{d: d, p: d.Pool}
	if why := a.unruly(); why != nil {
		return nil, why
	}
	var connection []expr.Sym
	for _, s := range d.States {
		if s.Site == program.AtConnection && s.Sym != d.Weight {
			connection = append(connection, s.Sym)
		}
	}
	best, closest := (*unlike)(nil), -1
	for _, m := range synapseModels() {
		if len(m.own) != len(connection) {
			if closest < 0 {
				best, closest = a.unlike(d.Span, "connections have %d variables besides the weight (compared with %s)", len(connection), m.name), 0
			}
			continue
		}
		for _, order := range permutations(len(connection)) {
			r := &rule{anatomy: a, model: &m, params: map[string]expr.Expr{}, states: map[string]scaled{"w": {d.Weight, d.Pool.Int(1)}}}
			for k, name := range m.own {
				r.states[name] = scaled{connection[order[k]], d.Pool.Int(1)}
			}
			stage, why := r.match()
			if why == nil {
				return r, nil
			}
			if stage > closest {
				best, closest = &unlike{why.at, why.what + fmt.Sprintf(" (compared with %s)", m.name)}, stage
			}
		}
	}
	return nil, best
}

func permutations(n int) [][]int {
	if n == 0 {
		return [][]int{{}}
	}
	var list [][]int
	for _, p := range permutations(n - 1) {
		for at := n - 1; at >= 0; at-- {
			q := append(append(append([]int{}, p[:at]...), n-1), p[at:]...)
			list = append(list, q)
		}
	}
	return list
}

// unruly finds what none of NEST's synapses here has.
func (a *anatomy) unruly() *unlike {
	for _, e := range a.d.Events {
		if e.Site == program.Shared {
			return a.unlike(e.Span, "it hears a modulator, %s", e.Port)
		}
	}
	for _, s := range a.d.Symbols {
		switch s.Kind {
		case ir.SymFollow:
			return a.unlike(s.Span, "it reads %s of its target", s.Name)
		case ir.SymDraw, ir.SymOpenDraw, ir.SymNoise:
			return a.unlike(a.d.Span, "it draws random numbers")
		}
	}
	return nil
}

// match reads the parameters of the model off the rule, and compares the two.
func (r *rule) match() (int, *unlike) {
	traces := map[program.Site]int{}
	for i := range r.d.Events {
		switch e := &r.d.Events[i]; e.Site {
		case program.AtSource:
			r.pre = e
		case program.AtTarget:
			r.post = e
		}
	}
	for _, s := range r.d.States {
		if s.Site == program.AtSource || s.Site == program.AtTarget {
			traces[s.Site]++
		}
	}
	want := 0
	if r.model.pairs {
		want = 1
	}
	if traces[program.AtSource] != want || traces[program.AtTarget] != want || r.pre == nil || r.model.pairs && r.post == nil {
		return 1, r.unlike(r.d.Span, "it has %d traces of the source and %d of the target, and %s has %d of each", traces[program.AtSource], traces[program.AtTarget], r.model.name, want)
	}
	if why := r.model.fit(r); why != nil {
		return 2, why
	}
	for name, e := range r.params {
		r.params[name] = named(r.d, e)
	}
	for name, s := range r.states {
		r.states[name] = scaled{s.state, named(r.d, s.scale)}
	}
	r.ref = newReference(r.model.lines)
	return 3, r.compare()
}

// trace is the state of one side, with its time constant.
func (r *rule) trace(at program.Site) (s *ir.State, tau expr.Expr, why *unlike) {
	for i := range r.d.States {
		if r.d.States[i].Site == at {
			s = &r.d.States[i]
		}
	}
	tau, why = r.decay(s, s.Sym)
	return s, tau, why
}

// set is what an event makes of a state, without the bounds of the weight; the zero Expr
// if it leaves it.
func set(e *ir.Event, s expr.Sym) (value expr.Expr, at source.Span) {
	for _, a := range e.Body {
		if a.State == s {
			value, at = a.Value, a.Span
			for value.Is(expr.Min) || value.Is(expr.Max) {
				value = value.Arg(0)
			}
		}
	}
	return value, at
}

// step is what an event adds to a trace that is 0.
func (r *rule) step(e *ir.Event, s expr.Sym) (expr.Expr, *unlike) {
	value, at := set(e, s)
	if !value.IsValid() {
		return value, r.unlike(e.Span, "a spike does not change %s", r.name(s))
	}
	value = r.p.Subst(value, map[expr.Sym]expr.Expr{s: r.p.Int(0)})
	if !r.constant(value) {
		return value, r.unlike(at, "a spike changes %s by what depends on other states", r.name(s))
	}
	return value, nil
}

// upper is the largest weight.
func (r *rule) upper() (expr.Expr, *unlike) {
	w := r.state(r.d.Weight)
	if !w.High.IsValid() || !w.Low.IsValid() {
		return expr.Expr{}, r.unlike(w.Span, "the weight has no bounds, and that of %s has", r.model.name)
	}
	at := parameters(r.d, chance(), still)
	high, low := at.eval(w.High), at.eval(w.Low)
	switch {
	case low == 0 && high > 0:
		return r.bound(w.High), nil
	case high == 0 && low < 0:
		return r.bound(w.Low), nil
	}
	return expr.Expr{}, r.unlike(w.Span, "the weight is kept between %s and %s, and %s keeps it between 0 and its largest value", r.text(w.Low), r.text(w.High), r.model.name)
}

// bound is a bound of the weight in its plainest form: min(0, Wmax) of a negative Wmax
// is Wmax.
func (r *rule) bound(e expr.Expr) expr.Expr {
	at := parameters(r.d, chance(), still)
	for e.Is(expr.Min) || e.Is(expr.Max) {
		for _, x := range e.Args() {
			if at.eval(x) == at.eval(e) {
				e = x
				break
			}
		}
	}
	return e
}

// traces enters both traces as Kplus and Kminus, which jump by 1.
func (r *rule) traces(tauOfSource string) (x, y *ir.State, dx, dy expr.Expr, why *unlike) {
	var plus, minus expr.Expr
	if x, plus, why = r.trace(program.AtSource); why != nil {
		return
	}
	if y, minus, why = r.trace(program.AtTarget); why != nil {
		return
	}
	if dx, why = r.step(r.pre, x.Sym); why != nil {
		return
	}
	if dy, why = r.step(r.post, y.Sym); why != nil {
		return
	}
	one := r.p.Int(1)
	r.states["Kplus"], r.states["Kminus"] = scaled{x.Sym, r.p.Div(one, dx)}, scaled{y.Sym, r.p.Div(one, dy)}
	r.params[tauOfSource], r.params["tau_minus"] = plus, minus
	return
}

// slope is by how much the change of the weight grows with the trace of the other side.
func (r *rule) slope(e *ir.Event, trace expr.Sym) (slope, rest expr.Expr, why *unlike) {
	value, at := set(e, r.d.Weight)
	if !value.IsValid() {
		return value, value, r.unlike(e.Span, "the weight does not change")
	}
	coef, rest, affine := r.p.AffineIn(r.p.Sub(value, r.p.Sym(r.d.Weight)), []expr.Sym{trace})
	if !affine {
		return value, value, r.unlike(at, "the change of the weight is not linear in %s", r.name(trace))
	}
	return coef[0], rest, nil
}

// pairRule reads a rule of pairs: the exponents follow from the changes at half the
// largest weight.
func (r *rule) pairRule() *unlike {
	x, y, dx, dy, why := r.traces("tau_plus")
	if why != nil {
		return why
	}
	most, why := r.upper()
	if why != nil {
		return why
	}
	up, _, why := r.slope(r.post, x.Sym)
	if why != nil {
		return why
	}
	down, _, why := r.slope(r.pre, y.Sym)
	if why != nil {
		return why
	}
	up, down = r.p.Mul(up, dx), r.p.Neg(r.p.Mul(down, dy))
	at := func(e, w expr.Expr) expr.Expr { return r.p.Subst(e, map[expr.Sym]expr.Expr{r.d.Weight: w}) }
	half := r.p.Div(most, r.p.Int(2))
	two := r.p.Call(expr.Log, r.p.Int(2))
	low, high := at(up, r.p.Int(0)), at(down, most)
	if p := parameters(r.d, chance(), still); p.eval(low) == 0 {
		return r.unlike(r.post.Span, "an empty weight does not grow; in %s it grows by lambda*Wmax", r.model.name)
	}
	r.params["Wmax"] = most
	r.params["lambda"], r.params["alpha"] = r.p.Div(low, most), r.p.Div(high, low)
	r.params["mu_plus"] = r.p.Div(r.p.Call(expr.Log, r.p.Div(low, at(up, half))), two)
	r.params["mu_minus"] = r.p.Div(r.p.Call(expr.Log, r.p.Div(high, at(down, half))), two)
	if p := parameters(r.d, chance(), still); p.eval(high) == 0 {
		r.params["mu_minus"] = r.p.Int(0)
	}
	return nil
}

// symmetricRule reads the rule of Vogels, Sprekeler et al.
func (r *rule) symmetricRule() *unlike {
	x, _, dx, _, why := r.traces("tau")
	if why != nil {
		return why
	}
	most, why := r.upper()
	if why != nil {
		return why
	}
	up, _, why := r.slope(r.post, x.Sym)
	if why != nil {
		return why
	}
	sign := r.p.Div(most, r.p.Call(expr.Abs, most))
	eta := r.p.Mul(up, dx, sign)
	if !r.constant(eta) {
		return r.unlike(r.post.Span, "the change of the weight depends on the weight")
	}
	// Without a spike of the target the weight shrinks by alpha*eta.
	value, at := expr.Expr{}, source.Span{}
	for _, a := range r.pre.Body {
		if a.State == r.d.Weight {
			value, at = a.Value, a.Span
		}
	}
	if !value.IsValid() {
		return r.unlike(at, "a spike of the source does not change the weight")
	}
	half := r.p.Div(most, r.p.Int(2))
	by := map[expr.Sym]expr.Expr{r.d.Weight: half}
	for _, s := range r.d.States {
		if s.Site == program.AtTarget {
			by[s.Sym] = r.p.Int(0)
		}
	}
	r.params["Wmax"], r.params["eta"] = most, eta
	r.params["alpha"] = r.p.Div(r.p.Mul(r.p.Sub(half, r.p.Subst(value, by)), sign), eta)
	return nil
}

// fades is the time constant of a state that approaches a constant.
func (r *rule) fades(name string, others ...expr.Sym) (tau, rest expr.Expr, why *unlike) {
	s := r.states[name].state
	st := r.state(s)
	if !st.Rate.IsValid() {
		return tau, rest, r.unlike(st.Span, "%s does not recover", r.name(s))
	}
	coef, rest, affine := r.p.AffineIn(st.Rate, append([]expr.Sym{s}, others...))
	if !affine || !r.constant(coef[0]) || r.p.Simplify(coef[0]).IsZero() {
		return tau, rest, r.unlike(st.Span, "%s' is not linear in %s", r.name(s), r.name(s))
	}
	return r.p.Neg(r.p.Div(r.p.Int(1), coef[0])), rest, nil
}

// use is U: what u becomes from 0 by a spike.
func (r *rule) use() *unlike {
	u := r.states["u"].state
	value, at := set(r.pre, u)
	if !value.IsValid() {
		return r.unlike(r.pre.Span, "a spike does not change %s", r.name(u))
	}
	r.params["U"] = r.p.Subst(value, map[expr.Sym]expr.Expr{u: r.p.Int(0)})
	if !r.constant(r.params["U"]) {
		return r.unlike(at, "what a spike makes of %s depends on other states", r.name(u))
	}
	return nil
}

func (r *rule) resources() (why *unlike) {
	if r.params["tau_fac"], _, why = r.fades("u"); why != nil {
		return why
	}
	if r.params["tau_rec"], _, why = r.fades("x"); why != nil {
		return why
	}
	return r.use()
}

func (r *rule) threeStates() (why *unlike) {
	if r.params["tau_fac"], _, why = r.fades("u"); why != nil {
		return why
	}
	if r.params["tau_psc"], _, why = r.fades("y"); why != nil {
		return why
	}
	if r.params["tau_rec"], _, why = r.fades("z", r.states["y"].state); why != nil {
		return why
	}
	at := parameters(r.d, chance(), still)
	for _, s := range r.d.States {
		if s.Sym != r.d.Weight && at.eval(s.Init) != 0 {
			return r.unlike(s.Span, "%s begins with %s, and NEST's with 0", r.name(s.Sym), r.text(s.Init))
		}
	}
	return r.use()
}

// draw is a random state of a connection: weights within their bounds, some close to them.
func (r *rule) draw(c *draws) point {
	x := parameters(r.d, c, still)
	for _, s := range r.d.States {
		x[s.Sym] = c.uniform()
	}
	if w, ok := r.params["Wmax"]; ok {
		part := c.uniform()
		switch c.below(4) {
		case 0:
			part *= 1e-3
		case 1:
			part = 1 - 1e-3*part
		}
		x[r.d.Weight] = part * x.eval(w)
	} else {
		x[r.d.Weight] = 1 + 99*x[r.d.Weight]
	}
	for _, name := range []string{"Kplus", "Kminus"} {
		if s, ok := r.states[name]; ok {
			x[s.state] = 3 * c.uniform() / x.eval(s.scale)
		}
	}
	return x
}

func (r *rule) theirs(x point) map[string]float64 {
	y := map[string]float64{}
	for name, e := range r.params {
		y[name] = x.eval(e)
	}
	for name, s := range r.states {
		y[name] = x.eval(s.scale) * x[s.state]
	}
	return y
}

// compare compares both at random states.
func (r *rule) compare() *unlike {
	c := chance()
	for range 2 * samples {
		x := r.draw(c)
		y := r.theirs(x)
		for name, s := range r.states {
			ours, st := 0.0, r.state(s.state)
			if st.Rate.IsValid() {
				ours = x.eval(s.scale) * x.eval(st.Rate)
			}
			theirs := 0.0
			if rate, ok := r.ref.rates[name]; ok {
				theirs = r.ref.eval(rate, y)
			}
			if !agree(ours, theirs, math.Abs(y[name])) {
				return r.unlike(st.Span, "%s' is not that of %s: at some state it is %.6g and not %.6g", r.name(s.state), r.model.name, ours, theirs)
			}
		}
		if why := r.compareEvent(r.pre, "pre", x, y); why != nil {
			return why
		}
		if why := r.compareEvent(r.post, "post", x, y); why != nil {
			return why
		}
		if len(r.pre.Deliver) != 1 {
			return r.unlike(r.pre.Span, "a spike delivers %d times", len(r.pre.Deliver))
		}
		d := r.pre.Deliver[0]
		if ours, theirs := x.eval(d.Value), r.ref.eval(r.ref.sends, y); d.When.IsValid() && !d.When.IsOne() || !agree(ours, theirs, math.Abs(y["w"])) {
			return r.unlike(r.pre.Span, "it delivers %s; %s delivers %s", r.text(d.Value), r.model.name, expr.Print(r.ref.sends, func(s expr.Sym) string { return r.ref.names[s] }))
		}
	}
	return nil
}

// compareEvent compares what an event makes of all states.
func (r *rule) compareEvent(e *ir.Event, name string, x point, y map[string]float64) *unlike {
	side := map[string]string{"pre": "source", "post": "target"}[name]
	after := r.ref.after(name, y)
	ours := append(point(nil), x...)
	if e != nil {
		for _, b := range e.Body {
			ours[b.State] = x.eval(b.Value)
		}
	}
	for own, s := range r.states {
		if got := x.eval(s.scale) * ours[s.state]; !agree(got, after[own], math.Max(math.Abs(y[own]), math.Abs(y["Wmax"]))) {
			at := r.d.Span
			if e != nil {
				at = e.Span
			}
			return r.unlike(at, "a spike of the %s changes %s from %.6g to %.6g; in %s it becomes %.6g", side, r.name(s.state), x[s.state], ours[s.state], r.model.name, after[own]/x.eval(s.scale))
		}
	}
	return nil
}
