package ssa_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/ssa"
	"github.com/nngen/nngen/runtime/program"
)

// block writes an expression of three symbols, which are states 0 to 2.
func block(e expr.Expr) (*program.Block, program.Ref) {
	var b program.Block
	var s *ssa.Builder
	s = ssa.New(&b, func(x expr.Sym) program.Ref {
		return s.Leaf(program.Instr{Op: program.LoadState, Index: int32(x)})
	})
	return &b, s.Value(e)
}

func value(b *program.Block, r program.Ref, states ...float64) float64 {
	return program.Eval(b, &program.Env{States: states}, nil)[r]
}

// Sums and products go from left to right, each with one rounding; squares are
// products.
func TestRoundings(t *testing.T) {
	p := expr.NewPool()
	x, y, z := p.Sym(0), p.Sym(1), p.Sym(2)
	for _, c := range []struct {
		name string
		e    expr.Expr
		want func(a, b, c float64) float64
	}{
		{"sum", p.Add(x, y, z), func(a, b, c float64) float64 { return (a + b) + c }},
		{"product", p.Mul(x, y, z), func(a, b, c float64) float64 { return float64(float64(a*b) * c) }},
		{"nested sum", p.Add(x, p.Add(y, z)), func(a, b, c float64) float64 { return a + (b + c) }},
		{"quotient", p.Div(p.Mul(x, y), z), func(a, b, c float64) float64 { return float64(a*b) / c }},
		{"square", p.Pow(x, p.Int(2)), func(a, b, c float64) float64 { return float64(a * a) }},
		{"cube", p.Pow(x, p.Int(3)), func(a, b, c float64) float64 { return float64(float64(a*a) * a) }},
		{"root", p.Pow(p.Mul(x, x), p.Frac(1, 2)), func(a, b, c float64) float64 { return math.Sqrt(float64(a * a)) }},
		{"difference", p.Sub(x, y), func(a, b, c float64) float64 { return a - b }},
	} {
		b, r := block(c.e)
		rnd := rand.New(rand.NewPCG(1, 1))
		for range 200 {
			u, v, w := rnd.NormFloat64(), rnd.NormFloat64(), rnd.NormFloat64()
			if got, want := value(b, r, u, v, w), c.want(u, v, w); got != want {
				t.Errorf("%s of %v, %v, %v is %v instead of %v", c.name, u, v, w, got, want)
				break
			}
		}
	}
}

// What occurs several times is computed once, and constants are folded with the
// rounding that they would have.
func TestSharing(t *testing.T) {
	p := expr.NewPool()
	x := p.Sym(0)
	square := p.Mul(p.Add(x, p.Int(1)), p.Add(x, p.Int(1)))
	b, r := block(p.Add(square, p.Div(p.Int(1), square)))
	adds := 0
	for _, in := range b.Instrs {
		if in.Op == program.Add {
			adds++
		}
	}
	if adds != 2 {
		t.Errorf("%d additions instead of 2 in %v", adds, b.Instrs)
	}
	if got := value(b, r, 2); got != 9+1.0/9 {
		t.Errorf("the value is %v", got)
	}
	b, r = block(p.Mul(p.Frac(1, 3), p.Int(3)))
	if in := b.Instrs[r]; in.Op != program.Const || in.Value != 1 {
		t.Errorf("1/3*3 is %+v", in)
	}
}

func TestTruth(t *testing.T) {
	p := expr.NewPool()
	x, y := p.Sym(0), p.Sym(1)
	e := p.Cond(p.Or(p.Compare(expr.Lt, x, y), p.Not(p.Compare(expr.Ge, y, p.Int(0)))), p.Int(1), p.Int(2))
	b, r := block(e)
	for _, c := range []struct{ x, y, want float64 }{{1, 2, 1}, {2, 1, 2}, {2, -1, 1}, {math.NaN(), 1, 2}} {
		if got := value(b, r, c.x, c.y); got != c.want {
			t.Errorf("x = %v, y = %v: %v instead of %v", c.x, c.y, got, c.want)
		}
	}
	for i, in := range b.Instrs {
		if bool := in.Type == program.Bool; bool != (in.Op >= program.Lt && in.Op <= program.Not) {
			t.Errorf("instruction %d, %v, has type %v", i, in.Op, in.Type)
		}
	}
}
