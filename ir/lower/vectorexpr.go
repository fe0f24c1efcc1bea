package lower

import (
	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir/unit"
)

// number is an expression that must be one: sums and elements are written out.
func (u *unroller) number(x ast.Expr) ast.Expr {
	if x == nil {
		return nil
	}
	if n, _ := u.size(x); n > 0 {
		u.l.list.Add(diag.VectorNotHere(x.Span(), squeeze(x.Span().Text())))
		return &ast.Bad{Loc: ast.At(x.Span())}
	}
	return u.at(x, 0)
}

// spread is an expression as one for each of n elements.
func (u *unroller) spread(x ast.Expr, n int) []ast.Expr {
	list := make([]ast.Expr, n)
	m, ok := u.size(x)
	if m > 0 && m != n && ok {
		u.l.list.Add(diag.VectorLengths(x.Span(), m, source.Span{}, n))
		ok = false
	}
	for k := range list {
		if list[k] = u.at(x, k); !ok {
			list[k] = &ast.Bad{Loc: ast.At(x.Span())}
		}
	}
	return list
}

// at is element k of an expression.
func (u *unroller) at(x ast.Expr, k int) ast.Expr {
	if u.written++; u.written > maxWritten {
		if !u.l.grown {
			u.l.grown = true
			u.l.list.Add(diag.ExpressionTooLarge(x.Span(), maxWritten))
		}
		return &ast.Bad{Loc: ast.Loc{At: x.Span()}}
	}
	switch x := x.(type) {
	case *ast.Name:
		if u.sizes[x.String()] > 0 {
			return &ast.Name{Loc: x.Loc, Text: element(x.String(), k)}
		}
	case *ast.List:
		if k < len(x.Items) {
			return u.at(x.Items[k], k)
		}
	case *ast.Unary:
		c := *x
		c.X = u.at(x.X, k)
		return &c
	case *ast.Binary:
		c := *x
		c.X, c.Y = u.at(x.X, k), u.at(x.Y, k)
		return &c
	case *ast.Cond:
		c := *x
		c.If, c.Then, c.Else = u.at(x.If, k), u.at(x.Then, k), u.at(x.Else, k)
		return &c
	case *ast.Call:
		if isSum(x) && u.l.fns["sum"] == nil {
			return u.sum(x)
		}
		c := *x
		c.Args = nil
		for _, a := range x.Args {
			if !u.ownList(x, a.Value) {
				a.Value = u.at(a.Value, k)
			}
			c.Args = append(c.Args, a)
		}
		return &c
	case *ast.Index:
		return u.index(x, k)
	}
	return x
}

// sum writes sum(q) out, from left to right.
func (u *unroller) sum(x *ast.Call) ast.Expr {
	if len(x.Args) != 1 || x.Args[0].Name != nil {
		u.l.list.Add(diag.ArgumentCount(x.At, "sum", 1, 1, len(x.Args)))
		return &ast.Bad{Loc: x.Loc}
	}
	arg := x.Args[0].Value
	n, ok := u.size(arg)
	if n == 0 || !ok {
		if ok {
			u.l.list.Add(diag.VectorNeeded(arg.Span(), squeeze(arg.Span().Text())))
		}
		return &ast.Bad{Loc: x.Loc}
	}
	total := u.at(arg, 0)
	for k := 1; k < n; k++ {
		total = &ast.Binary{Loc: x.Loc, Op: ast.Add, OpAt: x.Fun.Span(), X: total, Y: u.at(arg, k)}
	}
	return total
}

// index is an element of a vector of the body, or of a port: exc.g[1].
func (u *unroller) index(x *ast.Index, k int) ast.Expr {
	name, isName := x.X.(*ast.Name)
	field, isField := x.X.(*ast.Field)
	if isName && u.sizes[name.String()] == 0 || !isName && !isField {
		return x // a table, or a mistake
	}
	if len(x.Indices) != 1 {
		u.l.list.Add(diag.VectorIndex(x.At, squeeze(x.X.Span().Text())))
		return &ast.Bad{Loc: x.Loc}
	}
	before := len(u.l.list)
	i, ok := u.l.constant(u.l.expr(u.number(x.Indices[0]), u.consts), unit.One, x.Indices[0].Span(), "an index")
	if !ok {
		u.l.list = u.l.list[:before]
		u.l.list.Add(diag.VectorIndex(x.Indices[0].Span(), squeeze(x.X.Span().Text())))
		return &ast.Bad{Loc: x.Loc}
	}
	at := int(i)
	if isName {
		n := u.sizes[name.String()]
		if i != float64(at) || at < -n || at >= n {
			u.l.list.Add(diag.IndexOutside(x.Indices[0].Span(), int64(at), n))
			return &ast.Bad{Loc: x.Loc}
		}
		if at < 0 {
			at += n
		}
		return &ast.Name{Loc: x.Loc, Text: element(name.String(), at)}
	}
	c := *field
	c.Loc, c.Name = x.Loc, ast.Name{Loc: field.Name.Loc, Text: element(field.Name.String(), at)}
	return &c
}

// mentions reports whether a name occurs in an expression.
func mentions(x ast.Expr, name string) bool {
	found := false
	ast.Inspect(x, func(n ast.Node) bool {
		if v, ok := n.(*ast.Name); ok && v.String() == name {
			found = true
		}
		return !found
	})
	return found
}
