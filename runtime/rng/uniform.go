package rng

import "math/bits"

// Draw number n of the distributions below uses words 2n and 2n+1 unless
// said otherwise, so draws of different n never share a word.

// Bits64 is words 2n (upper half) and 2n+1 (lower half) as one number.
func (s Stream) Bits64(n uint64) uint64 {
	w := s.Words4(n / 2)
	i := 2 * (n & 1)
	return uint64(w[i])<<32 | uint64(w[i+1])
}

// EachBits64 visits Bits64 of from, from+1, … for n draws, at half the price.
func (s Stream) EachBits64(from uint64, n int, visit func(i int, x uint64)) {
	i := 0
	if from&1 == 1 && n > 0 {
		visit(0, s.Bits64(from))
		i = 1
	}
	for ; i < n; i += 2 {
		w := s.Words4((from + uint64(i)) / 2)
		visit(i, uint64(w[0])<<32|uint64(w[1]))
		if i+1 < n {
			visit(i+1, uint64(w[2])<<32|uint64(w[3]))
		}
	}
}

// Unit makes a number of [0, 1) of the bits of a draw, as Uniform does.
func Unit(x uint64) float64 { return unit(x) }

// OpenUnit makes a number of (0, 1) of the bits of a draw, as UniformOpen does.
func OpenUnit(x uint64) float64 { return openUnit(x) }

// Uniform is draw n of the uniform distribution on [0, 1), a multiple of 2^-53.
func (s Stream) Uniform(n uint64) float64 { return unit(s.Bits64(n)) }

// UniformOpen is draw n of the uniform distribution on (0, 1), an odd
// multiple of 2^-53; u and 1-u are both exact and equally likely.
func (s Stream) UniformOpen(n uint64) float64 { return openUnit(s.Bits64(n)) }

// Bounded is draw n of the uniform distribution on 0 … bound-1, and 0 for
// bound 0: the upper half of a 64-bit number times bound (Lemire 2019,
// doi:10.1145/3230636, without the rejection step: the probability of a
// value is off by less than 2^-64, a relative bias below 2^-32).
func (s Stream) Bounded(n uint64, bound uint32) uint32 {
	hi, _ := bits.Mul64(s.Bits64(n), uint64(bound))
	return uint32(hi)
}

// UniformInt is draw n of the uniform distribution on lo … hi, both
// included; lo if hi < lo. The probability of a value is off by less than
// 2^-64.
func (s Stream) UniformInt(n uint64, lo, hi int64) int64 {
	if hi < lo {
		return lo
	}
	span := uint64(hi) - uint64(lo) + 1
	if span == 0 { // all 2^64 values
		return int64(s.Bits64(n))
	}
	k, _ := bits.Mul64(s.Bits64(n), span)
	return int64(uint64(lo) + k)
}

// unit makes a number of [0, 1) from the upper 53 bits of x.
func unit(x uint64) float64 { return float64(x>>11) * 0x1p-53 }

// openUnit makes a number of (0, 1) from the upper 52 bits of x.
func openUnit(x uint64) float64 { return float64(x>>12<<1|1) * 0x1p-53 }

// pair joins two words as Bits64 does.
func pair(hi, lo uint32) uint64 { return uint64(hi)<<32 | uint64(lo) }
