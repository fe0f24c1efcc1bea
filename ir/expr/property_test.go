package expr

import (
	"math"
	"math/big"
	"testing"
)

const rounds = 4000

func ratEnv(r *random) func(Sym) (*big.Rat, bool) {
	var v [4]*big.Rat
	for i := range v {
		v[i] = big.NewRat(int64(r.Intn(41)-20), int64(1+r.Intn(7)))
	}
	return func(s Sym) (*big.Rat, bool) { return v[s], true }
}

func TestSimplifyKeepsExactValues(t *testing.T) {
	compared := 0
	for seed := range int64(rounds) {
		r := newRandom(NewPool(), seed, seed%3 == 0)
		e := r.real(6)
		s := r.pool.Simplify(e)
		for range 4 {
			env := ratEnv(r)
			want, ok := EvalRat(e, env)
			if !ok {
				continue
			}
			compared++
			if got, ok := EvalRat(s, env); !ok || got.Cmp(want) != 0 {
				t.Fatalf("seed %d: %v\nsimplified %v\nis %v, want %v", seed, e, s, got, want)
			}
		}
	}
	if compared < rounds {
		t.Errorf("only %d comparisons", compared)
	}
}

func TestSimplifyKeepsFloatValues(t *testing.T) {
	compared := 0
	for seed := range int64(rounds) {
		r := newRandom(NewPool(), seed, true)
		e := r.real(4)
		s := r.pool.Simplify(e)
		var v [4]float64
		for i := range v {
			v[i] = 0.3 + 2*r.Float64()
		}
		env := func(s Sym) float64 { return v[s] }
		want := Eval(e, env)
		// Where a tiny change of the arguments changes much, rounding does too.
		shaken := Eval(e, func(s Sym) float64 { return v[s] * (1 + 1e-9) })
		if math.IsNaN(want) || math.IsInf(want, 0) || math.Abs(want) > 1e8 || !(math.Abs(shaken-want) < 1e-6*(1e-3+math.Abs(want))) {
			continue
		}
		compared++
		if got := Eval(s, env); !(math.Abs(got-want) <= 1e-7*(1e-3+math.Abs(want))) {
			t.Errorf("seed %d: %v\nsimplified %v\nis %v, want %v at %v", seed, e, s, got, want, v)
		}
	}
	if compared < rounds/4 {
		t.Errorf("only %d comparisons", compared)
	}
}

func TestSimplifyIsIdempotent(t *testing.T) {
	for seed := range int64(rounds) {
		r := newRandom(NewPool(), seed, seed%2 == 0)
		e := r.real(6)
		s := r.pool.Simplify(e)
		fresh := NewPool() // whose memory does not help
		c := fresh.Copy(s)
		if again := fresh.Simplify(c); again != c {
			t.Errorf("seed %d: %v\nsimplified %v\nagain      %v", seed, e, s, again)
		}
	}
}

func TestPrintReadsBack(t *testing.T) {
	for seed := range int64(rounds) {
		r := newRandom(NewPool(), seed, true)
		for _, e := range []Expr{r.real(6), r.bool(5)} {
			for _, x := range []Expr{e, r.pool.Simplify(e)} {
				got, err := read(r.pool, x.String())
				if err != nil {
					t.Fatalf("seed %d: %v", seed, err)
				}
				if got != x {
					t.Fatalf("seed %d: %v\nreads as %v", seed, x, got)
				}
			}
		}
	}
}

// TestDiffExact compares with the symmetric difference quotient of a rational
// function, in exact arithmetic. Its error is of order h^2, so from h to h/1024
// it must shrink a millionfold; a wrong derivative leaves it as it is.
func TestDiffExact(t *testing.T) {
	compared := 0
	for seed := range int64(rounds) {
		r := newRandom(NewPool(), seed, false)
		e := r.real(5)
		d := r.pool.Diff(e, 0)
		env := ratEnv(r)
		want, ok := EvalRat(d, env)
		if !ok {
			continue
		}
		fail := false
		quotient := func(h *big.Rat) *big.Rat {
			at := func(sign int64) *big.Rat {
				v, ok := EvalRat(e, func(s Sym) (*big.Rat, bool) {
					x, _ := env(s)
					if s == 0 {
						x = new(big.Rat).Add(x, new(big.Rat).Mul(h, big.NewRat(sign, 1)))
					}
					return x, true
				})
				if !ok {
					fail = true
					return new(big.Rat)
				}
				return v
			}
			q := new(big.Rat).Sub(at(1), at(-1))
			return q.Quo(q, new(big.Rat).Mul(h, big.NewRat(2, 1)))
		}
		err := func(h *big.Rat) float64 {
			x := quotient(h)
			f, _ := x.Sub(x, want).Float64()
			return math.Abs(f)
		}
		h1, h2 := big.NewRat(1, 1<<40), big.NewRat(1, 1<<50)
		e1, e2 := err(h1), err(h2)
		if fail {
			continue
		}
		compared++
		if e2 > e1/1e5 {
			t.Errorf("seed %d: %v\nderivative %v = %v: errors %g, %g", seed, e, d, want, e1, e2)
		}
	}
	if compared < rounds/2 {
		t.Errorf("only %d comparisons", compared)
	}
}

func TestAffineReconstructs(t *testing.T) {
	compared := 0
	for seed := range int64(rounds) {
		r := newRandom(NewPool(), seed, false)
		p := r.pool
		x, y := p.Sym(0), p.Sym(1)
		// Random coefficients in s2, s3 and random wrappings that stay affine.
		free := func() Expr { return p.Subst(r.real(3), map[Sym]Expr{0: p.Sym(2), 1: p.Sym(3)}) }
		e := p.Add(p.Mul(free(), x), free())
		for range 5 {
			switch r.Intn(6) {
			case 0:
				e = p.Sub(free(), e)
			case 1:
				e = p.Mul(free(), e, free())
			case 2:
				e = p.Div(e, free())
			case 3:
				e = p.Neg(p.Add(e, p.Mul(y, free())))
			case 4:
				e = p.Cond(p.Compare(Lt, free(), free()), e, p.Add(y, free()))
			case 5:
				e = p.Call(Timeline, free(), p.Int(0), p.Int(1), e, p.Sub(x, y))
			}
		}
		coeffs, rest, ok := p.AffineIn(e, []Sym{0, 1})
		if !ok {
			t.Fatalf("seed %d: %v is affine", seed, e)
		}
		for _, c := range append([]Expr{rest}, coeffs...) {
			if c.DependsOn(0, 1) {
				t.Fatalf("seed %d: %v has coefficient %v", seed, e, c)
			}
		}
		sum := p.Add(p.Mul(coeffs[0], x), p.Mul(coeffs[1], y), rest)
		env := ratEnv(r)
		want, ok := EvalRat(e, env)
		if !ok {
			continue
		}
		compared++
		if got, ok := EvalRat(sum, env); !ok || got.Cmp(want) != 0 {
			t.Fatalf("seed %d: %v\nis %v, want %v", seed, e, sum, want)
		}
	}
	if compared < rounds/2 {
		t.Errorf("only %d comparisons", compared)
	}
}

func FuzzPrint(f *testing.F) {
	for _, s := range []string{"-(s0 - 3)/s1", "s0^2^s1*-2", "1/3*s0 + 0.062e-3", "not (s0 < 1 and s1 >= 2) ? exp(s0) : inf",
		"timeline(s0, [0, 1], [2, 3])", "--s0 - -2/3", "linoid(s0, 4)*(1/3)", "(s0 ? 1 : 2) ? 3 : s1 ? 4 : 5"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 300 {
			return
		}
		p := NewPool()
		e, err := read(p, text)
		if err != nil {
			return
		}
		again, err := read(p, e.String())
		if err != nil || again != e {
			t.Fatalf("%q reads as %v, that as %v (%v)", text, e, again, err)
		}
		if e.Size() < 200 {
			s := p.Simplify(e)
			if again, err := read(p, s.String()); err != nil || again != s {
				t.Fatalf("simplified %v reads as %v (%v)", s, again, err)
			}
		}
	})
}
