package ir

import (
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// SymbolKind says what a symbol stands for.
type SymbolKind uint8

// The kinds of symbols of a Dynamics.
const (
	SymParam    SymbolKind = iota
	SymState               // value at the beginning of the step, or after the step in conditions
	SymInput               // sum of injected currents
	SymAmount              // what arrived at a port
	SymTime                // t
	SymStep                // step: h
	SymNoise               // white noise of unit strength, 1/ms^(1/2)
	SymDraw                // a draw of this step, uniform on [0, 1)
	SymOpenDraw            // a draw of this step, uniform on (0, 1)
	SymSum                 // sum over the connections of a continuous port, constant over the step
	SymSource              // in what a sum adds up: a variable of the source of a connection
	SymWeight              // in what a sum adds up: the weight of a connection
	SymFollow              // a variable of the target that a plasticity rule reads
)

// Symbol is a name of a Dynamics. Its id is its index in Dynamics.Symbols.
type Symbol struct {
	Kind SymbolKind
	Name string // qualified: "V", "exc.tau"
	Unit unit.Unit
	Doc  string
	Span source.Span
}

// Dynamics is one kind of neuron, receptor ports included.
type Dynamics struct {
	Name      string
	Doc       string
	Span      source.Span
	Pool      *expr.Pool
	Symbols   []Symbol
	Params    []Param
	States    []State
	Observe   []Named // lets, port outputs and states, in the order of declaration
	Ports     []Port
	Inputs    []expr.Sym
	Sums      []Sum
	Handlers  []Handler
	Events    []Event    // of a plasticity rule
	Alike     []expr.Sym // of a plasticity rule: parameters that its connections have in common, for states that they share
	Weight    expr.Sym   // of a plasticity rule: the state that begins with the weight of the connection
	Extern    Extern     // of a simulator's own model, which has no equations here
	Method    string     // as written, or ""
	MethodAt  source.Span
	Equations []string // source text, for comments
	// Definitions are named expressions and outputs of ports, as source text for people.
	Definitions []string
	Lumped      []string // what the ports share, or why not, for people
}

// Extern names a model that a simulator has of its own. The zero Extern names none.
type Extern struct {
	Target string
	Model  string
}

// Param is a parameter. Exactly one of Literal, Derived and Column is set.
type Param struct {
	Sym     expr.Sym
	Literal bool
	Value   float64        // when Literal
	Exact   expr.Expr      // when Literal: the same without rounding, if known
	Derived expr.Expr      // an expression of other parameters, some of which are columns
	Column  *network.Value // one number per neuron
}

// State is a state variable with its equation.
type State struct {
	Sym  expr.Sym
	Init expr.Expr   // in terms of parameters
	Rate expr.Expr   // per ms; the zero Expr when the state has no equation
	Span source.Span // of the equation
	Site program.Site
	Low  expr.Expr // bounds of a plasticity rule's state, or zero
	High expr.Expr
}

// Event is `on pre`, `on post` or `on PORT(a)` of a plasticity rule.
type Event struct {
	Site    program.Site // AtSource, AtTarget or Shared
	Port    string       // of Shared: the name of the modulator
	Amount  expr.Sym     // of Shared: what arrived
	Span    source.Span
	Body    []Assign
	Deliver []Delivery
}

// Delivery is one `deliver` of an event, with the values that states have where
// it stands.
type Delivery struct {
	Value expr.Expr
	When  expr.Expr
}

// Named is a recordable expression.
type Named struct {
	Name  string
	Unit  unit.Unit
	Value expr.Expr
}

// Port is a place where spikes arrive. What it does is additive: every
// assignment adds a constant multiple of the amount.
type Port struct {
	Name   string
	Unit   unit.Unit
	Doc    string
	Span   source.Span
	Amount expr.Sym
	Body   []Assign
	// Sources are what a continuous port reads of the neurons that are connected
	// to it; Continuous ports take no spikes.
	Sources    []Source
	Continuous bool
	Receptor   int // number of the port, of a simulator's own model
}

// Source is a variable of the sender of a continuous connection.
type Source struct {
	Sym      expr.Sym
	Variable string // as the sender calls it
	Span     source.Span
}

// Sum adds up a value over the connections of a continuous port. The value reads
// the connection's weight and sources, and parameters and states of the target
// as they are at the beginning of the step.
type Sum struct {
	Sym   expr.Sym
	Port  int // index into Ports
	Value expr.Expr
}

// Assign sets a state.
type Assign struct {
	State expr.Sym
	Value expr.Expr // reads states as they are before the assignment
	Span  source.Span
}

// Handler is one `on COND { … }`. Its body is flattened: assignments read the
// values from before the body, an assignment under an `if` is conditional.
type Handler struct {
	Text   string // of the condition
	Span   source.Span
	Cond   expr.Expr
	Rising bool
	Body   []Assign
	Spike  expr.Expr // condition under which it spikes; zero: never
	Holds  []Hold
}

// Hold keeps states from moving for a time.
type Hold struct {
	States []expr.Sym
	Time   expr.Expr // ms
	When   expr.Expr // zero: always
	Span   source.Span
}

// Sym returns the symbol with the qualified name, or false.
func (d *Dynamics) Sym(name string) (expr.Sym, bool) {
	for i, s := range d.Symbols {
		if s.Name == name {
			return expr.Sym(i), true
		}
	}
	return 0, false
}
