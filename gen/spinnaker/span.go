package spinnaker

import (
	"math"

	"github.com/nngen/nngen/runtime/program"
)

// span is an interval of numbers; NaN does not occur in it.
type span struct{ lo, hi float64 }

var everything = span{math.Inf(-1), math.Inf(1)}

func point(x float64) span { return span{x, x} }

// bound is the largest absolute value.
func (s span) bound() float64 { return max(math.Abs(s.lo), math.Abs(s.hi)) }

// join is the smallest interval with both.
func (s span) join(t span) span { return span{min(s.lo, t.lo), max(s.hi, t.hi)} }

// meet is what both have; where that is nothing, the nearer end of t.
func (s span) meet(t span) span {
	lo, hi := max(s.lo, t.lo), min(s.hi, t.hi)
	if lo > hi {
		if s.lo > t.hi {
			return point(t.hi)
		}
		return point(t.lo)
	}
	return span{lo, hi}
}

// around joins numbers, and is everything when one of them is no number.
func around(list ...float64) span {
	s := point(list[0])
	for _, x := range list {
		if math.IsNaN(x) {
			return everything
		}
		s = s.join(point(x))
	}
	return s
}

// times is a product in which 0 times infinity is 0.
func times(a, b float64) float64 {
	if a == 0 || b == 0 {
		return 0
	}
	return float64(a * b)
}

// rising are elementary functions that grow with their argument.
var rising = map[string]bool{"exp": true, "expm1": true, "log": true, "log1p": true, "log10": true, "tanh": true, "sinh": true, "atan": true, "asin": true, "erf": true, "exprel": true, "sign": true}

var bounded = map[string]span{"sin": {-1, 1}, "cos": {-1, 1}, "acos": {0, math.Pi}, "asin": {-math.Pi / 2, math.Pi / 2}, "atan": {-math.Pi / 2, math.Pi / 2}, "tanh": {-1, 1}, "sign": {-1, 1}, "erf": {-1, 1}}

var truths = span{0, 1}

// apply is what an operation may make of operands in a, b and c.
func apply(op program.Op, fn string, a, b, c span) span {
	value := func(x, y float64) float64 { return program.Apply(op, fn, x, y, 0) }
	switch op {
	case program.Add:
		return span{a.lo + b.lo, a.hi + b.hi}.sound()
	case program.Sub:
		return span{a.lo - b.hi, a.hi - b.lo}.sound()
	case program.Mul:
		return around(times(a.lo, b.lo), times(a.lo, b.hi), times(a.hi, b.lo), times(a.hi, b.hi))
	case program.Div:
		if b.lo <= 0 && b.hi >= 0 {
			return everything
		}
		return around(a.lo/b.lo, a.lo/b.hi, a.hi/b.lo, a.hi/b.hi)
	case program.Neg:
		return span{-a.hi, -a.lo}
	case program.Abs:
		if a.lo <= 0 && a.hi >= 0 {
			return span{0, a.bound()}
		}
		return around(math.Abs(a.lo), math.Abs(a.hi))
	case program.Sqrt:
		return span{math.Sqrt(max(0, a.lo)), math.Sqrt(max(0, a.hi))}
	case program.Floor, program.Ceil, program.Round:
		return span{value(a.lo, 0), value(a.hi, 0)}
	case program.Min:
		return span{min(a.lo, b.lo), min(a.hi, b.hi)}
	case program.Max:
		return span{max(a.lo, b.lo), max(a.hi, b.hi)}
	case program.Call:
		return call(fn, a, b, value)
	case program.Lt, program.Le, program.Gt, program.Ge, program.Eq, program.Ne, program.And, program.Or, program.Not:
		return truths
	case program.Select:
		return b.join(c)
	case program.Redraw:
		return a.meet(span{b.lo, c.hi})
	}
	return everything
}

func call(fn string, a, b span, value func(x, y float64) float64) span {
	all := everything
	if s, ok := bounded[fn]; ok {
		all = s
	}
	switch {
	case rising[fn]:
		return around(value(a.lo, 0), value(a.hi, 0)).meet(all)
	case fn == "linoid" && b.lo == b.hi && b.lo > 0:
		return around(value(a.lo, b.lo), value(a.hi, b.lo))
	case fn == "pow" && a.lo >= 0:
		return around(value(a.lo, b.lo), value(a.lo, b.hi), value(a.hi, b.lo), value(a.hi, b.hi))
	}
	return all
}

// sound is s, or everything when an end is no number.
func (s span) sound() span {
	if math.IsNaN(s.lo) || math.IsNaN(s.hi) {
		return everything
	}
	return s
}

// spread is where draws of a distribution lie, tails of 1e-9 left out.
func spread(fn string, a, b span) span {
	switch fn {
	case "uniform", "uniform_int":
		return a.join(b)
	case "normal":
		return span{a.lo - 6*b.bound(), a.hi + 6*b.bound()}
	case "lognormal":
		return span{0, math.Exp(a.hi + 6*b.bound())}
	case "exponential":
		return span{0, 21 * a.bound()}
	case "gamma":
		return span{0, b.bound() * (a.hi + 6*math.Sqrt(max(0, a.hi)) + 21)}
	case "poisson":
		return span{0, a.hi + 6*math.Sqrt(max(0, a.hi)) + 20}
	case "binomial":
		return span{0, a.hi}
	case "vonmises":
		return span{a.lo - math.Pi, a.hi + math.Pi}
	}
	return everything
}

// valueSpan is where the values of a block lie, given its leaves.
func valueSpan(b *program.Block, r program.Ref, leaf func(*program.Instr) span) span {
	if r < 0 || int(r) >= len(b.Instrs) {
		return point(0) // the zero value
	}
	v := make([]span, len(b.Instrs))
	at := func(r program.Ref) span {
		if r < 0 {
			return point(0)
		}
		return v[r]
	}
	for i := range b.Instrs {
		in := &b.Instrs[i]
		switch {
		case in.Op == program.Const:
			v[i] = point(in.Value)
		case in.Op == program.Draw:
			v[i] = spread(in.Fn, at(in.A), at(in.B))
		case in.Op < program.Draw:
			v[i] = leaf(in)
		default:
			v[i] = apply(in.Op, in.Fn, at(in.A), at(in.B), at(in.C))
		}
	}
	return v[r]
}
