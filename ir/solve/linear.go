package solve

import (
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/program"
)

// What follows from parameters alone is computed once, as derived quantities, and
// not in every stage of every step: reciprocals of what the rates are divided by,
// and the stages of states that decay on their own.

// reciprocal gives 1/den where den is a constant or a product of parameters.
func (b *builder) reciprocal(den expr.Expr) (program.Ref, bool) {
	s := b.s
	if x, ok := s.number(den); ok && x == 0 {
		return program.None, false
	}
	if den.Kind() == expr.Const {
		x, _ := den.Rat().Float64()
		return b.Const(1 / x), true
	}
	factors := []expr.Expr{den}
	if den.Kind() == expr.Mul {
		factors = den.Args()
	}
	name, u := "per", unit.One
	for _, f := range factors {
		if f.Kind() != expr.Symbol || !s.fixed(f) {
			return program.None, false
		}
		if _, ok := s.quant[f.Sym()]; !ok {
			return program.None, false
		}
		sym := s.d.Symbols[f.Sym()]
		name, u = name+"."+sym.Name, u.Div(sym.Unit)
	}
	return b.quantity(s.factor(name, u.String(), "one over "+name[len("per."):], s.pool.Div(s.pool.Int(1), den))), true
}

// factor is a derived quantity with a value that parameters determine.
func (s *solver) factor(name, unit, doc string, e expr.Expr) int {
	if x, ok := s.number(e); ok {
		return s.shared(name, unit, doc, x)
	}
	if q, ok := s.factors[e]; ok {
		return q
	}
	q := s.derived(name, unit, doc, program.Real)
	s.direct(q, e)
	s.factors[e] = q
	return q
}

// decay is the rate a of a state with x' = a*x, a depending on parameters only.
func (s *solver) decay(i int) (a expr.Expr, ok bool) {
	x := s.d.States[i].Sym
	coef, rest, ok := s.pool.AffineIn(s.rate(i), []expr.Sym{x})
	if !ok || !rest.IsZero() || !s.fixed(coef[0]) {
		return a, false
	}
	return coef[0], true
}

// stages are the factors by which x' = a*x takes x to the stages 2, 3 and 4 of the
// classical Runge-Kutta method and over the step, z = a*h (Hairer, Nørsett & Wanner
// 1993, section IV.2): the same values as from slopes, but for rounding.
func (s *solver) stages(i int, a expr.Expr) [4]int {
	p := s.pool
	h, _ := p.Float(s.h)
	z, one := p.Mul(a, h), p.Int(1)
	half := p.Add(one, p.Mul(p.Frac(1, 2), z))
	third := p.Add(one, p.Mul(p.Frac(1, 2), z, half))
	fourth := p.Add(one, p.Mul(z, third))
	whole := p.Add(one, p.Mul(z, p.Add(one, p.Mul(p.Frac(1, 2), z, p.Add(one, p.Mul(p.Frac(1, 3), z, p.Add(one, p.Mul(p.Frac(1, 4), z))))))))
	name := s.p.States[i].Name
	return [4]int{
		s.factor("S2."+name, "1", "what is left of "+name+" at the second stage of a step", half),
		s.factor("S3."+name, "1", "what is left of "+name+" at the third stage of a step", third),
		s.factor("S4."+name, "1", "what is left of "+name+" at the fourth stage of a step", fourth),
		s.factor("S."+name, "1", "what is left of "+name+" after one step", whole),
	}
}
