package solve

import (
	"slices"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// Study solves every kind of neuron of a model.
func Study(m *ir.Model) (*ir.Study, diag.List) {
	var list diag.List
	spec := *m.Network
	s := &ir.Study{Name: m.Name, File: m.File, Hash: m.Hash, Doc: m.Doc, Network: &spec, Records: m.Records, Timeline: m.Timeline}
	programs := make([]*program.Program, len(m.Dynamics))
	for i, d := range m.Dynamics {
		p, messages := Solve(d, m.Timeline.Step)
		list.Add(messages...)
		programs[i] = p
	}
	if list.HasErrors() {
		return nil, list
	}
	spec.Populations = append(spec.Populations[:0:0], spec.Populations...)
	for i, at := range m.Of {
		if at >= 0 {
			spec.Populations[i].Program = programs[at]
		}
	}
	s.Programs = programs
	s.Rules, spec.Projections, list = rules(m, list)
	if list.HasErrors() {
		return nil, list
	}
	s.Weights = m.Weights
	return s, list
}

// rules solves the plasticity rules of a model and hands them to the projections
// that use them.
func rules(m *ir.Model, list diag.List) ([]*program.Plasticity, []network.Projection, diag.List) {
	solved := make([]*program.Plasticity, len(m.Rules))
	for i, d := range m.Rules {
		p, messages := Plasticity(d, m.Timeline.Step)
		list.Add(messages...)
		solved[i] = p
	}
	projections := append([]network.Projection(nil), m.Network.Projections...)
	for j, i := range m.Rule {
		if i < 0 {
			continue
		}
		projections[j].Plasticity = solved[i]
		for q, p := range m.Rules[i].Params {
			if p.Column == nil {
				continue
			}
			if projections[j].Given == nil {
				projections[j].Given = map[int]network.Value{}
			}
			projections[j].Given[q] = *p.Column
			if slices.Contains(m.Rules[i].Alike, p.Sym) {
				projections[j].Shared = append(projections[j].Shared, q)
			}
		}
	}
	return solved, projections, list
}
