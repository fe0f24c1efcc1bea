package expr

import "math"

// Eval returns the value of e with the functions of package math; env gives the
// values of symbols.
func Eval(e Expr, env func(Sym) float64) float64 { return MathFunctions().Eval(e, env) }

// Eval returns the value of e in float64: each constant is converted once, to
// the nearest, each operation rounds once, in the order of the tree. x^2 is x*x.
// Comparisons and logic give 1 or 0; of a conditional only the chosen branch is
// evaluated. Undefined operations give NaN or infinities as in IEEE 754.
func (f Functions) Eval(e Expr, env func(Sym) float64) float64 {
	v := evaluation{Functions: f, env: env}
	if e.Size() > 2*e.Depth() && e.Size() > 40 { // may share nodes
		v.done = map[Expr]float64{}
	}
	return v.of(e)
}

type evaluation struct {
	Functions
	env  func(Sym) float64
	done map[Expr]float64 // nil for small trees
}

func (v *evaluation) of(e Expr) float64 {
	switch e.Kind() {
	case Const:
		return e.n.float
	case Symbol:
		return v.env(e.Sym())
	case Pi:
		return math.Pi
	case Inf:
		return math.Inf(1)
	}
	if x, ok := v.done[e]; ok {
		return x
	}
	x := v.compute(e)
	if v.done != nil {
		v.done[e] = x
	}
	return x
}

func (v *evaluation) compute(e Expr) float64 {
	a := v.of(e.Arg(0))
	switch k := e.Kind(); k {
	case Add:
		for _, t := range e.Args()[1:] {
			a += v.of(t)
		}
		return a
	case Mul:
		for _, t := range e.Args()[1:] {
			a = float64(a * v.of(t)) // the conversion keeps Go from fusing it with a sum
		}
		return a
	case Sub:
		return a - v.of(e.Arg(1))
	case Div:
		return a / v.of(e.Arg(1))
	case Neg:
		return -a
	case Pow:
		if e.Arg(1).IsInt(2) {
			return float64(a * a)
		}
		return v.Pow(a, v.of(e.Arg(1)))
	case And:
		return truth(a != 0 && v.of(e.Arg(1)) != 0)
	case Or:
		return truth(a != 0 || v.of(e.Arg(1)) != 0)
	case Not:
		return truth(a == 0)
	case Cond:
		if a != 0 {
			return v.of(e.Arg(1))
		}
		return v.of(e.Arg(2))
	case Call:
		return v.call(e, a)
	default:
		return truth(compareFloats(k, a, v.of(e.Arg(1))))
	}
}

func (v *evaluation) call(e Expr, a float64) float64 {
	switch fn := e.Fn(); fn {
	case Min:
		for _, t := range e.Args()[1:] {
			if b := v.of(t); !(a < b) {
				a = b
			}
		}
		return a
	case Max:
		for _, t := range e.Args()[1:] {
			if b := v.of(t); !(a > b) {
				a = b
			}
		}
		return a
	case Linoid:
		return v.Linoid(a, v.of(e.Arg(1)))
	case Timeline:
		n := (e.Len() - 1) / 2
		for i := n; i >= 1; i-- {
			if a >= v.of(e.Arg(i)) {
				return v.of(e.Arg(n + i))
			}
		}
		return 0
	default:
		f, ok := v.Unary[fn]
		if !ok {
			return math.NaN()
		}
		return f(a)
	}
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

func compareFloats(k Kind, a, b float64) bool {
	switch k {
	case Lt:
		return a < b
	case Le:
		return a <= b
	case Gt:
		return a > b
	case Ge:
		return a >= b
	case Eq:
		return a == b
	}
	return a != b
}
