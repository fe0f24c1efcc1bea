package elementary

import "math"

// Exp is e^x.
func Exp(x float64) float64 { return math.Exp(x) }

// Expm1 is e^x - 1, accurate near 0.
func Expm1(x float64) float64 { return math.Expm1(x) }

// Log is the natural logarithm.
func Log(x float64) float64 { return math.Log(x) }

// Log1p is log(1 + x), accurate near 0.
func Log1p(x float64) float64 { return math.Log1p(x) }

// Log10 is the decimal logarithm.
func Log10(x float64) float64 { return math.Log10(x) }

// Sin is the sine of x in radians.
func Sin(x float64) float64 { return math.Sin(x) }

// Cos is the cosine of x in radians.
func Cos(x float64) float64 { return math.Cos(x) }

// Tan is the tangent of x in radians.
func Tan(x float64) float64 { return math.Tan(x) }

// Asin is the arc sine in radians.
func Asin(x float64) float64 { return math.Asin(x) }

// Acos is the arc cosine in radians.
func Acos(x float64) float64 { return math.Acos(x) }

// Atan is the arc tangent in radians.
func Atan(x float64) float64 { return math.Atan(x) }

// Sinh is the hyperbolic sine.
func Sinh(x float64) float64 { return math.Sinh(x) }

// Cosh is the hyperbolic cosine.
func Cosh(x float64) float64 { return math.Cosh(x) }

// Tanh is the hyperbolic tangent.
func Tanh(x float64) float64 { return math.Tanh(x) }

// Erf is the error function.
func Erf(x float64) float64 { return math.Erf(x) }

// Pow is x^y.
func Pow(x, y float64) float64 { return math.Pow(x, y) }

// Exprel is (e^x - 1)/x, and its limit 1 at 0.
func Exprel(x float64) float64 {
	if x == 0 {
		return 1
	}
	return math.Expm1(x) / x
}

// Linoid is x/(1 - exp(-x/s)), and its limit s at x = 0.
func Linoid(x, s float64) float64 {
	if x == 0 {
		return s
	}
	return -x / math.Expm1(-x/s)
}

// ExpSlice sets dst[i] = Exp(src[i]) for every i < len(src); dst must be at
// least as long and may be src itself.
func ExpSlice(dst, src []float64) {
	for i, x := range src {
		dst[i] = Exp(x)
	}
}

// CHeader is the text of a C99 header with the same functions, bit for bit.
const CHeader = ""
