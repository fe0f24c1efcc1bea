package lower

import (
	"math"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir/unit"
)

func (l *lowerer) step(x *protocol, s *ast.Step) {
	if h, ok := l.duration(s.Value, "the step"); ok {
		if !(h > 0) || math.IsInf(h, 0) {
			l.list.Add(diag.NotPositive(s.Value.Span(), "the step", s.Value.Span().Text()))
			return
		}
		x.Step = h
	}
}

// duration is a constant time in ms, at least 0.
func (l *lowerer) duration(e ast.Expr, what string) (float64, bool) {
	return l.durationIn(e, l.top, what)
}

// durationIn is one that may use loop variables.
func (l *lowerer) durationIn(e ast.Expr, sc *scope, what string) (float64, bool) {
	v, ok := l.constant(l.expr(e, sc), simple("ms"), e.Span(), what)
	if ok && !(v >= 0 && v < math.Inf(1)) {
		l.list.Add(diag.NotPositive(e.Span(), what, e.Span().Text()))
		return 0, false
	}
	return v, ok
}

// offGrid is how far, in steps, a time may lie from the grid and still count
// as written on it: decimal times are not binary.
const offGrid = 1e-6

// maxSteps keeps step numbers exact in 32-bit stamps.
const maxSteps = math.MaxInt32

// steps turns a duration into whole steps.
func (l *lowerer) steps(ms, h float64, at source.Span) int64 {
	n := math.Round(ms / h)
	if n > maxSteps {
		l.list.Add(diag.NetworkTooLarge(at, "steps", int64(min(n, 1e18)), maxSteps))
		return 0
	}
	if math.Abs(ms/h-n) > offGrid {
		l.list.Add(diag.OffGrid(at, "this duration", ms, h, n*h))
	}
	return int64(n)
}

// whole is a constant whole number, at least 0.
func (l *lowerer) whole(v value, at source.Span, what string) (int64, bool) {
	x, ok := l.constant(v, unit.One, at, what)
	if !ok {
		return 0, false
	}
	if x != math.Trunc(x) || x < 0 || x > 1<<53 {
		l.list.Add(diag.CountNotWhole(at, what, x))
		return 0, false
	}
	return int64(x), true
}
