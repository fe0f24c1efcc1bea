package lower

import (
	"slices"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
)

// define keeps the text of a named expression for people. What a synapse reads of its
// neuron, or of its senders, goes by the name that it has there.
func (in *instance) define(name, before string, e ast.Expr, after, prefix string) {
	in.d.Definitions = append(in.d.Definitions, name+" = "+before+in.text(e, prefix)+after)
}

// text is an expression on one line.
func (in *instance) text(e ast.Expr, prefix string) string {
	bound := in.bound[prefix]
	if bound[gapKind] != "" {
		return written(e, bound)
	}
	at := e.Span()
	text := at.Text()
	var names []*ast.Name
	ast.Inspect(e, func(n ast.Node) bool {
		if x, ok := n.(*ast.Name); ok && bound[x.Text] != "" {
			names = append(names, x)
		}
		return true
	})
	slices.SortFunc(names, func(a, b *ast.Name) int { return b.At.Start - a.At.Start })
	for _, x := range names {
		text = text[:x.At.Start-at.Start] + bound[x.Text] + text[x.At.End-at.Start:]
	}
	return squeeze(text)
}

// written is an expression of a synapse that stands in no file: products and
// differences of names.
func written(e ast.Expr, bound map[string]string) string {
	switch e := e.(type) {
	case *ast.Name:
		if b := bound[e.Text]; b != "" {
			return b
		}
		return e.Text
	case *ast.Binary:
		sign := "*"
		if e.Op == ast.Sub {
			sign = " - "
		}
		return written(e.X, bound) + sign + written(e.Y, bound)
	}
	return ""
}

// stands notes that a name of the synapse behind prefix stands for something outside.
func (in *instance) stands(prefix, name, text string) {
	if in.bound == nil {
		in.bound = map[string]map[string]string{}
	}
	if in.bound[prefix] == nil {
		in.bound[prefix] = map[string]string{}
	}
	if text = squeeze(text); strings.ContainsAny(text, " +-*/^?") {
		text = "(" + text + ")"
	}
	if text != name {
		in.bound[prefix][name] = text
	}
}
