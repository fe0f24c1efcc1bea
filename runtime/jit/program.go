package jit

import (
	"fmt"

	"github.com/nngen/nngen/runtime/program"
)

// Loads give the values that a block of a program reads from outside.
type Loads struct {
	State, Quant, Input, Sum, Acc, Elapsed func(i int) Ref
	// Draw, if not nil, is draw number n of a distribution.
	Draw func(fn string, n int, a, b Ref) (Ref, bool)
}

// scalar is the elementary function of that name, for one element.
func scalar(fn string) func(args [3]float64) float64 {
	return func(args [3]float64) float64 {
		return program.Apply(program.Call, fn, args[0], args[1], args[2])
	}
}

// twoOperands are the operations of a program that are one of a Builder.
var twoOperands = map[program.Op]func(b *Builder, x, y Ref) Ref{
	program.Add: (*Builder).Add, program.Sub: (*Builder).Sub, program.Mul: (*Builder).Mul, program.Div: (*Builder).Div,
	program.Min: (*Builder).Min, program.Max: (*Builder).Max,
	program.Lt: (*Builder).Lt, program.Le: (*Builder).Le, program.Gt: (*Builder).Gt, program.Ge: (*Builder).Ge,
	program.Eq: (*Builder).Eq, program.Ne: (*Builder).Ne, program.And: (*Builder).And, program.Or: (*Builder).Or,
}

var oneOperand = map[program.Op]func(b *Builder, x Ref) Ref{
	program.Neg: (*Builder).Neg, program.Abs: (*Builder).Abs, program.Sqrt: (*Builder).Sqrt, program.Floor: (*Builder).Floor,
	program.Ceil: (*Builder).Ceil, program.Round: (*Builder).Round, program.Not: (*Builder).Not,
}

// functions are the elementary functions that are written out.
var functions = map[string]func(b *Builder, x Ref) Ref{"exp": (*Builder).Exp, "expm1": (*Builder).Expm1, "exprel": (*Builder).Exprel}

// Block computes the values of a block of a program, in its order. Stores are
// left to the caller. An operation that is not known here is an error.
func (b *Builder) Block(block *program.Block, from Loads) ([]Ref, error) {
	v := make([]Ref, len(block.Instrs))
	for i, in := range block.Instrs {
		at := func(r program.Ref) Ref { return v[r] }
		switch in.Op {
		case program.Const:
			if in.Type == program.Bool {
				v[i] = b.Truth(in.Value != 0)
			} else {
				v[i] = b.Const(in.Value)
			}
		case program.LoadState:
			v[i] = from.State(int(in.Index))
		case program.LoadQuant:
			v[i] = from.Quant(int(in.Index))
		case program.LoadInput:
			v[i] = from.Input(int(in.Index))
		case program.LoadSum:
			v[i] = from.Sum(int(in.Index))
		case program.LoadAcc:
			v[i] = from.Acc(int(in.Index))
		case program.LoadElapsed:
			v[i] = from.Elapsed(int(in.Index))
		case program.LoadTime:
			v[i] = b.Time(in.Value)
		case program.Select:
			v[i] = b.Select(at(in.A), at(in.B), at(in.C))
		case program.Call:
			v[i] = b.function(in, v)
		case program.Draw:
			var p, q Ref
			if in.A >= 0 {
				p = v[in.A]
			}
			if in.B >= 0 {
				q = v[in.B]
			}
			x, ok := Ref(0), false
			if from.Draw != nil {
				x, ok = from.Draw(in.Fn, int(in.Index), p, q)
			}
			if !ok {
				return nil, fmt.Errorf("no machine code for draws from %s", in.Fn)
			}
			v[i] = x
		default:
			if f, ok := twoOperands[in.Op]; ok {
				v[i] = f(b, at(in.A), at(in.B))
			} else if f, ok := oneOperand[in.Op]; ok {
				v[i] = f(b, at(in.A))
			} else {
				return nil, fmt.Errorf("no machine code for %v", in.Op)
			}
		}
	}
	return v, nil
}

func (b *Builder) function(in program.Instr, v []Ref) Ref {
	if f, ok := functions[in.Fn]; ok {
		return f(b, v[in.A])
	}
	if in.Fn == "pow" {
		if y, ok := b.constant(v[in.B]); ok && b.format.number(y) == 0 { // x^0 is 1 whatever x is
			return b.Const(1)
		}
	}
	if in.Fn == "linoid" {
		return b.Linoid(v[in.A], v[in.B])
	}
	args := []Ref{v[in.A]}
	if in.B >= 0 {
		args = append(args, v[in.B])
	}
	return b.Call(scalar(in.Fn), b.Truth(true), b.Const(0), args...)
}
