package ast

// Population is `population a[n], b[m] = Kind(args) { init V = …; synapse … }`.
type Population struct {
	Loc
	Doc   string
	Heads []PopulationHead // at least one
	Kind  Expr             // a call or the name of a neuron or source
	Body  []Member         // *Init, *Port
}

// PopulationHead is name and shape of one population.
type PopulationHead struct {
	Loc
	Name Name
	Size []Expr // one per dimension; nil for a single element
}

// Init is `init V = …` of a population.
type Init struct {
	Loc
	Target Path
	Value  Expr
}

// Group is `group all = exc + inh`.
type Group struct {
	Loc
	Doc   string
	Name  Name
	Value Expr
}

// Connect is `connect [name =] source -> target[.port] by rule { … }`.
type Connect struct {
	Loc
	Doc      string
	Name     *Name
	Source   Expr // view, or a call for an anonymous source
	Target   Expr // view, or a Field of one for a port
	Rule     Expr
	Settings []Setting
}

// Setting is `weight = …` in the braces of a connect.
type Setting struct {
	Loc
	Name  Name
	Value Expr
}

// Current is `current ramp = step_current(…)`.
type Current struct {
	Loc
	Doc   string
	Name  Name
	Value Expr
}

// Inject is `inject ramp -> exc[:10]`.
type Inject struct {
	Loc
	Value  Expr
	Target Expr
}

// Record is `record V, exc.I of exc[:5] every 1 ms`.
type Record struct {
	Loc
	Quantities []Expr // `spikes` is a *Name
	Of         Expr
	Every      Expr // nil: every step
}

// Step is `step 0.1 ms`.
type Step struct {
	Loc
	Value Expr
}

// Seed is `seed 42`.
type Seed struct {
	Loc
	Value Expr
}

// Run is `run 1 s discard 200 ms`.
type Run struct {
	Loc
	Duration Expr
	Discard  Expr // nil: nothing
}

// SetParam sets a parameter before or between runs: `set exc.I_e = 300 pA`.
type SetParam struct {
	Loc
	Target Expr // *Name, *Field, or a Field of an *Index
	Value  Expr
}

func (*Population) member() {}
func (*Init) member()       {}
func (*Group) member()      {}
func (*Connect) member()    {}
func (*Current) member()    {}
func (*Inject) member()     {}
func (*Record) member()     {}
func (*Step) member()       {}
func (*Seed) member()       {}
func (*Run) member()        {}
func (*SetParam) member()   {}
