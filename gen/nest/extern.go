package nest

import (
	"strconv"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// externNeuron is a model of NEST itself: the script gives it parameters, connects
// to its receptors and records from it by its own names.
func externNeuron(p *program.Program) neuron {
	n := neuron{Name: p.Name, Model: p.Extern, Extern: true}
	for _, q := range p.Quantities {
		if q.Binding == program.Column {
			n.tables.quantities = append(n.tables.quantities, gen.Renamed{Model: q.Name, Own: q.Name})
		} else {
			n.tables.fixed = append(n.tables.fixed, gen.Renamed{Model: q.Name, Own: exprfmt.Literal(q.Value)})
		}
	}
	for _, port := range p.Ports {
		n.tables.receptors = append(n.tables.receptors, gen.Renamed{Model: port.Name, Own: strconv.Itoa(port.Receptor)})
	}
	for _, o := range p.Observe {
		n.tables.observables = append(n.tables.observables, gen.Renamed{Model: o.Name, Own: o.Name})
	}
	return n
}
