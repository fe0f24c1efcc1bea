package native

import (
	"slices"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/network"
)

// plan says what of NEST's everything in a study is.
type plan struct {
	study   *ir.Study
	neurons []*neuron // per kind of neuron of the model
	refused []*unlike // the reason, for those that are none
	rules   []*rule   // per plasticity rule of the model
	broken  []*unlike // the reason, for those that are none
}

// newPlan recognises everything in a study; the list says what is none of NEST's.
func newPlan(s *ir.Study) (*plan, diag.List) {
	p := &plan{study: s}
	var list diag.List
	for k, d := range s.Model.Dynamics {
		n, why := recognise(d, p.use(k))
		p.neurons, p.refused = append(p.neurons, n), append(p.refused, why)
		if why != nil {
			list.Add(diag.NotNative(why.at, d.Name, why.what))
		}
	}
	for _, d := range s.Model.Rules {
		r, why := recogniseRule(d)
		p.rules, p.broken = append(p.rules, r), append(p.broken, why)
		if why != nil {
			list.Add(diag.NotNative(why.at, d.Name, why.what))
		}
	}
	if !list.HasErrors() {
		list.Add(p.projections()...)
	}
	if !list.HasErrors() {
		list.Add(p.starts()...)
	}
	return p, list
}

// projections reports what plastic connections have that NEST's have not.
func (p *plan) projections() diag.List {
	var list diag.List
	s := p.study
	before := map[int]float64{} // time constants of depression, which are of the target
	for j := range s.Network.Projections {
		x := &s.Network.Projections[j]
		if x.Plasticity == nil {
			continue
		}
		r := p.rules[s.Model.Rule[j]]
		no := func(what string) { list.Add(diag.NotNative(p.place(j), x.Name, what)) }
		if len(x.Axonal.Block.Instrs) > 0 {
			no("its delays are axonal, and those of NEST's plastic synapses are dendritic")
		}
		tau, ok := r.params["tau_minus"]
		if !ok {
			continue
		}
		if !r.literal(tau) {
			no("its time constant of depression differs per connection, and in NEST it is a parameter of the target")
			continue
		}
		for _, pop := range s.Network.Reached(j) {
			value := constantValue(r.d, tau)
			if old, there := before[pop]; there && old != value {
				no("its targets have another time constant of depression by another projection, and in NEST it is a parameter of the target")
			}
			before[pop] = value
		}
	}
	for _, w := range s.Weights {
		list.Add(diag.NotNative(p.place(w.Projection), s.Network.Projections[w.Projection].Name, "its "+w.Variable+" is recorded, and NEST advances a plastic synapse only when a spike of its source comes"))
	}
	return list
}

// place is where a projection is declared.
func (p *plan) place(j int) source.Span {
	if places := p.study.Model.Places.Projections; j < len(places) {
		return places[j]
	}
	return source.Span{}
}

// use is what the network does with kind k of neurons.
func (p *plan) use(k int) use {
	s, d := p.study, p.study.Model.Dynamics[k]
	u := use{signs: make([]int, len(d.Ports)), observed: make([]bool, len(d.Symbols))}
	seen := make([]bool, len(d.Ports))
	for j := range s.Network.Projections {
		for _, pop := range s.Network.Reached(j) {
			if s.Model.Of[pop] != k {
				continue
			}
			i := slices.IndexFunc(d.Ports, func(x ir.Port) bool { return x.Name == s.Network.Projections[j].Port })
			if i < 0 {
				continue
			}
			sign := weights(s, j).sign()
			if seen[i] && sign != u.signs[i] {
				sign = 0
			}
			u.signs[i], seen[i] = sign, true
		}
	}
	// What nothing is connected to takes the sign that is left.
	for i := range seen {
		if !seen[i] {
			u.signs[i] = 1
			for other := range seen {
				if seen[other] && u.signs[other] > 0 {
					u.signs[i] = -1
				}
			}
			seen[i] = true
		}
	}
	for _, r := range s.Records {
		if r.Observable == ir.Spikes || s.Model.Of[r.Population] != k {
			continue
		}
		for _, o := range d.Observe {
			if o.Name == r.Variable {
				for _, x := range o.Value.Symbols() {
					u.observed[x] = true
				}
			}
		}
	}
	return u
}

// starts reports initial values that NEST's models do not take.
func (p *plan) starts() diag.List {
	var list diag.List
	for i := range p.study.Network.Populations {
		pop := &p.study.Network.Populations[i]
		if pop.Program == nil {
			continue
		}
		n := p.neurons[p.study.Model.Of[i]]
		for k, st := range pop.Program.States {
			own := n.ownName(st.Name)
			if own == "V_m" || n.model.settable[own] {
				continue
			}
			if set := slices.ContainsFunc(pop.Set, func(o network.Override) bool { return o.Kind == network.SetInit && o.Index == k }); set || !isZero(pop.Init[k]) {
				at := source.Span{}
				if i < len(p.study.Model.Places.Populations) {
					at = p.study.Model.Places.Populations[i]
				}
				list.Add(diag.NotNative(at, pop.Name, st.Name+" begins with a value, and in "+n.model.name+" it begins with 0"))
			}
		}
	}
	return list
}

// ownName is what NEST calls a state of the program, "" if it has no name there.
func (n *neuron) ownName(state string) string {
	for name, s := range n.states {
		if n.name(s.state) == state {
			return name
		}
	}
	return ""
}

func isZero(v network.Value) bool {
	x, ok := v.Constant()
	return len(v.Block.Instrs) == 0 || ok && x == 0
}

// identical reports whether NEST has the spikes of the model.
func (p *plan) identical() bool {
	for k, n := range p.neurons {
		if n == nil || !n.identical(p.study.Programs[k].Method) {
			return false
		}
	}
	for _, r := range p.rules {
		if r == nil || r.model.pairs {
			return false // weights at the end are those transmitted last
		}
	}
	return true
}

// identical reports whether NEST advances a neuron as a method of the model does.
func (n *neuron) identical(method string) bool {
	return n.model.exact && method == "exact" || n.model.euler && method == "euler"
}

// steps is a time in steps.
func (p *plan) steps(e expr.Expr, n *neuron) float64 {
	h := p.study.Timeline.Step
	return float64(int64(parameters(n.d, chance(), still).eval(e)/h + 0.5))
}
