package brainscales

import (
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
)

// cell is a neuron whose equations are those of the circuit:
//
//	V' = (rest - V)/tau_m + …, V := reset for t_ref where V >= threshold,
//
// with one or two inputs that decay exponentially. All are expressions of
// parameters only.
type cell struct {
	d          *ir.Dynamics
	state      expr.Sym // V
	conduct    bool     // inputs are conductances, not currents
	tau        expr.Expr
	rest       expr.Expr // without injected current
	capacity   expr.Expr // what V' divides currents by, or conductances times voltages
	threshold  expr.Expr
	reset      expr.Expr
	refractory expr.Expr // ms; zero Expr: none
	drive      []drive
	inputs     []receptor
}

// drive is what one unit of an input adds to V'.
type drive struct {
	input int
	gain  expr.Expr
}

// receptor is a port with exponential decay.
type receptor struct {
	port     int
	state    expr.Sym
	tau      expr.Expr
	reversal expr.Expr // of conductances
	per      expr.Expr // what V' gets from one unit of the state (and one mV of distance for conductances)
	gain     expr.Expr // the same of an amount that arrives
}

// recognise finds the cell in the equations of a neuron.
func recognise(d *ir.Dynamics) (*cell, diag.List) {
	r := &recognition{d: d, p: d.Pool}
	c := r.cell()
	if r.list.HasErrors() {
		return nil, r.list
	}
	return c, r.list
}

type recognition struct {
	d    *ir.Dynamics
	p    *expr.Pool
	list diag.List
}

// not reports what the circuit does not have.
func (r *recognition) not(at source.Span, what, why string) *cell {
	if !at.Valid() {
		at = r.d.Span
	}
	r.list.Add(diag.NotOnChip(at, r.d.Name, what, why))
	return nil
}

// constant reports whether an expression has no states, inputs or time in it.
func (r *recognition) constant(e expr.Expr) bool {
	for _, s := range e.Symbols() {
		if int(s) >= len(r.d.Symbols) || r.d.Symbols[s].Kind != ir.SymParam {
			return false
		}
	}
	return true
}

func (r *recognition) name(s expr.Sym) string { return r.d.Symbols[s].Name }

func (r *recognition) cell() *cell {
	d := r.d
	c := &cell{d: d}
	if len(d.Handlers) != 1 {
		return r.not(d.Span, "it has more or less than one condition that it spikes by", "a circuit compares one membrane potential with one threshold")
	}
	if !r.spikes(c, &d.Handlers[0]) {
		return nil
	}
	var others []expr.Sym
	var membrane *ir.State
	for i := range d.States {
		if d.States[i].Sym == c.state {
			membrane = &d.States[i]
		} else {
			others = append(others, d.States[i].Sym)
		}
	}
	if !membrane.Rate.IsValid() {
		return r.not(membrane.Span, r.name(c.state)+" has no equation", "a circuit leaks")
	}
	if !r.ports(c, others) {
		return nil
	}
	r.membrane(c, membrane, others)
	return c
}

// spikes reads the threshold, the reset and the refractory period.
func (r *recognition) spikes(c *cell, h *ir.Handler) bool {
	refuse := func(what, why string) bool { r.not(h.Span, what, why); return false }
	k := h.Cond.Kind()
	if k != expr.Ge && k != expr.Gt || h.Rising {
		return refuse("its condition is not `V >= threshold`", "a circuit fires when its membrane potential reaches a threshold")
	}
	left, right := h.Cond.Arg(0), h.Cond.Arg(1)
	if left.Kind() != expr.Symbol || !r.isState(left.Sym()) || !r.constant(right) {
		return refuse("its condition does not compare one state with a number", "the threshold of a circuit is constant")
	}
	c.state, c.threshold = left.Sym(), right
	if !h.Spike.IsValid() || !h.Spike.IsOne() {
		return refuse("it does not spike whenever its condition holds", "a circuit always does")
	}
	for _, a := range h.Body {
		if a.State != c.state && r.adapts(a.State, c.state) {
			r.list.Add(diag.Uncalibrated(r.stateOf(a.State).Span, r.d.Name, "adaptation ("+r.name(a.State)+")"))
			return false
		}
		if a.State != c.state {
			return refuse("a spike changes "+r.name(a.State), "only the membrane potential of a calibrated circuit is changed by a spike; spike-triggered adaptation has no calibration")
		}
		if !r.constant(a.Value) {
			return refuse("the reset is no constant", "a circuit is reset to a constant potential")
		}
		c.reset = a.Value
	}
	if !c.reset.IsValid() {
		return refuse("a spike does not reset "+r.name(c.state), "a circuit is always reset")
	}
	for _, hold := range h.Holds {
		if len(hold.States) != 1 || hold.States[0] != c.state || hold.When.IsValid() || !r.constant(hold.Time) {
			return refuse("it holds more than its membrane potential, or not always", "during its refractory period a circuit clamps its membrane and nothing else")
		}
		c.refractory = hold.Time
	}
	return true
}

// adapts reports whether a state follows the membrane linearly, as adaptation does.
func (r *recognition) adapts(s, membrane expr.Sym) bool {
	st := r.stateOf(s)
	if !st.Rate.IsValid() {
		return false
	}
	coef, rest, affine := r.p.AffineIn(st.Rate, []expr.Sym{s, membrane})
	return affine && r.constant(coef[0]) && r.constant(coef[1]) && r.constant(rest)
}

func (r *recognition) isState(s expr.Sym) bool {
	return int(s) < len(r.d.Symbols) && r.d.Symbols[s].Kind == ir.SymState
}

// ports reads the synaptic inputs; every other state has to be one.
func (r *recognition) ports(c *cell, others []expr.Sym) bool {
	d := r.d
	owner := map[expr.Sym]int{}
	for i := range d.Ports {
		port := &d.Ports[i]
		if len(port.Body) != 1 || port.Body[0].State == c.state {
			r.not(port.Span, "what arrives at "+port.Name+" changes the membrane potential at once, or several states", "the synaptic input of a circuit is a current or conductance that jumps and decays exponentially")
			return false
		}
		owner[port.Body[0].State] = i
	}
	if len(d.Ports) > 2 {
		r.not(d.Ports[2].Span, "it has more than two ports", "a circuit has one excitatory and one inhibitory input")
		return false
	}
	for _, s := range others {
		st := r.stateOf(s)
		i, ok := owner[s]
		if !ok && r.adapts(s, c.state) && st.Rate.DependsOn(c.state) {
			r.list.Add(diag.Uncalibrated(st.Span, r.d.Name, "adaptation ("+r.name(s)+")"))
			return false
		}
		if !ok {
			r.not(st.Span, r.name(s)+" is no input that decays", "a calibrated circuit has a membrane and two synaptic inputs; adaptation and other variables have no calibration")
			return false
		}
		port := &d.Ports[i]
		a := port.Body[0]
		coef, rest, affine := r.p.AffineIn(a.Value, []expr.Sym{s, port.Amount})
		if !affine || !r.p.Simplify(coef[0]).IsOne() || !r.constant(coef[1]) || !r.p.Simplify(rest).IsZero() {
			r.not(port.Span, "an amount that arrives at "+port.Name+" is not just added", "synapses of a circuit add up")
			return false
		}
		coefficient, constant, affine := r.p.AffineIn(st.Rate, []expr.Sym{s})
		if !st.Rate.IsValid() || !affine || !r.p.Simplify(constant).IsZero() || !r.constant(coefficient[0]) || coefficient[0].IsZero() {
			r.not(st.Span, r.name(s)+" does not decay exponentially by itself", "the synaptic inputs of a circuit do (rises as of alpha functions or differences of exponentials are not to be had)")
			return false
		}
		c.inputs = append(c.inputs, receptor{port: i, state: s, tau: r.p.Neg(r.p.Div(r.p.Int(1), coefficient[0])), gain: coef[1]})
	}
	return true
}

func (r *recognition) stateOf(s expr.Sym) *ir.State {
	for i := range r.d.States {
		if r.d.States[i].Sym == s {
			return &r.d.States[i]
		}
	}
	return nil
}

// membrane reads the equation of V.
func (r *recognition) membrane(c *cell, m *ir.State, others []expr.Sym) {
	p := r.p
	variables := append(append([]expr.Sym{}, others...), r.d.Inputs...)
	coef, own, affine := p.AffineIn(m.Rate, variables)
	if !affine {
		r.not(m.Span, r.name(c.state)+"' is not linear in the synaptic inputs", "currents and conductances of a circuit add up")
		return
	}
	slope, constant, affine := p.AffineIn(own, []expr.Sym{c.state})
	if !affine && r.exponential(own, c.state) {
		r.list.Add(diag.Uncalibrated(m.Span, r.d.Name, "an exponential term"))
		return
	}
	if !affine || !r.constant(slope[0]) || !r.constant(constant) {
		r.not(m.Span, "the leak in "+r.name(c.state)+"' is not linear, or changes with time", "a calibrated circuit has a linear leak; the exponential term and voltage-dependent currents have no calibration")
		return
	}
	if slope[0] = p.Simplify(slope[0]); slope[0].IsZero() {
		r.not(m.Span, r.name(c.state)+" does not leak", "every circuit leaks")
		return
	}
	c.tau = p.Neg(p.Div(p.Int(1), slope[0]))
	c.rest = p.Neg(p.Div(constant, slope[0]))
	for i := range c.inputs {
		in := &c.inputs[i]
		by := coef[i]
		slope, constant, affine := p.AffineIn(by, []expr.Sym{c.state})
		if !affine || !r.constant(slope[0]) || !r.constant(constant) {
			r.not(m.Span, "the effect of "+r.name(in.state)+" is not that of a current or of a conductance", "NMDA-like and other voltage-dependent inputs are not to be had")
			return
		}
		if s := p.Simplify(slope[0]); s.IsZero() {
			in.per = constant
		} else {
			c.conduct = true
			in.reversal = p.Neg(p.Div(constant, s))
			in.per = p.Neg(s)
		}
		in.gain = p.Mul(in.gain, in.per)
	}
	for _, in := range c.inputs {
		if c.conduct != in.reversal.IsValid() {
			r.not(m.Span, "one input is a current and the other one a conductance", "the inputs of a circuit are both of one kind")
			return
		}
	}
	for i := range r.d.Inputs {
		by := coef[len(others)+i]
		if !r.constant(by) {
			r.not(m.Span, "the effect of "+r.name(r.d.Inputs[i])+" depends on states", "an injected current is constant on the chip: it shifts the leak potential")
			return
		}
		c.drive = append(c.drive, drive{i, by})
	}
}

// exponential reports whether the leak is linear but for an exponential of the
// membrane potential.
func (r *recognition) exponential(e expr.Expr, membrane expr.Sym) bool {
	found := false
	left := r.p.Map(e, func(x expr.Expr) (expr.Expr, bool) {
		if x.Is(expr.Exp) && x.DependsOn(membrane) {
			found = true
			return r.p.Int(0), true
		}
		return x, false
	})
	_, _, affine := r.p.AffineIn(left, []expr.Sym{membrane})
	return found && affine
}
