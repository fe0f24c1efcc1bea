package lower

import (
	"fmt"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir/expr"
)

// attachment is a synapse attached from outside, at a population: its output is
// summed into an input of the neuron.
type attachment struct {
	port *ast.Port
	args map[string]*argument // by the names of the synapse's parameters
	key  string
}

// attachments are those in the braces of a population. Their arguments may use
// the network's values and draws, and what they read from the neuron is named as
// the neuron names it.
func (w *wiring) attachments(body []ast.Member, sc *scope) []attachment {
	var list []attachment
	for _, m := range body {
		port, ok := m.(*ast.Port)
		if !ok {
			continue
		}
		name, given := w.l.kind(port.Kind)
		given = listed(given)
		a := attachment{port: port, args: map[string]*argument{}}
		targets := w.l.readNames(name.Text)
		key := []string{port.Name.Text, name.Text}
		if port.Into != nil {
			key = append(key, port.Into.Text)
		}
		for _, g := range given {
			if g.Name == nil {
				continue // reported by the port
			}
			if targets[g.Name.String()] {
				key = append(key, g.Name.String()+"="+squeeze(g.Value.Span().Text()))
				continue
			}
			arg := &argument{value: w.l.expr(g.Value, sc), name: g.Name.At, at: g.Value.Span(), again: func() value { return w.l.expr(g.Value, sc) }}
			a.args[g.Name.String()] = arg
			if arg.value.ok() {
				key = append(key, fmt.Sprintf("%s=%s", g.Name, arg.value.e))
			}
		}
		a.key = strings.Join(key, "\x01")
		list = append(list, a)
	}
	return list
}

// readNames are the names that a synapse reads from neurons.
func (l *lowerer) readNames(synapse string) map[string]bool {
	names := map[string]bool{}
	for hops := 0; l.synapse[synapse] != nil && hops < 1000; hops++ {
		s := l.synapse[synapse]
		for _, m := range s.Body {
			if d, ok := m.(*ast.Decl); ok && (d.Kind == ast.Target || d.Kind == ast.Sender) {
				names[d.Name.Text] = true
			}
		}
		if s.Variant == nil {
			break
		}
		base, _ := l.kind(s.Variant)
		synapse = base.Text
	}
	return names
}

// attach adds a synapse from outside to the instance.
func (in *instance) attach(a attachment) {
	if in.args == nil {
		in.args = map[string]*argument{}
	}
	for name, arg := range a.args {
		if path := a.port.Name.Text + "." + name; in.args[path] == nil {
			arg.used = true
			in.args[path] = arg
		}
	}
	m := *a.port
	if m.Into == nil {
		if len(in.d.Inputs) != 1 {
			in.l.list.Add(diag.NoInput(m.Name.At, in.decl.Name.Text, "", in.inputs()))
			return
		}
		m.Into = &ast.Name{Loc: m.Name.Loc, Text: in.d.Symbols[in.d.Inputs[0]].Name}
	}
	in.port(&m)
}

// into sums the output of a port into an input.
func (in *instance) into(m *ast.Port, v value) {
	for _, x := range in.d.Inputs {
		sym := in.d.Symbols[x]
		if sym.Name != m.Into.Text {
			continue
		}
		if v = in.l.expect(v, sym.Unit, m.Name.At, "the output of "+m.Name.Text); !v.ok() {
			return
		}
		if v.e.DependsOn(in.d.Inputs...) {
			in.l.list.Add(diag.CyclicDefinition(m.Into.At, m.Into.Text))
			return
		}
		if in.fed == nil {
			in.fed = map[expr.Sym]expr.Expr{}
		}
		if in.fed[x].IsValid() {
			in.fed[x] = in.l.pool.Add(in.fed[x], v.e)
		} else {
			in.fed[x] = in.l.pool.Add(in.l.pool.Sym(x), v.e)
		}
		return
	}
	in.l.list.Add(diag.NoInput(m.Into.At, in.decl.Name.Text, m.Into.Text, in.inputs()))
}

// feed puts the sums in the place of the inputs.
func (in *instance) feed() {
	if len(in.fed) == 0 {
		return
	}
	of := func(e *expr.Expr) {
		if e.IsValid() {
			*e = in.l.pool.Subst(*e, in.fed)
		}
	}
	for i := range in.d.States {
		of(&in.d.States[i].Rate)
	}
	for i := range in.d.Observe {
		of(&in.d.Observe[i].Value)
	}
	for i := range in.d.Handlers {
		h := &in.d.Handlers[i]
		of(&h.Cond)
		of(&h.Spike)
		for j := range h.Body {
			of(&h.Body[j].Value)
		}
		for j := range h.Holds {
			of(&h.Holds[j].When)
		}
	}
}

func (in *instance) inputs() []string { return inputs(in.d) }
