package native

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// neuron is a neuron of the study as one of NEST's.
type neuron struct {
	*anatomy
	model     *neuronModel
	params    map[string]expr.Expr // NEST's parameters; those that nothing depends on are absent
	taus      []expr.Expr          // of a model with any number of receptors
	receptors []receptor           // of each port
	states    map[string]scaled    // NEST's states
	currents  []expr.Expr          // what NEST's current gets from one unit of each input
	ref       *reference
}

// receptor is where the spikes of a port go.
type receptor struct {
	event  string    // in the reference
	number int       // receptor_type
	factor expr.Expr // of weights
	sign   int       // that weights must have for NEST to take them there, after the factor; 0: any
}

// scaled is a state of the study that is one of NEST's times a constant.
type scaled struct {
	state expr.Sym
	scale expr.Expr
}

// use is what the network does with a kind of neuron.
type use struct {
	signs    []int  // of the weights at each port: 1 none negative, -1 none positive, 0 unknown
	observed []bool // which symbols are recorded
}

// recognise finds NEST's model of a neuron. What is refused is said of the candidate that
// comes closest.
func recognise(d *ir.Dynamics, u use) (*neuron, *unlike) {
	a, why := dissect(d)
	if why != nil {
		return nil, why
	}
	if why := a.plain(); why != nil {
		return nil, why
	}
	best, closest := (*unlike)(nil), -1
	for _, m := range neuronModels() {
		n := &neuron{anatomy: a, model: &m, params: map[string]expr.Expr{}, states: map[string]scaled{}}
		stage, why := n.fit(u)
		if why == nil {
			return n, nil
		}
		if stage > closest {
			best, closest = &unlike{why.at, why.what + fmt.Sprintf(" (compared with %s)", m.name)}, stage
		}
	}
	return nil, best
}

// plain finds what no candidate has, whatever its membrane.
func (a *anatomy) plain() *unlike {
	jumps, moves, currents, conductances := 0, 0, 0, 0
	for _, x := range a.arrivals {
		if x.channel < 0 {
			jumps++
		} else {
			moves++
		}
	}
	for i, c := range a.channels {
		if c.reversal.IsValid() {
			conductances++
		} else {
			currents++
		}
		if c.shape != a.channels[0].shape {
			return a.unlike(a.state(c.jumped).Span, "the receptors have courses of two kinds, %s and %s", a.channels[0].shape, a.channels[i].shape)
		}
	}
	switch {
	case jumps > 0 && moves > 0:
		return a.unlike(a.d.Span, "some spikes move %s at once and others a receptor", a.name(a.v))
	case currents > 0 && conductances > 0:
		return a.unlike(a.d.Span, "some receptors are currents and others conductances")
	case !a.reset.IsValid():
		return a.unlike(a.d.Handlers[0].Span, "a spike does not reset %s", a.name(a.v))
	}
	return nil
}

// Stages of a fit: the later the closer.
const (
	stageShape = iota
	stageVariables
	stageFamily
	stageReceptors
	stageEquations
)

// fit reads NEST's parameters off the neuron and compares the equations.
func (n *neuron) fit(u use) (int, *unlike) {
	if why := n.shapes(); why != nil {
		return stageShape, why
	}
	n.states["V_m"] = scaled{n.v, n.p.Int(1)}
	if why := map[family]func() *unlike{leaky: n.leaky, adaptive: n.adaptive, izhikevich: n.izhikevich}[n.model.family](); why != nil {
		if (n.model.family == leaky) != (len(n.others) == 0) || len(n.others) > 1 {
			return stageVariables, why
		}
		return stageFamily, why
	}
	if n.hold.IsValid() {
		if n.model.family == izhikevich {
			return stageFamily, n.unlike(n.d.Span, "a spike holds %s; that of izhikevich is never held", n.name(n.v))
		}
		n.params["t_ref"] = n.hold
	} else if n.model.family != izhikevich {
		n.params["t_ref"] = n.p.Int(0)
	}
	if why := n.assign(u); why != nil {
		return stageReceptors, why
	}
	for name, e := range n.params {
		n.params[name] = named(n.d, e)
	}
	for k := range n.taus {
		n.taus[k] = named(n.d, n.taus[k])
	}
	n.ref = newReference(n.model.lines(len(n.channels)))
	return stageEquations, n.compare()
}

func (n *neuron) shapes() *unlike {
	for _, x := range n.arrivals {
		if is := x.channel < 0; is != (n.model.shape == jump) {
			return n.unlike(n.d.Span, "spikes do not act as a %s", n.model.shape)
		}
	}
	if n.model.shape == jump && len(n.channels) > 0 {
		return n.unlike(n.d.Span, "spikes do not act as a %s", n.model.shape)
	}
	for _, c := range n.channels {
		if c.shape != n.model.shape {
			return n.unlike(n.state(c.jumped).Span, "what a spike does has the course of an %s; %s has that of an %s", c.shape, n.model.name, n.model.shape)
		}
		if c.reversal.IsValid() != n.model.conduct {
			return n.unlike(n.state(c.jumped).Span, "its receptors are of another kind, current or conductance")
		}
	}
	if len(n.channels) > 2 && !n.model.many {
		return n.unlike(n.d.Span, "it has %d receptors; %s has two", len(n.channels), n.model.name)
	}
	return nil
}

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

// assign says which receptor of NEST's takes the spikes of each port.
func (n *neuron) assign(u use) *unlike {
	c, ok := n.params["C_m"]
	if !ok {
		c = n.p.Int(1)
	}
	to := make([]receptor, len(n.channels)) // factor: what a unit of jumped is in NEST's units, over the weight
	signs := n.channelSigns(u, c)
	switch {
	case n.model.shape == jump:
	case n.model.many:
		for k := range n.channels {
			to[k] = receptor{event: fmt.Sprint(k + 1), number: k + 1}
		}
	case n.model.conduct:
		// Weights of the second one reach NEST with a minus.
		ex := 0
		if len(n.channels) == 2 && n.reversed() {
			ex = 1
		}
		for k := range n.channels {
			to[k] = receptor{event: "ex", sign: 1}
			if k != ex {
				to[k] = receptor{event: "in", sign: -1}
			}
			if signs[k] < 0 {
				return n.unlike(n.d.Span, "weights onto the conductance %s are negative, and NEST chooses receptors by the sign", n.name(n.channels[k].felt))
			}
		}
	default:
		if why := n.bySign(u, signs, to); why != nil {
			return why
		}
	}
	one := n.p.Int(1)
	for k, ch := range n.channels {
		r := to[k]
		unit := n.p.Mul(ch.per, c) // NEST's current or conductance per unit of felt
		at, x := r.event, "I_syn_"
		if n.model.conduct {
			x = "g_"
		}
		n.states[x+at] = scaled{ch.felt, named(n.d, unit)}
		jumped := unit
		if ch.shape != exponential {
			jumped = n.p.Mul(ch.passes, unit)
			n.states["d"+x+at] = scaled{ch.jumped, named(n.d, jumped)}
		}
		switch {
		case n.model.many:
			n.taus = append(n.taus, ch.decay)
			n.params[fmt.Sprintf("tau_syn_%d", k+1)] = ch.decay
		case ch.shape == beta:
			n.params["tau_decay_"+at], n.params["tau_rise_"+at] = ch.decay, ch.rise
		default:
			n.params["tau_syn_"+at] = ch.decay
		}
		if n.model.conduct {
			n.params["E_"+at] = ch.reversal
		}
		switch ch.shape {
		case alpha:
			to[k].factor = n.p.Div(n.p.Mul(jumped, ch.decay), n.p.Call(expr.Exp, one))
		case beta:
			peak := n.p.Call(expr.Exp, n.p.Div(one, n.p.Call(expr.Exprel, n.p.Call(expr.Log, n.p.Div(ch.decay, ch.rise)))))
			to[k].factor = n.p.Div(n.p.Mul(jumped, ch.rise), peak)
		default:
			to[k].factor = jumped
		}
	}
	if !n.model.many && n.model.shape != jump && !n.model.conduct && len(n.channels) == 1 {
		n.params["tau_syn_ex"], n.params["tau_syn_in"] = n.channels[0].decay, n.channels[0].decay
	}
	for i, x := range n.arrivals {
		r := receptor{event: "ex", factor: x.gain}
		if x.channel >= 0 {
			r = to[x.channel]
			r.factor = n.p.Mul(x.gain, r.factor)
		}
		if r.sign < 0 && n.model.conduct {
			r.factor = n.p.Neg(r.factor)
		}
		r.factor = named(n.d, r.factor)
		if !n.literal(r.factor) {
			return n.unlike(n.d.Ports[i].Span, "weights at %s are scaled by %s, which differs per neuron", n.d.Ports[i].Name, n.text(r.factor))
		}
		n.receptors = append(n.receptors, r)
	}
	return nil
}

// reversed reports whether the second of two conductances is the one with the higher
// reversal potential.
func (n *neuron) reversed() bool {
	at := parameters(n.d, chance(), still)
	return at.eval(n.channels[1].reversal) > at.eval(n.channels[0].reversal)
}

// channelSigns are the signs of what arrives at each channel, as NEST's amounts.
func (n *neuron) channelSigns(u use, c expr.Expr) []int {
	signs := make([]int, len(n.channels))
	first := make([]bool, len(n.channels))
	at := parameters(n.d, chance(), still)
	for i, x := range n.arrivals {
		if x.channel < 0 {
			continue
		}
		s := 0
		if i < len(u.signs) {
			s = u.signs[i]
		}
		ch := n.channels[x.channel]
		unit := at.eval(x.gain) * at.eval(ch.per) * at.eval(c)
		if ch.passes.IsValid() {
			unit *= at.eval(ch.passes)
		}
		if unit < 0 {
			s = -s
		}
		if first[x.channel] && s != signs[x.channel] {
			s = 0
		}
		signs[x.channel], first[x.channel] = s, true
	}
	return signs
}

// bySign divides currents into those that NEST takes for excitation and for inhibition
// by the signs of their weights.
func (n *neuron) bySign(u use, signs []int, to []receptor) *unlike {
	switch len(n.channels) {
	case 0:
	case 1:
		to[0] = receptor{event: "ex"}
		if signs[0] < 0 {
			to[0] = receptor{event: "in"}
		}
		if signs[0] == 0 && n.recorded(u) {
			return n.unlike(n.d.Span, "weights may have both signs, which %s keeps apart, and %s is recorded", n.model.name, n.name(n.channels[0].felt))
		}
	case 2:
		for k := range 2 {
			to[k] = receptor{event: "ex", sign: 1}
			if signs[k] < 0 || signs[k] == 0 && signs[1-k] > 0 {
				to[k] = receptor{event: "in", sign: -1}
			}
		}
		sorted := signs[0]*signs[1] < 0
		if sorted {
			return nil
		}
		if !n.equal(n.channels[0].decay, n.channels[1].decay) || n.recorded(u) {
			return n.unlike(n.d.Span, "weights at its two receptors are not of two signs, by which %s chooses between them", n.model.name)
		}
		to[0], to[1] = receptor{event: "ex"}, receptor{event: "in"}
	}
	return nil
}

// recorded reports whether one of the receptors is.
func (n *neuron) recorded(u use) bool {
	for _, c := range n.channels {
		for _, s := range c.states {
			if int(s) < len(u.observed) && u.observed[s] {
				return true
			}
		}
	}
	return false
}

// literal reports whether an expression is the same for all neurons.
func (a *anatomy) literal(e expr.Expr) bool {
	return !slices.ContainsFunc(e.Symbols(), func(s expr.Sym) bool { return a.differs(s) })
}

// differs reports whether a parameter differs per neuron.
func (a *anatomy) differs(s expr.Sym) bool {
	for _, p := range a.d.Params {
		if p.Sym == s {
			return p.Column != nil || p.Derived.IsValid() && !a.literal(p.Derived)
		}
	}
	return false
}

// compare compares the equations of both at random states.
func (n *neuron) compare() *unlike {
	r := chance()
	type pair struct {
		ours, theirs float64
	}
	rates := map[string][]pair{}
	for range samples {
		x := n.draw(r)
		theirs := n.theirs(x)
		for name, s := range n.states {
			ours := x.eval(s.scale) * x.eval(n.state(s.state).Rate)
			rates[name] = append(rates[name], pair{ours, n.ref.eval(n.ref.rates[name], theirs)})
		}
		if why := n.compareArrivals(r, x); why != nil {
			return why
		}
		if why := n.compareSpike(r, x); why != nil {
			return why
		}
	}
	for _, name := range n.ref.order {
		scale := 0.0
		for _, p := range rates[name] {
			scale = max(scale, math.Abs(p.ours))
		}
		for _, p := range rates[name] {
			if !agree(p.ours, p.theirs, scale) {
				s := n.states[name]
				return n.unlike(n.state(s.state).Span, "%s' is not that of %s, %s' = %s: at some state it is %.6g and not %.6g",
					n.name(s.state), n.model.name, name, expr.Print(n.ref.rates[name], func(s expr.Sym) string { return n.ref.names[s] }), p.ours, p.theirs)
			}
		}
	}
	return nil
}

// draw is a random state below threshold.
func (n *neuron) draw(r *draws) point {
	x := parameters(n.d, r, still)
	for _, s := range n.d.States {
		x[s.Sym] = -50 + 100*r.uniform()
	}
	top, bottom := x.eval(n.threshold), x.eval(n.reset)
	if e, ok := n.params["E_L"]; ok {
		bottom = min(bottom, x.eval(e))
	}
	bottom = min(bottom, top-1) - 20
	x[n.v] = bottom + (top-bottom)*0.999*r.uniform()
	for _, s := range n.d.Inputs {
		x[s] = -100 + 300*r.uniform()
	}
	return x
}

// theirs are the values of NEST's names where the neuron is at x.
func (n *neuron) theirs(x point) map[string]float64 {
	y := map[string]float64{}
	for _, name := range n.ref.names {
		y[name] = 0
		if strings.HasPrefix(name, "tau_") {
			y[name] = 1 // of a receptor that is not there
		}
	}
	for name, e := range n.params {
		y[name] = x.eval(e)
	}
	for name, s := range n.states {
		y[name] = x.eval(s.scale) * x[s.state]
	}
	for i, s := range n.d.Inputs {
		y["I_stim"] += x.eval(n.currents[i]) * x[s]
	}
	return y
}

// compareArrivals compares what a spike does at each port.
func (n *neuron) compareArrivals(r *draws, x point) *unlike {
	for i := range n.d.Ports {
		port := &n.d.Ports[i]
		y := append(point(nil), x...)
		y[port.Amount] = 1 + 99*r.uniform()
		ours := append(point(nil), y...)
		for _, b := range port.Body {
			ours[b.State] = y.eval(b.Value)
		}
		before := n.theirs(y)
		before["amount"] = y.eval(n.receptors[i].factor) * y[port.Amount]
		if n.receptors[i].sign < 0 && n.model.conduct {
			before["amount"] = -before["amount"]
		}
		after := n.ref.after(n.receptors[i].event, before)
		for name, s := range n.states {
			if got := x.eval(s.scale) * ours[s.state]; !agree(got, after[name], math.Abs(before[name])) {
				return n.unlike(port.Span, "a spike at %s changes %s to %.6g and not to %.6g", port.Name, n.name(s.state), got, after[name])
			}
		}
	}
	return nil
}

// compareSpike compares the condition of a spike, and what it changes and holds.
func (n *neuron) compareSpike(r *draws, x point) *unlike {
	h := &n.d.Handlers[0]
	y := append(point(nil), x...)
	y[n.v] = x.eval(n.threshold) + 5*(r.uniform()-0.5)
	before := n.theirs(y)
	if (y.eval(h.Cond) != 0) != (before[n.ref.above[0]] >= before[n.ref.above[1]]) {
		return n.unlike(h.Span, "it spikes on `%s`, %s on %s >= %s", h.Text, n.model.name, n.ref.above[0], n.ref.above[1])
	}
	ours := append(point(nil), y...)
	for _, b := range h.Body {
		ours[b.State] = y.eval(b.Value)
	}
	after := n.ref.after("spike", before)
	for name, s := range n.states {
		if got := x.eval(s.scale) * ours[s.state]; !agree(got, after[name], math.Abs(before[name])) {
			return n.unlike(h.Span, "a spike changes %s to %.6g; in %s it becomes %.6g", n.name(s.state), ours[s.state], n.model.name, after[name])
		}
	}
	return nil
}
