package rng

// Stream names a sequence of 2^34 independent 32-bit words. Streams with
// different IDs are independent. The IDs are those of NEURON's
// random_setids(r, ID1, ID2, ID3).
type Stream struct{ ID1, ID2, ID3 uint32 }

// Period is the number of words of a stream: the counter holds n/4 in 32
// bits, so word n + Period is word n again.
const Period = uint64(1) << 34

// Word is word n of the stream.
func (s Stream) Word(n uint64) uint32 { return s.Words4(n / 4)[n%4] }

// Words4 are the words 4*block to 4*block + 3 of the stream, at the price of
// one of them.
func (s Stream) Words4(block uint64) [4]uint32 {
	return Philox([4]uint32{uint32(block), s.ID3, s.ID1, s.ID2}, [2]uint32{})
}

// At is the stream of another index (ID1) of the same object and purpose.
func (s Stream) At(index uint32) Stream {
	s.ID1 = index
	return s
}

// attempt gives the four words of attempt k of draw n, for rejection methods
// that need a number of words not known beforehand. The key is never (0, 0),
// the key of [Stream.Word], so attempts and words are different parts of the
// generator: a draw uses nothing that another draw uses.
func (s Stream) attempt(n uint64, k uint32) [4]uint32 {
	return Philox([4]uint32{uint32(n), s.ID3, s.ID1, s.ID2}, [2]uint32{k + 1, uint32(n >> 32)})
}
