package lower

import (
	"slices"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
)

// simulators are the targets that have models of their own which a network may
// name.
var simulators = []string{"nest"}

// plainPort is the port of a simulator's model that names none.
const plainPort = "in"

// extern enters a simulator's own model among the neurons, with its parameters.
func (l *lowerer) extern(e *ast.Extern) {
	switch {
	case e.For.Text == "" || e.Name.Text == "":
		return // the parser has said so
	case !slices.Contains(simulators, e.For.Text):
		l.list.Add(diag.ExternTarget(e.For.At, e.For.Text, simulators))
		return
	}
	n := &ast.Neuron{Loc: e.Loc, Doc: e.Doc, Name: e.Name}
	for _, m := range e.Body {
		if d, ok := m.(*ast.Decl); ok && d.Kind == ast.Param {
			n.Body = append(n.Body, d)
		}
	}
	l.neurons[e.Name.Text], l.externs[n] = n, e
}

// extern gives an instance the ports and variables of a simulator's own model.
func (in *instance) extern(e *ast.Extern) {
	l := in.l
	in.d.Extern = ir.Extern{Target: e.For.Text, Model: e.Name.Text}
	for _, m := range e.Body {
		d, ok := m.(*ast.Decl)
		if !ok || d.Kind == ast.Param {
			continue
		}
		if old, ok := in.sc.names[d.Name.Text]; ok {
			l.list.Add(diag.DuplicateName(d.Name.At, d.Name.Text, old.at))
			continue
		}
		in.sc.set(d.Name.Text, d.Name.At, bad())
		if d.Size != nil {
			l.list.Add(diag.VectorKind(d.Size.Span(), string(d.Kind), d.Name.Text))
			continue
		}
		u := unit.One
		if d.Unit != nil {
			u = l.unit(d.Unit)
		}
		if d.Kind == ast.Variable {
			if d.Value != nil {
				l.list.Add(diag.ExternUse(d.Value.Span(), e.Name.Text, "the value of its variable "+d.Name.Text+" is up to the simulator"))
			}
			in.d.Observe = append(in.d.Observe, ir.Named{Name: d.Name.Text, Unit: unit.Internal(u.Dim()), Value: l.pool.Int(0)})
			continue
		}
		number := int64(0)
		if d.Value == nil {
			l.list.Add(diag.NeedsValue(d.Name.At, d.Name.Text))
		} else {
			number, _ = l.whole(l.expr(d.Value, l.top), d.Value.Span(), "the number of receptor "+d.Name.Text)
		}
		in.receptor(d.Name, d.Doc, u, int(number))
	}
	if len(in.d.Ports) == 0 {
		in.receptor(ast.Name{Loc: e.Name.Loc, Text: plainPort}, "", unit.One, 0)
	}
}

func (in *instance) receptor(name ast.Name, doc string, u unit.Unit, number int) {
	x, _ := in.symbol(ir.SymAmount, name.Text+".amount", u, "", name.At)
	in.d.Ports = append(in.d.Ports, ir.Port{Name: name.Text, Unit: unit.Internal(u.Dim()), Doc: doc, Span: name.At, Amount: x, Receptor: number})
}

// isExtern reports whether a view has neurons of a simulator's own.
func (w *wiring) isExtern(v network.View) (string, bool) {
	for _, run := range v.Runs {
		if d := w.dynamics(run.Population); d != nil && d.Extern.Model != "" {
			return d.Extern.Model, true
		}
	}
	return "", false
}
