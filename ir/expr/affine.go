package expr

// AffineIn writes e as the sum of coeffs[i]*syms[i] and rest, where neither
// coeffs nor rest depend on syms. It sees through sums, products and quotients
// by what does not depend on syms, conditionals with conditions that do not,
// and timelines; where the tree as written is not affine its simplified form is
// tried. ok is false if that is not affine either.
//
// Absent symbols have the coefficient 0. The order of terms and factors is kept.
func (p *Pool) AffineIn(e Expr, syms []Sym) (coeffs []Expr, rest Expr, ok bool) {
	a := &affine{pool: p, syms: syms, done: map[Expr]form{}}
	f := a.of(e)
	if f == nil {
		if s := p.Simplify(e); s != e {
			f = a.of(s)
		}
	}
	if f == nil {
		return nil, Expr{}, false
	}
	return f[:len(syms)], f[len(syms)], true
}

// form is the coefficients, then the rest; nil if there is none.
type form []Expr

type affine struct {
	pool *Pool
	syms []Sym
	done map[Expr]form
}

func (a *affine) of(e Expr) form {
	if f, ok := a.done[e]; ok {
		return f
	}
	f := a.split(e)
	a.done[e] = f
	return f
}

// each applies op to the coefficients and rests of forms, nil if one is nil.
func (a *affine) each(op func(x []Expr) Expr, forms ...form) form {
	for _, f := range forms {
		if f == nil {
			return nil
		}
	}
	out := make(form, len(a.syms)+1)
	for i := range out {
		x := make([]Expr, len(forms))
		for k, f := range forms {
			x[k] = f[i]
		}
		out[i] = op(x)
	}
	return out
}

func (a *affine) all(es []Expr) []form {
	fs := make([]form, len(es))
	for i, e := range es {
		fs[i] = a.of(e)
	}
	return fs
}

func (a *affine) split(e Expr) form {
	p := a.pool
	if !e.DependsOn(a.syms...) {
		return a.atom(e, len(a.syms))
	}
	switch e.Kind() {
	case Symbol:
		for i, s := range a.syms {
			if s == e.Sym() {
				return a.atom(p.Int(1), i)
			}
		}
	case Add:
		return a.each(func(x []Expr) Expr { return p.Add(x...) }, a.all(e.Args())...)
	case Sub:
		return a.each(func(x []Expr) Expr { return p.Sub(x[0], x[1]) }, a.all(e.Args())...)
	case Neg:
		return a.each(func(x []Expr) Expr { return p.Neg(x[0]) }, a.of(e.Arg(0)))
	case Mul:
		at := -1
		for i, f := range e.Args() {
			if f.DependsOn(a.syms...) {
				if at >= 0 {
					return nil
				}
				at = i
			}
		}
		return a.each(func(x []Expr) Expr {
			f := append([]Expr{}, e.Args()...)
			f[at] = x[0]
			return p.Mul(f...)
		}, a.of(e.Arg(at)))
	case Div:
		if b := e.Arg(1); !b.DependsOn(a.syms...) {
			return a.each(func(x []Expr) Expr { return p.over(x[0], b) }, a.of(e.Arg(0)))
		}
	case Cond:
		if c := e.Arg(0); !c.DependsOn(a.syms...) {
			return a.each(func(x []Expr) Expr { return p.Cond(c, x[0], x[1]) }, a.of(e.Arg(1)), a.of(e.Arg(2)))
		}
	case Call:
		if e.Is(Timeline) {
			return a.timeline(e)
		}
	}
	return nil
}

// timeline is affine in what its values are affine in.
func (a *affine) timeline(e Expr) form {
	n := (e.Len() - 1) / 2
	head := e.Args()[:1+n]
	for _, h := range head {
		if h.DependsOn(a.syms...) {
			return nil
		}
	}
	return a.each(func(x []Expr) Expr {
		for _, v := range x {
			if !v.IsZero() {
				return a.pool.Call(Timeline, append(append([]Expr{}, head...), x...)...)
			}
		}
		return a.pool.Int(0)
	}, a.all(e.Args()[1+n:])...)
}

// over divides, but keeps absent terms absent even over a constant 0, which
// means something in (a - x)/tau.
func (p *Pool) over(a, b Expr) Expr {
	if a.IsZero() && b.IsZero() {
		return a
	}
	return p.Div(a, b)
}

// atom is the form that has e at place i and 0 elsewhere.
func (a *affine) atom(e Expr, i int) form {
	f := make(form, len(a.syms)+1)
	for k := range f {
		f[k] = a.pool.Int(0)
	}
	f[i] = e
	return f
}
