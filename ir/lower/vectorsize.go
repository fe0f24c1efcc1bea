package lower

import (
	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir/unit"
)

// maxVector bounds the length of a vector.
const maxVector = 1024

// length is that of a declared vector.
func (l *lowerer) length(d *ast.Decl, sc *scope) (int, bool) {
	switch d.Kind {
	case ast.Target, ast.Sender, ast.Sum:
		l.list.Add(diag.VectorKind(d.Size.Span(), string(d.Kind), d.Name.Text))
		return 0, false
	}
	x, ok := l.constant(l.expr(d.Size, sc), unit.One, d.Size.Span(), "the length of "+d.Name.Text)
	if !ok {
		return 0, false
	}
	if x != float64(int(x)) || x < 1 || x > maxVector {
		l.list.Add(diag.VectorLength(d.Size.Span(), d.Name.Text, squeeze(d.Size.Span().Text()), maxVector))
		return 0, false
	}
	return int(x), true
}

// lets gives a length to named expressions of vectors, in any order of
// declaration.
func (u *unroller) lets(body []ast.Member) {
	for again := true; again; {
		again = false
		for _, m := range body {
			d, ok := m.(*ast.Decl)
			if !ok || d.Kind != ast.Let || d.Size != nil || d.Value == nil || u.sizes[d.Name.Text] > 0 {
				continue
			}
			if n := u.quietSize(d.Value); n > 0 {
				u.sizes[d.Name.Text], again = n, true
			}
		}
	}
}

// quietSize is the length of an expression, 0 for a number, without messages.
func (u *unroller) quietSize(x ast.Expr) int {
	before := len(u.l.list)
	n, _ := u.size(x)
	u.l.list = u.l.list[:before]
	return n
}

// size is the length of an expression, 0 for a number; not ok when parts have
// different lengths, which has been reported.
func (u *unroller) size(x ast.Expr) (n int, ok bool) {
	ok = true
	var at source.Span
	meet := func(m int, span source.Span) {
		switch {
		case m == 0:
		case n == 0:
			n, at = m, span
		case n != m && ok:
			u.l.list.Add(diag.VectorLengths(at, n, span, m))
			ok = false
		}
	}
	var visit func(x ast.Expr)
	visit = func(x ast.Expr) {
		switch x := x.(type) {
		case *ast.Name:
			meet(u.sizes[x.String()], x.At)
		case *ast.List:
			for _, it := range x.Items {
				if u.quietSize(it) > 0 {
					u.l.list.Add(diag.VectorNotHere(it.Span(), squeeze(it.Span().Text())))
					ok = false
				}
			}
			meet(len(x.Items), x.At)
		case *ast.Unary:
			visit(x.X)
		case *ast.Binary:
			visit(x.X)
			visit(x.Y)
		case *ast.Cond:
			visit(x.If)
			visit(x.Then)
			visit(x.Else)
		case *ast.Call:
			if isSum(x) && u.l.fns["sum"] == nil {
				return // a number, whatever it adds up
			}
			for _, a := range x.Args {
				if !u.ownList(x, a.Value) {
					visit(a.Value)
				}
			}
		}
	}
	visit(x)
	return n, ok
}

// ownList reports whether an argument is a list that the function takes as it is:
// the times and values of a timeline are no vector.
func (u *unroller) ownList(x *ast.Call, arg ast.Expr) bool {
	n, ok := x.Fun.(*ast.Name)
	_, list := arg.(*ast.List)
	return ok && list && n.Text == "timeline" && u.l.fns["timeline"] == nil
}

func isSum(x *ast.Call) bool {
	n, ok := x.Fun.(*ast.Name)
	return ok && n.Text == "sum"
}
