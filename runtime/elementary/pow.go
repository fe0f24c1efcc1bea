package elementary

import "math"

// Pow is x^y, with the special values of C99, section F.9.4.4: among others
// 1 for y = 0 or x = 1 even if the other is NaN, and NaN for x < 0 unless y
// is whole. The logarithm is kept in two numbers, so the error stays near
// half an ulp however large y*log(x) is.
func Pow(x, y float64) float64 {
	if y == 0 || x == 1 {
		return 1
	}
	if x != x || y != y {
		return x + y
	}
	whole := y == math.Floor(y)
	odd := whole && y*0.5 != math.Floor(y*0.5)
	sign := 1.0
	if odd && math.Signbit(x) {
		sign = -1
	}
	size := math.Abs(x)
	switch {
	case x < 0 && !whole && size <= math.MaxFloat64 && math.Abs(y) <= math.MaxFloat64:
		return math.NaN()
	case size == 1 && math.Abs(y) > math.MaxFloat64:
		return 1
	case size == 0 || size > math.MaxFloat64 || math.Abs(y) > math.MaxFloat64:
		// The result is a limit: 0 or infinite.
		if (size > 1) == (y > 0) {
			return sign * math.Inf(1)
		}
		return sign * 0
	}
	// Beyond 2^66 every x but 1 overflows or underflows already.
	y = max(-0x1p66, min(0x1p66, y))
	h, l := logParts(size)
	p, e := TwoProd(y, h)
	p, e = FastTwoSum(p, e+float64(y*l))
	switch {
	case p > 710:
		return sign * math.Inf(1)
	case p < -746:
		return sign * 0
	}
	k, r, q := expParts(p, e)
	return scale(sign*onePlus(r, q), int64(k))
}
