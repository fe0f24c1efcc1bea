package program

import "github.com/nngen/nngen/runtime/rng"

// Type is the type of a value.
type Type uint8

// The types of values. Int values are whole numbers of steps; they are carried
// as float64 by [Eval] and are exact below 2^53.
const (
	Real Type = iota
	Int
	Bool
)

func (t Type) String() string { return [...]string{"real", "int", "bool"}[t] }

// Binding says where the value of a quantity comes from.
type Binding uint8

const (
	// Literal: one number, the same for every neuron: Quantity.Value.
	Literal Binding = iota
	// Column: one number per neuron, in the population's column of that name.
	Column
)

// Quantity is a named number that does not change during a segment: a parameter
// of the model (C_m) or a number derived from parameters (a propagator). All
// values are in the internal units ms, mV, pA, nS, pF, um.
type Quantity struct {
	Name    string // unique within the program, e.g. "C_m", "exc.tau", "P.V.exc.I"
	Type    Type
	Unit    string // for people, e.g. "pF", "mV/pA"; "1" when dimensionless
	Doc     string // the model's comment, or how it is derived
	Derived bool   // computed by the Derivation, not given by the model
	Binding Binding
	Value   float64 // when Binding is Literal
}

// State is a variable that the program carries from step to step.
type State struct {
	Name   string // unique within the program, e.g. "V", "exc.I"
	Unit   string
	Doc    string
	HeldBy uint32 // bit c is set when hold counter c holds this state
}

// Hold is a counter of steps during which a set of states does not move.
type Hold struct {
	Name   string // for people and generated code, e.g. "V"
	States []int
}

// Port is a place where spikes arrive. What arrives in one step is summed and
// applied once.
type Port struct {
	Name string // e.g. "exc"
	Unit string // of a weight
	Doc  string
	// Continuous ports take no spikes: sums over their connections read Sources,
	// which are names of observables of the senders.
	Continuous bool
	Sources    []string
	Receptor   int // number of the port, of a simulator's own model
}

// Sum is a sum over all connections of a continuous port, constant over step k:
// Value is computed for every connection from its weight, from the sources of
// its sender as they were at t_k - d, and from quantities and states of the
// target as they are at t_k. Before t = 0 senders have the values of t = 0.
//
// The values of the connections that one projection makes to one population are
// added in their order, beginning with 0; then the projections in their order.
type Sum struct {
	Name  string
	Unit  string
	Port  int
	Block Block // no stores
	Value Ref
}

// Input is a sum of currents from outside (`input I : pA`), constant over a
// step. Column k of the population holds the constant part per neuron.
type Input struct {
	Name string
	Unit string
}

// Random is a stream of random numbers that a program draws from, one number
// per step and element. A [Draw] names it by its index in Program.Random. The
// stream of an element is that of the object "population.Name" and the element's
// index for Purpose, see [rng.NewStream].
type Random struct {
	Name    string // unique within the program
	Purpose rng.Purpose
}

// Number is the number of the draw of step k within the stream. Noise of the
// step from t_k to t_k + h is keyed to its beginning, a draw in a condition to
// its end: to the time that the condition is tested at.
func (r Random) Number(k int64) uint64 {
	if r.Purpose == rng.Noise {
		return uint64(k)
	}
	return uint64(k + 1)
}

// Variant is the integration of the states that depend on what is held.
type Variant struct {
	Held  uint32 // the exact set of hold counters that are positive
	Block Block
}

// Integrate advances the states from t_k to t_k + h. Common holds the updates
// that are the same whatever is held; exactly one of Variants runs besides it.
// Both read the states of t_k. There is one variant for every subset of the
// hold counters, in ascending order of Held; without hold counters there is one
// with Held = 0.
type Integrate struct {
	Common   Block
	Variants []Variant
}

// Start begins a hold.
type Start struct {
	Hold  int // index into Program.Holds
	Steps Ref // an Int value of the action block: how many steps
	When  Ref // a Bool value of the action block, or None for always
}

// Condition is one `on COND { … }` of the model.
type Condition struct {
	Doc     string // source text of the condition
	Blocked uint32 // not tested in a step that began with any of these counters positive
	Test    Block  // no stores
	Fires   Ref    // Bool value of Test
	// Rising: fires only when Fires is true now and was false at the previous
	// sample. The sample before the first step is that of the initial state.
	Rising bool
	Action Block // runs when the condition fires; stores take effect together
	Spike  Ref   // Bool value of Action, Always, or None
	Starts []Start
}

// Observable is something that can be recorded: a state, a let, or the output
// of a port.
type Observable struct {
	Name   string
	Unit   string
	Block  Block // no stores; reads states after the conditions
	Result Ref
}

// Entry places one propagator in the program: the number in row Row, column Col
// of the exponential is the value of quantity Quantity.
type Entry struct{ Row, Col, Quantity int }

// Derivation computes the derived quantities from the given ones. For each
// element of Exponentials a matrix is evaluated, multiplied by h and
// exponentiated; Direct quantities are values of a block.
type Derivation struct {
	Exponentials []Exponential
	Covariances  []Covariance
	Direct       Block    // reads only given quantities
	Values       []Direct // derived quantities that are values of Direct
}

// Direct is a derived quantity that is a plain function of given ones.
type Direct struct {
	Quantity int
	Value    Ref
}

// Exponential is one augmented matrix M = [[A, B], [0, 0]] of size N; its
// exponential exp(M*h) carries states and constants over one step.
type Exponential struct {
	N       int
	Block   Block // reads only given quantities
	Matrix  []Ref // N*N values of Block, row major; None is a structural zero
	Entries []Entry
}

// Covariance is the noise of a linear system of N states with M independent white
// noises, x' = Drift x + Gain ξ, in one step: the factor L of its covariance, with
// which N independent normal numbers are mixed (see propagator.Noise). Entries say
// which quantities are entries of L.
type Covariance struct {
	N, M    int
	Block   Block // reads only given quantities
	Drift   []Ref // N*N values of Block, row major; None is a structural zero
	Gain    []Ref // N*M
	Order   []int // row Order[k] of L has entries in columns Order[0] … Order[k] only
	Entries []Entry
}

// Program is the solved form of one kind of neuron, receptor ports included.
type Program struct {
	Name      string // the neuron's name in the model
	Doc       string
	Equations []string // source text of equations and handlers, for comments in generated code
	// Definitions are named expressions and outputs of ports, as source text for people.
	Definitions []string
	Step        float64  // h in ms
	Method      string   // exact, rk4, exponential_euler, euler
	Lumped      []string // what the ports share, for people
	Why         string   // why this method
	// Extern and ExternOf name a model that a target has of its own, and the target;
	// such a program has parameters, ports and names of what can be recorded, but
	// does nothing. "" for programs that say themselves what they do.
	Extern, ExternOf string
	Quantities       []Quantity
	States           []State
	Inputs           []Input
	Ports            []Port
	Sums             []Sum
	Holds            []Hold
	Random           []Random
	Integrate        Integrate
	Arrive           []Block // one per port; Acc reads the sum that arrived
	Conditions       []Condition
	Observe          []Observable
	Derive           Derivation
}

// StateIndex returns the index of the state with that name, or -1.
func (p *Program) StateIndex(name string) int {
	for i, s := range p.States {
		if s.Name == name {
			return i
		}
	}
	return -1
}

// ObservableIndex returns the index of the observable with that name, or -1.
func (p *Program) ObservableIndex(name string) int {
	for i, o := range p.Observe {
		if o.Name == name {
			return i
		}
	}
	return -1
}

// PortIndex returns the index of the port with that name, or -1.
func (p *Program) PortIndex(name string) int {
	for i, o := range p.Ports {
		if o.Name == name {
			return i
		}
	}
	return -1
}

// Columns returns the indices of the quantities that vary per neuron.
func (p *Program) Columns() []int {
	var c []int
	for i, q := range p.Quantities {
		if q.Binding == Column {
			c = append(c, i)
		}
	}
	return c
}
