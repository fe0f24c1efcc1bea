package expr

import "math/big"

// Simplify returns e in a normal form: exact constant folding, like terms and
// like powers collected, common factors cancelled, terms and factors in a fixed
// order, signs and numeric factors pulled out of products, odd and even
// functions. Sums are multiplied out only by numbers.
//
// Wherever e is defined the result has the same value (up to rounding in
// float64); it may be defined in more places, as x/x and 0*x are. Simplify of a
// result is that result. Parts that contain Inf keep their structure, since inf
// - inf is not 0.
func (p *Pool) Simplify(e Expr) Expr {
	if e.Len() == 0 {
		return e
	}
	if s, ok := p.simplified[e]; ok {
		return s
	}
	s := p.normalise(e)
	p.simplified[e] = s
	return s
}

func (p *Pool) normalise(e Expr) Expr {
	if !e.n.inf {
		switch e.Kind() {
		case Add, Sub, Neg:
			s := newSum(p)
			s.add(e, big.NewRat(1, 1))
			return s.expr()
		case Mul, Div, Pow:
			return p.normalProduct(e)
		case Call:
			if e.Fn() == Sqrt {
				return p.normalProduct(e)
			}
		}
	}
	if e.Kind() == Cond {
		c := p.Simplify(e.Arg(0))
		if c.Kind() == Const { // the other branch may be undefined
			if c.IsZero() {
				return p.Simplify(e.Arg(2))
			}
			return p.Simplify(e.Arg(1))
		}
	}
	args := make([]Expr, e.Len())
	for i, a := range e.Args() {
		args[i] = p.Simplify(a)
	}
	if e.Kind() == Call {
		return p.normalCall(e.Fn(), args)
	}
	if v, ok := p.fold(e.Kind(), 0, args); ok {
		return v
	}
	switch k := e.Kind(); {
	case (k == And || k == Or) && args[0] == args[1] && args[0].isBool():
		return args[0]
	case k.IsComparison() && args[0] == args[1] && !e.n.inf:
		return p.Bool(compare(k, 0))
	}
	return p.Make(e.Kind(), 0, args...)
}

// fold evaluates an operation on rational constants.
func (p *Pool) fold(k Kind, fn Fn, args []Expr) (Expr, bool) {
	if k == Cond {
		return Expr{}, false
	}
	values := make([]*big.Rat, len(args))
	for i, a := range args {
		if a.Kind() != Const {
			return Expr{}, false
		}
		values[i] = a.Rat()
	}
	v, ok := exactNode(k, fn, values)
	if !ok {
		return Expr{}, false
	}
	return p.Rat(v), true
}

func (p *Pool) normalCall(fn Fn, args []Expr) Expr {
	if v, ok := p.fold(Call, fn, args); ok {
		return v
	}
	a := args[0]
	switch {
	case fn == Exp && a.Is(Log), fn == Log && a.Is(Exp):
		return a.Arg(0)
	case fn == Abs && (a.Is(Abs) || a.Is(Exp) || a.Is(Sqrt)):
		return a
	case fn == Min || fn == Max:
		same := true
		for _, b := range args {
			same = same && a == b
		}
		if same {
			return a
		}
	case fns[fn].parity != neither && !a.n.inf && p.isNegative(a):
		call := p.normalCall(fn, []Expr{p.Simplify(p.Neg(a))})
		if fns[fn].parity == even {
			return call
		}
		return p.Simplify(p.Neg(call))
	}
	return p.Call(fn, args...)
}

// isNegative reports whether the normal form a is written with a minus sign in
// front: a number below 0, a product with such a factor, a sum whose first term
// in canonical order is such. Exactly one of a and -a is, unless a is 0.
func (p *Pool) isNegative(a Expr) bool {
	switch a.Kind() {
	case Const:
		return a.Rat().Sign() < 0
	case Neg:
		return !isSum(a.Arg(0))
	case Add, Sub:
		return p.primitive(a).content.Sign() < 0
	}
	return false
}

func isSum(e Expr) bool { return e.Kind() == Add || e.Kind() == Sub }
