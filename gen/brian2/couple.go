package brian2

import (
	"slices"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// coupling is a continuous port: what its connections compute and add up. All strings
// are final.
type coupling struct {
	Port    string // name in the model, quoted
	Sources string // variables of senders and what connections call them, as a Python dictionary
	Code    []line // subexpressions of connections
	Sums    []summed
}

// summed is a sum over the connections of a port.
type summed struct{ Variable, Value string }

// couple writes what connections to continuous ports compute.
func (b *builder) couple() {
	for at, port := range b.p.Ports {
		if !port.Continuous {
			continue
		}
		c := coupling{Port: gen.PyString(port.Name)}
		var sources []gen.Renamed
		var own []string
		for _, name := range port.Sources {
			own = append(own, b.ids.fresh("source_"+name))
			sources = append(sources, gen.Renamed{Model: name, Own: own[len(own)-1]})
		}
		c.Sources = gen.PyDict(sources)
		for i := range b.p.Sums {
			if x := &b.p.Sums[i]; x.Port == at {
				c.Sums = append(c.Sums, summed{b.total[i], b.added(x, own, &c)})
			}
		}
		b.m.Couplings = append(b.m.Couplings, c)
	}
}

// added is the expression that a sum adds up: of the weight, of the sender's variables
// as the connection calls them, and of the target's as they are.
func (b *builder) added(x *program.Sum, own []string, c *coupling) string {
	s := newStepper(b.p)
	r := s.inline(&x.Block)[x.Value]
	s.sweep([]program.Ref{r})
	names := &exprfmt.Names{
		State: func(i int) string { return b.place[i] + "_post" },
		Quant: func(i int) string {
			if b.p.Quantities[i].Binding == program.Column {
				return b.quant[i] + "_post"
			}
			return b.quant[i]
		},
		Source: func(i int) string { return own[i] },
		Weight: func() string { return "weight" },
		Temp:   b.ids.fresh, // subexpressions are variables of the connection
	}
	t, err := exprfmt.Block(b.dialect, names, &s.block, r)
	if err != nil {
		if b.err == nil {
			b.err = err
		}
		return ""
	}
	functionsOf([]*program.Block{&s.block}, b.used)
	for _, l := range t.Lines {
		kind := "1"
		if l.Type == program.Bool {
			kind = "boolean"
		}
		c.Code = append(c.Code, line{l.Name + " = " + l.Expr + " : " + kind, ""})
	}
	if !reads(&s.block, program.LoadWeight, program.LoadSource) { // numpy would multiply a constant by the number of connections
		b.used.ops[program.Select] = true
		return "nngen_select(weight == weight, " + t.Value(r) + ", 0.0)"
	}
	return t.Value(r)
}

// reads reports whether a block has one of these operations.
func reads(b *program.Block, ops ...program.Op) bool {
	return slices.ContainsFunc(b.Instrs, func(in program.Instr) bool { return slices.Contains(ops, in.Op) })
}

// exposed lists the observables of p that a script needs as variables: those that are
// recorded, that plasticity rules read of their targets, and that continuous
// connections read of their senders.
func exposed(s *ir.Study, p *program.Program) []int {
	list := gen.Observed(s, p)
	add := func(names []string) {
		for _, name := range names {
			list = append(list, p.ObservableIndex(name))
		}
	}
	for j := range s.Network.Projections {
		x := &s.Network.Projections[j]
		for _, target := range s.Network.Reached(j) {
			post := s.Network.Populations[target].Program
			if x.Plasticity != nil && post == p {
				add(x.Plasticity.Follow.Variables)
			}
			port := post.PortIndex(x.Port)
			if port < 0 || !post.Ports[port].Continuous {
				continue
			}
			for _, source := range origins(x.Pre) {
				if s.Network.Populations[source].Program == p {
					add(post.Ports[port].Sources)
				}
			}
		}
	}
	slices.Sort(list)
	return slices.Compact(list)
}
