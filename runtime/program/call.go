package program

import (
	"maps"
	"math"
	"slices"

	el "github.com/nngen/nngen/runtime/elementary"
)

// unary are the elementary functions of one argument that a Call may name.
var unary = map[string]func(float64) float64{
	"exp": el.Exp, "expm1": el.Expm1, "log": el.Log, "log1p": el.Log1p, "log10": el.Log10,
	"sin": el.Sin, "cos": el.Cos, "tan": el.Tan, "asin": el.Asin, "acos": el.Acos, "atan": el.Atan,
	"sinh": el.Sinh, "cosh": el.Cosh, "tanh": el.Tanh, "erf": el.Erf, "exprel": el.Exprel, "sign": el.Sign, "probit": el.Probit,
}

// binary are those of two arguments.
var binary = map[string]func(a, b float64) float64{"pow": el.Pow, "linoid": el.Linoid}

// Functions returns the names of all elementary functions of one and of two
// arguments.
func Functions() (one, two []string) {
	return slices.Sorted(maps.Keys(unary)), slices.Sorted(maps.Keys(binary))
}

// elementary calls the function of that name; an unknown one gives NaN.
func elementary(fn string, a, b float64) float64 {
	if f, ok := unary[fn]; ok {
		return f(a)
	}
	if f, ok := binary[fn]; ok {
		return f(a, b)
	}
	return math.NaN()
}
