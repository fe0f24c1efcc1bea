package pass

import "github.com/nngen/nngen/ir"

// Pass is one step: on each kind of neuron and rule by itself, or on the model.
type Pass struct {
	Name  string
	Doc   string
	Run   func(*ir.Dynamics) *ir.Dynamics
	Model func(*ir.Model) *ir.Model // nil where Run is set
}

// Common is the list that every model goes through, in order.
var Common = []Pass{quiet, lump, simplify, settle}

// Sharing are the passes after which a kind of neuron has the states that its program
// has, with its equations still as the model writes them.
var Sharing = []Pass{quiet, lump}

// Run applies the passes to m. after, if not nil, is
// called with the model after each pass.
func Run(m *ir.Model, passes []Pass, after func(Pass, *ir.Model)) *ir.Model {
	for _, p := range passes {
		if p.Model != nil {
			m = p.Model(m)
			if after != nil {
				after(p, m)
			}
			continue
		}
		next := *m
		next.Dynamics = make([]*ir.Dynamics, len(m.Dynamics))
		for i, d := range m.Dynamics {
			next.Dynamics[i] = p.Run(d)
		}
		next.Rules = make([]*ir.Dynamics, len(m.Rules))
		for i, d := range m.Rules {
			next.Rules[i] = p.Run(d)
		}
		m = &next
		if after != nil {
			after(p, m)
		}
	}
	return m
}
