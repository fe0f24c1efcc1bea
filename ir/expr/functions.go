package expr

import "math"

// Functions computes what a float64 evaluation needs beyond + - * /. The
// product's own functions are correctly rounded or nearly so everywhere; those
// of package math, in MathFunctions, differ between processors in the last bit.
type Functions struct {
	Unary  map[Fn]func(float64) float64 // all functions of one argument
	Pow    func(x, y float64) float64
	Linoid func(x, s float64) float64
}

// MathFunctions returns the functions of package math.
func MathFunctions() Functions {
	return Functions{
		Unary: map[Fn]func(float64) float64{
			Exp: math.Exp, Expm1: math.Expm1, Log: math.Log, Log1p: math.Log1p, Log10: math.Log10, Sqrt: math.Sqrt,
			Sin: math.Sin, Cos: math.Cos, Tan: math.Tan, Asin: math.Asin, Acos: math.Acos, Atan: math.Atan,
			Sinh: math.Sinh, Cosh: math.Cosh, Tanh: math.Tanh, Erf: math.Erf, Abs: math.Abs, Sign: sign,
			Floor: math.Floor, Ceil: math.Ceil, Round: math.Round, Exprel: exprel,
		},
		Pow:    math.Pow,
		Linoid: linoid,
	}
}

func sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x // 0 or NaN
}

func exprel(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Expm1(x) / x
}

func linoid(x, s float64) float64 {
	if x == 0 {
		return s
	}
	return x / -math.Expm1(-x/s)
}
