package solve

import (
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/ssa"
	"github.com/nngen/nngen/runtime/program"
)

// builder writes expressions of the neuron's symbols.
type builder struct {
	*ssa.Builder
	s      *solver
	bound  map[expr.Sym]program.Ref // values that stand for symbols
	offset float64                  // of time, in steps
	inline bool                     // expand derived parameters instead of loading them
}

func (s *solver) builder(b *program.Block) *builder {
	x := &builder{s: s, bound: map[expr.Sym]program.Ref{}}
	x.Builder = ssa.New(b, x.symbol)
	x.Stream = func(sym expr.Sym) int { return s.stream[sym] }
	return x
}

// at returns a builder on the same block in which states have other values and
// time is another.
func (b *builder) at(stage map[int]program.Ref, offset float64) *builder {
	x := b.s.builder(b.Block)
	x.offset = offset
	for i, r := range stage {
		x.bound[b.s.d.States[i].Sym] = r
	}
	return x
}

func (b *builder) symbol(x expr.Sym) program.Ref {
	if r, ok := b.bound[x]; ok {
		return r
	}
	s := b.s
	switch s.d.Symbols[x].Kind {
	case ir.SymState:
		return b.Leaf(program.Instr{Op: program.LoadState, Index: int32(s.state[x])})
	case ir.SymInput:
		return b.Leaf(program.Instr{Op: program.LoadInput, Index: int32(s.input[x])})
	case ir.SymStep:
		return b.Const(s.h)
	case ir.SymDraw:
		return b.draw("unit", s.stream[x])
	case ir.SymOpenDraw:
		return b.draw("open", s.stream[x])
	case ir.SymSum:
		return b.Leaf(program.Instr{Op: program.LoadSum, Index: int32(s.sum[x])})
	case ir.SymSource:
		return b.Leaf(program.Instr{Op: program.LoadSource, Index: int32(s.source[x])})
	case ir.SymWeight:
		return b.Leaf(program.Instr{Op: program.LoadWeight})
	case ir.SymTime:
		return b.Leaf(program.Instr{Op: program.LoadTime, Value: b.offset})
	}
	q := s.quant[x]
	if b.inline && s.p.Quantities[q].Derived {
		return b.Value(s.derivedFrom(x))
	}
	return b.quantity(q)
}

// derivedFrom is the expression of a derived parameter.
func (s *solver) derivedFrom(x expr.Sym) expr.Expr {
	for _, p := range s.d.Params {
		if p.Sym == x {
			return p.Derived
		}
	}
	return expr.Expr{}
}

// quantity loads quantity q.
func (b *builder) quantity(q int) program.Ref {
	return b.Leaf(program.Instr{Op: program.LoadQuant, Type: b.s.p.Quantities[q].Type, Index: int32(q)})
}

// eval computes an expression of literal parameters, with the roundings that a
// program would have.
func (s *solver) eval(e expr.Expr) float64 {
	var block program.Block
	b := s.builder(&block)
	r := b.Value(e)
	quants := make([]float64, len(s.p.Quantities))
	for i, q := range s.p.Quantities {
		quants[i] = q.Value
	}
	return program.Eval(&block, &program.Env{Quants: quants, H: s.h}, nil)[r]
}
