package nestml

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/program"
)

// rule is a plasticity rule as a synapse in NESTML.
type rule struct {
	model
	weight     string
	quantities []gen.Renamed // parameters that differ per connection
	init       []gen.Renamed
	// kept are the states that stay in the synapse when the traces of the target are
	// moved to the neuron.
	kept []string
	post bool // it hears the spikes of its target
}

// Ports of a synapse.
const (
	prePort  = "pre_spikes"
	postPort = "post_spikes"
)

// ruleBuilder writes a rule.
type ruleBuilder struct {
	*builder
	r       *program.Plasticity
	out     rule
	site    map[expr.Sym]program.Site
	settled []assigned // states that are at their limit whenever an event comes
	moving  bool
}

// newRule writes a rule; the error says why it has no form in NESTML.
func newRule(d *ir.Dynamics, r *program.Plasticity) (rule, error) {
	b := &ruleBuilder{builder: newBuilder(d), r: r, site: map[expr.Sym]program.Site{}}
	b.ids.fresh(prePort)
	b.ids.fresh(postPort)
	b.out.post = r.HasPost()
	var states, equations, parameters []line
	for i, s := range d.Symbols {
		if s.Kind == ir.SymState || s.Kind == ir.SymParam {
			b.names[expr.Sym(i)] = b.ids.fresh(s.Name)
		}
	}
	for _, p := range d.Params {
		s, u := d.Symbols[p.Sym], b.internal(p.Sym)
		value := p.Value
		if !p.Literal {
			if p.Column == nil {
				return rule{}, fmt.Errorf("%s of %s follows from parameters that differ between connections", s.Name, d.Name)
			}
			value = typical(p)
			b.out.quantities = append(b.out.quantities, gen.Renamed{Model: s.Name, Own: b.names[p.Sym]})
			b.ofConnections(p.Sym)
		}
		parameters = append(parameters, line{b.names[p.Sym] + " " + b.declared(u) + " = " + b.quantity(value, u), s.Doc})
	}
	for _, s := range d.States {
		states = append(states, b.state(s))
		if eq, ok := b.equation(s); ok {
			equations = append(equations, eq)
		}
	}
	m := &b.out.model
	m.Title = headline(gen.OneLine(d.Name), "synapse model", d.Doc)
	m.add("state", aligned(states))
	m.add("equations", aligned(equations))
	m.add("parameters", aligned(parameters))
	inputs := []string{prePort + " <- spike"}
	if b.out.post {
		inputs = append(inputs, postPort+" <- spike")
	}
	m.add("input", inputs)
	m.add("output", []string{"spike"})
	var blocks []block
	for _, e := range d.Events {
		switch e.Site {
		case program.AtTarget:
			blocks = append(blocks, block{"onReceive(" + postPort + ")", b.event(e)})
		case program.AtSource:
			blocks = append(blocks, block{"onReceive(" + prePort + ")", b.event(e)})
		}
	}
	m.Blocks = append(m.Blocks, blocks...)
	if len(equations) > 0 {
		m.add("update", []string{"integrate_odes()"})
	}
	b.functions(m)
	return b.out, b.failure()
}

// ofConnections checks that a parameter is one that connections may have of their own:
// what the traces of the target read belongs to the neuron.
func (b *ruleBuilder) ofConnections(p expr.Sym) {
	for _, s := range b.d.States {
		if s.Site == program.AtTarget && (s.Rate.IsValid() && s.Rate.DependsOn(p) || s.Init.IsValid() && s.Init.DependsOn(p)) {
			b.fail("%s of %s differs between connections, and a trace of the target depends on it", b.d.Symbols[p].Name, b.d.Name)
		}
	}
}

// state declares a state.
func (b *ruleBuilder) state(s ir.State) line {
	sym, u := b.d.Symbols[s.Sym], b.internal(s.Sym)
	id := b.names[s.Sym]
	b.site[s.Sym] = s.Site
	init := b.quantity(1, u)
	if s.Sym == b.d.Weight {
		b.out.weight = id
		if list, ok := factors(u); ok && len(list) > 1 {
			b.fail("weights of %s have the unit %s", b.d.Name, unit.Format(u))
		}
	} else if s.Init.IsValid() {
		init = b.q.print(s.Init, u)
		b.out.init = append(b.out.init, gen.Renamed{Model: sym.Name, Own: id})
	}
	if s.Site == program.AtTarget {
		if x, ok := literalValue(b.d, s.Init); !ok || x != 0 {
			b.fail("the trace %s of %s does not begin with 0, as pynestml has it", sym.Name, b.d.Name)
		}
	} else {
		b.out.kept = append(b.out.kept, id)
	}
	return line{id + " " + b.declared(u) + " = " + init, sym.Doc}
}

// equation writes the differential equation of a state.
func (b *ruleBuilder) equation(s ir.State) (line, bool) {
	name := b.d.Symbols[s.Sym].Name
	if !s.Rate.IsValid() {
		return line{}, false
	}
	coef, rest, affine := b.d.Pool.AffineIn(s.Rate, []expr.Sym{s.Sym})
	if !affine {
		b.fail("the equation of %s in %s is not linear", name, b.d.Name)
		return line{}, false
	}
	own := b.d.Pool.Simplify(coef[0])
	if s.Sym == b.d.Weight || s.Low.IsValid() {
		b.fail("%s of %s moves between spikes, and NEST looks at it only when one comes", name, b.d.Name)
	}
	for _, x := range own.Symbols() {
		if b.d.Symbols[x].Kind != ir.SymParam {
			b.fail("the equation of %s in %s is not linear", name, b.d.Name)
		}
	}
	if x, ok := literalValue(b.d, own); ok && (math.IsInf(x, 0) || math.IsNaN(x)) { // a time constant of 0
		limit := b.d.Pool.Simplify(b.d.Pool.Div(b.d.Pool.Neg(rest), own))
		b.settled = append(b.settled, assigned{Assign: ir.Assign{State: s.Sym, Value: limit}})
		if b.out.post {
			b.fail("the time constant of %s in %s is 0", name, b.d.Name)
		}
		return line{}, false
	}
	rate := b.internal(s.Sym).Div(unit.Internal(millisecond.Dim()))
	return line{b.names[s.Sym] + "' = " + b.q.print(s.Rate, rate), ""}, true
}

// event writes what a spike of either side does: first to the connection, then to the
// traces.
func (b *ruleBuilder) event(e ir.Event) []string {
	var connection, side []assigned
	for _, a := range e.Body {
		if b.site[a.State] == program.AtConnection {
			connection = append(connection, assigned{Assign: a})
		} else {
			side = append(side, assigned{Assign: a})
		}
	}
	if e.Site == program.AtTarget {
		return append(b.assignments(connection), b.assignments(side)...)
	}
	out := b.assignments(b.settled)
	var early, late []string
	for _, x := range e.Deliver {
		value, after := x.Value, false
		text := ""
		for _, a := range connection {
			if a.Value == value {
				text, after = b.names[a.State], true
			}
		}
		u := unit.Internal(b.d.Symbols[b.d.Weight].Unit.Dim())
		if text == "" {
			text = b.q.write(value, u, productLevel)
		}
		if !u.IsOne() {
			text += " / (" + b.quantity(1, u) + ")"
		}
		send := []string{"emit_spike(" + text + ")"}
		if x.When.IsValid() && !x.When.IsOne() {
			if after {
				b.fail("%s delivers under a condition, after a change", b.d.Name)
			}
			send = b.guarded(b.q.truth(x.When, lowest), send...)
		}
		if after {
			late = append(late, send...)
		} else {
			early = append(early, send...)
		}
	}
	if len(e.Deliver) > 1 {
		b.fail("%s delivers several times in one event", b.d.Name)
	}
	out = append(out, early...)
	out = append(out, b.assignments(connection)...)
	out = append(out, late...)
	return append(out, b.assignments(side)...)
}
