// Package dimension finds the units of the parts of an expression, for languages
// whose numbers carry them. Constants of the tree have lost theirs: they follow from
// what stands beside them.
package dimension

import (
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// Finder knows the units of the symbols of D, and those of expressions that were
// given a name.
type Finder struct {
	D     *ir.Dynamics
	Named map[expr.Expr]unit.Unit
}

// Of is the dimension of an expression; ok is false where a constant leaves it open.
func (f Finder) Of(e expr.Expr) (u unit.Unit, ok bool) {
	if u, ok = f.Named[e]; ok {
		return u, true
	}
	switch e.Kind() {
	case expr.Const, expr.Inf:
		return unit.One, false
	case expr.Symbol:
		return unit.Internal(f.D.Symbols[e.Sym()].Unit.Dim()), true
	case expr.Neg:
		return f.Of(e.Arg(0))
	case expr.Add, expr.Sub:
		return f.First(e.Args())
	case expr.Cond:
		return f.First(e.Args()[1:])
	case expr.Mul:
		u, ok = unit.One, true
		for _, a := range e.Args() {
			v, known := f.Of(a)
			u, ok = u.Mul(v), ok && known
		}
		return u, ok
	case expr.Div:
		a, known := f.Of(e.Arg(0))
		b, also := f.Of(e.Arg(1))
		return a.Div(b), known && also
	case expr.Pow:
		return f.power(e)
	case expr.Call:
		switch e.Fn() {
		case expr.Abs, expr.Min, expr.Max, expr.Linoid:
			return f.First(e.Args())
		case expr.Sqrt:
			a, known := f.Of(e.Arg(0))
			return a.Pow(1, 2), known
		}
	}
	return unit.One, true
}

func (f Finder) power(e expr.Expr) (unit.Unit, bool) {
	a, known := f.Of(e.Arg(0))
	if known && a.IsOne() {
		return a, true
	}
	n := e.Arg(1)
	if !known || n.Kind() != expr.Const || !n.Rat().Num().IsInt64() || !n.Rat().Denom().IsInt64() {
		return unit.One, false
	}
	return a.Pow(int(n.Rat().Num().Int64()), int(n.Rat().Denom().Int64())), true
}

// First is the dimension of the first of a list of like quantities that has one.
func (f Finder) First(list []expr.Expr) (unit.Unit, bool) {
	for _, a := range list {
		if u, ok := f.Of(a); ok {
			return u, true
		}
	}
	return unit.One, false
}

// Parts are the units of the arguments of e, a sum, product, quotient, comparison or
// connective, where e is to have the unit u.
func (f Finder) Parts(e expr.Expr, u unit.Unit) []unit.Unit {
	units := make([]unit.Unit, e.Len())
	switch e.Kind() {
	case expr.Add, expr.Sub:
		fill(units, u)
	case expr.Mul:
		f.factors(e, u, units)
	case expr.Div:
		a, known := f.Of(e.Arg(0))
		b, also := f.Of(e.Arg(1))
		switch {
		case also:
			a = u.Mul(b)
		case known:
			b = a.Div(u)
		default:
			a, b = u, unit.One
		}
		units[0], units[1] = a, b
	case expr.And, expr.Or:
		fill(units, unit.One)
	default: // comparisons
		a, _ := f.First(e.Args())
		fill(units, a)
	}
	return units
}

// factors gives what the unit of a product lacks to its first constant.
func (f Finder) factors(e expr.Expr, u unit.Unit, units []unit.Unit) {
	open, rest := -1, u
	for i, a := range e.Args() {
		v, known := f.Of(a)
		switch {
		case known:
			units[i], rest = v, rest.Div(v)
		case open < 0:
			open = i
		}
	}
	if open >= 0 {
		units[open] = rest
	}
}

func fill(list []unit.Unit, u unit.Unit) {
	for i := range list {
		list[i] = u
	}
}
