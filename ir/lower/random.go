package lower

import (
	"fmt"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// drawing is a scope in which every draw of the text is made anew in every step.
func (in *instance) drawing(sc *scope) *scope {
	inner := newScope(sc)
	inner.draws = in
	return inner
}

// fresh adds a symbol for one more random number of a kind.
func (in *instance) fresh(kind ir.SymbolKind, name string, u unit.Unit) expr.Expr {
	n := 1
	for _, s := range in.d.Symbols {
		if len(s.Name) > len(name) && s.Name[:len(name)+1] == name+"." {
			n++
		}
	}
	_, v := in.symbol(kind, fmt.Sprintf("%s.%d", name, n), u, "", source.Span{})
	return v.e
}

// drawn is a draw of this step from a distribution: an expression of one uniform
// number where it can be, so that its parameters are plain operands.
func (in *instance) drawn(name string, args []expr.Expr) expr.Expr {
	p := in.l.pool
	half := func() expr.Expr { return in.fresh(ir.SymDraw, "draw", unit.One) }
	open := func() expr.Expr { return in.fresh(ir.SymOpenDraw, "draw", unit.One) }
	normal := func() expr.Expr { return p.Call(expr.Probit, open()) }
	switch name {
	case "uniform":
		return p.Add(args[0], p.Mul(p.Sub(args[1], args[0]), half()))
	case "normal":
		return p.Add(args[0], p.Mul(args[1], normal()))
	case "lognormal":
		return p.Call(expr.Exp, p.Add(args[0], p.Mul(args[1], normal())))
	case "exponential":
		return p.Mul(args[0], p.Neg(p.Call(expr.Log, open())))
	case "uniform_int":
		choices := p.Add(p.Sub(args[1], args[0]), p.Int(1))
		return p.Add(args[0], p.Call(expr.Floor, p.Mul(choices, half())))
	}
	fn := map[string]expr.Fn{"gamma": expr.DrawGamma, "poisson": expr.DrawPoisson, "binomial": expr.DrawBinomial, "vonmises": expr.DrawVonMises}[name]
	return p.Call(fn, append([]expr.Expr{half()}, args...)...)
}

// hazard is the condition that something of rate rho happens in this step: with
// probability 1 - exp(-rho*h).
func (in *instance) hazard(rho expr.Expr) expr.Expr {
	p := in.l.pool
	chance := p.Neg(p.Call(expr.Expm1, p.Neg(p.Mul(rho, in.stepSymbol().e))))
	return p.Compare(expr.Lt, in.fresh(ir.SymDraw, "draw", unit.One), chance)
}

// stepSymbol is the value of `step`.
func (in *instance) stepSymbol() value {
	ms := simple("ms")
	for i, s := range in.d.Symbols {
		if s.Kind == ir.SymStep {
			return value{e: in.l.pool.Sym(expr.Sym(i)), u: ms}
		}
	}
	_, v := in.symbol(ir.SymStep, "step", ms, "", source.Span{})
	return v
}

// noise lowers noise(s): s times white noise of unit strength.
func (l *lowerer) noise(x *ast.Call, sc *scope) value {
	in := sc.noisy()
	if in == nil {
		l.list.Add(diag.NoiseNotHere(x.At))
		return bad()
	}
	args, ok := l.positional(x, sc)
	if !ok {
		return bad()
	}
	if len(args) != 1 {
		l.list.Add(diag.ArgumentCount(x.At, "noise", 1, 1, len(args)))
		return bad()
	}
	u := simple("ms").Pow(-1, 2)
	white := in.fresh(ir.SymNoise, "noise", u)
	return value{e: l.pool.Mul(args[0].e, white), u: args[0].u.Mul(u), any: args[0].any, span: x.At}
}

// additiveNoise reports noise that is not a term of an equation.
func (in *instance) additiveNoise(rate expr.Expr, at source.Span) bool {
	var white []expr.Sym
	for i, s := range in.d.Symbols {
		if s.Kind == ir.SymNoise {
			white = append(white, expr.Sym(i))
		}
	}
	if !rate.DependsOn(white...) {
		return true
	}
	if _, _, ok := in.l.pool.AffineIn(rate, white); !ok {
		in.l.list.Add(diag.NoiseNotATerm(at))
		return false
	}
	return true
}
