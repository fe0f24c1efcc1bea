package ast

// Item stands at the top of a file: *Import, *Decl (const), *Func, *Synapse,
// *Source, *Plasticity, *Neuron, *Extern, *Table, *Network or *Experiment.
type Item interface {
	Node
	item()
}

// Member stands in the braces of a neuron, synapse, network, population or
// experiment; which of them may stand where is checked by the parser.
type Member interface {
	Node
	member()
}

// Import is `import "std/neurons"`.
type Import struct {
	Loc
	Path String
}

// DeclKind says which word introduced a Decl.
type DeclKind string

// The words that declare a value.
const (
	Const  DeclKind = "const"  // one value
	Param  DeclKind = "param"  // may differ per element
	Let    DeclKind = "let"    // named expression; also a statement
	State  DeclKind = "state"  // changes in time
	Input  DeclKind = "input"  // sums what is attached from outside
	Target DeclKind = "target" // read from the neuron that a synapse sits on
	Sender DeclKind = "source" // read from every neuron that is connected to a synapse
	Sum    DeclKind = "sum"    // over the connections that reach a synapse
	// Of a neuron of a simulator: a port with its number, and what can be recorded.
	Receptor DeclKind = "receptor"
	Variable DeclKind = "variable"
)

// Decl declares one name. `state u = U, R = 1` makes two of them.
type Decl struct {
	Loc
	Doc   string
	Kind  DeclKind
	Name  Name
	Size  Expr  // of a vector, else nil
	Unit  *Unit // after a colon, else nil
	Value Expr  // after =, else nil
	Site  Site  // of a state of a plasticity rule
	Clip  *Clip // of such a state, else nil
}

// Func is `fn name(a : mV, b : 1) -> 1/ms = expr`, or with a block of
// statements whose last ones give the value.
type Func struct {
	Loc
	Doc    string
	Name   Name
	Params []FuncParam
	Result *Unit  // nil: found from the body
	Value  Expr   // of an expression body, else nil
	Body   []Stmt // of a block body: *Decl (let), *If, *Return
}

// FuncParam is one parameter; Unit nil means that any unit will do.
type FuncParam struct {
	Loc
	Name Name
	Unit *Unit
}

// Neuron is a model of a neuron: a body, perhaps added to that of Extends, or
// a Variant `neuron A = B(tau_m = 20 ms)`.
type Neuron struct {
	Loc
	Doc     string
	Name    Name
	Extends *Name    // nil: stands alone
	Variant Expr     // the call (or a name) after =, else nil
	Body    []Member // *Decl, *Equation, *Port, *On, *Method
}

// Synapse is what an arriving spike does: a body or a Variant as for neurons.
type Synapse struct {
	Loc
	Doc     string
	Name    Name
	Variant Expr
	Body    []Member // *Decl, *Equation, *On, *Output, *Method
}

// Source is a kind of spike source: parameters and what is emitted, an Output whose
// value is the call of another source; or a Variant as for neurons.
type Source struct {
	Loc
	Doc     string
	Name    Name
	Variant Expr
	Body    []Member // *Decl, *Output
}

// Extern is `extern neuron NAME for TARGET { … }`: a simulator's own model.
type Extern struct {
	Loc
	Doc  string
	Name Name
	For  Name
	Body []Member // *Decl
}

// Network is a set of populations and their connections.
type Network struct {
	Loc
	Doc  string
	Name Name
	Body []Member // *Decl, *Population, *Group, *Connect, *Gap, *Current, *Inject, *Record, *Space, *Table, *For
}

// Experiment is a protocol on a network; Of nil means the only network.
type Experiment struct {
	Loc
	Doc  string
	Name Name
	Of   *Name
	Body []Member // *Step, *Seed, *SetParam, *Run, *Record, *Reset, *Later, *For
}

func (*Import) item()     {}
func (*Decl) item()       {}
func (*Func) item()       {}
func (*Neuron) item()     {}
func (*Extern) item()     {}
func (*Synapse) item()    {}
func (*Source) item()     {}
func (*Network) item()    {}
func (*Experiment) item() {}
