package rng

// Purpose says what draws are for, so that the same object and index get
// independent numbers for each purpose. The values are part of the meaning
// of a seed: never renumber them.
type Purpose uint32

// Purposes.
const (
	Init    Purpose = 1  // initial values of states
	Param   Purpose = 2  // parameters of neurons
	Connect Purpose = 3  // which neurons are connected
	Weight  Purpose = 4  // initial weights
	Delay   Purpose = 5  // delays
	Source  Purpose = 6  // spikes of stochastic sources, keyed by step
	Handler Purpose = 7  // draws in conditions and handlers of a neuron, keyed by step
	Noise   Purpose = 8  // noise terms of equations, keyed by step
	Release Purpose = 9  // draws in handlers of a connection (stochastic release)
	Rewire  Purpose = 10 // structural plasticity
	Place   Purpose = 11 // places in space
	Sample  Purpose = 12 // samples of views
	Current Purpose = 13 // currents, keyed by step
)

// NewStream is the stream of element index of the named object (population,
// projection, variable "pop.V", …) for one purpose under one seed:
// ID1 = index, ID2 = [HashName](object), ID3 = [MixSeed](seed, purpose).
// Two objects whose names have the same 32-bit hash, or two seeds with the
// same mix, would share numbers; the chance is 2^-32 for a pair.
func NewStream(seed uint64, purpose Purpose, object string, index uint32) Stream {
	return Stream{ID1: index, ID2: HashName(object), ID3: MixSeed(seed, purpose)}
}

// HashName is the 64-bit FNV-1a hash of the bytes of name, passed through
// the finaliser of SplitMix64, upper half.
func HashName(name string) uint32 {
	h := uint64(0xcbf29ce484222325)
	for i := range len(name) {
		h = (h ^ uint64(name[i])) * 0x100000001b3
	}
	return uint32(finalise(h) >> 32)
}

// MixSeed is the upper half of output number purpose of the SplitMix64
// generator (Steele, Lea & Flood 2014, doi:10.1145/2660193.2660195) whose
// initial state is the finalised seed.
func MixSeed(seed uint64, purpose Purpose) uint32 {
	return uint32(finalise(finalise(seed)+uint64(purpose)*0x9e3779b97f4a7c15) >> 32)
}

// finalise is the finaliser of SplitMix64 (variant 13 of Stafford's mixers):
// a bijection in which every input bit changes about half of the output bits.
func finalise(z uint64) uint64 {
	z = (z ^ z>>30) * 0xbf58476d1ce4e5b9
	z = (z ^ z>>27) * 0x94d049bb133111eb
	return z ^ z>>31
}
