package native

import (
	"math"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/rng"
)

// How well equations have to agree, and at how many states they are compared.
const (
	agreement = 1e-12
	samples   = 40
)

// draws are the random numbers of one comparison. They are the same in every run, so
// that what is emitted depends on the model only.
type draws struct {
	stream rng.Stream
	made   uint64
}

func chance() *draws { return &draws{stream: rng.NewStream(2026, rng.Sample, "agreement", 0)} }

// uniform is from 0 up to 1.
func (d *draws) uniform() float64 {
	d.made++
	return d.stream.Uniform(d.made)
}

// below is one of the whole numbers from 0 up to n.
func (d *draws) below(n int) int { return int(d.uniform() * float64(n)) }

// point are values of all symbols of a neuron or rule.
type point []float64

func (x point) of(s expr.Sym) float64 { return x[s] }

func (x point) eval(e expr.Expr) float64 { return expr.Eval(e, x.of) }

// shake says which parameters are drawn around their value.
type shake uint8

const (
	still      shake = iota // none
	zerosStill              // those that are not 0
	shaken                  // all
)

// parameters fills in the values of parameters. Those that differ per neuron are drawn;
// where shaken, the others are drawn around their value too, which tells an expression
// that equals a parameter from one that happens to have its value.
func parameters(d *ir.Dynamics, r *draws, shaken shake) point {
	x := make(point, len(d.Symbols))
	for i := range x {
		x[i] = math.NaN()
	}
	for _, p := range d.Params {
		switch {
		case p.Literal && shaken == still:
			x[p.Sym] = p.Value
		case p.Literal && (p.Value != 0 || shaken == zerosStill):
			x[p.Sym] = p.Value * (1 + 0.2*r.uniform())
		case p.Literal:
			x[p.Sym] = 0.1 + r.uniform()
		case p.Column != nil:
			x[p.Sym] = plausible(d.Symbols[p.Sym].Unit, r)
			if v, ok := p.Column.Constant(); ok && shaken == still {
				x[p.Sym] = v
			}
		}
	}
	derive(d, x)
	return x
}

// derive fills in what follows from other parameters, however they are ordered.
func derive(d *ir.Dynamics, x point) {
	for range d.Params {
		missing := false
		for _, p := range d.Params {
			if p.Derived.IsValid() && math.IsNaN(x[p.Sym]) {
				x[p.Sym] = x.eval(p.Derived)
				missing = missing || math.IsNaN(x[p.Sym])
			}
		}
		if !missing {
			return
		}
	}
}

var dimensions = map[string]func(*draws) float64{
	"mV": func(r *draws) float64 { return -80 + 40*r.uniform() },
	"ms": func(r *draws) float64 { return 1 + 20*r.uniform() },
	"pF": func(r *draws) float64 { return 100 + 200*r.uniform() },
	"nS": func(r *draws) float64 { return 1 + 30*r.uniform() },
	"pA": func(r *draws) float64 { return -100 + 300*r.uniform() },
}

// plausible is a value in a unit as neurons have them.
func plausible(u unit.Unit, r *draws) float64 {
	for name, f := range dimensions {
		if x, ok := unit.Lookup(name); ok && x.Dim() == u.Dim() {
			return f(r)
		}
	}
	return 0.1 + 0.8*r.uniform()
}

// agree reports whether two numbers are the same but for rounding; scale is the size of
// what they are made from.
func agree(a, b, scale float64) bool {
	if a == b || math.IsNaN(a) && math.IsNaN(b) {
		return true
	}
	return math.Abs(a-b) <= agreement*math.Max(scale, math.Max(math.Abs(a), math.Abs(b)))
}

// named is an expression of parameters in its plainest form: a parameter if it always
// equals one, a number if it always is one.
func named(d *ir.Dynamics, e expr.Expr) expr.Expr {
	if !e.IsValid() || e.Kind() == expr.Symbol {
		return e
	}
	for _, s := range []shake{shaken, zerosStill} {
		if x := plainest(d, e, s); x.IsValid() {
			return x
		}
	}
	return d.Pool.Simplify(e)
}

// plainest is the parameter or number that an expression equals; the zero Expr if there
// is none.
func plainest(d *ir.Dynamics, e expr.Expr, s shake) expr.Expr {
	r := chance()
	const tries = 6
	var points []point
	var values []float64
	for range tries {
		x := parameters(d, r, s)
		points, values = append(points, x), append(values, x.eval(e))
	}
	same := func(other func(k int) float64) bool {
		for k, v := range values {
			if !agree(v, other(k), 0) {
				return false
			}
		}
		return true
	}
	zero := s == zerosStill && same(func(int) float64 { return 0 }) // which says nothing about parameters
	for _, p := range d.Params {
		if !zero && same(func(k int) float64 { return points[k][p.Sym] }) {
			return d.Pool.Sym(p.Sym)
		}
	}
	if same(func(int) float64 { return values[0] }) {
		if x, ok := d.Pool.Float(roundTo13(values[0])); ok {
			return x
		}
	}
	return expr.Expr{}
}

// roundTo13 leaves out digits that rounding has spoilt.
func roundTo13(x float64) float64 {
	if x == 0 || math.IsInf(x, 0) || math.IsNaN(x) {
		return x
	}
	scale := math.Pow(10, 12-math.Floor(math.Log10(math.Abs(x))))
	if y := math.Round(x*scale) / scale; !math.IsInf(scale, 0) && agree(x, y, 0) {
		return y
	}
	return x
}
