package brian2

import (
	"strconv"
	"strings"

	"github.com/nngen/nngen/gen/dimension"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// Brian2's names of the units that the product writes, and the units without
// prefix, which are those of declarations.
var (
	ownUnit  = map[string]string{"mV": "mV", "ms": "ms", "pA": "pA", "nS": "nS", "pF": "pF", "um": "um", "GOhm": "Gohm", "kHz": "kHz", "mM": "mM", "fC": "(pA*ms)"}
	baseUnit = map[string]string{"mV": "volt", "ms": "second", "pA": "amp", "nS": "siemens", "pF": "farad", "um": "meter", "GOhm": "ohm", "kHz": "hertz", "mM": "mmolar", "fC": "(amp*second)"}
)

// translated writes a unit of the product with other names; ok is false where
// one of them has none.
func translated(u string, to map[string]string) (text string, ok bool) {
	var b strings.Builder
	word := ""
	ok = true
	flush := func() {
		if word == "" {
			return
		}
		if n := to[word]; n != "" {
			b.WriteString(n)
		} else if _, err := strconv.Atoi(word); err == nil {
			b.WriteString(word)
		} else {
			ok = false
		}
		word = ""
	}
	for _, r := range u {
		switch r {
		case '*', '/', '(', ')':
			flush()
			b.WriteRune(r)
		case '^':
			flush()
			b.WriteString("**")
		default:
			word += string(r)
		}
	}
	flush()
	return b.String(), ok
}

// declaredAs is the unit of a declaration, such as volt.
func declaredAs(u string) (string, bool) {
	if u == "1" || u == "" {
		return "1", true
	}
	return translated(u, baseUnit)
}

// quantity writes a number with its unit, such as 20*ms.
func quantity(x, u string) (string, bool) {
	switch {
	case u == "1" || u == "":
		return x, true
	case strings.HasPrefix(u, "1/"):
		t, ok := translated(u[1:], ownUnit)
		return x + t, ok
	}
	t, ok := translated(u, ownUnit)
	return x + "*" + t, ok
}

// short is a number with the fewest digits.
func short(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// equations prints expressions of a Dynamics as Brian2's equations have them, with
// units. Constants of the tree have lost theirs; they follow from what stands
// beside them.
type equations struct {
	d     *ir.Dynamics
	name  func(expr.Sym) string
	named map[expr.Expr]string    // expressions that have a name
	dims  map[expr.Expr]unit.Unit // their units, which constants in them may hide
	err   error
}

// precedences of Python.
const (
	lowest = iota
	orLevel
	andLevel
	notLevel
	compareLevel
	sumLevel
	productLevel
	signLevel
	powerLevel
	atomLevel
)

var infixes = map[expr.Kind]struct {
	level int
	text  string
}{
	expr.Add: {sumLevel, " + "}, expr.Sub: {sumLevel, " - "}, expr.Mul: {productLevel, "*"}, expr.Div: {productLevel, "/"},
	expr.Lt: {compareLevel, " < "}, expr.Le: {compareLevel, " <= "}, expr.Gt: {compareLevel, " > "}, expr.Ge: {compareLevel, " >= "},
	expr.Eq: {compareLevel, " == "}, expr.Ne: {compareLevel, " != "}, expr.And: {andLevel, " and "}, expr.Or: {orLevel, " or "},
}

// brianFunctions are the functions that Brian2 has too, by its names.
var brianFunctions = map[expr.Fn]string{
	expr.Exp: "exp", expr.Expm1: "expm1", expr.Log: "log", expr.Log1p: "log1p", expr.Log10: "log10", expr.Sqrt: "sqrt", expr.Sin: "sin",
	expr.Cos: "cos", expr.Tan: "tan", expr.Asin: "arcsin", expr.Acos: "arccos", expr.Atan: "arctan", expr.Sinh: "sinh", expr.Cosh: "cosh",
	expr.Tanh: "tanh", expr.Abs: "abs", expr.Sign: "sign", expr.Floor: "floor", expr.Ceil: "ceil", expr.Exprel: "exprel",
}

func (q *equations) fail(err error) {
	if q.err == nil {
		q.err = err
	}
}

func (q *equations) units() dimension.Finder { return dimension.Finder{D: q.d, Named: q.dims} }

// print writes e, whose unit is u.
func (q *equations) print(e expr.Expr, u unit.Unit) string { return q.write(e, u, lowest) }

func (q *equations) write(e expr.Expr, u unit.Unit, least int) string {
	text, level := q.text(e, u)
	if level < least {
		return "(" + text + ")"
	}
	return text
}

func (q *equations) text(e expr.Expr, u unit.Unit) (string, int) {
	if q.named[e] != "" || e.Kind() == expr.Symbol || e.Kind() == expr.Mul || e.Kind() == expr.Div || e.Kind() == expr.Pow {
		// A factor 1 with a unit, such as 1 pF, is gone from the tree.
		if own, known := q.units().Of(e); known && own != u {
			text, ok := quantity(q.write(e, own, productLevel), unit.Format(u.Div(own)))
			if !ok {
				q.fail(noUnit.of(unit.Format(u.Div(own))))
			}
			return text, productLevel
		}
	}
	if n := q.named[e]; n != "" {
		return n, atomLevel
	}
	switch k := e.Kind(); k {
	case expr.Const:
		x, _ := e.Rat().Float64()
		return q.number(x, u)
	case expr.Inf:
		return "inf", atomLevel
	case expr.Pi:
		return "pi", atomLevel
	case expr.Symbol:
		return q.name(e.Sym()), atomLevel
	case expr.Neg:
		return "-" + q.write(e.Arg(0), u, powerLevel), signLevel
	case expr.Not:
		return "not " + q.write(e.Arg(0), unit.One, compareLevel), notLevel
	case expr.Pow:
		a, known := q.units().Of(e.Arg(0))
		if !known {
			a = unit.One
		}
		return q.write(e.Arg(0), a, atomLevel) + "**" + q.write(e.Arg(1), unit.One, atomLevel), powerLevel
	case expr.Cond:
		c := e.Arg(0)
		no := e.Arg(2)
		yes := "int(" + q.print(c, unit.One) + ")*" + q.write(e.Arg(1), u, signLevel)
		if no.IsZero() {
			return yes, productLevel
		}
		return yes + " + int(not (" + q.print(c, unit.One) + "))*" + q.write(no, u, signLevel), sumLevel
	case expr.Call:
		return q.call(e, u)
	}
	return q.infix(e, q.units().Parts(e, u))
}

func (q *equations) number(x float64, u unit.Unit) (string, int) {
	text, ok := quantity(short(x), unit.Format(u))
	if !ok {
		q.fail(noUnit.of(unit.Format(u)))
	}
	switch {
	case strings.ContainsAny(text, "*/"):
		return text, productLevel
	case strings.HasPrefix(text, "-"):
		return text, signLevel
	}
	return text, atomLevel
}

func (q *equations) infix(e expr.Expr, units []unit.Unit) (string, int) {
	op := infixes[e.Kind()]
	var b strings.Builder
	for i, a := range e.Args() {
		least := op.level
		if i > 0 || op.level == compareLevel {
			least++
		}
		text := q.write(a, units[i], least)
		if i > 0 {
			b.WriteString(op.text)
			if strings.HasPrefix(text, "-") {
				text = "(" + text + ")"
			}
		}
		b.WriteString(text)
	}
	return b.String(), op.level
}

func (q *equations) call(e expr.Expr, u unit.Unit) (string, int) {
	a, known := q.units().First(e.Args())
	if !known {
		a = u
	}
	if clipped, ok := q.clip(e, a); ok {
		return clipped, atomLevel
	}
	switch e.Fn() {
	case expr.Min, expr.Max:
		op := " < "
		if e.Fn() == expr.Max {
			op = " > "
		}
		text := q.write(e.Arg(0), a, atomLevel)
		for _, other := range e.Args()[1:] {
			b := q.write(other, a, atomLevel)
			text = "(int(" + text + op + b + ")*" + text + " + int(not (" + text + op + b + "))*" + b + ")"
		}
		return text, atomLevel
	case expr.Linoid: // x/(1 - exp(-x/s))
		x, s := q.write(e.Arg(0), a, atomLevel), q.write(e.Arg(1), a, atomLevel)
		return s + "/exprel(-" + x + "/" + s + ")", productLevel
	}
	name := brianFunctions[e.Fn()]
	if name == "" {
		q.fail(noFunction.of(e.Fn().String()))
	}
	if e.Fn() != expr.Abs && e.Fn() != expr.Sqrt && e.Fn() != expr.Sign {
		a = unit.One
	}
	return name + "(" + q.print(e.Arg(0), a) + ")", atomLevel
}

// clip recognises min(max(x, lo), hi).
func (q *equations) clip(e expr.Expr, u unit.Unit) (string, bool) {
	if !e.Is(expr.Min) || e.Len() != 2 || !e.Arg(0).Is(expr.Max) || e.Arg(0).Len() != 2 {
		return "", false
	}
	return "clip(" + q.print(e.Arg(0).Arg(0), u) + ", " + q.print(e.Arg(0).Arg(1), u) + ", " + q.print(e.Arg(1), u) + ")", true
}
