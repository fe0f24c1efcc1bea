package elementary

import "math"

// expParts is e^(x+xl) = 2^k (1 + r + p), |r| <= 0.347 and p of the size of
// r^2/2, for |x| < 2000 and tiny xl. The relative error of the sum is below
// 2^-55 r^2.
func expParts(x, xl float64) (k, r, p float64) {
	k = (float64(x*log2e) + roundShift) - roundShift
	a := x - float64(k*ln2Hi) // exact: Cody & Waite's reduction
	b := float64(k*ln2Lo) - xl
	r = a - b
	rl := (a - r) - b
	// Estrin's scheme: the chain of dependent operations is half of Horner's.
	c := &ExpCoefficients
	z := float64(r * r)
	z2 := float64(z * z)
	low := (c[0] + float64(c[1]*r)) + float64(z*(c[2]+float64(c[3]*r)))
	mid := (c[4] + float64(c[5]*r)) + float64(z*(c[6]+float64(c[7]*r)))
	high := (c[8] + float64(c[9]*r)) + float64(z*c[10])
	p = float64(z*(low+float64(z2*(mid+float64(z2*high))))) + (rl + float64(rl*r))
	return k, r, p
}

// Exp is e^x: 0 below -745.14, +Inf above 709.79.
func Exp(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > 710:
		x = 710
	case x < -746:
		x = -746
	}
	k, r, p := expParts(x, 0)
	return scale(onePlus(r, p), int64(k))
}

// onePlus is 1 + r + p with little more than one rounding.
func onePlus(r, p float64) float64 {
	s, e := FastTwoSum(1, r)
	return s + (e + p)
}

// ExpSlice sets dst[i] = Exp(src[i]) for every i < len(src); dst must be at
// least as long and may be src itself.
func ExpSlice(dst, src []float64) {
	dst = dst[:len(src)]
	for i, x := range src {
		dst[i] = Exp(x)
	}
}

// expm1Parts is e^(x+xl) - 1 as hi + lo, for |x| <= 62.
func expm1Parts(x, xl float64) (hi, lo float64) {
	k, r, p := expParts(x, xl)
	s := pow2(int64(k))
	a, e0 := TwoSum(s, -1)
	hi, e1 := TwoSum(a, float64(s*r))
	return FastTwoSum(hi, (e0+e1)+float64(s*p))
}

// Expm1 is e^x - 1, accurate near 0.
func Expm1(x float64) float64 {
	switch {
	case x != x || (x > -0x1p-54 && x < 0x1p-54):
		return x // keeps the sign of zero
	case x > 60:
		return Exp(x)
	case x < -60:
		return -1
	}
	hi, _ := expm1Parts(x, 0)
	return hi
}

// Exprel is (e^x - 1)/x, and its limit 1 at 0.
func Exprel(x float64) float64 {
	switch {
	case x != x:
		return x
	case x > -0x1p-54 && x < 0x1p-54:
		return 1
	case x < -60:
		return -1 / x
	case x > 730:
		return math.Inf(1)
	case x > 60:
		k, r, p := expParts(x, 0)
		yh, yl := FastTwoSum(1, r)
		q, _ := divide(yh, yl+p, x, 0)
		return scale(q, int64(k))
	}
	h, l := expm1Parts(x, 0)
	q, _ := divide(h, l, x, 0)
	return q
}
