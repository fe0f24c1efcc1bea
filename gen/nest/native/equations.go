package native

import (
	"fmt"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

func isCurrent(u unit.Unit) bool { x, _ := unit.Lookup("pA"); return u.Dim() == x.Dim() }

// capacity is the membrane capacitance: by what the equation of the membrane divides
// currents. rest is the constant part of V'.
func (n *neuron) capacity(rest expr.Expr) expr.Expr {
	inverse := func(e expr.Expr) expr.Expr { return n.p.Div(n.p.Int(1), e) }
	for i, s := range n.d.Inputs {
		if isCurrent(n.d.Symbols[s].Unit) && !n.p.Simplify(n.inputs[i]).IsZero() {
			return inverse(n.inputs[i])
		}
	}
	for _, s := range n.currentParameters() {
		if coef, _, ok := n.p.AffineIn(rest, []expr.Sym{s}); ok && !n.p.Simplify(coef[0]).IsZero() && n.constant(coef[0]) {
			return inverse(coef[0])
		}
	}
	for _, c := range n.channels {
		return inverse(c.per)
	}
	return n.p.Int(250)
}

func (n *neuron) currentParameters() []expr.Sym {
	var list []expr.Sym
	for _, p := range n.d.Params {
		if isCurrent(n.d.Symbols[p.Sym].Unit) {
			list = append(list, p.Sym)
		}
	}
	return list
}

// split divides the constant part of V' into a constant current and the rest.
func (n *neuron) split(constant, capacity expr.Expr) (current, rest expr.Expr) {
	syms := n.currentParameters()
	coef, rest, ok := n.p.AffineIn(constant, syms)
	if !ok {
		return n.p.Int(0), constant
	}
	var terms []expr.Expr
	for i, s := range syms {
		if c := n.p.Simplify(coef[i]); !c.IsZero() {
			terms = append(terms, n.p.Mul(c, capacity, n.p.Sym(s)))
		}
	}
	if len(terms) == 0 {
		return n.p.Int(0), constant
	}
	return n.p.Add(terms...), rest
}

// inject says what inputs add to NEST's current.
func (n *neuron) inject(capacity expr.Expr) {
	for _, by := range n.inputs {
		n.currents = append(n.currents, named(n.d, n.p.Mul(by, capacity)))
	}
}

// leaky reads a membrane with a linear leak.
func (n *neuron) leaky() *unlike {
	if len(n.others) > 0 {
		o := n.others[0]
		return n.unlike(o.Span, "it has a further variable, %s, which %s has not", n.name(o.Sym), n.model.name)
	}
	slope, constant, affine := n.p.AffineIn(n.own, []expr.Sym{n.v})
	if !affine || !n.constant(slope[0]) || !n.constant(constant) {
		return n.unlike(n.state(n.v).Span, "the leak in %s' is not linear", n.name(n.v))
	}
	if n.p.Simplify(slope[0]).IsZero() {
		return n.unlike(n.state(n.v).Span, "%s does not leak", n.name(n.v))
	}
	c := n.capacity(constant)
	current, rest := n.split(constant, c)
	n.params["C_m"], n.params["I_e"] = c, current
	n.params["E_L"] = n.p.Neg(n.p.Div(rest, slope[0]))
	if n.model.conduct {
		n.params["g_L"] = n.p.Neg(n.p.Mul(slope[0], c))
	} else {
		n.params["tau_m"] = n.p.Neg(n.p.Div(n.p.Int(1), slope[0]))
	}
	n.params["V_th"], n.params["V_reset"] = n.threshold, n.reset
	n.inject(c)
	return nil
}

// partner is the one variable beside the membrane, with what V' gets from it and what V'
// is without it.
func (n *neuron) partner() (w *ir.State, by, own expr.Expr, why *unlike) {
	if len(n.others) != 1 {
		what := "it has no variable of adaptation"
		if len(n.others) > 1 {
			what = fmt.Sprintf("it has more variables than %s: %s", n.model.name, n.name(n.others[1].Sym))
		}
		return nil, by, own, n.unlike(n.d.Span, "%s", what)
	}
	w = n.others[0]
	coef, own, affine := n.p.AffineIn(n.own, []expr.Sym{w.Sym})
	if !affine || !n.constant(coef[0]) || n.p.Simplify(coef[0]).IsZero() || !w.Rate.IsValid() {
		return nil, by, own, n.unlike(w.Span, "%s is no current of adaptation that %s' feels", n.name(w.Sym), n.name(n.v))
	}
	return w, coef[0], own, nil
}

// added is what a spike adds to a state.
func (n *neuron) added(s expr.Sym) (expr.Expr, *unlike) {
	for _, x := range n.resets {
		if x.State != s {
			continue
		}
		coef, by, affine := n.p.AffineIn(x.Value, []expr.Sym{s})
		if !affine || !n.p.Simplify(coef[0]).IsOne() || !n.constant(by) {
			return by, n.unlike(x.Span, "the spike resets %s to %s; %s adds a constant to it", n.name(s), n.text(x.Value), n.model.name)
		}
		return by, nil
	}
	return n.p.Int(0), nil
}

// adaptive reads an exponential membrane with a current of adaptation.
func (n *neuron) adaptive() *unlike {
	w, by, own, why := n.partner()
	if why != nil {
		return why
	}
	var rise expr.Expr
	linear := n.p.Map(own, func(e expr.Expr) (expr.Expr, bool) {
		if e.Is(expr.Exp) && e.DependsOn(n.v) {
			rise = e
			return n.p.Int(0), true
		}
		return e, false
	})
	slope, constant, affine := n.p.AffineIn(linear, []expr.Sym{n.v})
	if !rise.IsValid() || !affine || !n.constant(slope[0]) || !n.constant(constant) {
		return n.unlike(n.state(n.v).Span, "%s' is not a linear leak and an exponential", n.name(n.v))
	}
	inside, shift, affine := n.p.AffineIn(rise.Arg(0), []expr.Sym{n.v})
	if !affine || !n.constant(inside[0]) || !n.constant(shift) {
		return n.unlike(n.state(n.v).Span, "the exponent in %s' is not linear in %s", n.name(n.v), n.name(n.v))
	}
	// The height of the exponential: V' at an exponent of 0 without the linear part.
	at := n.p.Div(n.p.Neg(shift), inside[0])
	there := map[expr.Sym]expr.Expr{n.v: at}
	height := n.p.Sub(n.p.Subst(own, there), n.p.Subst(linear, there))
	c := n.capacityWith(constant, by)
	current, rest := n.split(constant, c)
	sharp := n.p.Div(n.p.Int(1), inside[0])
	leak := n.p.Neg(n.p.Mul(slope[0], c))
	n.params["C_m"], n.params["I_e"], n.params["g_L"], n.params["Delta_T"] = c, current, leak, sharp
	n.params["E_L"] = n.p.Neg(n.p.Div(rest, slope[0]))
	n.params["V_th"] = n.p.Mul(n.p.Neg(sharp), n.p.Add(shift, n.p.Call(expr.Log, n.p.Div(n.p.Mul(height, c), n.p.Mul(leak, sharp)))))
	n.params["V_peak"], n.params["V_reset"] = n.threshold, n.reset
	// NEST's w is a current that is taken from the others.
	scale := n.p.Neg(n.p.Mul(by, c))
	n.states["w"] = scaled{w.Sym, scale}
	coef, _, affine := n.p.AffineIn(n.below(w.Rate), []expr.Sym{w.Sym, n.v})
	if !affine || !n.constant(coef[0]) || !n.constant(coef[1]) {
		return n.unlike(w.Span, "%s' is not linear in %s and %s", n.name(w.Sym), n.name(w.Sym), n.name(n.v))
	}
	tau := n.p.Neg(n.p.Div(n.p.Int(1), coef[0]))
	n.params["tau_w"] = tau
	n.params["a"] = n.p.Mul(scale, coef[1], tau)
	b, why := n.added(w.Sym)
	if why != nil {
		return why
	}
	n.params["b"] = n.p.Mul(scale, b)
	n.inject(c)
	return nil
}

// capacityWith is the capacitance where there is a current of adaptation too.
func (n *neuron) capacityWith(rest, by expr.Expr) expr.Expr {
	c := n.capacity(rest)
	w := n.others[0].Sym
	if len(n.channels) == 0 && c.IsInt(250) && isCurrent(n.d.Symbols[w].Unit) {
		return n.p.Neg(n.p.Div(n.p.Int(1), by))
	}
	return c
}

// izhikevich reads a membrane with a square, whose coefficients NEST fixes.
func (n *neuron) izhikevich() *unlike {
	u, by, own, why := n.partner()
	if why != nil {
		return why
	}
	square := n.p.Simplify(n.p.Diff(n.p.Diff(own, n.v), n.v))
	if square.IsZero() || !n.constant(square) {
		return n.unlike(n.state(n.v).Span, "%s' has no square of %s", n.name(n.v), n.name(n.v))
	}
	scale := n.p.Neg(by)
	n.states["U_m"] = scaled{u.Sym, scale}
	coef, _, affine := n.p.AffineIn(u.Rate, []expr.Sym{u.Sym, n.v})
	if !affine || !n.constant(coef[0]) || !n.constant(coef[1]) {
		return n.unlike(u.Span, "%s' is not linear in %s and %s", n.name(u.Sym), n.name(u.Sym), n.name(n.v))
	}
	n.params["a"] = n.p.Neg(coef[0])
	n.params["b"] = n.p.Neg(n.p.Div(n.p.Mul(scale, coef[1]), coef[0]))
	n.params["V_th"], n.params["c"] = n.threshold, n.reset
	d, why := n.added(u.Sym)
	if why != nil {
		return why
	}
	n.params["d"] = n.p.Mul(scale, d)
	// What is constant in V' beside 140 is a current.
	constant := n.p.Subst(own, map[expr.Sym]expr.Expr{n.v: n.p.Int(0)})
	n.params["I_e"], _ = n.split(constant, n.p.Int(1))
	n.inject(n.p.Int(1))
	return nil
}
