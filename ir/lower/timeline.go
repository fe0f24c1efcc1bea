package lower

import (
	"math"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// timeline lowers timeline(t, times, values): the value of the last time that has
// come, 0 before the first.
func (l *lowerer) timeline(x *ast.Call, sc *scope) value {
	if len(x.Args) != 3 {
		l.list.Add(diag.ArgumentCount(x.At, "timeline", 3, 3, len(x.Args)))
		return bad()
	}
	for _, a := range x.Args {
		if a.Name != nil {
			l.list.Add(diag.NoNamedArguments(a.Name.At, "timeline"))
			return bad()
		}
	}
	now := l.expr(x.Args[0].Value, sc)
	times, ok := l.numbers(x.Args[1].Value, sc, "the times of a timeline", "[0 ms, 100 ms]")
	values, good := l.numbers(x.Args[2].Value, sc, "the values of a timeline", "[0 Hz, 10 Hz]")
	if !ok || !good || !now.ok() {
		return bad()
	}
	if len(times) != len(values) {
		l.list.Add(diag.TimelineLengths(x.At, len(times), len(values)))
		return bad()
	}
	last := math.Inf(-1)
	args := []expr.Expr{now.e}
	if half := sc.half(); half.IsValid() && now.e == l.pool.Sym(symTime) {
		args[0] = l.pool.Add(now.e, half)
	}
	for i, t := range times {
		if _, ok := l.same(now, t, ast.Lt); !ok {
			return bad()
		}
		if at, ok := l.isConst(t.e); ok && !(at > last) {
			l.list.Add(diag.TimelineOrder(t.span))
			return bad()
		} else if ok {
			last = at
		}
		args = append(args, times[i].e)
	}
	v := value{u: unit.One, any: true, span: x.At}
	for _, w := range values {
		u, ok := l.same(value{u: v.u, any: v.any, span: values[0].span}, w, ast.Lt)
		if !ok {
			return bad()
		}
		v.u, v.any = u, v.any && w.any
		args = append(args, w.e)
	}
	if len(times) == 0 {
		v.e = l.pool.Int(0)
		return v
	}
	v.e = l.pool.Call(expr.Timeline, args...)
	return v
}

// numbers are the values of a list.
func (l *lowerer) numbers(x ast.Expr, sc *scope, what, example string) ([]value, bool) {
	list, inner := l.listOf(x, sc)
	if list == nil {
		l.list.Add(diag.NotAList(x.Span(), what, example))
		return nil, false
	}
	out, good := make([]value, len(list.Items)), true
	for i, it := range list.Items {
		out[i] = l.expr(it, inner)
		if out[i].truth {
			l.list.Add(diag.TruthAsNumber(it.Span()))
			good = false
		}
		good = good && out[i].ok()
	}
	return out, good
}

// half is half a step where times are compared on the grid, else invalid.
func (s *scope) half() expr.Expr {
	for ; s != nil; s = s.parent {
		if s.halfStep.IsValid() {
			return s.halfStep
		}
	}
	return expr.Expr{}
}
