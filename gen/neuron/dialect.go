package neuron

import (
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// dialect returns NMODL's operators; functions are the names that the mechanism
// gives to the helpers below. NMODL has no conditional expression: a Select
// becomes a statement.
func dialect(helper func(h helperFunction) string) *exprfmt.Dialect {
	d := &exprfmt.Dialect{
		Infix: map[program.Op]string{
			program.Add: " + ", program.Sub: " - ", program.Mul: "*", program.Div: "/",
			program.Lt: " < ", program.Le: " <= ", program.Gt: " > ", program.Ge: " >= ", program.Eq: " == ", program.Ne: " != ",
			program.And: " && ", program.Or: " || ",
		},
		Func: map[program.Op]string{
			program.Abs: "fabs(%s)", program.Sqrt: "sqrt(%s)", program.Floor: "floor(%s)", program.Ceil: "ceil(%s)",
		},
		Not:               "!",
		CompareInBrackets: true,
	}
	for _, h := range helpers {
		format := helper(h) + "(%s"
		for n := 1; n < h.op.Arity(); n++ {
			format += ", %s"
		}
		d.Func[h.op] = format + ")"
	}
	return d
}

// helperFunction is an operation that NMODL lacks, written in NMODL. F stands
// for the function's name in Body.
type helperFunction struct {
	op   program.Op
	name string
	Args string
	Doc  string
	Body []string
}

var helpers = []helperFunction{
	{program.Min, "smaller", "a, b", "the smaller of two numbers", []string{"if (a < b) { F = a } else { F = b }"}},
	{program.Max, "larger", "a, b", "the larger of two numbers", []string{"if (a > b) { F = a } else { F = b }"}},
	{program.Round, "nearest", "x", "the nearest whole number, halves away from zero", []string{
		"LOCAL below, part",
		"below = floor(fabs(x))",
		"part = fabs(x) - below",
		"if (part >= 0.5) { below = below + 1 }",
		"if (x < 0) { F = -below } else { F = below }",
	}},
}
