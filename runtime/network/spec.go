package network

import "github.com/nngen/nngen/runtime/program"

// Value is a number per element: a constant, an expression of the element's
// index, or one with draws. In internal units. The zero Value is 0.
//
// Draws may name uniform(a, b), normal(mean, sd), lognormal(mu, sigma),
// exponential(mean), gamma(shape, scale), uniform_int(a, b), poisson(lambda),
// binomial(n, p) and vonmises(mu, kappa); Redraw repeats one.
type Value struct {
	// Block may use Const, Draw and everything from Add on, in populations also
	// LoadIndex and LoadCount, in initial values and drives also LoadQuant (the
	// program's quantities, derived ones included), in connections LoadPair; no
	// stores.
	Block  program.Block
	Result program.Ref
}

// Constant returns the value of v when it is the same for every element.
func (v Value) Constant() (float64, bool) {
	if int(v.Result) >= len(v.Block.Instrs) || v.Result < 0 {
		return 0, false
	}
	in := v.Block.Instrs[v.Result]
	return in.Value, in.Op == program.Const
}

// Const is a constant value.
func Const(x float64) Value {
	var v Value
	v.Result = v.Block.Add(program.Instr{Op: program.Const, A: program.None, B: program.None, C: program.None, Value: x})
	return v
}

// Population is a run of neurons of one program, or of sources.
type Population struct {
	Name    string
	Doc     string
	N       int
	First   int              // global id of its first element
	Program *program.Program // nil for a source
	Source  *Source          // nil for neurons
	// Given holds one value per quantity of the program that is bound to a
	// column and not derived, by index of the quantity; derived columns are
	// computed from them by the program's Derivation.
	Given map[int]Value
	Init  []Value // one per state of the program; in order of evaluation InitOrder may be ignored: values read no states
	// Drive is the constant part of every input of the program (`inject`).
	Drive []Value
	// Layout places the elements in space; nil: all at the origin.
	Layout *Layout
	// Set replaces values on parts of the population, in order.
	Set []Override
	// Currents are added to inputs and change from step to step.
	Currents []Injection
	// Settings give quantities other values during the run, in order of step.
	Settings []Setting
}

// Override replaces a value on a selection of a population's elements. i and N in
// its value are those of the population; its draws are numbered by the selection.
type Override struct {
	Elements View // all of one population
	Kind     OverrideKind
	Index    int // of the state, quantity or input
	Value    Value
}

// OverrideKind says what an Override replaces or adds to.
type OverrideKind uint8

// The kinds of overrides.
const (
	SetInit OverrideKind = iota
	AddDrive
	SetGiven // of a quantity that is given, not derived
)

// SourceKind is a kind of spike source.
type SourceKind uint8

// The kinds of sources.
const (
	Poisson SourceKind = iota // Rate per element; a whole count per step
	SpikesAt
	Regular
	Listed     // Emissions, e.g. read from a data folder
	Refractory // Poisson with a dead time after every spike
	Gamma      // a renewal process with intervals of a gamma distribution
)

// Source emits spikes of its own. A count emitted in step k is stamped
// (k + 1)*h, as a neuron's spike of step k is.
type Source struct {
	Kind SourceKind
	// Given are named numbers per element that the other values may read, by index,
	// with LoadQuant.
	Given  []Named
	Rate   Value      // 1/ms, of all but SpikesAt and Listed; may read the time, that of the beginning of a step, but for Regular
	Shape  Value      // of Gamma; may read the time
	Dead   Value      // ms, of Refractory; may read the time
	Start  Value      // ms, of Regular: the stamp of the first spike
	Stamps []int64    // of SpikesAt: steps >= 1, ascending, repeats are multiplicity
	Each   [][]int64  // of SpikesAt: such a list per element, instead of one for all
	Times  []Value    // of SpikesAt: ms; further spikes, one of each per element
	List   *Emissions // of Listed
	// Later are sources that take the place of this one, in order of step: from
	// then on it is as if they had been there from the start.
	Later []SourceChange
	// Again, of a later source, stands behind the names of the draws of its values,
	// so that they are others than before.
	Again string
}

// SourceChange is a source that takes the place of another from step From on,
// which is the first in which it emits.
type SourceChange struct {
	From   int64 // >= 1
	Source Source
}

// Named is a value with a name.
type Named struct {
	Name  string
	Value Value
}

// View is a selection of elements: runs of global ids in order.
type View struct {
	Runs []Run
}

// Run is the arithmetic sequence First, First+Stride, … of N global ids of one
// population.
type Run struct {
	Population int // index into Spec.Populations
	First      int // global id
	Stride     int // may be negative
	N          int
}

// Len is the number of elements of v.
func (v View) Len() int {
	n := 0
	for _, r := range v.Runs {
		n += r.N
	}
	return n
}

// RuleKind is a kind of connection rule.
type RuleKind uint8

// The connection rules.
const (
	OneToOne RuleKind = iota
	AllToAll
	FixedProbability // P
	FixedIndegree    // K sources for each target
	FixedOutdegree   // K targets for each source
	FixedTotal       // K synapses in all
	FromList         // List
	Probable         // each pair with a probability of its own: Chance
	SmallWorld       // K neighbours on a ring, each replaced with probability P
	Clone            // the pairs of projection Of, which comes before
	Union            // pairs of Parts, which are two: of either
	Intersection     // of both
	Difference       // of the first that the second has not
)

// Rule says which pairs of a source view and a target view are connected.
type Rule struct {
	Kind    RuleKind
	P       float64
	K       int64
	Chance  Value // may read pairs
	Self    bool  // may a neuron connect to itself
	Replace bool  // of fixed numbers: may a pair be drawn twice
	// OneWay: of two neurons that would connect to each other, only one does,
	// drawn by lot.
	OneWay bool
	List   []Pair
	Parts  []Rule
	Of     int
}

// Pair is one element of a list of connections: positions in the source view
// and in the target view, and optionally weight (internal unit) and delay (ms)
// that replace the projection's.
type Pair struct {
	Pre, Post     int
	Weight, Delay float64
}

// Projection is one `connect` statement.
type Projection struct {
	Name   string // unique: the name given, or source->target.port#n
	Pre    View
	Post   View
	Port   string // the target programs' port of this name
	Rule   Rule
	Weight Value // unit of the port
	// Delay is the time in ms from the connection to the target, and back: the
	// dendritic delay. Axonal is the time from the source to the connection; the
	// zero Value is none.
	Delay  Value
	Axonal Value
	// Plasticity changes the weights; nil for connections that stay as they are.
	Plasticity *program.Plasticity
	// Given holds one value per quantity of Plasticity that differs per connection
	// and is not derived, by index of the quantity.
	Given map[int]Value
	// Set and Settings give other values to quantities of the rule: from the beginning,
	// and during the run, in order of step. Shared are given quantities that states
	// depend on which connections share: they are the same for all.
	Set      []Adjustment
	Settings []Adjustment
	Shared   []int
	// Mirror, if not 0, is 1 + the index of the projection, an earlier one, whose
	// connections this one has the other way round, with their weights and delays.
	Mirror int
	// Listed: weight and delay come from Rule.List.
	ListedWeight, ListedDelay bool
}

// Modulation is a connection of sources to a modulator of a plastic projection,
// which all its connections hear: every source once.
type Modulation struct {
	Name      string // unique among modulations and projections
	Pre       View
	Of        int    // index into Spec.Projections
	Modulator string // of its rule
	Weight    Value
	Delay     Value // ms
}

// Spec describes a network.
type Spec struct {
	Populations []Population
	Projections []Projection
	Modulations []Modulation
	Waveforms   []Waveform // of currents
	Space       Space
	Seed        uint64
	Step        float64 // h in ms
	// Packed says that weights are rounded to 15 bits and a sign: the native engine
	// then keeps a synapse in four bytes.
	Packed bool
}

// Size is the number of neurons and sources.
func (s *Spec) Size() int {
	n := 0
	for _, p := range s.Populations {
		n += p.N
	}
	return n
}
