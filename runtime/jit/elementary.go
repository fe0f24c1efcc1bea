package jit

import (
	"math"

	el "github.com/nngen/nngen/runtime/elementary"
)

// The functions below repeat those of runtime/elementary of the same names
// operation by operation, without their branches; in [Single] the polynomial ends
// earlier. Where a branch would be taken
// that few arguments take, the element is left to Go.

const roundShift = 0x1.8p52 // bits of roundShift + k end with those of the whole number k

// parameters of the functions in a format.
type parameters struct {
	shift           float64 // as roundShift
	exponent, bias  int64   // place and bias of exponents
	ln2Hi, ln2Lo    float64 // k times the first is exact
	least, most     float64 // exp is 0 below and infinite above
	terms           int     // of the polynomial
	split           float64 // halves the digits of a number
	tiny            float64 // e^x is 1 + x below
	smallest, large float64 // numbers between are far from both ends
}

var parametersOf = [...]parameters{
	Double: {roundShift, 52, 1023, el.Ln2Hi, el.Ln2Lo, -746, 710, 11, 1<<27 + 1, 0x1p-54, 0x1p-400, 0x1p400},
	Single: {0x1.8p23, 23, 127, 355.0 / 512, math.Ln2 - 355.0/512, -104, 89, 6, 1<<12 + 1, 0x1p-25, 0x1p-60, 0x1p60},
}

func (b *Builder) parameters() *parameters { return &parametersOf[b.format] }

// expParts is e^(x+xl) = 2^k (1 + r + p), k also as the bits of k + roundShift.
func (b *Builder) expParts(x, xl Ref) (bits, r, p Ref) {
	f := b.parameters()
	shift := b.Const(f.shift)
	bits = b.Add(b.Mul(x, b.Const(el.Log2E)), shift)
	k := b.Sub(bits, shift)
	a := b.Sub(x, b.Mul(k, b.Const(f.ln2Hi)))
	c := b.Mul(k, b.Const(f.ln2Lo))
	if xl != noRef {
		c = b.Sub(c, xl)
	}
	r = b.Sub(a, c)
	rl := b.Sub(b.Sub(a, r), c)
	coefficient := func(i int) Ref { return b.Const(el.ExpCoefficients[i]) }
	linear := func(i int) Ref { return b.Add(b.Mul(coefficient(i+1), r), coefficient(i)) }
	z := b.Mul(r, r)
	z2 := b.Mul(z, z)
	low := b.Add(linear(0), b.Mul(z, linear(2)))
	high := linear(4)
	if f.terms == 11 {
		mid := b.Add(high, b.Mul(z, linear(6)))
		high = b.Add(mid, b.Mul(z2, b.Add(linear(8), b.Mul(z, coefficient(10)))))
	}
	p = b.Add(b.Mul(z, b.Add(low, b.Mul(z2, high))), b.Add(rl, b.Mul(rl, r)))
	return bits, r, p
}

const noRef Ref = -1

// exponent makes 2^k of the whole number k + bias in the lower bits.
func (b *Builder) exponent(k Ref) Ref { return b.shiftLeft(k, byte(b.parameters().exponent)) }

// whole is the integer k + bias of the bits of k + shift.
func (b *Builder) whole(bits Ref, bias int64) Ref {
	return b.subInt(bits, b.bits(b.format.bits(b.parameters().shift)-uint64(bias)))
}

// scale is y * 2^k.
func (b *Builder) scale(y, bits Ref) Ref {
	k := b.whole(bits, 2*(b.parameters().bias+1))
	half := b.shiftRight(k, 1) // k/2, rounded down, and bias + 1
	rest := b.subInt(k, half)  // the rest of k, and bias + 1
	one := b.bits(1)
	return b.Mul(b.Mul(y, b.exponent(b.subInt(half, one))), b.exponent(b.subInt(rest, one)))
}

func (b *Builder) fastTwoSum(x, y Ref) (s, e Ref) {
	s = b.Add(x, y)
	return s, b.Sub(y, b.Sub(s, x))
}

func (b *Builder) twoSum(x, y Ref) (s, e Ref) {
	s = b.Add(x, y)
	t := b.Sub(s, x)
	return s, b.Add(b.Sub(x, b.Sub(s, t)), b.Sub(y, t))
}

func (b *Builder) twoProd(x, y Ref) (p, e Ref) {
	p = b.Mul(x, y)
	split := func(v Ref) (hi, lo Ref) {
		t := b.Mul(b.Const(b.parameters().split), v)
		hi = b.Sub(t, b.Sub(t, v))
		return hi, b.Sub(v, hi)
	}
	xh, xl := split(x)
	yh, yl := split(y)
	e = b.Sub(b.Mul(xh, yh), p)
	e = b.Add(e, b.Mul(xh, yl))
	e = b.Add(e, b.Mul(xl, yh))
	return p, b.Add(e, b.Mul(xl, yl))
}

// divide is the leading part of (ah + al)/(bh + bl).
func (b *Builder) divide(ah, al, bh, bl Ref) Ref {
	q := b.Div(ah, bh)
	p, e := b.twoProd(q, bh)
	rest := b.Sub(b.Sub(ah, p), e)
	if al != noRef {
		rest = b.Add(rest, al)
	} else {
		rest = b.Add(rest, b.Const(0)) // as written there: -0 becomes 0
	}
	return b.Add(q, b.Div(b.Sub(rest, b.Mul(q, bl)), bh))
}

// expm1Parts is e^(x+xl) - 1 as hi + lo.
func (b *Builder) expm1Parts(x, xl Ref) (hi, lo Ref) {
	bits, r, p := b.expParts(x, xl)
	s := b.exponent(b.whole(bits, b.parameters().bias))
	a, e0 := b.twoSum(s, b.Const(-1))
	hi, e1 := b.twoSum(a, b.Mul(s, r))
	return b.fastTwoSum(hi, b.Add(b.Add(e0, e1), b.Mul(s, p)))
}

// Exp is e^x.
func (b *Builder) Exp(x Ref) Ref {
	f := b.parameters()
	x = b.Max(b.Const(f.least), b.Min(b.Const(f.most), x)) // NaN passes
	bits, r, p := b.expParts(x, noRef)
	s, e := b.fastTwoSum(b.Const(1), r)
	return b.scale(b.Add(s, b.Add(e, p)), bits)
}

// within is lo <= x <= hi and not tiny.
func (b *Builder) within(x Ref, lo, hi float64) Ref {
	inside := b.And(b.Ge(x, b.Const(lo)), b.Le(x, b.Const(hi)))
	return b.And(inside, b.Ge(b.Abs(x), b.Const(b.parameters().tiny)))
}

// unusual leaves elements to Go for which usual is not true.
func (b *Builder) unusual(fn string, usual, result Ref, args ...Ref) Ref {
	return b.Call(scalar(fn), b.Not(usual), result, args...)
}

// Expm1 is e^x - 1.
func (b *Builder) Expm1(x Ref) Ref {
	usual := b.within(x, -60, 60)
	hi, _ := b.expm1Parts(b.And(x, usual), noRef)
	return b.unusual("expm1", usual, hi, x)
}

// Exprel is (e^x - 1)/x.
func (b *Builder) Exprel(x Ref) Ref {
	usual := b.within(x, -60, 60)
	hi, lo := b.expm1Parts(b.And(x, usual), noRef)
	return b.unusual("exprel", usual, b.divide(hi, lo, x, b.Const(0)), x)
}

// Linoid is x/(1 - exp(-x/s)).
func (b *Builder) Linoid(x, s Ref) Ref {
	z := b.Div(x, s)
	f := b.parameters()
	usual := b.And(b.within(z, -60, 60), b.And(b.Ge(b.Abs(x), b.Const(f.smallest)), b.Le(b.Abs(x), b.Const(f.large))))
	p, e := b.twoProd(z, s)
	zl := b.Div(b.Sub(b.Sub(x, p), e), s)
	hi, lo := b.expm1Parts(b.And(b.Neg(z), usual), b.And(b.Neg(zl), usual))
	return b.unusual("linoid", usual, b.divide(b.Neg(x), noRef, hi, lo), x, s)
}
