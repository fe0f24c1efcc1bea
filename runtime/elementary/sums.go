package elementary

// TwoSum is a + b as s + e exactly, s the rounded sum (Knuth, TAOCP vol. 2,
// section 4.2.2), unless it overflows.
func TwoSum(a, b float64) (s, e float64) {
	s = a + b
	t := s - a
	return s, (a - (s - t)) + (b - t)
}

// FastTwoSum is TwoSum for |a| >= |b| or a = 0.
func FastTwoSum(a, b float64) (s, e float64) {
	s = a + b
	return s, b - (s - a)
}

// TwoProd is a * b as p + e exactly, p the rounded product (Dekker 1971,
// doi:10.1007/BF01397083), unless e underflows or a factor exceeds 2^996. It
// needs no fused multiply-add, so that hardware with and without one agree.
func TwoProd(a, b float64) (p, e float64) {
	p = float64(a * b)
	// Halves of 26 bits, whose products are exact.
	t := float64(0x8000001 * a)
	ah := t - (t - a)
	al := a - ah
	t = float64(0x8000001 * b)
	bh := t - (t - b)
	bl := b - bh
	e = float64(ah*bh) - p
	e += float64(ah * bl)
	e += float64(al * bh)
	return p, e + float64(al*bl)
}

// divide is (ah + al)/(bh + bl) as a sum of two numbers.
func divide(ah, al, bh, bl float64) (hi, lo float64) {
	q := ah / bh
	p, e := TwoProd(q, bh)
	return FastTwoSum(q, (((ah-p)-e)+al-float64(q*bl))/bh)
}

// horner evaluates a polynomial, constant term first.
func horner(c []float64, x float64) float64 {
	y := c[len(c)-1]
	for i := len(c) - 2; i >= 0; i-- {
		y = float64(y*x) + c[i]
	}
	return y
}
