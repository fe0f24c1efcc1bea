package nest

import (
	"math"

	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// dialect is C++ with the words and, or, not, as NEST has them. The elementary functions are nngen's own, in a header beside
// the module.
func dialect() *exprfmt.Dialect {
	d := &exprfmt.Dialect{
		Infix: map[program.Op]string{
			program.Add: " + ", program.Sub: " - ", program.Mul: " * ", program.Div: " / ",
			program.Lt: " < ", program.Le: " <= ", program.Gt: " > ", program.Ge: " >= ", program.Eq: " == ", program.Ne: " != ",
			program.And: " and ", program.Or: " or ",
		},
		Func: map[program.Op]string{
			program.Abs: "std::fabs( %s )", program.Sqrt: "std::sqrt( %s )", program.Floor: "std::floor( %s )", program.Ceil: "std::ceil( %s )",
			program.Round: "std::round( %s )", program.Min: "smaller( %s, %s )", program.Max: "larger( %s, %s )",
		},
		Elementary:        map[string]string{},
		Select:            "( %s ? %s : %s )",
		Not:               "not ",
		CompareInBrackets: true,
		Literal:           literal,
	}
	one, two := program.Functions()
	for _, f := range one {
		d.Elementary[f] = "nngen_" + f + "( %s )"
	}
	for _, f := range two {
		d.Elementary[f] = "nngen_" + f + "( %s, %s )"
	}
	return d
}

func literal(x float64) string {
	switch {
	case math.IsInf(x, 1):
		return "std::numeric_limits< double >::infinity()"
	case math.IsInf(x, -1):
		return "-std::numeric_limits< double >::infinity()"
	case math.IsNaN(x):
		return "std::numeric_limits< double >::quiet_NaN()"
	}
	return exprfmt.Literal(x)
}

// cppType is the type of a temporary.
func cppType(t program.Type) string {
	if t == program.Bool {
		return "bool"
	}
	return "double"
}
