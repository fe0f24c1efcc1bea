package jit

import (
	"math"

	el "github.com/nngen/nngen/runtime/elementary"
	"github.com/nngen/nngen/runtime/rng"
)

// Philox gives the four words of a block of a stream, as rng.Stream.Words4, in the
// lower halves of its results; the upper halves mean nothing. So it is with the
// four numbers of the counter.
func (b *Builder) Philox(c0, c1, c2, c3 Ref) (w [4]Ref) {
	m0, m1 := b.bits(rng.PhiloxM0), b.bits(rng.PhiloxM1)
	k0, k1 := uint32(0), uint32(0)
	for range rng.PhiloxRounds {
		p0, p1 := b.mulHalf(c0, m0), b.mulHalf(c2, m1)
		c0 = b.xor(b.xor(b.shiftRight(p1, 32), c1), b.bits(uint64(k0)))
		c2 = b.xor(b.xor(b.shiftRight(p0, 32), c3), b.bits(uint64(k1)))
		c1, c3 = p1, p0
		k0, k1 = k0+rng.PhiloxW0, k1+rng.PhiloxW1
	}
	return [4]Ref{c0, c1, c2, c3}
}

// Bits64 joins two words as rng.Stream.Bits64 does.
func (b *Builder) Bits64(hi, lo Ref) Ref {
	return b.Or(b.shiftLeft(hi, 32), b.And(lo, b.bits(math.MaxUint32)))
}

// Open is rng.OpenUnit of 64 random bits.
func (b *Builder) Open(x Ref) Ref { return b.Add(b.upper(x), b.Const(0x1p-53)) }

// Unit is rng.Unit of 64 random bits.
func (b *Builder) Unit(x Ref) Ref {
	last := b.And(b.shiftRight(x, 11), b.bits(1))
	return b.Add(b.upper(x), b.And(b.subInt(b.bits(0), last), b.Const(0x1p-53)))
}

// upper is the number of [0, 1) that the upper 52 bits of x are.
func (b *Builder) upper(x Ref) Ref {
	one := b.Const(1) // whose exponent makes a number of [1, 2) of them
	return b.Sub(b.Or(b.shiftRight(x, 12), one), one)
}

// Probit is the inverse of the cumulative normal distribution.
func (b *Builder) Probit(p Ref) Ref {
	centre, near := b.ProbitCentre(p)
	z, usual := b.probitTail(p)
	return b.leftToGo(p, b.Or(near, usual), b.Select(near, centre, z))
}

// ProbitCentre is [Builder.Probit] where near is true.
func (b *Builder) ProbitCentre(p Ref) (z, near Ref) {
	q := b.Sub(p, b.Const(0.5))
	near = b.And(b.Ge(q, b.Const(-0.425)), b.Le(q, b.Const(0.425)))
	return b.Mul(q, b.probitRatio(0, b.Sub(b.Const(0.180625), b.Mul(q, q)))), near
}

// ProbitTail is [Builder.Probit] where near of ProbitCentre is false.
func (b *Builder) ProbitTail(p Ref) Ref {
	z, usual := b.probitTail(p)
	return b.leftToGo(p, usual, z)
}

// leftToGo lets Go compute probits that are not usual.
func (b *Builder) leftToGo(p, usual, z Ref) Ref {
	return b.Call(func(args [3]float64) float64 { return el.Probit(args[0]) }, b.Not(usual), z, p)
}

// probitTail is the probit between one and a half and seven standard deviations.
func (b *Builder) probitTail(p Ref) (z, usual Ref) {
	q := b.Sub(p, b.Const(0.5))
	tail := b.Select(b.Gt(q, b.Const(0)), b.Sub(b.Const(1), p), p)
	r := b.Sqrt(b.Neg(b.LogPositive(tail)))
	z = b.xor(b.probitRatio(2, b.Sub(r, b.Const(1.6))), b.And(q, b.bits(b.format.sign())))
	return z, b.And(b.Le(r, b.Const(5)), b.Gt(tail, b.Const(0x1p-60)))
}

// probitRatio is the quotient of two polynomials of elementary.ProbitCoefficients.
func (b *Builder) probitRatio(part int, r Ref) Ref {
	num, den := &el.ProbitCoefficients[part], &el.ProbitCoefficients[part+1]
	x, y := b.Const(num[7]), b.Const(den[7])
	for i := 6; i >= 0; i-- {
		x, y = b.Add(b.Mul(x, r), b.Const(num[i])), b.Add(b.Mul(y, r), b.Const(den[i]))
	}
	return b.Div(x, y)
}

// LogPositive is the natural logarithm of a number that is positive, finite and not
// subnormal.
func (b *Builder) LogPositive(x Ref) Ref {
	m := b.Or(b.And(x, b.bits(1<<52-1)), b.bits(1022<<52))
	k := b.Sub(b.Whole(b.shiftRight(x, 52)), b.Const(1022))
	low := b.Lt(m, b.Const(el.SqrtHalf))
	m, k = b.Select(low, b.Mul(m, b.Const(2)), m), b.Select(low, b.Sub(k, b.Const(1)), k)
	// logSum of runtime/elementary.
	f := b.Sub(m, b.Const(1))
	s := b.Div(f, b.Add(b.Const(2), f))
	z := b.Mul(s, s)
	w := b.Mul(z, z)
	pair := func(i int) Ref {
		return b.Add(b.Const(el.LogCoefficients[i]), b.Mul(b.Const(el.LogCoefficients[i+1]), z))
	}
	lower := b.Add(pair(0), b.Mul(w, pair(2)))
	higher := b.Add(pair(4), b.Mul(w, pair(6)))
	r := b.Mul(z, b.Add(lower, b.Mul(b.Mul(w, w), higher)))
	h := b.Mul(b.Mul(b.Const(0.5), f), f)
	small := b.Add(b.Mul(s, b.Add(h, r)), b.Add(b.Mul(k, b.Const(el.Ln2Lo)), b.Const(0)))
	return b.Sub(b.Mul(k, b.Const(el.Ln2Hi)), b.Sub(b.Sub(h, small), f))
}
