package native

import (
	"fmt"

	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
)

// anatomy is a neuron of the study taken apart. Expressions are of its parameters.
type anatomy struct {
	d         *ir.Dynamics
	p         *expr.Pool
	v         expr.Sym // membrane potential
	rate      expr.Expr
	own       expr.Expr // what V' is without receptors and inputs
	threshold expr.Expr
	resets    []ir.Assign
	reset     expr.Expr // of the membrane; the zero Expr if it is not reset
	hold      expr.Expr // ms; the zero Expr for none
	channels  []channel
	arrivals  []arrival // of each port
	inputs    []expr.Expr
	others    []*ir.State // neither membrane nor receptor
}

// channel is a state that spikes move and the membrane feels, with what is between.
type channel struct {
	shape    shape
	jumped   expr.Sym
	felt     expr.Sym
	passes   expr.Expr // of an alpha function and the like: what felt' gets from jumped
	decay    expr.Expr // time constant of jumped
	rise     expr.Expr // and of felt, where that is another
	per      expr.Expr // what V' gets from felt, or from felt times the distance to reversal
	reversal expr.Expr // the zero Expr for currents
	states   []expr.Sym
}

// arrival is what a spike does at a port.
type arrival struct {
	channel int // -1: the membrane
	gain    expr.Expr
}

// unlike is a reason why a neuron is none of NEST's, with its place.
type unlike struct {
	at   source.Span
	what string
}

func (u *unlike) Error() string { return u.what }

func (a *anatomy) unlike(at source.Span, format string, args ...any) *unlike {
	if !at.Valid() {
		at = a.d.Span
	}
	return &unlike{at, fmt.Sprintf(format, args...)}
}

func (a *anatomy) name(s expr.Sym) string { return a.d.Symbols[s].Name }

func (a *anatomy) text(e expr.Expr) string { return expr.Print(e, a.name) }

// constant reports whether an expression is one of parameters only.
func (a *anatomy) constant(e expr.Expr) bool {
	for _, s := range e.Symbols() {
		if int(s) >= len(a.d.Symbols) || a.d.Symbols[s].Kind != ir.SymParam {
			return false
		}
	}
	return true
}

func (a *anatomy) state(s expr.Sym) *ir.State {
	for i := range a.d.States {
		if a.d.States[i].Sym == s {
			return &a.d.States[i]
		}
	}
	return nil
}

// dissect takes a neuron apart.
func dissect(d *ir.Dynamics) (*anatomy, *unlike) {
	a := &anatomy{d: d, p: d.Pool}
	if u := a.foreign(); u != nil {
		return nil, u
	}
	if len(d.Handlers) != 1 {
		return nil, a.unlike(d.Span, "it has %d conditions; a neuron of NEST's has one, that of its spikes", len(d.Handlers))
	}
	if u := a.spike(&d.Handlers[0]); u != nil {
		return nil, u
	}
	if u := a.ports(); u != nil {
		return nil, u
	}
	return a, a.membrane()
}

// foreign finds what none of NEST's neurons has.
func (a *anatomy) foreign() *unlike {
	if a.d.Extern.Model != "" {
		return a.unlike(a.d.Span, "it is %s, which the target uses without --fidelity native", a.d.Extern.Model)
	}
	for _, s := range a.d.States {
		if !s.Rate.IsValid() {
			continue
		}
		for _, x := range s.Rate.Symbols() {
			switch a.d.Symbols[x].Kind {
			case ir.SymTime, ir.SymStep:
				return a.unlike(s.Span, "%s' depends on time, and that of none of NEST's does", a.name(s.Sym))
			case ir.SymNoise, ir.SymDraw, ir.SymOpenDraw:
				return a.unlike(s.Span, "%s' has noise, and that of none of NEST's does", a.name(s.Sym))
			case ir.SymSum:
				return a.unlike(s.Span, "%s' reads other neurons", a.name(s.Sym))
			}
		}
	}
	return nil
}

// spike reads the threshold, the reset and the refractory period.
func (a *anatomy) spike(h *ir.Handler) *unlike {
	switch {
	case h.Rising || h.Cond.Kind() != expr.Ge && h.Cond.Kind() != expr.Gt:
		return a.unlike(h.Span, "it spikes on `%s`, NEST's neurons when the potential reaches a threshold", h.Text)
	case h.Cond.Kind() == expr.Gt:
		return a.unlike(h.Span, "it spikes on `%s`, above its threshold; NEST's neurons spike at it, as of >=", h.Text)
	}
	left, right := h.Cond.Arg(0), h.Cond.Arg(1)
	if left.Kind() != expr.Symbol || a.d.Symbols[left.Sym()].Kind != ir.SymState || !a.constant(right) {
		return a.unlike(h.Span, "it spikes on `%s`, which does not compare a state with a constant", h.Text)
	}
	a.v, a.threshold = left.Sym(), right
	if !h.Spike.IsValid() || !h.Spike.IsOne() {
		return a.unlike(h.Span, "it does not spike whenever `%s`", h.Text)
	}
	a.resets = h.Body
	for _, x := range h.Body {
		if x.State == a.v {
			if !a.constant(x.Value) {
				return a.unlike(x.Span, "a spike sets %s to %s, which is no constant", a.name(a.v), a.text(x.Value))
			}
			a.reset = x.Value
		}
	}
	for _, hold := range h.Holds {
		if len(hold.States) != 1 || hold.States[0] != a.v || hold.When.IsValid() || !a.constant(hold.Time) || a.hold.IsValid() {
			return a.unlike(hold.Span, "a spike holds more than %s, or not always; NEST's neurons hold their potential only", a.name(a.v))
		}
		a.hold = hold.Time
	}
	return nil
}

// ports finds what spikes do at each port.
func (a *anatomy) ports() *unlike {
	for i := range a.d.Ports {
		port := &a.d.Ports[i]
		if port.Continuous || len(port.Body) != 1 {
			return a.unlike(port.Span, "what arrives at %s changes %d states; of NEST's receptors a spike moves one", port.Name, len(port.Body))
		}
		to := port.Body[0]
		coef, left, affine := a.p.AffineIn(to.Value, []expr.Sym{to.State, port.Amount})
		if !affine || !a.p.Simplify(coef[0]).IsOne() || !a.constant(coef[1]) || !a.p.Simplify(left).IsZero() {
			return a.unlike(port.Span, "what arrives at %s is not just added to %s", port.Name, a.name(to.State))
		}
		at := -1
		if to.State != a.v {
			for k := range a.channels {
				if a.channels[k].jumped == to.State {
					at = k
				}
			}
			if at < 0 {
				at = len(a.channels)
				a.channels = append(a.channels, channel{jumped: to.State})
			}
		}
		a.arrivals = append(a.arrivals, arrival{at, coef[1]})
	}
	return nil
}

// below writes V for min(V, peak): below its threshold the membrane is not cut off.
func (a *anatomy) below(e expr.Expr) expr.Expr {
	return a.p.Map(e, func(x expr.Expr) (expr.Expr, bool) {
		if x.Is(expr.Min) && x.Len() == 2 {
			for k := range 2 {
				if x.Arg(k).Kind() == expr.Symbol && x.Arg(k).Sym() == a.v && a.constant(x.Arg(1-k)) {
					return x.Arg(k), true
				}
			}
		}
		return x, false
	})
}

// membrane takes V' apart, and finds for each receptor what the membrane feels of it.
func (a *anatomy) membrane() *unlike {
	m := a.state(a.v)
	if m == nil || !m.Rate.IsValid() {
		return a.unlike(a.d.Span, "%s has no equation", a.name(a.v))
	}
	a.rate = a.below(m.Rate)
	taken := map[expr.Sym]bool{a.v: true}
	for k := range a.channels {
		if u := a.channel(&a.channels[k]); u != nil {
			return u
		}
		for _, s := range a.channels[k].states {
			taken[s] = true
		}
	}
	for i := range a.d.States {
		if !taken[a.d.States[i].Sym] {
			a.others = append(a.others, &a.d.States[i])
		}
	}
	var felt []expr.Sym
	for _, c := range a.channels {
		felt = append(felt, c.felt)
	}
	coef, own, affine := a.p.AffineIn(a.rate, append(felt, a.d.Inputs...))
	if !affine {
		return a.unlike(m.Span, "%s' is not linear in the receptors and inputs", a.name(a.v))
	}
	a.own = own
	for k := range a.channels {
		c := &a.channels[k]
		slope, constant, affine := a.p.AffineIn(coef[k], []expr.Sym{a.v})
		if !affine || !a.constant(slope[0]) || !a.constant(constant) {
			return a.unlike(m.Span, "%s acts on %s' neither as a current nor as a conductance", a.name(c.felt), a.name(a.v))
		}
		if s := a.p.Simplify(slope[0]); s.IsZero() {
			c.per = constant
		} else {
			c.reversal, c.per = a.p.Neg(a.p.Div(constant, s)), a.p.Neg(s)
		}
	}
	for i := range a.d.Inputs {
		by := coef[len(a.channels)+i]
		if !a.constant(by) {
			return a.unlike(m.Span, "the effect of %s on %s' depends on states", a.name(a.d.Inputs[i]), a.name(a.v))
		}
		a.inputs = append(a.inputs, by)
	}
	return nil
}

// channel finds what follows from the state that spikes move.
func (a *anatomy) channel(c *channel) *unlike {
	st := a.state(c.jumped)
	tau, u := a.decay(st, c.jumped)
	if u != nil {
		return u
	}
	c.decay, c.felt, c.shape, c.states = tau, c.jumped, exponential, []expr.Sym{c.jumped}
	if a.rate.DependsOn(c.jumped) {
		return nil
	}
	for i := range a.d.States {
		next := &a.d.States[i]
		if next.Sym == a.v || next.Sym == c.jumped || !next.Rate.IsValid() || !next.Rate.DependsOn(c.jumped) {
			continue
		}
		coef, left, affine := a.p.AffineIn(next.Rate, []expr.Sym{next.Sym, c.jumped})
		if !affine || !a.constant(coef[0]) || !a.constant(coef[1]) || !a.p.Simplify(left).IsZero() {
			return a.unlike(next.Span, "%s' is not linear in %s and %s", a.name(next.Sym), a.name(c.jumped), a.name(next.Sym))
		}
		c.felt, c.passes = next.Sym, coef[1]
		c.rise = a.p.Neg(a.p.Div(a.p.Int(1), coef[0]))
		c.states = append(c.states, next.Sym)
		c.shape = beta
		if a.equal(c.rise, c.decay) {
			c.shape = alpha
		}
		if !a.rate.DependsOn(c.felt) {
			return a.unlike(next.Span, "%s does not feel %s; NEST's receptors have two variables at most", a.name(a.v), a.name(c.felt))
		}
		return nil
	}
	return a.unlike(st.Span, "%s feels nothing of %s", a.name(a.v), a.name(c.jumped))
}

// decay is the time constant of a state that decays by itself.
func (a *anatomy) decay(st *ir.State, s expr.Sym) (expr.Expr, *unlike) {
	if !st.Rate.IsValid() {
		return expr.Expr{}, a.unlike(st.Span, "%s does not decay", a.name(s))
	}
	coef, left, affine := a.p.AffineIn(st.Rate, []expr.Sym{s})
	if !affine || !a.constant(coef[0]) || !a.p.Simplify(left).IsZero() || a.p.Simplify(coef[0]).IsZero() {
		return expr.Expr{}, a.unlike(st.Span, "%s does not decay exponentially by itself", a.name(s))
	}
	return a.p.Neg(a.p.Div(a.p.Int(1), coef[0])), nil
}

// equal reports whether two expressions of parameters have the same value for those of
// the network.
func (a *anatomy) equal(x, y expr.Expr) bool {
	r := chance()
	for range 4 {
		at := parameters(a.d, r, still)
		if !agree(at.eval(x), at.eval(y), 0) {
			return false
		}
	}
	return true
}
