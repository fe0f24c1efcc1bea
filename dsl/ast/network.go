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

// Layout is `at grid(dx = 10 um, dy = 10 um)` of a population.
type Layout struct {
	Loc
	Value Expr
}

// Space is `space { periodic x = 400 um, y = 400 um; axes x, y; scale 2 }`.
type Space struct {
	Loc
	Body []Member // *Periodic, *Axes, *Scale
}

// Periodic is `periodic x = 400 um, y = 400 um`.
type Periodic struct {
	Loc
	Axes []Setting
}

// Axes is `axes x, y`: those that count for distances.
type Axes struct {
	Loc
	Names []Name
}

// Scale is `scale 2`.
type Scale struct {
	Loc
	Value Expr
}

// Table is `table P { rows post; columns pre in A, B; A 0.1 0.2; B 0.3 0.4 }`.
// It stands in a file or a network.
type Table struct {
	Loc
	Doc     string
	Name    Name
	Rows    Name // what a row stands for
	Column  Name // what a column stands for
	Columns []Name
	Lines   []TableLine
}

// TableLine is one row of a table.
type TableLine struct {
	Loc
	Name  Name
	Cells []Expr
}

// For is `for post in P.rows, pre in P.columns { … }` of a network or an
// experiment; the last name changes fastest.
type For struct {
	Loc
	Loops []Loop // at least one
	Body  []Member
}

// Loop is one name of a For with what it goes over.
type Loop struct {
	Loc
	Name Name
	Over Expr
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

// Gap is `gap [name =] a <-> b by rule { conductance = … }`: electrical synapses,
// which act both ways.
type Gap struct {
	Loc
	Doc      string
	Name     *Name
	A, B     Expr // views
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

// Reset is `reset` or `reset(seed = k)`: a new segment begins.
type Reset struct {
	Loc
	Seed Expr // nil: as before
}

// Later is `at 500 ms { set … }`, or with Every `every 50 ms { set … }`, in the
// time of the segment.
type Later struct {
	Loc
	Every bool
	Time  Expr
	Body  []Member // *SetParam
}

func (*Layout) member()     {}
func (*Space) member()      {}
func (*Periodic) member()   {}
func (*Axes) member()       {}
func (*Scale) member()      {}
func (*Table) member()      {}
func (*Table) item()        {}
func (*For) member()        {}
func (*Reset) member()      {}
func (*Later) member()      {}
func (*Population) member() {}
func (*Init) member()       {}
func (*Group) member()      {}
func (*Connect) member()    {}
func (*Gap) member()        {}
func (*Current) member()    {}
func (*Inject) member()     {}
func (*Record) member()     {}
func (*Step) member()       {}
func (*Seed) member()       {}
func (*Run) member()        {}
func (*SetParam) member()   {}
