package propagator

// dd is the unevaluated sum hi + lo with |lo| <= ulp(hi)/2: about 106 bits.
// The error-free transformations are those of Dekker 1971
// (doi:10.1007/BF01397083) and Knuth (TAOCP vol. 2, section 4.2.2). No fused
// multiply-add is used, so that hardware with and without one agree.
type dd struct{ hi, lo float64 }

// fastTwoSum is a + b exactly, for |a| >= |b|.
func fastTwoSum(a, b float64) dd {
	s := a + b
	return dd{s, b - (s - a)}
}

// twoSum is a + b exactly.
func twoSum(a, b float64) dd {
	s := a + b
	t := s - a
	return dd{s, (a - (s - t)) + (b - t)}
}

// split cuts a into two halves of 26 bits; overflows above 2^996.
func split(a float64) (hi, lo float64) {
	c := float64(0x8000001 * a)
	hi = c - (c - a)
	return hi, a - hi
}

// twoProd is a * b exactly, unless the low part underflows.
func twoProd(a, b float64) dd {
	p := float64(a * b)
	ah, al := split(a)
	bh, bl := split(b)
	e := float64(ah*bh) - p
	e = e + float64(ah*bl)
	e = e + float64(al*bh)
	e = e + float64(al*bl)
	return dd{p, e}
}

func (x dd) add(y dd) dd {
	s := twoSum(x.hi, y.hi)
	t := twoSum(x.lo, y.lo)
	s = fastTwoSum(s.hi, s.lo+t.hi)
	return fastTwoSum(s.hi, s.lo+t.lo)
}

func (x dd) mul(y dd) dd {
	p := twoProd(x.hi, y.hi)
	return fastTwoSum(p.hi, p.lo+(float64(x.hi*y.lo)+float64(x.lo*y.hi)))
}

// divide is x / d for a float64 d.
func (x dd) divide(d float64) dd {
	q := x.hi / d
	p := twoProd(q, d)
	return fastTwoSum(q, ((x.hi-p.hi)-p.lo+x.lo)/d)
}

// scale is x times a power of two.
func (x dd) scale(power float64) dd { return dd{float64(x.hi * power), float64(x.lo * power)} }

func (x dd) isZero() bool { return x.hi == 0 }
