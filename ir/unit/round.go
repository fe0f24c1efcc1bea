package unit

import "math/big"

// precision of the intermediate results of round, in bits. No number of this
// form that a model can contain lies so close to the middle of two float64
// that 400 bits do not tell on which side.
const precision = 400

// round returns value*s, for an irrational s, rounded to 53 bits: the nearest
// float64 (values beyond the normal range of float64 keep 53 bits).
func (s scale) round(value *big.Rat) *big.Rat {
	x := new(big.Float).SetPrec(precision).SetRat(value)
	for _, p := range []struct {
		base *big.Float
		e    Exponent
	}{
		{big.NewFloat(10), s.ten}, {big.NewFloat(2), s.two}, {big.NewFloat(3), s.three}, {pi(), s.pi},
	} {
		x.Mul(x, rationalPower(p.base, p.e))
	}
	r, _ := x.SetPrec(53).Rat(nil)
	return r
}

// rationalPower returns base^e for a base >= 1 and e within bounds.
func rationalPower(base *big.Float, e Exponent) *big.Float {
	x := new(big.Float).SetPrec(2 * precision).SetInt64(1)
	for range max(e.Num(), -e.Num()) {
		x.Mul(x, base)
	}
	// x^(1/q) = 2^-shift * root_q(2^(q*shift) * x)
	q := e.Den()
	n, _ := new(big.Float).SetMantExp(x, q*precision).Int(nil)
	x.SetInt(root(n, q))
	x.SetMantExp(x, -precision)
	if e.Num() < 0 {
		x.Quo(new(big.Float).SetPrec(2*precision).SetInt64(1), x)
	}
	return x
}

// root returns floor(n^(1/q)) by Newton's iteration from above.
func root(n *big.Int, q int) *big.Int {
	if n.Sign() == 0 || q == 1 {
		return n
	}
	x := new(big.Int).Lsh(big.NewInt(1), uint(n.BitLen()/q+1))
	bq, bq1 := big.NewInt(int64(q)), big.NewInt(int64(q-1))
	for {
		y := new(big.Int).Exp(x, bq1, nil)
		y.Quo(n, y)
		y.Add(y, new(big.Int).Mul(bq1, x))
		y.Quo(y, bq)
		if y.Cmp(x) >= 0 {
			return x
		}
		x = y
	}
}

// pi returns pi to twice the working precision by Machin's formula,
// 16 atan(1/5) - 4 atan(1/239).
func pi() *big.Float {
	const bits = 2*precision + 32
	atan := func(m int64) *big.Int { // 2^bits * atan(1/m)
		t := new(big.Int).Lsh(big.NewInt(1), bits)
		t.Quo(t, big.NewInt(m))
		sum := new(big.Int).Set(t)
		for k := int64(3); t.Sign() != 0; k += 2 {
			t.Quo(t, big.NewInt(-m*m))
			sum.Add(sum, new(big.Int).Quo(t, big.NewInt(k)))
		}
		return sum
	}
	x := new(big.Int).Mul(big.NewInt(16), atan(5))
	x.Sub(x, new(big.Int).Mul(big.NewInt(4), atan(239)))
	f := new(big.Float).SetPrec(2 * precision).SetInt(x)
	return f.SetMantExp(f, -bits)
}
