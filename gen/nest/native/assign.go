package native

import (
	"fmt"
	"slices"

	"github.com/nngen/nngen/ir/expr"
)

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
