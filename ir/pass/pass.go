package pass

import "github.com/nngen/nngen/ir"

// Pass is one step.
type Pass struct {
	Name string
	Doc  string
	Run  func(*ir.Dynamics) *ir.Dynamics
}

// Common is the list that every model goes through, in order.
var Common = []Pass{simplify, settle}

// Run applies the passes to every kind of neuron of m. after, if not nil, is
// called with the model after each pass.
func Run(m *ir.Model, passes []Pass, after func(Pass, *ir.Model)) *ir.Model {
	for _, p := range passes {
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
