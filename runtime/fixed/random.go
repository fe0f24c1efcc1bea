package fixed

import (
	"math/bits"

	"github.com/nngen/nngen/runtime/rng"
)

// draw is the upper 32 bits of draw n of a stream, of those that the distributions
// of package rng begin with too.
func draw(id1, id2, id3 int32, n int64) uint32 {
	return uint32(rng.Stream{ID1: uint32(id1), ID2: uint32(id2), ID3: uint32(id3)}.Bits64(uint64(n)) >> 32)
}

// Unit is draw n of the uniform distribution on [0, 1), in the format 31: that of
// package rng, cut.
func Unit(id1, id2, id3 int32, n int64) int32 { return int32(draw(id1, id2, id3, n) >> 1) }

// Open is draw n of the uniform distribution on (0, 1), in the format 31.
func Open(id1, id2, id3 int32, n int64) int32 { return int32(draw(id1, id2, id3, n)>>2<<1 | 1) }

// Gauss is the format of normal deviates, which stay below 6.5.
const Gauss Format = 28

// The polynomials of sqrt(2)*erfinv(x)/x in (w - 2.5)/4 for w = -ln(1 - x^2) < 5, and in
// (sqrt(w) - 3.5)/2 above, highest power first, in the format 28: the form of Giles 2010
// (Approximating the erfinv function, GPU Computing Gems 2), fitted at the zeros of a
// Chebyshev polynomial to 2e-8 and, up to w = 23, to 8e-7.
var (
	gaussCentre = [...]int32{-869757, 579331, 2894863, -5385326, -1928031, 21219830, -30436781, -25373470, 374523341, 569972622}
	gaussTail   = [...]int32{5619138, 462559, -13425470, 13218695, -7833836, 6222657, -6296260, 4998076, 764845515, 1266233787}
)

// Normal is draw n of the normal distribution, in the format Gauss: that of package
// rng to 2e-6.
func Normal(id1, id2, id3 int32, n int64) int32 {
	return probit(draw(id1, id2, id3, n))
}

// probit is the normal deviate below which a part (u + 1/2)*2^-32 lies.
func probit(u uint32) int32 {
	// With 33 bits: p = (2u + 1)*2^-33 and x = 2p - 1, w = -ln(4p(1 - p)).
	p := uint64(u)<<1 | 1
	q := uint64(1)<<33 - p
	v := p * q // below 2^64, which stands for 1
	shift := bits.LeadingZeros64(v)
	w := -Log(int32(v<<shift>>33), Format(31+shift), 24)
	x := int64(p) - int64(q) // in the format 33
	c, t, scale := &gaussCentre, w-5<<23, 24+2
	if w >= 5<<24 {
		c, t, scale = &gaussTail, Root(w, 24)-7<<23, 24+1
	}
	y := int64(c[0])
	for _, k := range c[1:] {
		y = int64(k) + Right(y*int64(t), scale)
	}
	return int32(Right(y*(x>>2), 31))
}
