package lower

import (
	"fmt"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
)

// isName reports whether a name in the list of a loop stands for itself: for a
// population, a group or a projection.
func (w *wiring) isName(name string) bool {
	_, view := w.views[name]
	return view || w.projections[name]
}

// text is an expression in the words of the model, with loop variables replaced
// by the names that they stand for, so that it names one thing only.
func (w *wiring) text(x ast.Expr) string {
	span := x.Span()
	whole, from := span.Text(), 0
	var b strings.Builder
	ast.Inspect(x, func(n ast.Node) bool {
		if name, ok := n.(*ast.Name); ok {
			if plain := w.sc.plain(name.Text); plain != name.Text && name.At.Start-span.Start >= from {
				b.WriteString(whole[from : name.At.Start-span.Start])
				b.WriteString(plain)
				from = name.At.End - span.Start
			}
		}
		return true
	})
	return squeeze(b.String() + whole[from:])
}

// declare enters the constants, parameters and lets, and the names of
// populations and groups.
func (w *wiring) declare(n *ast.Network) {
	l := w.l
	once := func(name ast.Name) bool {
		if meaning := predefined(name.Text); meaning != "" {
			l.list.Add(diag.Predefined(name.At, name.Text, meaning))
			return false
		}
		if old, ok := w.sc.names[name.Text]; ok {
			l.list.Add(diag.DuplicateName(name.At, name.Text, old.at))
			return false
		}
		return true
	}
	for _, m := range n.Body {
		switch m := m.(type) {
		case *ast.Decl:
			if once(m.Name) {
				w.sc.lazy(m.Name, func() value { return w.value(m) })
			}
		case *ast.Population:
			for _, h := range m.Heads {
				if once(h.Name) {
					w.heads[h.Name.Text] = m
					w.named(h.Name).lazy(ast.Name{Loc: h.Name.Loc, Text: "N"}, func() value {
						return value{e: l.pool.Int(int64(w.size(h))), span: h.Name.At}
					})
				}
			}
		case *ast.Table:
			if once(m.Name) {
				l.tableOf(m, w.sc)
			}
		case *ast.Current:
			if once(m.Name) {
				w.named(m.Name)
			}
		case *ast.Group:
			if once(m.Name) {
				w.groups[m.Name.Text] = m
				w.named(m.Name).lazy(ast.Name{Loc: m.Name.Loc, Text: "N"}, func() value {
					v, ok := w.group(m.Name.Text)
					if !ok {
						return bad()
					}
					return value{e: l.pool.Int(int64(v.Len())), span: m.Name.At}
				})
			}
		}
	}
	w.vectors(n.Body, func(name ast.Name) bool { b := w.sc.names[name.Text]; return b != nil && b.at == name.At })
	for _, m := range n.Body {
		switch m := m.(type) {
		case *ast.Decl:
			b := w.sc.names[m.Name.Text]
			switch {
			case b == nil || b.at != m.Name.At: // a second one
			case b.vector > 0:
				for _, it := range b.list.Items {
					l.expr(it, w.sc)
				}
			case !b.done:
				l.lookup(m.Name.Text, m.Name.At, w.sc)
			}
		case *ast.Table:
			if b := w.sc.names[m.Name.Text]; b != nil && b.table != nil {
				b.table.check(l)
			}
		}
	}
}

// named declares a population or group, which is no value but has fields.
func (w *wiring) named(n ast.Name) *scope {
	fields := newScope(nil)
	b := w.sc.lazy(n, func() value {
		w.l.list.Add(diag.NotAValue(n.At, n.Text))
		return bad()
	})
	b.fields = fields
	return fields
}

// value is a const, param or let of the network, perhaps set from outside.
func (w *wiring) value(d *ast.Decl) value {
	var s *setting
	if d.Kind != ast.Let {
		s = w.x.find(d.Name.Text)
	}
	if s == nil {
		return w.instead(d, nil, nil)
	}
	return w.instead(d, s.value, s)
}

// instead is the value x of a setting in the place of that of a declaration; nil:
// there is none.
func (w *wiring) instead(d *ast.Decl, x ast.Expr, s *setting) value {
	if s == nil {
		return w.l.declared(d, w.sc)
	}
	v := w.l.expr(x, s.scope(w.sc))
	switch {
	case d.Unit != nil:
		return w.l.expect(v, w.l.unit(d.Unit), x.Span(), d.Name.Text)
	case d.Value != nil:
		quiet := len(w.l.list)
		standard := w.l.expr(d.Value, w.sc)
		w.l.list = w.l.list[:quiet]
		if standard.ok() && !standard.any {
			return w.l.expect(v, standard.u, x.Span(), d.Name.Text)
		}
	}
	return v
}

// fresh makes a name unique by a number.
func (w *wiring) fresh(name, mark string) string {
	w.names[name]++
	if n := w.names[name]; n > 1 {
		return w.fresh(fmt.Sprintf("%s%s%d", name, mark, n), mark)
	}
	return name
}
