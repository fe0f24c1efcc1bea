package lower

import (
	"strings"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/ssa"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// value is an expression with its unit. The zero expression marks one that has
// been reported.
type value struct {
	e     expr.Expr
	u     unit.Unit // as the user wrote it, for messages; numbers are in internal units
	any   bool      // bare 0 or inf: fits any unit
	truth bool      // a truth value
	span  source.Span
	// other is the same with its last sign turned, a*b for a/b: what was meant,
	// perhaps, where the unit does not fit.
	other turned
}

type turned struct {
	text string // "" where there is no such sign
	u    unit.Unit
}

func bad() value { return value{any: true} }

func (v value) ok() bool { return v.e.IsValid() }

// expect checks that v can stand where unit u is wanted.
func (l *lowerer) expect(v value, u unit.Unit, at source.Span, what string) value {
	switch {
	case !v.ok():
		return v
	case !u.Valid(): // reported
		return bad()
	case v.truth:
		l.list.Add(diag.TruthAsNumber(at))
		return bad()
	case !v.any && !unit.SameDim(v.u, u):
		help := repair(u, v.u)
		if v.other.text != "" && unit.SameDim(v.other.u, u) {
			help = "perhaps `" + v.other.text + "` is meant"
		}
		l.list.Add(diag.UnitExpected(at, what, u.String(), v.u.String(), help))
		return bad()
	}
	v.u, v.any = u, false
	return v
}

// repair proposes a factor that turns unit got into unit want, when one of the
// usual quantities does.
func repair(want, got unit.Unit) string {
	if got.IsOne() {
		text := want.String()
		if !strings.HasPrefix(text, "1/") {
			text = "1 " + text
		}
		return "give it its unit, such as `" + text + "`"
	}
	if want.Dim() == got.Inv().Dim() {
		return "write its inverse, 1/(…)"
	}
	ratio := want.Div(got)
	root := simple("ms").Pow(1, 2)
	if ratio.Dim() == root.Dim() || ratio.Dim() == root.Inv().Dim() {
		return "the strength of noise is in unit/sqrt(time): that of `noise(s)` here in " + want.Mul(root).String()
	}
	for _, r := range []struct{ unit, text string }{
		{"pF^-1", "divide it by a capacitance (C_m)"},
		{"ms^-1", "divide it by a time constant"},
		{"ms", "multiply it by a time"},
		{"nS^-1", "divide it by a conductance"},
		{"nS", "multiply it by a conductance"},
		{"pF", "multiply it by a capacitance"},
	} {
		if u := simple(r.unit); u.Dim() == ratio.Dim() {
			return r.text
		}
	}
	if want.IsOne() {
		return "divide it by a quantity in " + got.String()
	}
	return "multiply it by a quantity in " + unit.Internal(ratio.Dim()).String()
}

func simple(name string) unit.Unit {
	inverse := false
	if n := len(name); n > 3 && name[n-3:] == "^-1" {
		name, inverse = name[:n-3], true
	}
	u, _ := unit.Lookup(name)
	if inverse {
		return u.Inv()
	}
	return u
}

// draw is a draw from a distribution inside a value, repeated until it is from low
// to high where these are given.
type draw struct {
	fn        string
	args      []expr.Expr
	low, high expr.Expr
}

// column makes the network value of v: a constant, or operations with draws and
// the element's index.
func (l *lowerer) column(v value, param func(expr.Sym) int) network.Value {
	var out network.Value
	count := 0
	var b *ssa.Builder
	b = ssa.New(&out.Block, func(x expr.Sym) program.Ref {
		switch {
		case x == symTime:
			return b.Leaf(program.Instr{Op: program.LoadTime})
		case x >= symPair && x < symIndex:
			return b.Leaf(program.Instr{Op: program.LoadPair, Index: int32(x - symPair)})
		case x == symIndex:
			return b.Leaf(program.Instr{Op: program.LoadIndex})
		case x == symCount:
			return b.Leaf(program.Instr{Op: program.LoadCount})
		case x >= symDraws:
			d := l.draws[x-symDraws]
			args := make([]program.Ref, len(d.args))
			for i, a := range d.args {
				args[i] = b.Value(a)
			}
			count++
			r := b.Draw(d.fn, count-1, args...)
			if d.low.IsValid() {
				r = b.Op(program.Redraw, r, b.Value(d.low), b.Value(d.high))
			}
			return r
		}
		return b.Leaf(program.Instr{Op: program.LoadQuant, Index: int32(param(x))})
	})
	out.Result = b.Value(v.e)
	return out
}

// number evaluates a constant.
func (l *lowerer) number(e expr.Expr) float64 {
	var block program.Block
	b := ssa.New(&block, func(expr.Sym) program.Ref { return 0 })
	r := b.Value(e)
	return program.Eval(&block, &program.Env{}, nil)[r]
}

// constant evaluates v, which must have unit u and depend on nothing that
// differs per element; ok is false when that has been reported.
func (l *lowerer) constant(v value, u unit.Unit, at source.Span, what string) (float64, bool) {
	v = l.defined(l.expect(v, u, at, what), at, what)
	if !v.ok() {
		return 0, false
	}
	if !v.e.IsConst() {
		l.list.Add(diag.Bug(at, "%s is not constant", what))
		return 0, false
	}
	return l.number(v.e), true
}

// isConst reports whether an expression is one number for all elements, and
// gives it.
func (l *lowerer) isConst(e expr.Expr) (float64, bool) {
	if !e.IsValid() || !e.IsConst() {
		return 0, false
	}
	return l.number(e), true
}
