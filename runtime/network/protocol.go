package network

// Protocol is what is done with a network: how long it runs and what is
// recorded. Times are whole steps.
type Protocol struct {
	Segments []Segment
	Records  []Record
	Weights  []WeightRecord
}

// WeightRecord asks for one observable of connections of a set of plastic
// synapses.
type WeightRecord struct {
	Synapses int // index into Network.Synapses
	Variable string
	Unit     string
	Every    int64    // steps
	Only     []Part   // of the projection; none: all of it
	Rows     []uint32 // of the set, as read from a data folder; nil: all of them, or those that Only takes
}

// Segment is one uninterrupted run from t = 0.
type Segment struct {
	Name    string
	Steps   int64
	Discard int64 // steps at the beginning that statistics leave out
}

// Record asks for spikes or for one observable of elements of one population.
type Record struct {
	Population int
	Variable   string // name of the observable, "" for spikes
	Unit       string
	Every      int64    // sampling interval in steps; 0 for spikes
	Elements   []uint32 // indices within the population, ascending; nil for all
}

// Steps is the length of the longest segment.
func (x *Protocol) Steps() int64 {
	n := int64(0)
	for _, s := range x.Segments {
		n = max(n, s.Steps)
	}
	return n
}
