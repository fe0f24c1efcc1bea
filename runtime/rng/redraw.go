package rng

import "math"

// MaxTries is how often a draw is repeated until it falls into a range: one that
// has a probability of a thousandth is missed once in 20,000 draws.
const MaxTries = 10_000

// Redraw is draw n of a distribution, see [Stream.Draw], where it is from lo to
// hi, else the first of its repetitions that is. NaN if none of MaxTries is. A
// repetition has a stream of its own, so it uses nothing that another draw uses.
func (s Stream) Redraw(fn string, n uint64, a, b, lo, hi float64) float64 {
	x := s.Draw(fn, n, a, b)
	for try := uint32(1); !(x >= lo && x <= hi); try++ {
		if try == MaxTries || math.IsNaN(x) {
			return math.NaN()
		}
		x = s.repetition(n, try).Draw(fn, 0, a, b)
	}
	return x
}

// repetition is the stream of repetition k of draw n, named by words of the
// generator at a key that neither words nor attempts have.
func (s Stream) repetition(n uint64, k uint32) Stream {
	w := Philox([4]uint32{uint32(n), s.ID3, s.ID1, s.ID2}, [2]uint32{k, 1<<31 | uint32(n>>32)})
	return Stream{w[0], w[1], w[2]}
}
