package lower

import (
	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// Vectors of a network, and of files where a network reads them: constants,
// parameters and lets whose elements are values of their own, called J[0], J[1] and
// so on. Unlike in a neuron, an index may be any value, such as that of a loop.

// vectorList is what the name of a vector stands for where a list can stand.
func vectorList(name ast.Name, n int) *ast.List {
	list := &ast.List{Loc: name.Loc}
	for k := range n {
		list.Items = append(list.Items, &ast.Name{Loc: name.Loc, Text: element(name.Text, k)})
	}
	return list
}

// setVector declares the name of a vector whose elements are in sc.
func (l *lowerer) setVector(name ast.Name, n int, sc *scope) {
	b := sc.set(name.Text, name.At, bad())
	b.vector, b.list, b.listScope = n, vectorList(name, n), sc
}

// vectors turns declarations of the network that have a length, or whose values
// are lists or consist of vectors, into their elements. The others are declared.
func (w *wiring) vectors(body []ast.Member, mine func(ast.Name) bool) {
	l := w.l
	u := &unroller{l: l, sizes: map[string]int{}, consts: w.sc}
	for name, n := range l.vectors {
		u.sizes[name] = n
	}
	var decls []*ast.Decl
	for _, m := range body {
		if d, ok := m.(*ast.Decl); ok && mine(d.Name) {
			decls = append(decls, d)
			delete(u.sizes, d.Name.Text) // a name of the file, hidden
		}
	}
	for _, d := range decls {
		list, isList := d.Value.(*ast.List)
		switch {
		case d.Size != nil:
			n, ok := l.length(d, w.sc)
			if !ok {
				w.sc.set(d.Name.Text, d.Name.At, bad())
				continue
			}
			u.sizes[d.Name.Text] = n
		case isList && len(list.Items) > 0:
			u.sizes[d.Name.Text] = len(list.Items)
		}
	}
	u.lets(body)
	for _, d := range decls {
		n := u.sizes[d.Name.Text]
		if n == 0 {
			continue
		}
		for k, m := range u.decl(d) {
			e := m.(*ast.Decl)
			w.sc.lazy(e.Name, func() value { return w.elementValue(e, d, k, n) })
		}
		l.setVector(d.Name, n, w.sc)
	}
}

// elementValue is element k of a vector of the network, perhaps set from outside: by
// itself, or with the whole vector.
func (w *wiring) elementValue(e, whole *ast.Decl, k, n int) value {
	var x ast.Expr
	var from *setting
	if w.x != nil && whole.Kind != ast.Let {
		for _, s := range w.x.sets {
			switch list, isList := s.value.(*ast.List); {
			case s.path == e.Name.Text:
				s.used = true
				x, from = s.value, s
			case s.path == whole.Name.Text && isList && len(list.Items) != n:
				s.used = true
				if k == 0 {
					w.l.list.Add(diag.VectorLengths(s.value.Span(), len(list.Items), whole.Name.At, n))
				}
			case s.path == whole.Name.Text:
				s.used = true
				if x, from = s.value, s; isList {
					x = list.Items[k]
				}
			}
		}
	}
	return w.instead(e, x, from)
}

// elementOf is J[k] of a vector: of a k that differs per element or connection, the
// one whose turn it is.
func (l *lowerer) elementOf(x *ast.Index, name string, n int, sc *scope) value {
	if len(x.Indices) != 1 {
		l.list.Add(diag.VectorIndex(x.At, name))
		return bad()
	}
	at := x.Indices[0].Span()
	switch x.Indices[0].(type) {
	case *ast.Slice, *ast.List:
		l.list.Add(diag.VectorIndex(at, name))
		return bad()
	}
	i := l.expect(l.expr(x.Indices[0], sc), unit.One, at, "an index")
	if !i.ok() {
		return bad()
	}
	if k, constant := l.isConst(i.e); constant {
		if k != float64(int(k)) || int(k) < -n || int(k) >= n {
			l.list.Add(diag.IndexOutside(at, int64(k), n))
			return bad()
		}
		if k < 0 {
			k += float64(n)
		}
		v := l.lookup(element(name, int(k)), x.At, sc)
		v.span = x.At
		return v
	}
	v := l.lookup(element(name, 0), x.At, sc)
	if !v.ok() {
		return v
	}
	out := value{e: l.pool.Inf(), u: v.u, any: v.any, truth: v.truth, span: x.At} // beyond the end: refused with the network
	for k := n - 1; k >= 0; k-- {
		v := l.expect(l.lookup(element(name, k), x.At, sc), out.u, x.At, element(name, k))
		if !v.ok() {
			return v
		}
		out.e = l.pool.Cond(l.pool.Compare(expr.Eq, i.e, l.pool.Int(int64(k))), v.e, out.e)
	}
	return out
}

// written writes expressions of vectors out that can be seen from sc.
func (l *lowerer) written(sc *scope) *unroller {
	u := &unroller{l: l, sizes: map[string]int{}, consts: sc}
	for s := sc; s != nil; s = s.parent {
		for name, b := range s.names {
			if _, hidden := u.sizes[name]; !hidden {
				u.sizes[name] = b.vector
			}
		}
	}
	return u
}

// spread writes arguments that are vectors as lists.
func (l *lowerer) spread(given []ast.Arg, sc *scope) []ast.Arg {
	u := l.written(sc)
	var out []ast.Arg
	for _, a := range given {
		if _, isList := a.Value.(*ast.List); !isList && a.Name != nil {
			if n := u.quietSize(a.Value); n > 0 {
				a.Value = &ast.List{Loc: ast.At(a.Value.Span()), Items: u.spread(a.Value, n)}
			}
		}
		out = append(out, a)
	}
	return out
}
