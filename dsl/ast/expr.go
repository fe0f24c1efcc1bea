package ast

import (
	"math/big"

	"github.com/nngen/nngen/dsl/source"
)

// Expr is an expression: *Number, *Name, *String, *Field, *Index, *Slice, *Call,
// *Unary, *Binary, *Cond, *List or *Bad.
type Expr interface {
	Node
	expr()
}

// Number is a literal, with its unit if one stands directly after it.
type Number struct {
	Loc
	Value *big.Rat // exact value of Text
	Text  string   // as written, without the unit: "0.10", "1e-3"
	Unit  *Unit    // nil: none written
}

// Unit is a product of powers of unit names; no factors means dimensionless,
// written 1.
type Unit struct {
	Loc
	Factors []UnitFactor
}

// UnitFactor is one name of a unit with its exponent, which is negative after
// a slash: nS/mV^2 is {nS, 1}, {mV, -2}.
//
// The parser decides without a symbol table that V in `20 nS/V` belongs to the
// unit; where a declared name has the same name as a unit, a Joined factor is
// ambiguous and brackets have to say what is meant.
type UnitFactor struct {
	Loc             // name and exponent
	Name   Name     // as written; not checked outside of literals
	Exp    *big.Rat // never nil
	Joined byte     // '*' or '/' if an operator precedes the name, 0 for the first name
}

// String is a text literal, such as a file name.
type String struct {
	Loc
	Value string
}

// Field is X.Name.
type Field struct {
	Loc
	X    Expr
	Name Name
}

// Index is X[a, b]: one index per dimension, each an expression, a *Slice or a
// *List.
type Index struct {
	Loc
	X       Expr
	Indices []Expr // at least one
}

// Slice is low:high:step as in Python, only inside of an Index; each part may
// be nil.
type Slice struct {
	Loc
	Low, High, Step Expr
}

// Call is Fun(args): a function, a kind with parameters, a rule, a draw.
type Call struct {
	Loc
	Fun  Expr
	Args []Arg
}

// Arg is one argument of a call; Name is nil for a positional one.
type Arg struct {
	Loc
	Name  *Path // `tau`, or `exc.tau` to reach the parameters of a port
	Value Expr
}

// Op is an operator as written.
type Op string

// The operators, loosest first.
const (
	Or  Op = "or"
	And Op = "and"
	Not Op = "not" // unary
	Lt  Op = "<"
	Le  Op = "<="
	Gt  Op = ">"
	Ge  Op = ">="
	Eq  Op = "=="
	Ne  Op = "!="
	Add Op = "+"
	Sub Op = "-" // also unary
	Mul Op = "*"
	Div Op = "/"
	Pow Op = "^" // right associative
)

// Unary is Op X, where Op is Not, Sub or Add.
type Unary struct {
	Loc
	Op Op
	X  Expr
}

// Binary is X Op Y.
type Binary struct {
	Loc
	Op   Op
	OpAt source.Span
	X, Y Expr
}

// Cond is If ? Then : Else.
type Cond struct {
	Loc
	If, Then, Else Expr
}

// List is [a, b, …].
type List struct {
	Loc
	Items []Expr
}

// Bad stands where an expression could not be read; a diagnostic has said so.
type Bad struct {
	Loc
}

func (*Number) expr() {}
func (*Name) expr()   {}
func (*String) expr() {}
func (*Field) expr()  {}
func (*Index) expr()  {}
func (*Slice) expr()  {}
func (*Call) expr()   {}
func (*Unary) expr()  {}
func (*Binary) expr() {}
func (*Cond) expr()   {}
func (*List) expr()   {}
func (*Bad) expr()    {}
