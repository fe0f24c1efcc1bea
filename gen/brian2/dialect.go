package brian2

import (
	"fmt"
	"math"
	"strings"

	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// operators are those of Brian2's statements, which have Python's syntax.
// Brian2 prints every operation with brackets of its own, so the order is kept.
var operators = map[program.Op]string{
	program.Add: " + ", program.Sub: " - ", program.Mul: "*", program.Div: "/",
	program.Lt: " < ", program.Le: " <= ", program.Gt: " > ", program.Ge: " >= ", program.Eq: " == ", program.Ne: " != ",
	program.And: " and ", program.Or: " or ",
}

// function is an operation that Brian2 lacks or does otherwise (its floor and
// ceil make 32-bit integers), in numpy and in C++. Both do the same to all
// numbers, infinities and zeros of either sign included.
type function struct {
	Name      string
	Doc       string
	Numpy     string // Python expression
	Arguments string // of C++
	Body      string // C++ expression
	format    string
}

var functions = map[program.Op]function{
	program.Select: {"nngen_select", "a where the condition holds, else b", "np.where", "bool c, double a, double b", "c ? a : b", "%s, %s, %s"},
	program.Min:    {"nngen_min", "the smaller of two numbers", "lambda a, b: np.where(a < b, a, b)", "double a, double b", "a < b ? a : b", "%s, %s"},
	program.Max:    {"nngen_max", "the larger of two numbers", "lambda a, b: np.where(a > b, a, b)", "double a, double b", "a > b ? a : b", "%s, %s"},
	program.Abs:    {"nngen_abs", "the absolute value", "np.abs", "double x", "std::fabs(x)", "%s"},
	program.Sqrt:   {"nngen_sqrt", "the square root", "np.sqrt", "double x", "std::sqrt(x)", "%s"},
	program.Floor:  {"nngen_floor", "the largest whole number that is not larger", "np.floor", "double x", "std::floor(x)", "%s"},
	program.Ceil:   {"nngen_ceil", "the smallest whole number that is not smaller", "np.ceil", "double x", "std::ceil(x)", "%s"},
	program.Round:  {"nngen_round", "the nearest whole number, halves away from zero", "lambda x: np.trunc(x) + np.copysign(np.abs(x - np.trunc(x)) >= 0.5, x)", "double x", "std::round(x)", "%s"},
	program.Div:    {"nngen_quotient", "a/b, also by zero", "np.divide", "double a, double b", "a / b", "%s, %s"},
}

// elementaryFunctions are the functions of nngen that nngen_elementary.py has, with
// the number of their arguments, in the order in which scripts name them.
var elementaryFunctions = []elementaryFunction{
	{"exp", 1}, {"expm1", 1}, {"log", 1}, {"log1p", 1}, {"log10", 1}, {"pow", 2}, {"sin", 1}, {"cos", 1}, {"tan", 1},
	{"asin", 1}, {"acos", 1}, {"atan", 1}, {"sinh", 1}, {"cosh", 1}, {"tanh", 1}, {"erf", 1}, {"exprel", 1}, {"linoid", 2}, {"sign", 1},
}

// quantise is the name under which the rounding of what a plastic connection
// delivers appears as a call, and rounding the function that does it.
const quantise = "quantise"

var rounding = function{"nngen_quantised", "the nearest multiple of a quantum, halves away from zero", "quantised", "double x, double q", "q > 0.0 ? std::round(x / q) * q : x", "%s, quantum"}

type elementaryFunction struct {
	Name      string
	Arguments int
}

// usage are the functions that a script calls.
type usage struct {
	ops        map[program.Op]bool
	elementary map[string]bool
	random     map[string]bool // functions of nngen_random.py
	quantised  bool
}

func newUsage() *usage {
	return &usage{ops: map[program.Op]bool{}, elementary: map[string]bool{}, random: map[string]bool{}}
}

// dialect prints the statements; a number that cannot be written is reported in bad.
func dialect(bad *error) *exprfmt.Dialect {
	d := &exprfmt.Dialect{Infix: operators, Func: map[program.Op]string{}, Elementary: map[string]string{}, Not: "not "}
	for op, f := range functions {
		call := f.Name + "(" + f.format + ")"
		switch op {
		case program.Select:
			d.Select = call
		case program.Div:
			d.Elementary[divide] = call
		default:
			d.Func[op] = call
		}
	}
	d.Elementary[quantise] = rounding.Name + "(" + rounding.format + ")"
	for _, f := range elementaryFunctions {
		d.Elementary[f.Name] = "nngen_" + f.Name + "(" + strings.TrimSuffix(strings.Repeat("%s, ", f.Arguments), ", ") + ")"
	}
	d.Elementary["probit"] = "nngen_probit(%s)"
	d.Literal = func(x float64) string {
		text, err := number(x)
		if err != nil && *bad == nil {
			*bad = err
		}
		return text
	}
	return d
}

// number writes x for Brian2, which knows inf but not nan.
func number(x float64) (string, error) {
	switch {
	case math.IsNaN(x):
		return "", fmt.Errorf("one of its numbers is not a number (NaN)")
	case math.IsInf(x, 1):
		return "inf", nil
	case math.IsInf(x, -1):
		return "-inf", nil
	}
	return exprfmt.Literal(x), nil
}

// pyNumber writes x as a Python expression; one that is not a number is reported.
func pyNumber(x float64, bad *error) string {
	text, err := number(x)
	if err != nil && *bad == nil {
		*bad = err
	}
	if strings.HasSuffix(text, "inf") {
		text = "float(\"" + text + "\")"
	}
	return text
}

// functionsOf lists the functions that the program's code calls, in the order of
// their operations.
func functionsOf(blocks []*program.Block, used *usage) {
	randomOf(blocks, used)
	for _, b := range blocks {
		for i := range b.Instrs {
			in := &b.Instrs[i]
			op := in.Op
			if op == program.Call && in.Fn == divide {
				op = program.Div
			} else if op == program.Div {
				continue
			}
			if _, ok := functions[op]; ok {
				used.ops[op] = true
			} else if op == program.Call && in.Fn != quantise && in.Fn != "probit" {
				used.elementary[in.Fn] = true
			}
		}
	}
}
