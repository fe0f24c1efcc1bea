package lower

import (
	"slices"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
)

// argument is a value given to a parameter of an instance.
type argument struct {
	value value
	name  source.Span
	at    source.Span // of the value
	used  bool
	again func() value // the value once more, with draws of its own; nil: the same
}

// param binds a parameter to its argument or default.
func (in *instance) param(m *ast.Decl, prefix string, sc *scope) value {
	var v value
	path := prefix + m.Name.Text
	arg := in.argument(path, m)
	at := m.Name.At
	switch {
	case arg != nil:
		arg.used = true
		v, at = arg.value, arg.at
	case m.Value != nil:
		v, at = in.l.expr(m.Value, sc), m.Value.Span()
	case in.free && m.Unit != nil:
		_, open := in.symbol(ir.SymParam, path, in.l.unit(m.Unit), m.Doc, m.Name.At)
		return open
	default:
		in.l.list.Add(diag.NeedsArgument(in.d.Span, in.d.Name, path, m.Name.At))
		return bad()
	}
	want := v.u
	if u, ok := in.first(path); ok && m.Unit == nil {
		want = u
	} else if m.Unit != nil {
		want = in.l.unit(m.Unit)
	} else if arg != nil && m.Value != nil {
		// The default shows the unit that the parameter has.
		quiet := len(in.l.list)
		standard := in.l.expr(m.Value, sc)
		in.l.list = in.l.list[:quiet]
		if standard.ok() && !standard.any {
			want = standard.u
		}
	}
	if v = in.l.defined(in.l.expect(v, want, at, path), at, path); !v.ok() {
		return v
	}
	if cause := in.changing(v, ir.SymState, ir.SymInput, ir.SymTime, ir.SymAmount); cause != "" {
		in.l.list.Add(diag.MustNotChange(at, "the parameter "+path, cause, "write `let "+m.Name.Text+" = …`"))
		return bad()
	}
	return in.bind(path, v, m.Doc, m.Name.At)
}

// first is the unit of the first element of a vector, for the others.
func (in *instance) first(path string) (unit.Unit, bool) {
	base, rest, isElement := strings.Cut(path, "[")
	if !isElement || rest == "0]" {
		return unit.Unit{}, false
	}
	x, ok := in.d.Sym(element(base, 0))
	if !ok {
		return unit.Unit{}, false
	}
	return in.d.Symbols[x].Unit, true
}

// argument is what is given for a parameter, nil for nothing. A number that is
// given for a vector is that of each element; draws are made anew for each.
func (in *instance) argument(path string, m *ast.Decl) *argument {
	base, rest, isElement := strings.Cut(path, "[")
	if !isElement {
		return in.args[path]
	}
	if whole := in.args[base]; whole != nil {
		whole.used = true
		if whole.again != nil && rest != "0]" && whole.value.ok() {
			return &argument{value: whole.again(), name: whole.name, at: whole.at}
		}
		return whole
	}
	if first := in.args[element(base, 0)]; in.args[path] == nil && first != nil {
		in.l.list.Add(diag.VectorShort(first.at, base, strings.TrimSuffix(rest, "]")))
		return first
	}
	return in.args[path]
}

// bind adds a parameter with a value.
func (in *instance) bind(path string, v value, doc string, at source.Span) value {
	sym, out := in.symbol(ir.SymParam, path, v.u, doc, at)
	p := ir.Param{Sym: sym}
	exact := in.l.pool.Subst(v.e, in.exact)
	random, depends := false, false
	for _, s := range exact.Symbols() {
		switch {
		case s >= symPair: // a draw, an index, a number of a pair
			random = true
		case in.column[s]:
			depends = true
		default: // an open parameter of a definition that is only checked
			depends = true
		}
	}
	switch {
	case random:
		column := in.l.column(v, func(expr.Sym) int { return 0 })
		p.Column = &column
		in.column[sym], in.varies[sym] = true, true
	case depends:
		p.Derived = exact
		in.column[sym] = true
		in.varies[sym] = slices.ContainsFunc(exact.Symbols(), func(x expr.Sym) bool { return in.varies[x] })
	case in.l.live[path]:
		column := network.Const(in.l.number(exact))
		p.Column = &column
		in.column[sym] = true
	default:
		p.Literal, p.Exact, p.Value = true, exact, in.l.number(exact)
		in.exact[sym] = exact
	}
	in.d.Params = append(in.d.Params, p)
	return out
}

// listFor reports an element of a list that nothing takes.
func (in *instance) listFor(a namedArg, base string) {
	names := in.parameters()
	switch {
	case slices.Contains(names, base):
		if a.path == element(base, 0) { // once
			in.l.list.Add(diag.ListForNumber(a.arg.name, base))
		}
	case slices.Contains(names, element(base, 0)):
		n := 0
		for slices.Contains(names, element(base, n)) {
			n++
		}
		if a.path == element(base, n) {
			in.l.list.Add(diag.VectorLong(a.arg.name, base, n))
		}
	case a.path == element(base, 0):
		in.l.list.Add(diag.UnknownParameter(a.arg.name, base, in.decl.Name.Text, nearest(base, names)))
	}
}

func (in *instance) parameters() []string {
	var names []string
	for _, s := range in.d.Symbols {
		if s.Kind == ir.SymParam {
			names = append(names, s.Name)
		}
	}
	return names
}
