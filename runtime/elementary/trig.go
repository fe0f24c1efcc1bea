package elementary

import "math"

// quadrant is x = n*pi/2 + (hi + lo) modulo 2 pi with |hi| about <= pi/4 and
// n in 0 … 3, for finite x. The remainder has at least 64 bits, also where
// x is as close to a multiple of pi/2 as a float64 can be.
func quadrant(x float64) (n int, hi, lo float64) {
	a := size(x)
	switch {
	case a <= 0.785:
		return 0, x, 0
	case a > 0x1p20:
		n, hi, lo = farQuadrant(a)
		if x < 0 {
			n, hi, lo = -n&3, -hi, -lo
		}
		return n, hi, lo
	}
	// Cody & Waite with four parts of pi/2: the products with 20-bit whole
	// numbers are exact but for the last.
	k := (float64(x*twoOverPi) + roundShift) - roundShift
	h, l := TwoSum(x-float64(k*pio2A), -float64(k*pio2B))
	h, e := TwoSum(h, -float64(k*pio2C))
	hi, lo = FastTwoSum(h, (l+e)-float64(k*pio2D))
	return int(int64(k) & 3), hi, lo
}

// farQuadrant is quadrant for large x > 0: x times 2/pi, in digits of base
// 2^24, without the digits that are multiples of 4 (Payne & Hanek 1983,
// doi:10.1145/1057600.1057602). All sums are exact.
func farQuadrant(x float64) (n int, hi, lo float64) {
	b := math.Float64bits(x)
	q := (int(b>>52) - 1023) / 24
	rest := float64(x * pow2(int64(-24*q))) // in [1, 2^24)
	var digit [4]float64
	for i := range digit {
		digit[i] = math.Floor(rest)
		rest = (rest - digit[i]) * 0x1p24
	}
	// sum[p] has the weight 2^(-24 p).
	var sum [8]float64
	for p := range sum {
		for i, d := range digit {
			if j := p + q - i - 1; j >= 0 {
				sum[p] += float64(d * TwoOverPi[j])
			}
		}
	}
	for p := 7; p > 0; p-- {
		carry := math.Floor(sum[p] * 0x1p-24)
		sum[p] -= float64(carry * 0x1p24)
		sum[p-1] += carry
	}
	n = int(int64(sum[0]) & 3)
	first := float64(sum[1]*0x1p-24) + float64(sum[2]*0x1p-48)
	if first >= 0.5 {
		first--
		n = (n + 1) & 3
	}
	second := float64(sum[3]*0x1p-72) + float64(sum[4]*0x1p-96)
	third := float64(sum[5]*0x1p-120) + float64(sum[6]*0x1p-144)
	h, l := TwoSum(first, second)
	h, l = FastTwoSum(h, l+third)
	p, e := TwoProd(h, pio2Hi)
	hi, lo = FastTwoSum(p, e+(float64(h*pio2Lo)+float64(l*pio2Hi)))
	return n, hi, lo
}

// sinParts and cosParts are the sine and cosine of r + rl, |r| about <= pi/4,
// as hi + lo.
func sinParts(r, rl float64) (hi, lo float64) {
	z := float64(r * r)
	p := float64(float64(r*z) * horner(SinCoefficients[:], z))
	return r, p + float64(rl*(1-float64(0.5*z)))
}

func cosParts(r, rl float64) (hi, lo float64) {
	z := float64(r * r)
	h := float64(0.5 * z)
	w := 1 - h
	p := float64(float64(z*z) * horner(CosCoefficients[:], z))
	return w, ((1 - w) - h) + (p - float64(r*rl))
}

// Sin is the sine of x in radians; NaN for infinite x.
func Sin(x float64) float64 {
	if x == 0 {
		return x // keeps the sign of zero
	}
	if x-x != 0 {
		return x - x
	}
	n, r, rl := quadrant(x)
	var h, l float64
	if n&1 == 0 {
		h, l = sinParts(r, rl)
	} else {
		h, l = cosParts(r, rl)
	}
	if n&2 != 0 {
		return -(h + l)
	}
	return h + l
}

// Cos is the cosine of x in radians; NaN for infinite x.
func Cos(x float64) float64 {
	if x-x != 0 {
		return x - x
	}
	n, r, rl := quadrant(x)
	var h, l float64
	if n&1 == 0 {
		h, l = cosParts(r, rl)
	} else {
		h, l = sinParts(r, rl)
	}
	if n == 1 || n == 2 {
		return -(h + l)
	}
	return h + l
}

// Tan is the tangent of x in radians; NaN for infinite x.
func Tan(x float64) float64 {
	if x-x != 0 {
		return x - x
	}
	if size(x) < 0x1p-28 {
		return x
	}
	n, r, rl := quadrant(x)
	sh, sl := FastTwoSum(sinParts(r, rl))
	ch, cl := FastTwoSum(cosParts(r, rl))
	if n&1 == 1 {
		sh, sl, ch, cl = -ch, -cl, sh, sl
	}
	q, _ := divide(sh, sl, ch, cl)
	return q
}
