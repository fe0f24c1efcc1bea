package neuron

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/nngen/nngen/ir/expr"
)

// formula writes expressions in NMODL's own operators and functions: NEURON
// integrates sections, so there are no roundings to keep.
type formula struct {
	name func(expr.Sym) string
	uses map[string]bool // of sectionFunctions
	err  error
}

// Precedences of NMODL, loosest first.
const (
	anyLevel = iota
	orLevel
	andLevel
	compareLevel
	sumLevel
	productLevel
	signLevel
	powerLevel
	atomLevel
)

var formulaInfixes = map[expr.Kind]struct {
	level int
	text  string
}{
	expr.Add: {sumLevel, " + "}, expr.Sub: {sumLevel, " - "}, expr.Mul: {productLevel, "*"}, expr.Div: {productLevel, "/"},
	expr.Lt: {compareLevel, " < "}, expr.Le: {compareLevel, " <= "}, expr.Gt: {compareLevel, " > "}, expr.Ge: {compareLevel, " >= "},
	expr.Eq: {compareLevel, " == "}, expr.Ne: {compareLevel, " != "}, expr.And: {andLevel, " && "}, expr.Or: {orLevel, " || "},
}

// formulaFunctions are the functions of one number that NMODL has.
var formulaFunctions = map[expr.Fn]string{
	expr.Exp: "exp", expr.Log: "log", expr.Log10: "log10", expr.Sqrt: "sqrt", expr.Sin: "sin", expr.Cos: "cos", expr.Tan: "tan",
	expr.Asin: "asin", expr.Acos: "acos", expr.Atan: "atan", expr.Sinh: "sinh", expr.Cosh: "cosh", expr.Tanh: "tanh",
	expr.Abs: "fabs", expr.Floor: "floor", expr.Ceil: "ceil",
}

// sectionFunctions are those that a mechanism of a section brings along.
var sectionFunctions = map[string]function{
	"linoid_": {Args: "x, s", Doc: "x/(1 - exp(-x/s)), and its limit s at x = 0", Lines: []string{
		"if (fabs(x/s) < 1e-6) { linoid_ = s*(1 + x/s/2) } else { linoid_ = x/(1 - exp(-x/s)) }"}},
	"exprel_": {Args: "x", Doc: "(exp(x) - 1)/x, and its limit 1 at x = 0", Lines: []string{
		"if (fabs(x) < 1e-6) { exprel_ = 1 + x/2 } else { exprel_ = (exp(x) - 1)/x }"}},
	"smaller_": {Args: "a, b", Doc: "the smaller of two numbers", Lines: []string{"if (a < b) { smaller_ = a } else { smaller_ = b }"}},
	"larger_":  {Args: "a, b", Doc: "the larger of two numbers", Lines: []string{"if (a > b) { larger_ = a } else { larger_ = b }"}},
	"sign_":    {Args: "x", Doc: "-1, 0 or 1", Lines: []string{"sign_ = 0", "if (x > 0) { sign_ = 1 }", "if (x < 0) { sign_ = -1 }"}},
	"choose_":  {Args: "c, a, b", Doc: "a where c holds, else b", Lines: []string{"if (c > 0) { choose_ = a } else { choose_ = b }"}},
}

func (f *formula) write(e expr.Expr, least int) string {
	text, level := f.text(e)
	if level < least {
		return "(" + text + ")"
	}
	return text
}

func (f *formula) call(name string, args ...expr.Expr) (string, int) {
	if _, ok := sectionFunctions[name]; ok {
		f.uses[name] = true
	}
	var list []string
	for _, a := range args {
		list = append(list, f.write(a, anyLevel))
	}
	return name + "(" + strings.Join(list, ", ") + ")", atomLevel
}

func (f *formula) fail(what string) (string, int) {
	if f.err == nil {
		f.err = fmt.Errorf("NMODL has no form of %s", what)
	}
	return "0", atomLevel
}

func (f *formula) text(e expr.Expr) (string, int) {
	switch e.Kind() {
	case expr.Const:
		x, _ := e.Rat().Float64()
		text := strconv.FormatFloat(x, 'g', -1, 64)
		if x < 0 {
			return text, signLevel
		}
		return text, atomLevel
	case expr.Pi:
		return "3.141592653589793", atomLevel
	case expr.Symbol:
		return f.name(e.Sym()), atomLevel
	case expr.Neg:
		return "-" + f.write(e.Arg(0), powerLevel), signLevel
	case expr.Not:
		return "!" + f.write(e.Arg(0), atomLevel), signLevel
	case expr.Pow:
		return f.write(e.Arg(0), atomLevel) + "^" + f.write(e.Arg(1), atomLevel), powerLevel
	case expr.Cond:
		return f.call("choose_", e.Args()...)
	case expr.Call:
		return f.function(e)
	case expr.Inf:
		return "1e308", atomLevel
	}
	op, ok := formulaInfixes[e.Kind()]
	if !ok {
		return f.fail(e.Kind().String())
	}
	var b strings.Builder
	for i, a := range e.Args() {
		least := op.level
		if i > 0 || op.level == compareLevel {
			least++
		}
		text := f.write(a, least)
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

func (f *formula) function(e expr.Expr) (string, int) {
	if name := formulaFunctions[e.Fn()]; name != "" {
		return f.call(name, e.Args()...)
	}
	switch e.Fn() {
	case expr.Linoid:
		return f.call("linoid_", e.Args()...)
	case expr.Exprel:
		return f.call("exprel_", e.Args()...)
	case expr.Expm1:
		return "exp(" + f.write(e.Arg(0), anyLevel) + ") - 1", sumLevel
	case expr.Log1p:
		return "log(1 + " + f.write(e.Arg(0), productLevel) + ")", atomLevel
	case expr.Round:
		return "floor(" + f.write(e.Arg(0), sumLevel) + " + 0.5)", atomLevel
	case expr.Sign:
		return f.call("sign_", e.Args()...)
	case expr.Min, expr.Max:
		name := map[expr.Fn]string{expr.Min: "smaller_", expr.Max: "larger_"}[e.Fn()]
		f.uses[name] = true
		text := f.write(e.Arg(0), anyLevel)
		for _, a := range e.Args()[1:] {
			text = name + "(" + text + ", " + f.write(a, anyLevel) + ")"
		}
		return text, atomLevel
	}
	return f.fail(e.Fn().String())
}

// functions are those of sectionFunctions that were used, sorted.
func (f *formula) functions() []function {
	var list []function
	for name := range f.uses {
		fn := sectionFunctions[name]
		fn.Name = name
		list = append(list, fn)
	}
	slices.SortFunc(list, func(a, b function) int { return strings.Compare(a.Name, b.Name) })
	return list
}
