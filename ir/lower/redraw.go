package lower

import (
	"fmt"
	"math"
	"math/big"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	el "github.com/nngen/nngen/runtime/elementary"
)

// leastChance is the probability that a range must have at least. A network draws
// rng.MaxTries times; a handler, whose numbers are made in one go, needs it for the
// digits of its differences of probabilities.
const leastChance = 0.001

// redraw lowers redraw(D, lo, hi): a draw from distribution D, made anew until it is
// within the bounds, which belong to the range.
func (l *lowerer) redraw(x *ast.Call, sc *scope) value {
	if len(x.Args) != 3 {
		l.list.Add(diag.ArgumentCount(x.At, "redraw", 3, 3, len(x.Args)))
		return bad()
	}
	for _, a := range x.Args {
		if a.Name != nil {
			l.list.Add(diag.NoNamedArguments(a.Name.At, "redraw"))
			return bad()
		}
	}
	of, name := distributionCall(x.Args[0].Value)
	if name == "" {
		l.list.Add(diag.RedrawOf(x.Args[0].Value.Span()))
		return bad()
	}
	args, v := l.distribution(of, name, sc)
	if !v.ok() {
		return bad()
	}
	var bounds [2]expr.Expr
	for i, what := range []string{"the lower bound", "the upper bound"} {
		at := x.Args[i+1].Value
		b := l.expr(at, sc)
		if !b.any {
			b = l.expect(b, v.u, at.Span(), what)
		}
		if !b.ok() {
			return bad()
		}
		bounds[i] = b.e
	}
	if cause := l.unlikely(name, args, bounds); cause != "" {
		l.list.Add(diag.DistributionParameter(x.At, "redraw", cause))
		return bad()
	}
	v.span = x.At
	if in := sc.stepwise(); in != nil {
		if v.e = in.redrawn(name, args, bounds[0], bounds[1]); !v.e.IsValid() {
			l.list.Add(diag.RedrawInStep(of.At, name))
			return bad()
		}
		return v
	}
	v.e = l.drawn(draw{name, args, bounds[0], bounds[1]})
	return v
}

// distributionCall is e as a call of a distribution, with its name.
func distributionCall(e ast.Expr) (*ast.Call, string) {
	if c, ok := e.(*ast.Call); ok {
		if f, ok := c.Fun.(*ast.Name); ok {
			if _, ok := distributions[f.Text]; ok {
				return c, f.Text
			}
		}
	}
	return nil, ""
}

// unlikely says why a draw with parameters and bounds that are known is hardly ever
// within the bounds, "" if it is often enough or nothing is known.
func (l *lowerer) unlikely(name string, args []expr.Expr, bounds [2]expr.Expr) string {
	lo, known := l.isConst(bounds[0])
	hi, also := l.isConst(bounds[1])
	if !known || !also {
		return ""
	}
	if !(lo <= hi) {
		return "the lower bound is above the upper one"
	}
	x := make([]float64, len(args))
	for i, a := range args {
		if x[i], known = l.isConst(a); !known {
			return ""
		}
	}
	if p := chance(name, x, lo, hi); p < leastChance {
		return fmt.Sprintf("a draw from %s is between these bounds with a probability of %.2g", name, p)
	}
	return ""
}

// chance is the probability that a draw is from lo to hi. For the distributions
// that have no simple one it is 1, but 0 where the bounds leave nothing.
func chance(name string, x []float64, lo, hi float64) float64 {
	below := func(z float64) float64 { return 0.5 * (1 + el.Erf(z/math.Sqrt2)) }
	some := func(least, most float64) float64 {
		if max(least, lo) > min(most, hi) {
			return 0
		}
		return 1
	}
	switch name {
	case "uniform":
		if x[0] == x[1] {
			return some(x[0], x[1])
		}
		return max(0, min(x[1], hi)-max(x[0], lo)) / (x[1] - x[0])
	case "uniform_int":
		return max(0, min(x[1], math.Floor(hi))-max(x[0], math.Ceil(lo))+1) / (x[1] - x[0] + 1)
	case "normal":
		if x[1] == 0 {
			return some(x[0], x[0])
		}
		return below((hi-x[0])/x[1]) - below((lo-x[0])/x[1])
	case "lognormal":
		if hi <= 0 {
			return 0
		}
		if x[1] == 0 {
			return some(math.Exp(x[0]), math.Exp(x[0]))
		}
		return below((math.Log(hi)-x[0])/x[1]) - below((math.Log(max(lo, 0))-x[0])/x[1])
	case "exponential":
		return math.Exp(-max(lo, 0)/x[0]) - math.Exp(-max(hi, 0)/x[0])
	case "gamma":
		return some(math.SmallestNonzeroFloat64, math.Inf(1))
	case "vonmises":
		return some(x[0]-math.Pi, x[0]+math.Pi)
	}
	if lo, hi = math.Ceil(lo), math.Floor(hi); lo > hi {
		return 0
	}
	if name == "binomial" {
		return some(0, x[0])
	}
	return some(0, math.Inf(1))
}

// redrawn is a draw of this step that lies within bounds: the inverse of the
// distribution at a number between the probabilities of the bounds, which has the
// distribution of the repeated draw. It is not a number where the bounds have no
// probability to speak of. Nothing for the distributions that are drawn by rejection.
func (in *instance) redrawn(name string, args []expr.Expr, lo, hi expr.Expr) expr.Expr {
	p := in.l.pool
	half := func() expr.Expr { return in.fresh(ir.SymDraw, "draw", unit.One) }
	open := func() expr.Expr { return in.fresh(ir.SymOpenDraw, "draw", unit.One) }
	least := func(a, b expr.Expr) expr.Expr { return p.Call(expr.Min, a, b) }
	most := func(a, b expr.Expr) expr.Expr { return p.Call(expr.Max, a, b) }
	within := func(x expr.Expr) expr.Expr { return least(most(x, lo), hi) }
	// between is a number from a to b, which is not b.
	between := func(a, b, u expr.Expr) expr.Expr { return p.Add(a, p.Mul(p.Sub(b, a), u)) }
	limit := p.Rat(big.NewRat(1, 1000)) // leastChance
	zero, one := p.Int(0), p.Int(1)
	// if the share of the range is large enough, x.
	enough := func(share, all, x expr.Expr) expr.Expr {
		missing := p.Sub(share, p.Mul(limit, all))
		return p.Cond(p.Compare(expr.Ge, missing, zero), x, p.Call(expr.Sqrt, missing))
	}
	// A normal number between two others.
	normal := func(a, b expr.Expr) (z, share expr.Expr) {
		below := func(z expr.Expr) expr.Expr {
			return p.Div(p.Add(one, p.Call(expr.Erf, p.Div(z, p.Call(expr.Sqrt, p.Int(2))))), p.Int(2))
		}
		low, high := below(a), below(b)
		largest := p.Rat(new(big.Rat).SetFloat64(1 - 0x1p-53))
		return p.Call(expr.Probit, least(between(low, high, open()), largest)), p.Sub(high, low)
	}
	switch name {
	case "uniform":
		a, b := most(args[0], lo), least(args[1], hi)
		return enough(p.Sub(b, a), p.Sub(args[1], args[0]), between(a, b, half()))
	case "uniform_int":
		a, b := most(args[0], p.Call(expr.Ceil, lo)), least(args[1], p.Call(expr.Floor, hi))
		choices := p.Add(p.Sub(b, a), one)
		return enough(choices, p.Add(p.Sub(args[1], args[0]), one), p.Add(a, p.Call(expr.Floor, p.Mul(choices, half()))))
	case "exponential":
		beyond := func(x expr.Expr) expr.Expr { return p.Call(expr.Exp, p.Neg(p.Div(most(x, zero), args[0]))) }
		high, low := beyond(hi), beyond(lo)
		return enough(p.Sub(low, high), one, within(p.Mul(args[0], p.Neg(p.Call(expr.Log, between(high, low, open()))))))
	case "normal":
		scaled := func(x expr.Expr) expr.Expr { return p.Div(p.Sub(x, args[0]), args[1]) }
		z, share := normal(scaled(lo), scaled(hi))
		return enough(share, one, within(p.Add(args[0], p.Mul(args[1], z))))
	case "lognormal":
		scaled := func(x expr.Expr) expr.Expr { return p.Div(p.Sub(p.Call(expr.Log, most(x, zero)), args[0]), args[1]) }
		z, share := normal(scaled(lo), scaled(hi))
		return enough(share, one, within(p.Call(expr.Exp, p.Add(args[0], p.Mul(args[1], z)))))
	}
	return expr.Expr{}
}
