package neuron

import (
	"strings"

	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// dialect returns NMODL's operators; functions are the names that the mechanism
// gives to the helpers below. NMODL has no conditional expression: a Select
// becomes a statement. literal writes numbers.
func dialect(helper func(h helperFunction) string, literal func(float64) string) *exprfmt.Dialect {
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
		Literal:           literal,
	}
	for _, h := range helpers {
		d.Func[h.op] = call(helper(h), h.op.Arity())
	}
	d.Elementary = map[string]string{}
	for _, h := range elementaryFunctions {
		if name := helper(h); h.inner == "" {
			d.Elementary[h.fn] = call(name, h.arity)
		}
	}
	return d
}

// call is the format of a call of a function with n arguments.
func call(name string, n int) string {
	return name + "(" + strings.TrimSuffix(strings.Repeat("%s, ", n), ", ") + ")"
}

// helperFunction is an operation or elementary function that NMODL lacks, written
// in NMODL. F stands for the function's name in Body, @NAME for that of an inner one.
type helperFunction struct {
	op    program.Op
	fn    string   // of an elementary function, else ""
	arity int      // of an elementary function
	inner string   // name by which elementary functions call it
	needs []string // inner functions that it calls
	name  string
	Args  string
	Doc   string
	Body  []string
}

var helpers = []helperFunction{
	{op: program.Min, name: "smaller", Args: "a, b", Doc: "the smaller of two numbers", Body: []string{"if (a < b) { F = a } else { F = b }"}},
	{op: program.Max, name: "larger", Args: "a, b", Doc: "the larger of two numbers", Body: []string{"if (a > b) { F = a } else { F = b }"}},
	{op: program.Round, name: "nearest", Args: "x", Doc: "the nearest whole number, halves away from zero", Body: []string{
		"LOCAL below, part",
		"below = floor(fabs(x))",
		"part = fabs(x) - below",
		"if (part >= 0.5) { below = below + 1 }",
		"if (x < 0) { F = -below } else { F = below }",
	}},
}
