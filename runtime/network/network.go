package network

import (
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// Network is an expanded network: every number of it.
type Network struct {
	Spec        *Spec
	Populations []Columns
	Synapses    []Synapses
	Signals     []Signals
}

// Signals are the connections of one modulation: sources whose spikes all
// connections of some sets of plastic synapses hear.
type Signals struct {
	Name      string
	Sets      []int // indices into Network.Synapses, of one rule
	Modulator int   // index into the rule's Modulators
	Pre       []uint32
	Weight    []float64 // multiples of a power of 2, so that sums are exact
	Delay     []uint16  // steps, >= 1
}

// Columns are the numbers of one population of neurons; all nil for sources.
type Columns struct {
	// Quants has one slice per quantity of the program, derived ones included:
	// length 1 when it is the same for all, else N.
	Quants [][]float64
	Init   [][]float64 // per state: length 1 when all are equal, else N
	Drive  [][]float64 // per input: length 1 when all are equal, else N
	// Streams has the stream of element 0 for every Random of the program; that
	// of element i is Streams[r].At(i).
	Streams []rng.Stream
	// Waves are the currents that vary; for each input, an element has one at
	// most. Its input is its drive until the first change of the wave, and its drive
	// plus the value of the latest change from then on.
	Waves []Wave
	// Switches are the quantities that become others during the run, derived ones
	// included, by step, then quantity. Such a quantity is bound to a column.
	Switches []Switch
	// Quantum is the unit of weights per port: every weight is a whole multiple.
	// 0 for a port that nothing reaches and for a continuous one.
	Quantum []float64
	// Sums is where an engine puts the sums over continuous connections, one value
	// per sum and neuron, before every step; nil in an expanded network.
	Sums [][]float64
}

// Synapses are the connections of one projection to one population and port, in
// the order that the package's comment describes. All columns have one length.
type Synapses struct {
	Name       string // projection, or projection@population when it reaches several
	Projection int    // index into Spec.Projections, -1 when read from a data folder
	Population int    // of the targets
	Port       int
	Pre        []uint32  // global ids
	Post       []uint32  // global ids
	Weight     []float64 // internal unit of the port; multiples of its quantum unless plastic
	Delay      []uint16  // steps, >= 1, of continuous connections >= 0
	// Plasticity, if not nil, changes the weights. Delay is then that from the
	// connection to the target and back: a spike of the target reaches the
	// connection after Delay, one of the source after Axonal. What the rule delivers
	// is rounded to the port's quantum and arrives Delay later.
	Plasticity *program.Plasticity
	// Axonal are steps from the source to the connection, >= 0; nil: 0 for all, as
	// in all sets without plasticity, whose Delay is the whole.
	Axonal []uint16
	// Quants and Init, of plastic sets, have one column per quantity and per state of
	// the rule, of length 1 when it is the same for all; Init of the weight is nil.
	Quants [][]float64
	Init   [][]float64
	// Switches are the quantities of a plastic set that become others during the run,
	// as those of [Columns]: before, connections are brought up to that time.
	Switches []Switch
	// Zeroed counts weights that were not 0 and were rounded to 0.
	Zeroed int
	// recipe, if not nil, makes the synapses instead of Pre, Post, Weight and Delay.
	recipe            *recipe
	shortest, longest uint16  // delays
	smallest          float64 // absolute weight that is not 0
}

// streams are the streams of a population of neurons.
func (s *Spec) streams(pop *Population) []rng.Stream {
	var list []rng.Stream
	for _, r := range pop.Program.Random {
		list = append(list, rng.NewStream(s.Seed, r.Purpose, pop.Name+"."+r.Name, 0))
	}
	return list
}

// Drawing is what [program.Env.Draw] is in step k for element i of a population
// with these columns that runs p; nil when p draws nothing.
func (c *Columns) Drawing(p *program.Program, i int, k int64) func(fn string, a, b, _ float64, n int32) float64 {
	if len(p.Random) == 0 {
		return nil
	}
	return func(fn string, a, b, _ float64, n int32) float64 {
		return c.Streams[n].At(uint32(i)).Draw(fn, p.Random[n].Number(k), a, b)
	}
}

// AxonalOf is the number of steps from the source to connection row.
func (s *Synapses) AxonalOf(row int) int64 {
	if s.Axonal == nil {
		return 0
	}
	return int64(s.Axonal[row])
}

// Spread returns column c with one entry for each of n elements: c itself when it
// has them.
func Spread(c []float64, n int) []float64 { return spread(c, n) }

// Continuous reports whether the connections of s reach a continuous port, whose
// sums read variables of the sources. They carry no spikes, their delays may be 0,
// and their weights are no multiples of a quantum.
func (n *Network) Continuous(s *Synapses) bool {
	return n.Spec.Populations[s.Population].Program.Ports[s.Port].Continuous
}

// At returns column c at element i: c[0] when it has one value only.
func At(c []float64, i int) float64 {
	if len(c) == 1 {
		return c[0]
	}
	return c[i]
}
