package gokernel

import (
	"math"

	"github.com/dave/jennifer/jen"

	"github.com/nngen/nngen/runtime/program"
)

var infix = map[program.Op]string{
	program.Add: "+", program.Sub: "-", program.Div: "/",
	program.Lt: "<", program.Le: "<=", program.Gt: ">", program.Ge: ">=", program.Eq: "==", program.Ne: "!=",
	program.And: "&&", program.Or: "||",
}

var mathCalls = map[program.Op]string{
	program.Abs: "Abs", program.Sqrt: "Sqrt", program.Floor: "Floor", program.Ceil: "Ceil", program.Round: "Round",
}

func (p *printer) instr(g *jen.Group, in *program.Instr, v *values) *jen.Statement {
	a := func() *jen.Statement { return v.of(in.A) }
	b := func() *jen.Statement { return v.of(in.B) }
	switch in.Op {
	case program.Const:
		if in.Type == program.Bool {
			return jen.Lit(in.Value != 0)
		}
		return literal(in.Value)
	case program.LoadState:
		return p.state(int(in.Index))
	case program.LoadQuant:
		if p.k.column[int(in.Index)] {
			return p.elem(p.k.quants[in.Index])
		}
		if id, ok := p.named[int(in.Index)]; ok {
			return jen.Id(id)
		}
		return literal(p.k.p.Quantities[in.Index].Value)
	case program.LoadInput:
		return p.elem(p.k.inputs[in.Index])
	case program.LoadSum:
		return p.elem(p.k.sums[in.Index])
	case program.LoadAcc:
		return p.acc(int(in.Index))
	case program.LoadTime:
		return jen.Parens(jen.Float64().Call(jen.Id("k")).Op("+").Add(literal(in.Value))).Op("*").Add(literal(p.k.p.Step))
	case program.Mul:
		// The conversion forbids a fused multiply-add.
		return jen.Float64().Call(a().Op("*").Add(b()))
	case program.Neg:
		return jen.Parens(jen.Op("-").Add(a()))
	case program.Not:
		return jen.Parens(jen.Op("!").Add(a()))
	case program.Min, program.Max, program.Call:
		return p.call(in, v)
	case program.Select:
		return nil
	case program.Draw:
		return p.draw(in, v)
	}
	if f, ok := mathCalls[in.Op]; ok {
		return jen.Qual("math", f).Call(a())
	}
	return jen.Parens(a().Op(infix[in.Op]).Add(b()))
}

func (p *printer) call(in *program.Instr, v *values) *jen.Statement {
	switch in.Op {
	case program.Min:
		return jen.Qual(p.k.runtime("program"), "Least").Call(v.of(in.A), v.of(in.B))
	case program.Max:
		return jen.Qual(p.k.runtime("program"), "Greatest").Call(v.of(in.A), v.of(in.B))
	}
	f := jen.Qual(p.k.runtime("elementary"), exported(in.Fn))
	if in.B >= 0 {
		return f.Call(v.of(in.A), v.of(in.B))
	}
	return f.Call(v.of(in.A))
}

// drawn are the methods of a stream by the distributions of programs.
var drawn = map[string]string{"unit": "Uniform", "open": "UniformOpen"}

// draw is the draw of this step from a stream.
func (p *printer) draw(in *program.Instr, v *values) *jen.Statement {
	stream := jen.Id("x").Dot(p.k.random[in.Index]).Dot("At").Call(jen.Uint32().Call(p.at.Clone()))
	number := jen.Uint64().Call(jen.Id("k"))
	if p.k.p.Random[in.Index].Number(0) == 1 {
		number = jen.Uint64().Call(jen.Id("k").Op("+").Lit(1))
	}
	if f, ok := drawn[in.Fn]; ok {
		return stream.Dot(f).Call(number)
	}
	operand := func(r program.Ref) *jen.Statement {
		if r < 0 {
			return jen.Lit(0)
		}
		return v.of(r)
	}
	return stream.Dot("Draw").Call(jen.Lit(in.Fn), number, operand(in.A), operand(in.B))
}

// literal writes a number that is always a float.
func literal(x float64) *jen.Statement {
	switch {
	case math.IsInf(x, 1):
		return jen.Qual("math", "Inf").Call(jen.Lit(1))
	case math.IsInf(x, -1):
		return jen.Qual("math", "Inf").Call(jen.Lit(-1))
	case math.IsNaN(x):
		return jen.Qual("math", "NaN").Call()
	case math.Signbit(x) && x == 0:
		return jen.Qual("math", "Copysign").Call(jen.Lit(0), jen.Lit(-1))
	}
	return jen.Lit(x)
}
