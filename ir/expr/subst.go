package expr

import "slices"

// Subst replaces symbols by expressions, all at once.
func (p *Pool) Subst(e Expr, by map[Sym]Expr) Expr {
	if len(by) == 0 {
		return e
	}
	syms := make([]Sym, 0, len(by))
	for s := range by {
		syms = append(syms, s)
	}
	return p.Map(e, func(x Expr) (Expr, bool) {
		if x.Kind() == Symbol {
			r, ok := by[x.Sym()]
			return r, ok
		}
		return x, !x.DependsOn(syms...)
	})
}

// Map rebuilds e from the top: where f returns true its result replaces the
// node, elsewhere the operands are mapped. Shared nodes are visited once.
func (p *Pool) Map(e Expr, f func(Expr) (Expr, bool)) Expr {
	return rebuild(p, e, f, map[Expr]Expr{})
}

func rebuild(p *Pool, e Expr, f func(Expr) (Expr, bool), done map[Expr]Expr) Expr {
	if r, ok := done[e]; ok {
		return r
	}
	r, ok := f(e)
	if !ok {
		r = e
		if e.Len() > 0 {
			args := make([]Expr, e.Len())
			for i, a := range e.Args() {
				args[i] = rebuild(p, a, f, done)
			}
			if e.n.pool != p || !slices.Equal(args, e.Args()) {
				r = p.Make(e.Kind(), e.Fn(), args...)
			}
		} else if e.n.pool != p {
			r = p.leaf(e.Kind(), e.Sym(), e.Rat())
		}
	}
	done[e] = r
	return r
}

// Copy returns e, which may belong to another pool, in this one.
func (p *Pool) Copy(e Expr) Expr {
	return p.Map(e, func(x Expr) (Expr, bool) { return x, x.n.pool == p })
}
