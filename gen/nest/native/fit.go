package native

import (
	"fmt"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
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
