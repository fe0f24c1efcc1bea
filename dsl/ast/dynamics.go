package ast

// AssignOp is how a value is stored: =, +=, -=, *= or /=.
type AssignOp string

// The assignments.
const (
	Set AssignOp = "="
	Inc AssignOp = "+="
	Dec AssignOp = "-="
	Scl AssignOp = "*="
	Quo AssignOp = "/="
)

// Equation is the derivative of a state: NAME' = expr, with Order 1.
type Equation struct {
	Loc
	Doc     string
	Name    Name
	Order   int      // number of primes, at least 1
	Op      AssignOp // Set; Inc or Dec in a neuron that extends another
	Value   Expr
	Replace bool // `replace V' = …` in a neuron that extends another
}

// Port is `synapse exc = exp_current(tau = 2 ms)` in a neuron or population.
type Port struct {
	Loc
	Doc  string
	Name Name
	Kind Expr  // a call or the name of a synapse
	Into *Name // input that takes the output, after ->; else nil
}

// Event says what a handler waits for.
type Event string

// The events.
const (
	OnCondition  Event = "condition"   // on COND: true at the end of a step
	OnRising     Event = "rising"      // on rising(COND): true now, false one step ago
	OnHazard     Event = "hazard"      // on hazard(rho): with probability 1 - exp(-rho*h)
	OnArrival    Event = "arrival"     // on spike(w : pA), on spike from PORT(w : mV)
	OnAfterSpike Event = "after spike" // after spike: appended to the handlers that spike
)

// On is an event handler.
type On struct {
	Loc
	Doc     string
	Event   Event
	When    Expr       // condition or rate of OnCondition, OnRising, OnHazard
	Port    *Name      // of `on spike from PORT`, else nil
	Weight  *FuncParam // of OnArrival if written, else nil
	Body    []Stmt
	Replace bool // `replace on …` in a neuron that extends another
}

// Method is `method rk4`.
type Method struct {
	Loc
	Name Name
}

// Output is `output EXPR [: unit]` of a synapse.
type Output struct {
	Loc
	Doc   string
	Value Expr
	Unit  *Unit
}

// Stmt stands in a handler or in the block of a function: *Spike, *Hold,
// *Assign, *If, *Return or *Decl (let).
type Stmt interface {
	Node
	stmt()
}

// Spike is `spike`.
type Spike struct {
	Loc
}

// Hold is `hold x, y for T`.
type Hold struct {
	Loc
	Names []Name
	For   Expr
}

// Assign is `x = …`, `x += …`, ….
type Assign struct {
	Loc
	Target Expr // *Name, *Field or *Index
	Op     AssignOp
	Value  Expr
}

// If is `if c { … } else { … }`; `else if` is an If alone in Else.
type If struct {
	Loc
	Cond Expr
	Then []Stmt
	Else []Stmt // nil without else
}

// Return is an expression that stands alone in the block of a function: its
// value.
type Return struct {
	Loc
	Value Expr
}

func (*Decl) member()     {}
func (*Equation) member() {}
func (*Port) member()     {}
func (*On) member()       {}
func (*Method) member()   {}
func (*Output) member()   {}

func (*Decl) stmt()   {}
func (*Spike) stmt()  {}
func (*Hold) stmt()   {}
func (*Assign) stmt() {}
func (*If) stmt()     {}
func (*Return) stmt() {}
