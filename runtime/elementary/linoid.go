package elementary

import "math"

// Linoid is x/(1 - exp(-x/s)), the rate function of Hodgkin & Huxley 1952,
// and its limit s at x = 0. For s of either sign it has the sign of s; for
// s = 0 it is its limit max(x, 0). Below x/s = -1400 it is 0, though with
// |s| > 2^934 a tiny number would be nearer.
//
// The rounding of x/s alone would cost |x/s| ulp, so the quotient carries
// its remainder.
func Linoid(x, s float64) float64 {
	if x == 0 {
		return s + x
	}
	z := x / s
	switch {
	case z != z:
		return math.NaN()
	case z > -0x1p-54 && z < 0x1p-54:
		return s + float64(0.5*x)
	case z > 60:
		return x
	case z < -1400:
		return 0 * s
	}
	// Both arguments are brought to where the error-free product works.
	up, down := 1.0, 1.0
	if size := math.Abs(x); size > 0x1p400 {
		up, down = 0x1p500, 0x1p-500
	} else if size < 0x1p-400 {
		up, down = 0x1p-500, 0x1p500
	}
	x, s = x*down, s*down
	p, e := TwoProd(z, s)
	zl := ((x - p) - e) / s
	if z < -60 { // the 1 does not matter
		k, r, p := expParts(z, zl)
		yh, yl := FastTwoSum(1, r)
		a, b := TwoProd(-x, yh)
		return scale(a+(b-float64(x*(yl+p))), int64(k)) * up
	}
	h, l := expm1Parts(-z, -zl)
	q, _ := divide(-x, 0, h, l)
	return q * up
}
