package fixed

import "github.com/nngen/nngen/runtime/program"

// Image is a network as words, ready for a [Machine] or for the harness in C.
type Image struct {
	Steps       int64
	Populations []Population
	Programs    []*Program
	Rules       []*Rule
	Synapses    []Synapses
	Changes     []Change // by step
}

// Change gives words another value from a step on: after what is recorded at t_k,
// before the integration from there. The word of an input is added to what it is
// otherwise, in place of that of the change before.
type Change struct {
	Step       int64
	Population int
	Input      bool // else a parameter
	Index      int
	Elements   []uint32
	Words      []int32 // one for all elements, or one for each
}

// Population is a run of neurons, which a core simulates, or of sources.
type Population struct {
	Name    string
	N       int
	First   int // global id of its first element
	Program int // index into Programs, -1 for sources
	// Words of the neurons: per state, parameter and input, one for all or one per
	// neuron.
	States, Params, Inputs [][]int32
	// Spikes of sources by step: from Starts[s] to Starts[s+1] those stamped s.
	Starts []uint32
	Index  []uint32
	Count  []uint16
}

// Synapses are the connections of one projection to one population and port.
type Synapses struct {
	Population int
	Pre        []uint32 // global ids
	Post       []uint32 // within the population
	Type       []uint8  // synapse type of the target, by the sign of the weight
	Weight     []uint16 // in the format of the type
	Delay      []uint16 // steps, >= 1
	// Of plastic connections: the rule, -1 where there is none, the words of the
	// weights at the beginning, and the port that what is delivered reaches.
	Rule   int
	Start  []int32
	Port   int
	Zeroed int // weights that were not 0 and became 0
}

// At is element i of a column.
func At(c []int32, i int) int32 {
	if len(c) == 1 {
		return c[0]
	}
	return c[i]
}

// Deliver turns an amount in a format into what a ring buffer holds: the synapse
// type and the weight; ok is false where nothing arrives. over tells that it was
// too large.
func (p *Program) Deliver(port int, amount int32, format Format) (t uint8, weight uint16, over, ok bool) {
	x := int64(amount)
	at := p.Ports[port].Plus
	if x < 0 {
		x, at = -x, p.Ports[port].Minus
	}
	if at < 0 || x == 0 {
		return 0, 0, false, false
	}
	s := int(p.WeightFormat(int(at)) - format)
	if s < 0 {
		x = Right(x, -s)
	} else if x > 1<<16 || s > 16 {
		x = 1 << 16
	} else {
		x <<= s
	}
	if x > 1<<16-1 {
		return uint8(at), 1<<16 - 1, true, true
	}
	return uint8(at), uint16(x), false, x > 0
}

// hasSite reports whether a state lives at a site.
func (r *Rule) hasSite(i int, site program.Site) bool { return r.Sites[i] == site }
