package native

import (
	"math"
	"strings"

	"github.com/nngen/nngen/ir/expr"
)

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
