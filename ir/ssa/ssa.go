// Package ssa writes expressions as operations of a program's block. It is
// where evaluation order and roundings are decided: sums and products from left
// to right, x^2 as x*x, constants rounded once.
package ssa

import (
	"math"
	"math/big"

	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/program"
)

// Builder appends the operations of expressions to a block. An expression that
// occurs several times is computed once.
type Builder struct {
	Block *program.Block
	// Symbol gives the value of a symbol.
	Symbol func(expr.Sym) program.Ref
	// Stream is the index of the stream of a draw's symbol; nil: there are none.
	Stream func(expr.Sym) int
	// Divide, if not nil, gives the value by which a quotient is multiplied instead of
	// divided by den.
	Divide func(den expr.Expr) (program.Ref, bool)
	memo   map[expr.Expr]program.Ref
}

// New returns a builder that appends to b.
func New(b *program.Block, symbol func(expr.Sym) program.Ref) *Builder {
	return &Builder{Block: b, Symbol: symbol, memo: map[expr.Expr]program.Ref{}}
}

// Fork returns a builder that appends to the same block but resolves symbols
// anew, and so computes expressions anew.
func (b *Builder) Fork(symbol func(expr.Sym) program.Ref) *Builder { return New(b.Block, symbol) }

// Leaf returns the value of a load or constant, adding it once per block.
func (b *Builder) Leaf(in program.Instr) program.Ref {
	in.A, in.B, in.C = program.None, program.None, program.None
	for r, old := range b.Block.Instrs {
		if old.Op < program.Draw && old.Op == in.Op && old.Type == in.Type && old.Index == in.Index && math.Float64bits(old.Value) == math.Float64bits(in.Value) {
			return program.Ref(r)
		}
	}
	return b.Block.Add(in)
}

// Const is a real constant.
func (b *Builder) Const(x float64) program.Ref {
	return b.Leaf(program.Instr{Op: program.Const, Value: x})
}

// Name gives a value that is an operation a name for people.
func (b *Builder) Name(r program.Ref, name string) program.Ref {
	if in := &b.Block.Instrs[r]; in.Op > program.Draw && in.Name == "" {
		in.Name = name
	}
	return r
}

// Op appends an operation; one on constants is done at once, with the rounding
// that it would have.
func (b *Builder) Op(op program.Op, args ...program.Ref) program.Ref {
	in := program.Instr{Op: op}
	if op >= program.Lt && op <= program.Not {
		in.Type = program.Bool
	}
	if op == program.Select {
		in.Type = b.Block.Instrs[args[1]].Type
	}
	return b.add(in, args)
}

// Call appends an elementary function.
func (b *Builder) Call(fn string, args ...program.Ref) program.Ref {
	return b.add(program.Instr{Op: program.Call, Fn: fn}, args)
}

// Draw appends draw number n of a value.
func (b *Builder) Draw(fn string, n int, args ...program.Ref) program.Ref {
	in := program.Instr{Op: program.Draw, Fn: fn, Index: int32(n), A: program.None, B: program.None, C: program.None}
	operands(&in, args)
	return b.Block.Add(in)
}

func operands(in *program.Instr, args []program.Ref) {
	in.A, in.B, in.C = program.None, program.None, program.None
	for i, a := range args {
		*[...]*program.Ref{&in.A, &in.B, &in.C}[i] = a
	}
}

func (b *Builder) add(in program.Instr, args []program.Ref) program.Ref {
	operands(&in, args)
	var x [3]float64
	constant := true
	for i, r := range args {
		constant = constant && b.Block.Instrs[r].Op == program.Const
		x[i] = b.Block.Instrs[r].Value
	}
	if constant {
		return b.Leaf(program.Instr{Op: program.Const, Type: in.Type, Value: program.Apply(in.Op, in.Fn, x[0], x[1], x[2])})
	}
	return b.Block.Add(in)
}

// Value appends e.
func (b *Builder) Value(e expr.Expr) program.Ref {
	if r, ok := b.memo[e]; ok {
		return r
	}
	r := b.value(e)
	b.memo[e] = r
	return r
}

// Truth appends e as a truth value.
func (b *Builder) Truth(e expr.Expr) program.Ref {
	r := b.Value(e)
	if in := b.Block.Instrs[r]; in.Type != program.Bool {
		if in.Op == program.Const {
			return b.Leaf(program.Instr{Op: program.Const, Type: program.Bool, Value: in.Value})
		}
		return b.Op(program.Ne, r, b.Const(0))
	}
	return r
}

var binary = map[expr.Kind]program.Op{
	expr.Add: program.Add, expr.Sub: program.Sub, expr.Mul: program.Mul, expr.Div: program.Div,
	expr.Lt: program.Lt, expr.Le: program.Le, expr.Gt: program.Gt, expr.Ge: program.Ge, expr.Eq: program.Eq, expr.Ne: program.Ne,
}

// direct are the functions that are operations of their own.
var direct = map[expr.Fn]program.Op{
	expr.Sqrt: program.Sqrt, expr.Abs: program.Abs, expr.Floor: program.Floor, expr.Ceil: program.Ceil,
	expr.Round: program.Round, expr.Min: program.Min, expr.Max: program.Max,
}

func (b *Builder) value(e expr.Expr) program.Ref {
	switch e.Kind() {
	case expr.Const:
		x, _ := e.Rat().Float64()
		return b.Const(x)
	case expr.Inf:
		return b.Const(math.Inf(1))
	case expr.Pi:
		return b.Const(math.Pi)
	case expr.Symbol:
		return b.Symbol(e.Sym())
	case expr.Neg:
		return b.Op(program.Neg, b.Value(e.Arg(0)))
	case expr.Not:
		return b.Op(program.Not, b.Truth(e.Arg(0)))
	case expr.And:
		return b.Op(program.And, b.Truth(e.Arg(0)), b.Truth(e.Arg(1)))
	case expr.Or:
		return b.Op(program.Or, b.Truth(e.Arg(0)), b.Truth(e.Arg(1)))
	case expr.Cond:
		return b.Op(program.Select, b.Truth(e.Arg(0)), b.Value(e.Arg(1)), b.Value(e.Arg(2)))
	case expr.Pow:
		return b.power(e.Arg(0), e.Arg(1))
	case expr.Call:
		return b.function(e)
	case expr.Div:
		if b.Divide != nil && e.Len() == 2 {
			if r, ok := b.Divide(e.Arg(1)); ok {
				return b.Op(program.Mul, b.Value(e.Arg(0)), r)
			}
		}
	}
	return b.chain(binary[e.Kind()], e.Args())
}

// chain evaluates from left to right.
func (b *Builder) chain(op program.Op, args []expr.Expr) program.Ref {
	r := b.Value(args[0])
	for _, a := range args[1:] {
		r = b.Op(op, r, b.Value(a))
	}
	return r
}

// maxProduct is the largest power that is written as products.
const maxProduct = 8

// power writes small whole powers as products, so that every engine rounds
// them alike, and the rest as pow.
func (b *Builder) power(x, y expr.Expr) program.Ref {
	base := b.Value(x)
	if y.Kind() == expr.Const {
		half := big.NewRat(1, 2)
		switch n := y.Rat(); {
		case n.Cmp(half) == 0:
			return b.Op(program.Sqrt, base)
		case n.IsInt() && n.Num().IsInt64():
			k := n.Num().Int64()
			if k < 0 && -k <= maxProduct {
				return b.Op(program.Div, b.Const(1), b.product(base, -k))
			}
			if k > 0 && k <= maxProduct {
				return b.product(base, k)
			}
		}
	}
	return b.Call("pow", base, b.Value(y))
}

func (b *Builder) product(x program.Ref, n int64) program.Ref {
	r := x
	for ; n > 1; n-- {
		r = b.Op(program.Mul, r, x)
	}
	return r
}

func (b *Builder) function(e expr.Expr) program.Ref {
	if op, ok := direct[e.Fn()]; ok {
		if e.Len() == 1 {
			return b.Op(op, b.Value(e.Arg(0)))
		}
		return b.chain(op, e.Args())
	}
	if e.Is(expr.Timeline) {
		// Piecewise constant: the value of the last time that has come.
		n := (e.Len() - 1) / 2
		t := b.Value(e.Arg(0))
		r := b.Const(0)
		for i := 1; i <= n; i++ {
			r = b.Op(program.Select, b.Op(program.Ge, t, b.Value(e.Arg(i))), b.Value(e.Arg(n+i)), r)
		}
		return r
	}
	args := make([]program.Ref, e.Len())
	for i, a := range e.Args() {
		if i == 0 && e.Fn().Distribution() != "" {
			continue // the symbol of the draw
		}
		args[i] = b.Value(a)
	}
	if name := e.Fn().Distribution(); name != "" {
		return b.Draw(name, b.Stream(e.Arg(0).Sym()), args[1:]...)
	}
	return b.Call(e.Fn().String(), args...)
}
