package network

// Emissions are the spikes of one source population, by step, then by element.
type Emissions struct {
	Index []uint32 // within the population
	Step  []uint32 // stamps, >= 1
	Count []uint16 // multiplicity, >= 1
}

// SourceState plays the spikes of one source population step by step. It may
// be asked for any step, ascending ones are fast. It is for one goroutine.
type SourceState struct{}

// NewSourceState prepares population p of spec, which must be a source. A
// source that [Expand] refuses is silent.
func NewSourceState(spec *Spec, p int) *SourceState { return nil }

// Next fills dst, one number per element, with the counts of step k: the spikes
// stamped k + 1.
func (s *SourceState) Next(k int64, dst []uint16) {}

// NextRange fills dst with the counts of step k of the elements lo … hi-1:
// dst[0] is that of lo. Asking for the same range at successive steps is fast.
func (s *SourceState) NextRange(k int64, lo, hi int, dst []uint16) {}

// SourceCounts are the spikes of source population p emitted in the steps
// from <= k < to, stamped k + 1.
func SourceCounts(spec *Spec, p int, from, to int64) (*Emissions, error) { return nil, nil }
