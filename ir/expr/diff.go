package expr

import "math/big"

type diffKey struct {
	e Expr
	x Sym
}

// Diff returns the derivative of e with respect to x. It is 0 where e is
// piecewise constant (comparisons, sign, floor, ceil, round, the times of a
// timeline); min, max, abs and c ? a : b are differentiated branch by branch.
// The result is not simplified beyond what the constructors do.
func (p *Pool) Diff(e Expr, x Sym) Expr {
	if !e.DependsOn(x) {
		return p.Int(0)
	}
	key := diffKey{e, x}
	if d, ok := p.diffs[key]; ok {
		return d
	}
	d := p.derive(e, x)
	p.diffs[key] = d
	return d
}

func (p *Pool) derive(e Expr, x Sym) Expr {
	d := func(i int) Expr { return p.Diff(e.Arg(i), x) }
	switch e.Kind() {
	case Symbol:
		return p.Int(1)
	case Add:
		terms := make([]Expr, e.Len())
		for i := range terms {
			terms[i] = d(i)
		}
		return p.Add(terms...)
	case Sub:
		return p.Sub(d(0), d(1))
	case Neg:
		return p.Neg(d(0))
	case Mul:
		var terms []Expr
		for i, a := range e.Args() {
			if a.DependsOn(x) {
				f := append([]Expr{}, e.Args()...)
				f[i] = d(i)
				terms = append(terms, p.Mul(f...))
			}
		}
		return p.Add(terms...)
	case Div:
		a, b := e.Arg(0), e.Arg(1)
		if !b.DependsOn(x) {
			return p.Div(d(0), b)
		}
		// a'/b - a*b'/b^2
		return p.Sub(p.Div(d(0), b), p.Div(p.Mul(a, d(1)), p.Pow(b, p.Int(2))))
	case Pow:
		a, b := e.Arg(0), e.Arg(1)
		if !b.DependsOn(x) { // b*a^(b - 1)*a'
			return p.Mul(b, p.Pow(a, p.Sub(b, p.Int(1))), d(0))
		}
		return p.Mul(e, p.Add(p.Mul(d(1), p.Call(Log, a)), p.Div(p.Mul(b, d(0)), a)))
	case Cond:
		return p.Cond(e.Arg(0), d(1), d(2))
	case Call:
		return p.deriveCall(e, x)
	}
	return p.Int(0)
}

// deriveCall is the chain rule.
func (p *Pool) deriveCall(e Expr, x Sym) Expr {
	u := e.Arg(0)
	du := p.Diff(u, x)
	one, two := p.Int(1), p.Int(2)
	switch e.Fn() {
	case Exp:
		return p.Mul(e, du)
	case Expm1:
		return p.Mul(p.Call(Exp, u), du)
	case Log:
		return p.Div(du, u)
	case Log1p:
		return p.Div(du, p.Add(one, u))
	case Log10:
		return p.Div(du, p.Mul(u, p.Call(Log, p.Int(10))))
	case Sqrt:
		return p.Div(du, p.Mul(two, e))
	case Sin:
		return p.Mul(p.Call(Cos, u), du)
	case Cos:
		return p.Mul(p.Neg(p.Call(Sin, u)), du)
	case Tan:
		return p.Mul(p.Add(one, p.Pow(e, two)), du)
	case Asin:
		return p.Div(du, p.Call(Sqrt, p.Sub(one, p.Pow(u, two))))
	case Acos:
		return p.Neg(p.Div(du, p.Call(Sqrt, p.Sub(one, p.Pow(u, two)))))
	case Atan:
		return p.Div(du, p.Add(one, p.Pow(u, two)))
	case Sinh:
		return p.Mul(p.Call(Cosh, u), du)
	case Cosh:
		return p.Mul(p.Call(Sinh, u), du)
	case Tanh:
		return p.Mul(p.Sub(one, p.Pow(e, two)), du)
	case Erf: // 2/sqrt(pi) exp(-u^2)
		return p.Mul(p.Div(two, p.Call(Sqrt, p.Pi())), p.Call(Exp, p.Neg(p.Pow(u, two))), du)
	case Abs:
		return p.Mul(p.Call(Sign, u), du)
	case Min:
		return p.deriveChoice(e, x, Le)
	case Max:
		return p.deriveChoice(e, x, Ge)
	case Linoid: // s L(u) with u = v/s: dv L'(u) + ds (L(u) - u L'(u))
		s := e.Arg(1)
		ds := p.Diff(s, x)
		r := p.Div(u, s)
		slope := p.linoidSlope(r)
		return p.Add(p.Mul(slope, du), p.Mul(p.Sub(p.Call(Linoid, r, one), p.Mul(r, slope)), ds))
	case Exprel:
		return p.Mul(p.exprelSlope(u), du)
	case Timeline:
		n := (e.Len() - 1) / 2
		args := append([]Expr{}, e.Args()...)
		zero := true
		for i := 1 + n; i < len(args); i++ {
			args[i] = p.Diff(args[i], x)
			zero = zero && args[i].IsZero()
		}
		if !zero {
			return p.Call(Timeline, args...)
		}
	}
	return p.Int(0)
}

// deriveChoice differentiates min (k = Le) or max (k = Ge): the argument that
// is chosen, of equal ones the first.
func (p *Pool) deriveChoice(e Expr, x Sym, k Kind) Expr {
	best, slope := e.Arg(0), p.Diff(e.Arg(0), x)
	for _, a := range e.Args()[1:] {
		c := p.Compare(k, best, a)
		slope = p.Cond(c, slope, p.Diff(a, x))
		best = p.Call(e.Fn(), best, a)
	}
	return slope
}

// Closed forms of the two slopes below lose digits like 1/u^2 near 0, so a
// Taylor polynomial takes over where |u| < 1/8; its error there is below 1e-16.

// linoidSlope returns L'(u) of L(u) = u/(1 - exp(-u)), whose Taylor
// coefficients are the Bernoulli numbers over factorials. The closed form uses
// u*exp(-u)/(1 - exp(-u)) = L(u) - u.
func (p *Pool) linoidSlope(u Expr) Expr {
	l := p.Call(Linoid, u, p.Int(1))
	closed := p.Mul(p.Div(l, u), p.Add(p.Sub(p.Int(1), l), u))
	series := []*big.Rat{
		big.NewRat(1, 2), big.NewRat(1, 6), new(big.Rat), big.NewRat(-1, 180), new(big.Rat), big.NewRat(1, 5040),
		new(big.Rat), big.NewRat(-1, 151200), new(big.Rat), big.NewRat(1, 4790016),
	}
	return p.nearZero(u, series, closed)
}

// exprelSlope returns E'(u) of E(u) = (exp(u) - 1)/u.
func (p *Pool) exprelSlope(u Expr) Expr {
	closed := p.Div(p.Sub(p.Call(Exp, u), p.Call(Exprel, u)), u)
	var series []*big.Rat // sum over n >= 1 of n/(n + 1)! u^(n - 1)
	factorial := int64(1)
	for n := int64(1); n <= 11; n++ {
		factorial *= n + 1
		series = append(series, big.NewRat(n, factorial))
	}
	return p.nearZero(u, series, closed)
}

func (p *Pool) nearZero(u Expr, series []*big.Rat, closed Expr) Expr {
	sum := p.Rat(series[len(series)-1])
	for i := len(series) - 2; i >= 0; i-- {
		sum = p.Add(p.Mul(sum, u), p.Rat(series[i]))
	}
	return p.Cond(p.Compare(Lt, p.Call(Abs, u), p.Frac(1, 8)), sum, closed)
}
