package lower

import (
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
)

// instant is for states whose time constant is 0: in x' = (a - x)/tau, x is a at all
// times, so a takes the place of x wherever it is read. Any other division by a
// parameter that is 0 is a mistake.
func (in *instance) instant() {
	d, pool := in.d, in.l.pool
	zero := map[expr.Sym]expr.Expr{}
	for _, p := range d.Params {
		if p.Literal && p.Value == 0 {
			zero[p.Sym] = pool.Int(0)
		}
	}
	if len(zero) == 0 {
		return
	}
	for i := range d.States {
		s := &d.States[i]
		if !s.Rate.IsValid() {
			continue
		}
		by := in.dividesBy(s.Rate, zero)
		if by < 0 {
			continue
		}
		a, ok := in.limit(s.Rate, s.Sym, zero)
		if !ok {
			name := d.Symbols[by].Name
			if a := in.args[name]; a != nil && a.at.Valid() {
				in.l.list.Add(diag.DivisionByZero(a.at, name).WithRelated(s.Span, "divided here"))
			} else {
				in.l.list.Add(diag.DivisionByZero(s.Span, name))
			}
			continue
		}
		if at, how := in.change(s.Sym); how != "" {
			in.l.list.Add(diag.ChangedAtOnce(at, d.Symbols[s.Sym].Name, d.Symbols[by].Name, how))
			continue
		}
		s.Rate = expr.Expr{}
		in.replace(s.Sym, a)
	}
}

// dividesBy is a parameter of value 0 that an expression divides by, -1 if there is
// none. Of a conditional with a known condition only the branch that is taken counts.
func (in *instance) dividesBy(e expr.Expr, zero map[expr.Sym]expr.Expr) expr.Sym {
	pool := in.l.pool
	known := func(x expr.Expr) expr.Expr { return pool.Simplify(pool.Subst(x, zero)) }
	found := expr.Sym(-1)
	var walk func(x expr.Expr)
	walk = func(x expr.Expr) {
		if found >= 0 || x.Len() == 0 {
			return
		}
		if x.Kind() == expr.Cond {
			if c := known(x.Arg(0)); c.Kind() == expr.Const {
				if c.IsZero() {
					walk(x.Arg(2))
				} else {
					walk(x.Arg(1))
				}
				return
			}
		}
		if x.Kind() == expr.Div && known(x.Arg(1)).IsZero() {
			for _, s := range x.Arg(1).Symbols() {
				if _, is := zero[s]; is {
					found = s
					return
				}
			}
		}
		for _, a := range x.Args() {
			walk(a)
		}
	}
	walk(e)
	return found
}

// limit is what x follows at once by x' = rate, where the rate is K*(a - x) + r with a K
// that is infinite: divisions by 0 become products with K.
func (in *instance) limit(rate expr.Expr, x expr.Sym, zero map[expr.Sym]expr.Expr) (a expr.Expr, ok bool) {
	pool := in.l.pool
	K := expr.Sym(len(in.d.Symbols)) // a name that nothing else has
	split := pool.Map(rate, func(e expr.Expr) (expr.Expr, bool) {
		if e.Kind() == expr.Div && e.Arg(1).Kind() == expr.Symbol {
			if _, is := zero[e.Arg(1).Sym()]; is {
				return pool.Mul(e.Arg(0), pool.Sym(K)), true
			}
		}
		return e, false
	})
	byK, rest, ok := pool.AffineIn(split, []expr.Sym{K})
	if !ok || in.dividesBy(rest, zero) >= 0 || in.dividesBy(byK[0], zero) >= 0 {
		return expr.Expr{}, false
	}
	slope, level, ok := pool.AffineIn(byK[0], []expr.Sym{x})
	if !ok {
		return expr.Expr{}, false
	}
	c := pool.Simplify(slope[0])
	if c.Kind() != expr.Const || c.Rat().Sign() >= 0 {
		return expr.Expr{}, false
	}
	return pool.Simplify(pool.Div(level, pool.Neg(c))), true
}

// change is a place that sets a state or holds it, and what does so.
func (in *instance) change(x expr.Sym) (at source.Span, how string) {
	for _, p := range in.d.Ports {
		for _, a := range p.Body {
			if a.State == x {
				return p.Span, "spikes at " + p.Name + " change it"
			}
		}
	}
	for _, h := range in.d.Handlers {
		for _, a := range h.Body {
			if a.State == x {
				return a.Span, "a handler sets it"
			}
		}
		for _, hold := range h.Holds {
			for _, s := range hold.States {
				if s == x {
					return hold.Span, "a handler holds it"
				}
			}
		}
	}
	return source.Span{}, ""
}

// replace puts an expression in the place of a state.
func (in *instance) replace(x expr.Sym, a expr.Expr) {
	d, by := in.d, map[expr.Sym]expr.Expr{x: a}
	put := func(e *expr.Expr) {
		if e.IsValid() {
			*e = in.l.pool.Subst(*e, by)
		}
	}
	assigns := func(list []ir.Assign) {
		for i := range list {
			put(&list[i].Value)
		}
	}
	for i := range d.States {
		put(&d.States[i].Rate)
	}
	for i := range d.Observe {
		put(&d.Observe[i].Value)
	}
	for i := range d.Ports {
		assigns(d.Ports[i].Body)
	}
	for i := range d.Sums {
		put(&d.Sums[i].Value)
	}
	for i := range d.Handlers {
		h := &d.Handlers[i]
		put(&h.Cond)
		put(&h.Spike)
		assigns(h.Body)
		for k := range h.Holds {
			put(&h.Holds[k].Time)
			put(&h.Holds[k].When)
		}
	}
}
