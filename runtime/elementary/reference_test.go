package elementary

import (
	"math"
	"math/big"
)

// The reference: plain series in binary arithmetic of many digits, with
// argument reductions unlike those under test.

const precision = 300

func num(x float64) *big.Float { return new(big.Float).SetPrec(precision).SetFloat64(x) }
func whole(k int64) *big.Float { return new(big.Float).SetPrec(precision).SetInt64(k) }
func fresh() *big.Float        { return new(big.Float).SetPrec(precision) }
func add(a, b *big.Float) *big.Float {
	return fresh().Add(a, b)
}
func sub(a, b *big.Float) *big.Float { return fresh().Sub(a, b) }
func mul(a, b *big.Float) *big.Float { return fresh().Mul(a, b) }
func quo(a, b *big.Float) *big.Float { return fresh().Quo(a, b) }
func twice(a *big.Float, n int) *big.Float {
	if a.Sign() == 0 {
		return a
	}
	return fresh().SetMantExp(a, n)
}
func exponent(a *big.Float) int {
	if a.Sign() == 0 {
		return math.MinInt32
	}
	return a.MantExp(nil)
}

// series sums terms until they no longer count beside the sum.
func series(term *big.Float, next func(term *big.Float, k int64) *big.Float, weight func(k int64) *big.Float) *big.Float {
	sum := fresh()
	for k := int64(0); ; k++ {
		t := term
		if weight != nil {
			t = quo(term, weight(k))
		}
		sum = add(sum, t)
		term = next(term, k+1)
		if term.Sign() == 0 || exponent(term) < exponent(sum)-precision {
			return sum
		}
	}
}

// bigExpm1 halves the argument until the series is short: (e^(x/2))^2 - 1 =
// M(M+2) for M = e^(x/2) - 1.
func bigExpm1(x *big.Float) *big.Float {
	if x.Sign() == 0 {
		return fresh()
	}
	halvings := max(0, exponent(x)+12)
	y := twice(x, -halvings)
	m := series(y, func(t *big.Float, k int64) *big.Float { return quo(mul(t, y), whole(k+1)) }, nil)
	for range halvings {
		m = mul(m, add(m, whole(2)))
	}
	return m
}

func bigExp(x *big.Float) *big.Float {
	if x.Sign() < 0 { // 1 + expm1(x) would cancel
		return quo(whole(1), bigExp(fresh().Neg(x)))
	}
	return add(bigExpm1(x), whole(1))
}

// bigLog solves e^y = x by a method of third order from a float64 estimate.
func bigLog(x *big.Float) *big.Float {
	m := fresh()
	e := x.MantExp(m)
	f, _ := m.Float64()
	y := num(math.Log(f))
	for range 3 {
		ey := bigExp(y)
		y = add(y, twice(quo(sub(m, ey), add(m, ey)), 1))
	}
	return add(y, mul(whole(int64(e)), ln2))
}

func bigAtanhSeries(x *big.Float) *big.Float {
	z := mul(x, x)
	return series(x, func(t *big.Float, k int64) *big.Float { return mul(t, z) },
		func(k int64) *big.Float { return whole(2*k + 1) })
}

func bigLog1p(x *big.Float) *big.Float {
	if exponent(x) < -3 {
		return twice(bigAtanhSeries(quo(x, add(x, whole(2)))), 1)
	}
	return bigLog(add(x, whole(1)))
}

var ln2 = twice(bigAtanhSeries(quo(whole(1), whole(3))), 1)

// bigPi by Machin's formula with enough digits to reduce any float64.
var bigPi = func() *big.Float {
	const digits = 1600
	arccot := func(n int64) *big.Float {
		one := new(big.Float).SetPrec(digits).SetInt64(1)
		t := new(big.Float).SetPrec(digits).Quo(one, new(big.Float).SetInt64(n))
		sum := new(big.Float).SetPrec(digits)
		for k := int64(0); exponent(t) > -digits; k++ {
			q := new(big.Float).SetPrec(digits).Quo(t, new(big.Float).SetInt64(2*k+1))
			if k%2 == 0 {
				sum.Add(sum, q)
			} else {
				sum.Sub(sum, q)
			}
			t.Quo(t, new(big.Float).SetInt64(n*n))
		}
		return sum
	}
	a, b := arccot(5), arccot(239)
	a.Mul(a, new(big.Float).SetInt64(16))
	b.Mul(b, new(big.Float).SetInt64(4))
	return a.Sub(a, b)
}()

var shortPi = fresh().Set(bigPi)

// bigRemainder is x = n*pi/2 + r with n modulo 4.
func bigRemainder(x float64) (int, *big.Float) {
	half := new(big.Float).SetPrec(1600).SetMantExp(bigPi, -1)
	q := new(big.Float).SetPrec(1600).Quo(new(big.Float).SetFloat64(x), half)
	q.Add(q, new(big.Float).SetFloat64(math.Copysign(0.5, x)))
	n, _ := q.Int(nil)
	p := new(big.Float).SetPrec(1600).SetInt(n)
	p.Mul(p, half)
	r := new(big.Float).SetPrec(1600).Sub(new(big.Float).SetFloat64(x), p)
	return int(new(big.Int).Mod(n, big.NewInt(4)).Int64()), fresh().Set(r)
}

func bigSinSeries(x *big.Float) *big.Float {
	z := mul(x, x)
	return series(x, func(t *big.Float, k int64) *big.Float {
		return fresh().Neg(quo(mul(t, z), whole(2*k*(2*k+1))))
	}, nil)
}

func bigCosSeries(x *big.Float) *big.Float {
	s := bigSinSeries(twice(x, -1))
	return sub(whole(1), twice(mul(s, s), 1))
}

func bigSin(x float64) *big.Float {
	n, r := bigRemainder(x)
	s := bigSinSeries(r)
	if n&1 == 1 {
		s = bigCosSeries(r)
	}
	if n >= 2 {
		s.Neg(s)
	}
	return s
}

func bigCos(x float64) *big.Float {
	n, r := bigRemainder(x)
	s := bigCosSeries(r)
	if n&1 == 1 {
		s = bigSinSeries(r)
	}
	if n == 1 || n == 2 {
		s.Neg(s)
	}
	return s
}

// bigAtan halves the angle three times: atan x = 2 atan(x/(1+sqrt(1+x^2))).
func bigAtan(x *big.Float) *big.Float {
	for range 3 {
		r := fresh().Sqrt(add(whole(1), mul(x, x)))
		x = quo(x, add(whole(1), r))
	}
	z := fresh().Neg(mul(x, x))
	return twice(series(x, func(t *big.Float, k int64) *big.Float { return mul(t, z) },
		func(k int64) *big.Float { return whole(2*k + 1) }), 3)
}

func bigAsin(x *big.Float) *big.Float {
	c := mul(sub(whole(1), x), add(whole(1), x))
	if c.Sign() == 0 {
		return mul(x, twice(shortPi, -1))
	}
	return bigAtan(quo(x, fresh().Sqrt(c)))
}

func bigAcos(x *big.Float) *big.Float {
	// 2 atan(sqrt((1-x)/(1+x)))
	d := add(whole(1), x)
	if d.Sign() == 0 {
		return shortPi
	}
	return twice(bigAtan(fresh().Sqrt(quo(sub(whole(1), x), d))), 1)
}

// bigErf is 2/sqrt(pi) e^(-x^2) sum 2^k x^(2k+1)/(1*3*...*(2k+1)), all of one sign.
func bigErf(x *big.Float) *big.Float {
	z := mul(x, x)
	sum := series(x, func(t *big.Float, k int64) *big.Float {
		return quo(twice(mul(t, z), 1), whole(2*k+1))
	}, nil)
	f := quo(whole(2), fresh().Sqrt(shortPi))
	return mul(mul(f, bigExp(fresh().Neg(z))), sum)
}
