package solve

import (
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
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
	return s, list
}
