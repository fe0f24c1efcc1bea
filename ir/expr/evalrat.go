package expr

import "math/big"

// EvalRat returns the exact value of e; env gives the values of symbols, false
// for unknown ones. ok is false if the value is undefined or not known to be
// rational: only + - * /, whole powers, comparisons, logic, conditionals,
// functions that make no irrational numbers (abs, floor, min, timeline, …) and
// exact cases such as exp(0) and sqrt(4) can be evaluated.
func EvalRat(e Expr, env func(Sym) (*big.Rat, bool)) (v *big.Rat, ok bool) {
	x := exactEvaluation{env: env, done: map[Expr]*big.Rat{}}
	v = x.of(e)
	return v, v != nil
}

type exactEvaluation struct {
	env  func(Sym) (*big.Rat, bool)
	done map[Expr]*big.Rat
}

// of returns nil where there is no exact value.
func (x *exactEvaluation) of(e Expr) *big.Rat {
	switch e.Kind() {
	case Const:
		return e.Rat()
	case Symbol:
		if v, ok := x.env(e.Sym()); ok {
			return v
		}
		return nil
	case Pi, Inf:
		return nil
	}
	if v, ok := x.done[e]; ok {
		return v
	}
	v := x.compute(e)
	x.done[e] = v
	return v
}

func (x *exactEvaluation) compute(e Expr) *big.Rat {
	first := x.of(e.Arg(0))
	if first == nil {
		return nil
	}
	if e.Kind() == Cond {
		if first.Sign() != 0 {
			return x.of(e.Arg(1))
		}
		return x.of(e.Arg(2))
	}
	args := make([]*big.Rat, e.Len())
	args[0] = first
	for i := 1; i < len(args); i++ {
		if args[i] = x.of(e.Arg(i)); args[i] == nil {
			return nil
		}
	}
	v, ok := exactNode(e.Kind(), e.Fn(), args)
	if !ok {
		return nil
	}
	return v
}

// exactNode applies an operation other than Cond to exact operands.
func exactNode(k Kind, fn Fn, args []*big.Rat) (*big.Rat, bool) {
	a := args[0]
	boolean := func(b bool) (*big.Rat, bool) {
		if b {
			return big.NewRat(1, 1), true
		}
		return new(big.Rat), true
	}
	switch k {
	case Add, Mul:
		v := new(big.Rat).Set(a)
		for _, b := range args[1:] {
			if k == Add {
				v.Add(v, b)
			} else {
				v.Mul(v, b)
			}
		}
		return v, true
	case Sub:
		return new(big.Rat).Sub(a, args[1]), true
	case Div:
		if args[1].Sign() == 0 {
			return nil, false
		}
		return new(big.Rat).Quo(a, args[1]), true
	case Neg:
		return new(big.Rat).Neg(a), true
	case Pow:
		return exactPow(a, args[1])
	case And:
		return boolean(a.Sign() != 0 && args[1].Sign() != 0)
	case Or:
		return boolean(a.Sign() != 0 || args[1].Sign() != 0)
	case Not:
		return boolean(a.Sign() == 0)
	case Call:
		return exactCall(fn, args)
	}
	return boolean(compare(k, a.Cmp(args[1])))
}

// exactPow returns a^b if that is rational: b whole, or a the power of a
// rational number.
func exactPow(a, b *big.Rat) (*big.Rat, bool) {
	if b.IsInt() {
		return ratPow(a, b.Num())
	}
	if a.Sign() < 0 || !b.Denom().IsInt64() || b.Denom().Int64() > 64 {
		return nil, false
	}
	q := int(b.Denom().Int64())
	num, ok1 := exactRoot(a.Num(), q)
	den, ok2 := exactRoot(a.Denom(), q)
	if !ok1 || !ok2 {
		return nil, false
	}
	return ratPow(new(big.Rat).SetFrac(num, den), b.Num())
}

// exactRoot returns the q-th root of n >= 0 if that is whole.
func exactRoot(n *big.Int, q int) (*big.Int, bool) {
	if n.Cmp(big.NewInt(1)) <= 0 {
		return n, true
	}
	lo, hi := big.NewInt(1), new(big.Int).Lsh(big.NewInt(1), uint(n.BitLen()/q+1))
	for lo.Cmp(hi) <= 0 {
		mid := new(big.Int).Add(lo, hi)
		mid.Rsh(mid, 1)
		switch new(big.Int).Exp(mid, big.NewInt(int64(q)), nil).Cmp(n) {
		case 0:
			return mid, true
		case -1:
			lo.Add(mid, big.NewInt(1))
		default:
			hi.Sub(mid, big.NewInt(1))
		}
	}
	return nil, false
}

// exactCall returns fn(args) where that is a rational number for sure.
func exactCall(fn Fn, args []*big.Rat) (*big.Rat, bool) {
	a := args[0]
	zero := a.Sign() == 0
	one := a.IsInt() && a.Num().IsInt64() && a.Num().Int64() == 1
	switch fn {
	case Exp, Cos, Cosh, Exprel:
		return big.NewRat(1, 1), zero
	case Expm1, Log1p, Sin, Tan, Asin, Atan, Sinh, Tanh, Erf:
		return new(big.Rat), zero
	case Log, Log10, Acos:
		return new(big.Rat), one
	case Sqrt:
		return exactPow(a, big.NewRat(1, 2))
	case Linoid:
		return args[1], zero && args[1].Sign() != 0
	case Abs:
		return new(big.Rat).Abs(a), true
	case Sign:
		return big.NewRat(int64(a.Sign()), 1), true
	case Floor:
		return floor(a), true
	case Ceil:
		v := floor(new(big.Rat).Neg(a))
		return v.Neg(v), true
	case Round: // halves away from zero
		v := new(big.Rat).Abs(a)
		v = floor(v.Add(v, big.NewRat(1, 2)))
		if a.Sign() < 0 {
			v.Neg(v)
		}
		return v, true
	case Min, Max:
		for _, b := range args[1:] {
			if c := a.Cmp(b); fn == Min && c > 0 || fn == Max && c < 0 {
				a = b
			}
		}
		return a, true
	case Timeline:
		n := (len(args) - 1) / 2
		for i := n; i >= 1; i-- {
			if a.Cmp(args[i]) >= 0 {
				return args[n+i], true
			}
		}
		return new(big.Rat), true
	}
	return nil, false
}

func floor(a *big.Rat) *big.Rat {
	q := new(big.Int)
	q.Div(a.Num(), a.Denom()) // Euclidean: rounds down, as the denominator is positive
	return new(big.Rat).SetInt(q)
}
