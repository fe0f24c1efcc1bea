package lower

import (
	"maps"

	"github.com/nngen/nngen/dsl/ast"
)

// member is a member of a body, once for each element where it is about vectors.
func (u *unroller) member(m ast.Member) []ast.Member {
	switch m := m.(type) {
	case *ast.Decl:
		return u.decl(m)
	case *ast.Equation:
		n := u.sizes[m.Name.String()]
		c := *m
		if n == 0 {
			c.Value = u.number(m.Value)
			return []ast.Member{&c}
		}
		var out []ast.Member
		for k, x := range u.spread(m.Value, n) {
			e := *m
			e.Name.Text, e.Name.Primes, e.Value = element(m.Name.String(), k), 0, x
			if k > 0 {
				e.Loc = e.Name.Loc // its text is shown once
			}
			out = append(out, &e)
		}
		return out
	case *ast.On:
		c := *m
		if m.When != nil {
			c.When = u.number(m.When)
		}
		inner := u
		if m.Weight != nil {
			inner = u.hiding(m.Weight.Name.Text)
		}
		c.Body = inner.statements(m.Body)
		return []ast.Member{&c}
	case *ast.Output:
		c := *m
		c.Value = u.number(m.Value)
		return []ast.Member{&c}
	case *ast.Port:
		c := *m
		if call, ok := m.Kind.(*ast.Call); ok {
			k := *call
			k.Args = nil
			for _, a := range call.Args {
				k.Args = append(k.Args, u.argument(a)...)
			}
			c.Kind = &k
		}
		return []ast.Member{&c}
	}
	return []ast.Member{m}
}

// decl is a declaration, once for each element of a vector.
func (u *unroller) decl(d *ast.Decl) []ast.Member {
	n := u.sizes[d.Name.Text]
	if n == 0 {
		c := *d
		c.Size, c.Value = nil, u.number(d.Value)
		return []ast.Member{&c}
	}
	values := make([]ast.Expr, n)
	if d.Value != nil {
		values = u.spread(d.Value, n)
	}
	var out []ast.Member
	for k, x := range values {
		c := *d
		c.Name.Text, c.Size, c.Value = element(d.Name.Text, k), nil, x
		if d.Clip != nil {
			clip := *d.Clip
			clip.Low, clip.High = u.at(clip.Low, k), u.at(clip.High, k)
			c.Clip = &clip
		}
		out = append(out, &c)
	}
	return out
}

// hiding is an unroller for a block in which a name means a number.
func (u *unroller) hiding(name string) *unroller {
	inner := *u
	inner.sizes = maps.Clone(u.sizes)
	delete(inner.sizes, name)
	return &inner
}

func (u *unroller) statements(list []ast.Stmt) []ast.Stmt {
	if list == nil {
		return nil
	}
	out := []ast.Stmt{}
	for _, st := range list {
		switch s := st.(type) {
		case *ast.Decl:
			n := u.quietSize(s.Value)
			u = u.hiding(s.Name.Text)
			if n > 0 {
				u.sizes[s.Name.Text] = n
			}
			for _, m := range u.decl(s) {
				out = append(out, m.(*ast.Decl))
			}
		case *ast.Assign:
			out = append(out, u.assign(s)...)
		case *ast.If:
			c := *s
			c.Cond, c.Then, c.Else = u.number(s.Cond), u.statements(s.Then), u.statements(s.Else)
			out = append(out, &c)
		case *ast.Hold:
			c := *s
			c.For, c.Names = u.number(s.For), nil
			for _, n := range s.Names {
				if size := u.sizes[n.String()]; size > 0 {
					for k := range size {
						c.Names = append(c.Names, ast.Name{Loc: n.Loc, Text: element(n.String(), k)})
					}
				} else {
					c.Names = append(c.Names, n)
				}
			}
			out = append(out, &c)
		case *ast.Deliver:
			c := *s
			c.Value = u.number(s.Value)
			out = append(out, &c)
		default:
			out = append(out, st)
		}
	}
	return out
}

// assign stores into a number, an element, or all elements of a vector.
func (u *unroller) assign(s *ast.Assign) []ast.Stmt {
	name, ok := s.Target.(*ast.Name)
	n := 0
	if ok {
		n = u.sizes[name.String()]
	}
	if n == 0 {
		c := *s
		c.Target, c.Value = u.at(s.Target, 0), u.number(s.Value)
		return []ast.Stmt{&c}
	}
	values := u.spread(s.Value, n)
	var out []ast.Stmt
	if mentions(s.Value, name.String()) { // all are read before any of them changes
		for k, x := range values {
			kept := ast.Name{Loc: ast.At(s.Value.Span()), Text: "new " + element(name.String(), k)}
			out = append(out, &ast.Decl{Loc: kept.Loc, Kind: ast.Let, Name: kept, Value: x})
			values[k] = &kept
		}
	}
	for k, x := range values {
		c := *s
		c.Target, c.Value = &ast.Name{Loc: name.Loc, Text: element(name.String(), k)}, x
		out = append(out, &c)
	}
	return out
}
