package elementary

import "math"

// Atan is the arc tangent in radians.
func Atan(x float64) float64 {
	if x != x || x == 0 {
		return x
	}
	a := size(x)
	var t float64
	var base *[3]float64
	switch {
	case a < 7.0/16:
		z := float64(x * x)
		return x + float64(x*float64(z*horner(AtanCoefficients[:], z)))
	case a < 11.0/16:
		base = &AtanPoints[0]
	case a < 19.0/16:
		base = &AtanPoints[1]
	case a < 39.0/16:
		base = &AtanPoints[2]
	}
	hi, lo := pio2Hi, pio2Lo
	if base != nil { // atan(c) + atan((a-c)/(1+c*a))
		t = (a - base[0]) / (1 + float64(base[0]*a))
		hi, lo = base[1], base[2]
	} else {
		t = -1 / a
	}
	z := float64(t * t)
	p := float64(t * float64(z*horner(AtanCoefficients[:], z)))
	return odd(x, hi+(t+(p+lo)))
}

// asinTail is asin(t)/t - 1 for t^2 = z <= 1/4.
func asinTail(z float64) float64 { return float64(z * horner(AsinCoefficients[:], z)) }

// asinHalf is the arc sine of sqrt(z), z <= 1/4, as hi + lo.
func asinHalf(z float64) (hi, lo float64) {
	if z == 0 {
		return 0, 0
	}
	s := math.Sqrt(z)
	p, e := TwoProd(s, s)
	rest := ((z - p) - e) / (2 * s)
	return s, rest + float64(s*asinTail(z))
}

// Asin is the arc sine in radians; NaN outside [-1, 1].
func Asin(x float64) float64 {
	a := size(x)
	switch {
	case x != x || a > 1:
		return math.NaN()
	case a <= 0.5:
		return x + float64(x*asinTail(float64(x*x)))
	}
	// asin(a) = pi/2 - 2 asin(sqrt((1-a)/2)).
	h, l := asinHalf(0.5 * (1 - a))
	u, e := TwoSum(pio2Hi, -2*h)
	return odd(x, u+(e+(pio2Lo-float64(2*l))))
}

// Acos is the arc cosine in radians; NaN outside [-1, 1].
func Acos(x float64) float64 {
	a := size(x)
	switch {
	case x != x || a > 1:
		return math.NaN()
	case a <= 0.5:
		u, e := TwoSum(pio2Hi, -x)
		return u + (e + (pio2Lo - float64(x*asinTail(float64(x*x)))))
	}
	h, l := asinHalf(0.5 * (1 - a))
	if x > 0 {
		return 2 * (h + l)
	}
	u, e := TwoSum(2*pio2Hi, -2*h)
	return u + (e + (2*pio2Lo - float64(2*l)))
}
