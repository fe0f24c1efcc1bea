package nestml

import (
	"fmt"
	"math"
	"strings"

	"github.com/nngen/nngen/gen/dimension"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// printer writes expressions of a Dynamics as NESTML has them, with units. Numbers
// of the tree have lost theirs; they follow from what stands beside them.
type printer struct {
	d     *ir.Dynamics
	name  func(expr.Sym) string
	named map[expr.Expr]string    // expressions that have a name
	units map[expr.Expr]unit.Unit // of them
	uses  map[expr.Fn]bool        // functions that NESTML lacks and the model declares
	err   error
}

// Precedences of NESTML, loosest first.
const (
	lowest = iota
	orLevel
	andLevel
	notLevel
	compareLevel
	sumLevel
	unitLevel // a number with its unit: before * and / NESTML would read on for units
	productLevel
	signLevel
	powerLevel
	atomLevel
)

var infixes = map[expr.Kind]struct {
	level int
	text  string
}{
	expr.Add: {sumLevel, " + "}, expr.Sub: {sumLevel, " - "}, expr.Mul: {productLevel, " * "}, expr.Div: {productLevel, " / "},
	expr.Lt: {compareLevel, " < "}, expr.Le: {compareLevel, " <= "}, expr.Gt: {compareLevel, " > "}, expr.Ge: {compareLevel, " >= "},
	expr.Eq: {compareLevel, " == "}, expr.Ne: {compareLevel, " != "}, expr.And: {andLevel, " and "}, expr.Or: {orLevel, " or "},
}

// functionNames are the functions of one dimensionless number that NESTML has too.
var functionNames = map[expr.Fn]string{
	expr.Exp: "exp", expr.Expm1: "expm1", expr.Log: "ln", expr.Log10: "log10", expr.Sin: "sin", expr.Cos: "cos", expr.Tan: "tan",
	expr.Sinh: "sinh", expr.Cosh: "cosh", expr.Tanh: "tanh", expr.Erf: "erf", expr.Floor: "floor", expr.Ceil: "ceil", expr.Round: "round",
}

func (q *printer) fail(format string, args ...any) {
	if q.err == nil {
		q.err = fmt.Errorf(format, args...)
	}
}

func (q *printer) dimension() dimension.Finder { return dimension.Finder{D: q.d, Named: q.units} }

// print writes e, whose unit is u.
func (q *printer) print(e expr.Expr, u unit.Unit) string { return q.write(e, u, lowest) }

func (q *printer) write(e expr.Expr, u unit.Unit, least int) string {
	text, level := q.text(e, u)
	if level < least {
		return "(" + text + ")"
	}
	return text
}

func (q *printer) text(e expr.Expr, u unit.Unit) (string, int) {
	if q.named[e] != "" || e.Kind() == expr.Symbol || e.Kind() == expr.Mul || e.Kind() == expr.Div || e.Kind() == expr.Pow {
		// A factor 1 with a unit, such as 1 pF, is gone from the tree.
		if own, known := q.dimension().Of(e); known && own != u {
			one, ok := "", false
			if list, fine := factors(u.Div(own)); fine && len(list) == 1 && list[0].exp < 0 {
				one, ok = " / (1 "+list[0].name+")", true
				if list[0].exp != -1 {
					one += "**" + fmt.Sprint(-list[0].exp)
				}
			} else {
				var level int
				one, level, ok = literal(1, u.Div(own))
				if level == unitLevel {
					one = "(" + one + ")"
				}
				one = " * " + one
			}
			if !ok {
				q.noUnit(u.Div(own))
			}
			return q.write(e, own, productLevel) + one, productLevel
		}
	}
	if n := q.named[e]; n != "" {
		return n, atomLevel
	}
	switch e.Kind() {
	case expr.Const:
		x, _ := e.Rat().Float64()
		text, level, ok := literal(x, u)
		if !ok {
			q.noUnit(u)
		}
		return text, level
	case expr.Inf:
		text, level, ok := literal(math.Inf(1), u)
		if !ok {
			q.noUnit(u)
		}
		return text, level
	case expr.Pi:
		return "pi", atomLevel
	case expr.Symbol:
		return q.name(e.Sym()), atomLevel
	case expr.Neg:
		return "-" + q.write(e.Arg(0), u, powerLevel), signLevel
	case expr.Not:
		return "not " + q.truth(e.Arg(0), atomLevel), notLevel
	case expr.Pow:
		return q.power(e)
	case expr.And, expr.Or:
		op := infixes[e.Kind()]
		var parts []string
		for _, a := range e.Args() {
			parts = append(parts, q.truth(a, op.level+1))
		}
		return strings.Join(parts, op.text), op.level
	case expr.Cond:
		return q.truth(e.Arg(0), orLevel) + " ? " + q.write(e.Arg(1), u, orLevel) + " : " + q.write(e.Arg(2), u, orLevel), lowest
	case expr.Call:
		return q.call(e, u)
	}
	return q.infix(e, q.dimension().Parts(e, u))
}

func (q *printer) noUnit(u unit.Unit) {
	q.fail("NESTML has no form of the unit %s", unit.Format(u))
}

// truth writes a condition.
func (q *printer) truth(e expr.Expr, least int) string {
	switch {
	case e.IsZero():
		return "false"
	case e.IsOne():
		return "true"
	}
	return q.write(e, unit.One, least)
}

// power writes a ** n, which NESTML can give a unit where n is a whole number, and
// pow(a, x) of dimensionless numbers.
func (q *printer) power(e expr.Expr) (string, int) {
	a, known := q.dimension().Of(e.Arg(0))
	if !known {
		a = unit.One
	}
	n := e.Arg(1)
	if n.Kind() == expr.Const && n.Rat().IsInt() {
		text := n.Rat().RatString()
		if n.Rat().Sign() < 0 {
			text = "(" + text + ")"
		}
		return q.write(e.Arg(0), a, atomLevel) + "**" + text, powerLevel
	}
	if !a.IsOne() {
		q.fail("NESTML has no powers of quantities with units that are no whole numbers")
	}
	return "pow(" + q.print(e.Arg(0), unit.One) + ", " + q.print(n, unit.One) + ")", atomLevel
}

func (q *printer) infix(e expr.Expr, units []unit.Unit) (string, int) {
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

func (q *printer) call(e expr.Expr, u unit.Unit) (string, int) {
	a, known := q.dimension().First(e.Args())
	if !known {
		a = u
	}
	switch e.Fn() {
	case expr.Abs:
		return "abs(" + q.print(e.Arg(0), a) + ")", atomLevel
	case expr.Min, expr.Max:
		name := e.Fn().String()
		text := q.print(e.Arg(0), a)
		for _, other := range e.Args()[1:] {
			text = name + "(" + text + ", " + q.print(other, a) + ")"
		}
		return text, atomLevel
	case expr.Linoid: // x/(1 - exp(-x/s)) = s/exprel(-x/s)
		q.uses[expr.Exprel] = true
		return q.write(e.Arg(1), a, productLevel) + " / exprel(-" + q.write(e.Arg(0), a, atomLevel) + " / " + q.write(e.Arg(1), a, atomLevel) + ")", productLevel
	case expr.Exprel:
		q.uses[expr.Exprel] = true
		return "exprel(" + q.print(e.Arg(0), unit.One) + ")", atomLevel
	case expr.Log1p:
		return "ln(1.0 + " + q.write(e.Arg(0), unit.One, productLevel) + ")", atomLevel
	case expr.Sqrt:
		if !a.IsOne() {
			q.fail("NESTML has no roots of quantities with units")
		}
		return "pow(" + q.print(e.Arg(0), unit.One) + ", 0.5)", atomLevel
	case expr.Sign:
		x := q.write(e.Arg(0), a, sumLevel)
		zero, _, _ := literal(0, a)
		return x + " > " + zero + " ? 1.0 : (" + x + " < " + zero + " ? -1.0 : 0.0)", lowest
	}
	name := functionNames[e.Fn()]
	if name == "" {
		q.fail("NESTML has no function %s", e.Fn())
	}
	return name + "(" + q.print(e.Arg(0), unit.One) + ")", atomLevel
}
