package elementary

import "math"

// logSum is log((1+f) * 2^k) + extra for sqrt(1/2) <= 1+f < sqrt(2), with
// log(1+f) = f - f^2/2 + s*(f^2/2 + R(s^2)), s = f/(2+f): the leading terms
// are exact or nearly so, and R is small (Tang 1990,
// doi:10.1145/98267.98294, discusses the alternatives).
func logSum(f, k, extra float64) float64 {
	s := f / (2 + f)
	z := float64(s * s)
	w := float64(z * z)
	c := &LogCoefficients
	low := (c[0] + float64(c[1]*z)) + float64(w*(c[2]+float64(c[3]*z)))
	high := (c[4] + float64(c[5]*z)) + float64(w*(c[6]+float64(c[7]*z)))
	r := float64(z * (low + float64(float64(w*w)*high)))
	h := float64(float64(0.5*f) * f)
	small := float64(s*(h+r)) + (float64(k*ln2Lo) + extra)
	return float64(k*ln2Hi) - ((h - small) - f)
}

// Log is the natural logarithm: -Inf at 0, NaN below.
func Log(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x == 0:
		return math.Inf(-1)
	case x < 0:
		return math.NaN()
	}
	m, k := reduce(x)
	return logSum(m-1, k, 0)
}

// Log1p is log(1 + x), accurate near 0: -Inf at -1, NaN below.
func Log1p(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64 || (x > -0x1p-54 && x < 0x1p-54):
		return x // keeps the sign of zero
	case x == -1:
		return math.Inf(-1)
	case x < -1:
		return math.NaN()
	}
	u, rest := TwoSum(1, x)
	m, k := reduce(u)
	if k == 0 {
		return logSum(x, 0, 0)
	}
	if k > 100 { // the 1 does not matter
		return logSum(m-1, k, 0)
	}
	return logSum(m-1, k, float64(rest*pow2(-int64(k)))/m)
}

// logParts is log(x) as hi + lo with a relative error below 2^-66, for
// finite x > 0: 2s (1 + z/3 + z^2/5 + z^3*tail), z = s^2, of which all but
// the tail is kept in two numbers.
func logParts(x float64) (hi, lo float64) {
	m, k := reduce(x)
	dh, dl := TwoSum(1, m)
	sh, sl := divide(m-1, 0, dh, dl)
	zh, zl := TwoProd(sh, sh)
	zl += float64(2 * float64(sh*sl))

	tail := float64(zh * horner(LogTailCoefficients[:], zh))
	ah, al := FastTwoSum(fifthHi, tail+fifthLo)
	bh, bl := TwoProd(zh, ah)
	bl += float64(zh*al) + float64(zl*ah)
	ah, al = TwoSum(thirdHi, bh)
	al += bl + thirdLo
	bh, bl = TwoProd(zh, ah)
	bl += float64(zh*al) + float64(zl*ah)
	sh, sl = 2*sh, 2*sl
	ch, cl := TwoProd(sh, bh)
	cl += float64(sh*bl) + float64(sl*bh)
	hi, lo = FastTwoSum(sh, ch)
	lo += cl + sl

	top, e := TwoSum(float64(k*ln2Hi), hi)
	return FastTwoSum(top, e+(lo+float64(k*ln2Lo)))
}

// Log10 is the decimal logarithm, exact for exact powers of ten.
func Log10(x float64) float64 {
	switch {
	case x != x || x > math.MaxFloat64:
		return x
	case x == 0:
		return math.Inf(-1)
	case x < 0:
		return math.NaN()
	}
	h, l := logParts(x)
	p, e := TwoProd(h, log10eHi)
	return p + (e + (float64(h*log10eLo) + float64(l*log10eHi)))
}
