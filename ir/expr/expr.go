package expr

import "math/big"

// Sym identifies a symbol; what it stands for is the business of the caller.
type Sym int32

// Expr is an expression: a comparable handle on an immutable node of a Pool.
// The zero Expr is no expression.
type Expr struct{ n *node }

type node struct {
	pool  *Pool
	id    int // order of creation, from 1
	kind  Kind
	fn    Fn
	inf   bool // contains Inf
	sym   Sym
	value *big.Rat
	float float64 // nearest to value
	args  []Expr
	syms  []Sym // symbols that occur, ascending; shared between nodes
	size  int   // nodes of the tree as written, at most sizeLimit
	depth int
}

const sizeLimit = 1 << 40

// IsValid reports whether e is an expression at all.
func (e Expr) IsValid() bool { return e.n != nil }

// Kind returns what e is; Invalid for the zero Expr.
func (e Expr) Kind() Kind {
	if e.n == nil {
		return Invalid
	}
	return e.n.kind
}

// Len returns the number of operands or arguments.
func (e Expr) Len() int { return len(e.n.args) }

// Arg returns operand i.
func (e Expr) Arg(i int) Expr { return e.n.args[i] }

// Args returns the operands, not to be modified.
func (e Expr) Args() []Expr { return e.n.args }

// Fn returns the function of a Call, 0 for other kinds.
func (e Expr) Fn() Fn { return e.n.fn }

// Sym returns the symbol of a Symbol node.
func (e Expr) Sym() Sym { return e.n.sym }

// Rat returns the value of a Const, not to be modified; nil for other kinds.
func (e Expr) Rat() *big.Rat { return e.n.value }

// IsZero reports whether e is the constant 0.
func (e Expr) IsZero() bool { return e.Kind() == Const && e.n.value.Sign() == 0 }

// IsOne reports whether e is the constant 1.
func (e Expr) IsOne() bool { return e.IsInt(1) }

// IsInt reports whether e is the constant n.
func (e Expr) IsInt(n int64) bool {
	return e.Kind() == Const && e.n.value.IsInt() && e.n.value.Num().IsInt64() && e.n.value.Num().Int64() == n
}

// IsConst reports whether e contains no symbols. It may still be no rational
// number: exp(1), 2*pi, inf.
func (e Expr) IsConst() bool { return len(e.n.syms) == 0 }

// Is reports whether e is a call of fn.
func (e Expr) Is(fn Fn) bool { return e.Kind() == Call && e.n.fn == fn }

// Symbols returns the symbols that occur in e, ascending, not to be modified.
func (e Expr) Symbols() []Sym { return e.n.syms }

// DependsOn reports whether any of syms occurs in e.
func (e Expr) DependsOn(syms ...Sym) bool {
	for _, s := range syms {
		if contains(e.n.syms, s) {
			return true
		}
	}
	return false
}

// Size returns the number of nodes of the tree as written out, shared nodes
// counted each time; it stops at 2^40. Operations take time in the number of
// distinct nodes, text and printed code take Size.
func (e Expr) Size() int { return e.n.size }

// Depth returns the length of the longest path to a leaf, 1 for a leaf.
func (e Expr) Depth() int { return e.n.depth }
