package expr

import (
	"math/big"
	"math/rand"
)

// random builds random expressions in s0 … s3.
type random struct {
	*rand.Rand
	pool *Pool
	all  bool // functions, conditionals, roots, pi too
	made []Expr
}

func newRandom(p *Pool, seed int64, all bool) *random {
	return &random{Rand: rand.New(rand.NewSource(seed)), pool: p, all: all}
}

func (r *random) leaf() Expr {
	if r.Intn(2) == 0 {
		return r.pool.Sym(Sym(r.Intn(4)))
	}
	if r.all && r.Intn(12) == 0 {
		return r.pool.Pi()
	}
	return r.pool.Frac(int64(r.Intn(9)-4), int64(1+r.Intn(4)))
}

// real returns an expression of at most the given depth.
func (r *random) real(depth int) Expr {
	e := r.build(depth)
	r.made = append(r.made, e)
	return e
}

func (r *random) build(depth int) Expr {
	p := r.pool
	if depth <= 1 {
		return r.leaf()
	}
	if len(r.made) > 0 && r.Intn(10) == 0 {
		if e := r.made[r.Intn(len(r.made))]; e.Depth() <= depth {
			return e // shares, and gives terms to cancel
		}
	}
	sub := func() Expr { return r.real(depth - 1 - r.Intn(2)) }
	n := 7
	if r.all {
		n = 11
	}
	switch r.Intn(n) {
	case 0:
		return p.Add(sub(), sub(), sub())
	case 1:
		return p.Mul(sub(), sub(), sub())
	case 2:
		return p.Sub(sub(), sub())
	case 3:
		return p.Div(sub(), sub())
	case 4:
		return p.Neg(sub())
	case 5:
		return p.Pow(sub(), p.Int(int64(r.Intn(6)-2)))
	case 6:
		return p.Add(sub(), sub())
	case 7:
		return p.Cond(r.bool(depth-1), sub(), sub())
	case 8:
		return p.Pow(sub(), p.Rat(big.NewRat(int64(r.Intn(7)-3), 2)))
	case 9:
		switch r.Intn(4) {
		case 0:
			return p.Call(Min, sub(), sub())
		case 1:
			return p.Call(Max, sub(), sub(), sub())
		case 2:
			return p.Call(Linoid, sub(), sub())
		}
		return p.Call(Timeline, sub(), p.Int(0), p.Int(1), sub(), sub())
	}
	fn := []Fn{Exp, Expm1, Log, Log1p, Log10, Sqrt, Sin, Cos, Tan, Asin, Acos, Atan, Sinh, Cosh, Tanh, Erf, Abs, Sign, Floor, Ceil, Round, Exprel}[r.Intn(22)]
	return p.Call(fn, sub())
}

func (r *random) bool(depth int) Expr {
	p := r.pool
	if depth > 2 {
		switch r.Intn(5) {
		case 0:
			return p.And(r.bool(depth-1), r.bool(depth-1))
		case 1:
			return p.Or(r.bool(depth-1), r.bool(depth-1))
		case 2:
			return p.Not(r.bool(depth - 1))
		}
	}
	return p.Compare(Lt+Kind(r.Intn(6)), r.real(depth-1), r.real(depth-1))
}
