package program

// Site says where a state of a plasticity rule lives. States of the source and
// of the target have the same value at all connections of one source or target
// (of one projection), so a simulator may keep them once for all.
type Site uint8

// The sites.
const (
	AtConnection Site = iota
	AtSource
	AtTarget
)

func (s Site) String() string { return [...]string{"connection", "pre", "post"}[s] }

// PlasticState is a state of a plasticity rule. Between two events it follows
// its equation exactly; what is stored is its value at the last event that may
// change it: an event of the source for AtSource, of the target for AtTarget,
// any for AtConnection.
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
// steps since the states of a site were stored; it stores all states of the
// connection and those of the event's own side.
type PlasticEvent struct {
	Block   Block
	Deliver []Delivery // of on pre; in order
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
	// Observe are the states, advanced to the time of the sample, and lets.
	Observe []Observable
	Derive  Derivation
}

// HasPost reports whether spikes of the target matter to the rule.
func (p *Plasticity) HasPost() bool { return len(p.Post.Block.Stores) > 0 }

// ObservableIndex returns the index of the observable with that name, or -1.
func (p *Plasticity) ObservableIndex(name string) int {
	for i, o := range p.Observe {
		if o.Name == name {
			return i
		}
	}
	return -1
}
