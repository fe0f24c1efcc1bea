package lower

import (
	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
)

// variant instantiates `neuron A = B(…)` as B with more arguments.
func (l *lowerer) variant(n *ast.Neuron, args map[string]*argument, free bool, more []attachment) *ir.Dynamics {
	name, given := l.kind(n.Variant)
	base, ok := l.neurons[name.Text]
	if !ok {
		l.unknown(name, diag.UnknownNeuron(name.At, name.Text, nearest(name.Text, keys(l.neurons))))
		return nil
	}
	if !l.enter("neuron "+n.Name.Text, n.Name) {
		return nil
	}
	defer l.leave()
	all := l.arguments(given, name.Text, l.top)
	for path, a := range args {
		all[path] = a
	}
	d := l.neuron(base, all, free, more...)
	if d != nil {
		d.Name, d.Doc = n.Name.Text, n.Doc
	}
	return d
}

// kind splits `Kind(args)` or `Kind`; anything else is a name that nothing has.
func (l *lowerer) kind(x ast.Expr) (ast.Name, []ast.Arg) {
	switch x := x.(type) {
	case *ast.Name:
		return *x, nil
	case *ast.Call:
		if n, ok := x.Fun.(*ast.Name); ok {
			return *n, x.Args
		}
	}
	name := ast.Name{Loc: ast.At(x.Span())}
	if _, unread := x.(*ast.Bad); !unread {
		name.Text = squeeze(x.Span().Text())
	}
	return name, nil
}

// unknown reports that nothing has a name, unless it could not be read.
func (l *lowerer) unknown(name ast.Name, d diag.Diagnostic) {
	if name.Text != "" {
		l.list.Add(d)
	}
}
