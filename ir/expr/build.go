package expr

import (
	"math"
	"math/big"
)

// Constructors. They fold neighbouring constants exactly and drop neutral
// elements; they never change the order of evaluation of what remains.

// maxBits bounds the numbers that folding makes; larger ones stay as written:
// products of products would double their digits every time.
const maxBits = 1 << 13

// Rat returns the constant v.
func (p *Pool) Rat(v *big.Rat) Expr { return p.leaf(Const, 0, v) }

// Int returns the constant v.
func (p *Pool) Int(v int64) Expr { return p.leaf(Const, 0, new(big.Rat).SetInt64(v)) }

// Frac returns the constant num/den; den must not be 0.
func (p *Pool) Frac(num, den int64) Expr { return p.leaf(Const, 0, big.NewRat(num, den)) }

// Float returns the exact value of v; ok is false for NaN. Infinities give Inf
// and -Inf.
func (p *Pool) Float(v float64) (e Expr, ok bool) {
	r := new(big.Rat)
	switch {
	case math.IsInf(v, 1):
		return p.Inf(), true
	case math.IsInf(v, -1):
		return p.Neg(p.Inf()), true
	case math.IsNaN(v):
		return Expr{}, false
	}
	return p.Rat(r.SetFloat64(v)), true
}

// Bool returns the constant 1 or 0.
func (p *Pool) Bool(v bool) Expr {
	if v {
		return p.Int(1)
	}
	return p.Int(0)
}

// Inf returns infinity.
func (p *Pool) Inf() Expr { return p.leaf(Inf, 0, nil) }

// Pi returns pi.
func (p *Pool) Pi() Expr { return p.leaf(Pi, 0, nil) }

// Sym returns the symbol s.
func (p *Pool) Sym(s Sym) Expr { return p.leaf(Symbol, s, nil) }

// Add returns the sum of terms from left to right, 0 if there are none. A sum
// in first place is continued: (a + b) + c is a + b + c.
func (p *Pool) Add(terms ...Expr) Expr {
	return p.nary(Add, terms, Expr.IsZero, (*big.Rat).Add, p.Int(0))
}

// Mul returns the product of factors from left to right, 1 if there are none.
// A product in first place is continued. A factor 0 gives 0 unless there is an
// Inf; -1*x*y is (-x)*y.
func (p *Pool) Mul(factors ...Expr) Expr {
	zero, inf := false, false
	for _, f := range factors {
		zero = zero || f.IsZero()
		inf = inf || f.n.inf
	}
	if zero && !inf {
		return p.Int(0)
	}
	e := p.nary(Mul, factors, Expr.IsOne, (*big.Rat).Mul, p.Int(1))
	if e.Kind() == Mul && e.Arg(0).IsInt(-1) {
		rest := append([]Expr{p.Neg(e.Arg(1))}, e.Args()[2:]...)
		return p.Mul(rest...)
	}
	return e
}

func (p *Pool) nary(k Kind, in []Expr, neutral func(Expr) bool, fold func(z, x, y *big.Rat) *big.Rat, empty Expr) Expr {
	out := make([]Expr, 0, len(in)+2)
	for _, e := range in {
		switch {
		case neutral(e):
		case len(out) == 0 && e.Kind() == k:
			out = append(out, e.Args()...)
		case len(out) == 1 && e.Kind() == Const && out[0].Kind() == Const && bits(out[0])+bits(e) <= maxBits:
			out[0] = p.Rat(fold(new(big.Rat), out[0].Rat(), e.Rat()))
			if neutral(out[0]) {
				out = out[:0]
			}
		default:
			out = append(out, e)
		}
	}
	switch len(out) {
	case 0:
		return empty
	case 1:
		return out[0]
	}
	return p.branch(k, 0, out...)
}

// bits is the size of a constant.
func bits(e Expr) int { return e.Rat().Num().BitLen() + e.Rat().Denom().BitLen() }

// Sub returns a - b.
func (p *Pool) Sub(a, b Expr) Expr {
	switch {
	case b.IsZero():
		return a
	case a.IsZero():
		return p.Neg(b)
	case a.Kind() == Const && b.Kind() == Const && bits(a)+bits(b) <= maxBits:
		return p.Rat(new(big.Rat).Sub(a.Rat(), b.Rat()))
	}
	return p.branch(Sub, 0, a, b)
}

// Div returns a / b. Division by the constant 0 is kept for the caller to
// report; 0/b is 0 otherwise.
func (p *Pool) Div(a, b Expr) Expr {
	switch {
	case b.IsOne():
		return a
	case b.IsInt(-1):
		return p.Neg(a)
	case b.IsZero():
	case a.IsZero() && !b.n.inf:
		return a
	case a.Kind() == Const && b.Kind() == Const && bits(a)+bits(b) <= maxBits:
		return p.Rat(new(big.Rat).Quo(a.Rat(), b.Rat()))
	}
	return p.branch(Div, 0, a, b)
}

// Neg returns -a.
func (p *Pool) Neg(a Expr) Expr {
	switch a.Kind() {
	case Const:
		return p.Rat(new(big.Rat).Neg(a.Rat()))
	case Neg:
		return a.Arg(0)
	}
	return p.branch(Neg, 0, a)
}

// Pow returns a ^ b. Whole powers of constants are folded; a^0 is 1 and a^1 is
// a.
func (p *Pool) Pow(a, b Expr) Expr {
	switch {
	case b.IsZero() || a.IsOne():
		return p.Int(1)
	case b.IsOne():
		return a
	case a.Kind() == Const && b.Kind() == Const && b.Rat().IsInt():
		if v, ok := ratPow(a.Rat(), b.Rat().Num()); ok {
			return p.Rat(v)
		}
	}
	return p.branch(Pow, 0, a, b)
}

// ratPow returns a^n unless that is undefined or too long.
func ratPow(a *big.Rat, n *big.Int) (*big.Rat, bool) {
	if !n.IsInt64() || n.Sign() < 0 && a.Sign() == 0 {
		return nil, false
	}
	k := new(big.Int).Abs(n)
	bits := max(a.Num().BitLen(), a.Denom().BitLen())
	if bits > 1 && (k.BitLen() > 20 || int64(bits)*k.Int64() > maxBits) {
		return nil, false
	}
	if bits <= 1 { // 0, 1 or -1
		k = new(big.Int).And(k, big.NewInt(1))
		if n.Sign() != 0 && k.Sign() == 0 {
			k = big.NewInt(2)
		}
	}
	v := new(big.Rat).SetFrac(new(big.Int).Exp(a.Num(), k, nil), new(big.Int).Exp(a.Denom(), k, nil))
	if n.Sign() < 0 {
		v.Inv(v)
	}
	return v, true
}

// Compare returns the comparison k (Lt … Ne) of a and b, folded if both are
// rational constants.
func (p *Pool) Compare(k Kind, a, b Expr) Expr {
	if a.Kind() == Const && b.Kind() == Const {
		return p.Bool(compare(k, a.Rat().Cmp(b.Rat())))
	}
	return p.branch(k, 0, a, b)
}

// compare turns the sign of a - b into the truth of a k b.
func compare(k Kind, sign int) bool {
	switch k {
	case Lt:
		return sign < 0
	case Le:
		return sign <= 0
	case Gt:
		return sign > 0
	case Ge:
		return sign >= 0
	case Eq:
		return sign == 0
	}
	return sign != 0
}

// And returns a and b.
func (p *Pool) And(a, b Expr) Expr {
	switch {
	case a.IsZero() || b.IsZero():
		return p.Int(0)
	case a.IsOne() && b.isBool():
		return b
	case b.IsOne() && a.isBool():
		return a
	}
	return p.branch(And, 0, a, b)
}

// Or returns a or b.
func (p *Pool) Or(a, b Expr) Expr {
	switch {
	case a.IsOne() || b.IsOne():
		return p.Int(1)
	case a.IsZero() && b.isBool():
		return b
	case b.IsZero() && a.isBool():
		return a
	}
	return p.branch(Or, 0, a, b)
}

func (e Expr) isBool() bool { return e.Kind().IsBool() || e.IsZero() || e.IsOne() }

// Not returns not a.
func (p *Pool) Not(a Expr) Expr {
	switch {
	case a.Kind() == Const:
		return p.Bool(a.IsZero())
	case a.Kind() == Not && a.Arg(0).isBool():
		return a.Arg(0)
	}
	return p.branch(Not, 0, a)
}

// Cond returns c ? a : b.
func (p *Pool) Cond(c, a, b Expr) Expr {
	switch {
	case c.Kind() == Const && c.IsZero():
		return b
	case c.Kind() == Const, a == b:
		return a
	}
	return p.branch(Cond, 0, c, a, b)
}

// Call returns fn(args…). The number of arguments must suit fn (see Fn.Arity);
// the caller has checked that where it could still report it.
func (p *Pool) Call(fn Fn, args ...Expr) Expr {
	if !fn.accepts(len(args)) {
		panic("expr: wrong number of arguments of " + fn.String())
	}
	return p.branch(Call, fn, args...)
}

// Make returns the node of kind k (not a leaf) with operands args: the
// constructor for passes that rebuild trees.
func (p *Pool) Make(k Kind, fn Fn, args ...Expr) Expr {
	switch k {
	case Add:
		return p.Add(args...)
	case Mul:
		return p.Mul(args...)
	case Sub:
		return p.Sub(args[0], args[1])
	case Div:
		return p.Div(args[0], args[1])
	case Neg:
		return p.Neg(args[0])
	case Pow:
		return p.Pow(args[0], args[1])
	case And:
		return p.And(args[0], args[1])
	case Or:
		return p.Or(args[0], args[1])
	case Not:
		return p.Not(args[0])
	case Cond:
		return p.Cond(args[0], args[1], args[2])
	case Call:
		return p.Call(fn, args...)
	}
	return p.Compare(k, args[0], args[1])
}
