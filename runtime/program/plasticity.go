package program

import "slices"

// Site says where a state of a plasticity rule lives. States of the source and
// of the target have the same value at all connections of one source or target
// (of one projection), shared ones at all connections of the projection, so a
// simulator may keep them once for all.
type Site uint8

// The sites.
const (
	AtConnection Site = iota
	AtSource
	AtTarget
	Shared
	Sites // how many there are
)

func (s Site) String() string { return [...]string{"connection", "pre", "post", "shared"}[s] }

// PlasticState is a state of a plasticity rule. Between two events it follows
// its equation exactly; what is stored is its value at the last event that may
// change it: an event of the source for AtSource, of the target for AtTarget,
// of a modulator for Shared, any for AtConnection.
type PlasticState struct {
	State
	Site Site
}

// Delivery is one `deliver` of an event.
type Delivery struct {
	Amount Ref
	When   Ref // Bool value, or Always
}

// PlasticEvent is what a spike does that reaches a connection. Its block reads
// stored states ([LoadState]), quantities, and with [LoadElapsed] the number of
// steps since the states of a site were stored; with [LoadTarget] what the target
// was one step before the event; a modulator's reads the amount that arrived with
// [LoadAcc] 0. It stores all states of the connection and those of the event's own
// side. A [Draw] is number n of its stream, n being the number of events of this
// kind that the connection has had before; see Plasticity.Random.
type PlasticEvent struct {
	Block   Block
	Deliver []Delivery // of on pre; in order
}

// Modulator is a port of a rule at which spikes from elsewhere arrive: third
// factors. All connections of the projection hear them at the same time; those of
// one step act once, with the sum of their weights.
type Modulator struct {
	Name  string
	Unit  string // of an amount
	Event PlasticEvent
}

// Following are numbers that a rule takes from its targets at every step:
// variables of the neuron, and states of its own that these drive. An event at the
// connection at step t sees them as they were at step t - 1 - d at the target, d
// being the dendritic delay: strictly before. [LoadTarget] i is variable i, then
// state i - len(Variables).
type Following struct {
	Variables []string // names of observables of the target's program
	States    []State
	Init      Block // stores the values of States at step 0; reads variables there
	Advance   Block // reads all as they are at t_k, stores States at t_k + h
}

// Plasticity is the solved form of a plasticity rule.
type Plasticity struct {
	Name       string
	Doc        string
	Equations  []string // source text, for comments in generated code
	Step       float64  // h in ms
	Unit       string   // of the weight
	Quantities []Quantity
	States     []PlasticState
	// Weight is the state that begins with the weight of the connection.
	Weight int
	// Init stores the values of all states at the beginning but Weight. Bound is
	// the largest absolute value that Weight may take by its clip, or None.
	Init  Block
	Bound Ref
	Pre   PlasticEvent
	Post  PlasticEvent // empty when the rule has no `on post` and no post state
	// Modulators are the ports for third factors.
	Modulators []Modulator
	// Follow is what the rule reads of its targets. Carry, where the equations of
	// the connection read it, stores the states of the connection one step later;
	// they are then carried from step to step.
	Follow Following
	Carry  Block
	// Rebound, where the bounds of states are columns, stores those states within
	// bounds that have become others.
	Rebound Block
	// Random names the streams of draws in events: stream r of connection k is that
	// of purpose Release, object "synapses.name", index k.
	Random []string
	// Observe are the states, advanced to the time of the sample, and lets.
	Observe []Observable
	Derive  Derivation
}

// HasPost reports whether spikes of the target matter to the rule.
func (p *Plasticity) HasPost() bool { return len(p.Post.Block.Stores) > 0 }

// Follows reports whether the rule reads its targets at every step.
func (p *Plasticity) Follows() bool { return len(p.Follow.Variables) > 0 }

// Carried reports whether connections are carried from step to step.
func (p *Plasticity) Carried() bool { return len(p.Carry.Stores) > 0 }

// Reads reports whether something reads how long ago the states of a site were stored.
func (p *Plasticity) Reads(site Site) bool {
	blocks := []*Block{&p.Pre.Block, &p.Post.Block, &p.Carry, &p.Rebound}
	for i := range p.Modulators {
		blocks = append(blocks, &p.Modulators[i].Event.Block)
	}
	for i := range p.Observe {
		blocks = append(blocks, &p.Observe[i].Block)
	}
	return slices.ContainsFunc(blocks, func(b *Block) bool {
		return slices.ContainsFunc(b.Instrs, func(in Instr) bool { return in.Op == LoadElapsed && Site(in.Index) == site })
	})
}

// ObservableIndex returns the index of the observable with that name, or -1.
func (p *Plasticity) ObservableIndex(name string) int {
	for i, o := range p.Observe {
		if o.Name == name {
			return i
		}
	}
	return -1
}
