package diag

import (
	"strconv"

	"github.com/nngen/nngen/dsl/source"
)

var functionTooLarge = Kind{
	Code:  "NN1022",
	Title: "functions that expand beyond all bounds",
	Explanation: `Calls of functions are replaced by what the functions are. Functions that call
each other several times on every level grow by that factor with each of them. Give
a value that is used often a name: let y = f(x).`,
	Bad: "fn f0(x : 1) = x*x + x\n" + growing(12),
	Good: `fn f0(x : 1) = x*x + x
fn f1(x : 1) {
  let y = f0(x)
  y*y + y
}
`,
}

// growing are functions each of which calls the one before four times.
func growing(n int) string {
	text := ""
	for k := 1; k <= n; k++ {
		before, name := strconv.Itoa(k-1), strconv.Itoa(k)
		text += "fn f" + name + "(x : 1) = f" + before + "(x)*f" + before + "(x + 1) + f" + before + "(x + 2)*f" + before + "(x + 3)\n"
	}
	return text
}

// FunctionTooLarge reports a call that leads to more calls than can be expanded.
func FunctionTooLarge(at source.Span, name string, most int) Diagnostic {
	return functionTooLarge.At(at, "%s leads to more than %d calls of functions", name, most).
		WithHelp("give values that are used several times a name: `let y = %s(…)`", name)
}

// ExpressionTooLarge reports an expression of more operations than can be solved.
func ExpressionTooLarge(at source.Span, most int) Diagnostic {
	return functionTooLarge.At(at, "written out, this has more than %d operations", most).
		WithHelp("what a value stands for is written out wherever it is used: keep the part that grows in a state, or use it less often")
}

var neverReached = Kind{
	Code:  "NN1023",
	Title: "a statement that is never reached",
	Explanation: `A function ends with its value. What stands after an expression, or after an if
with an else, would have no effect.`,
	Bad: `fn f(x : 1) {
  2*x
  3*x
}
`,
	Good: `fn f(x : 1) {
  let y = 2*x
  3*y
}
`,
}

// NeverReached reports a statement behind the value of a function.
func NeverReached(at source.Span, value source.Span) Diagnostic {
	return neverReached.At(at, "this is never reached").WithRelated(value, "the function ends here").
		WithHelp("remove it, or write `let NAME = …` before it")
}

var mustNotChange = Kind{
	Code:  "NN3007",
	Title: "a value that must not change depends on one that does",
	Explanation: `Parameters are constant, and initial values are known before anything is computed.
They can use parameters and constants; an initial value also those of other states.
A named expression that follows the states is a let.`,
	Bad: `neuron X {
  param a = 2*V
  state V = 0 mV
  V' = (a - V)/(10 ms)
}
`,
	Good: `neuron X {
  let a = 2*V
  state V = 0 mV
  V' = (a - V)/(10 ms)
}
`,
}

// MustNotChange reports a constant value, such as "the parameter a", that
// depends on cause, such as "the state V".
func MustNotChange(at source.Span, what, cause, help string) Diagnostic {
	return mustNotChange.At(at, "%s depends on %s, which changes", what, cause).WithHelp("%s", help)
}

var noNumber = Kind{
	Code:  "NN3009",
	Title: "a value that is no number",
	Explanation: `Some expressions of numbers have no value, such as inf - inf, 0*inf or the square
root of a negative number, or one beyond all bounds, such as 10^1000.`,
	Bad:  "const a = inf - inf\n",
	Good: "const a = inf\n",
}

// NoNumber reports an expression that has no finite value.
func NoNumber(at source.Span, what string) Diagnostic {
	return noNumber.At(at, "%s has no finite value", what).WithHelp("check the expression: %s", squeeze(at.Text()))
}

var noStart = Kind{
	Code:  "NN3010",
	Title: "a state without an initial value",
	Explanation: `A state needs the value that it begins with: state V = -65 mV. The derivatives of a
state (state x = 1 mV, x') begin with 0 where nothing is said, and the weight of a
plasticity rule with that of its connection.`,
	Bad: `neuron X {
  state V : mV
  V' = -V/(10 ms)
}
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
}
`,
}

// NoStart reports a state without an initial value; unit is that of its
// declaration, "" without one.
func NoStart(at source.Span, name, unit string) Diagnostic {
	value := "0"
	if unit != "" && unit != "1" {
		value = "0 " + unit
	}
	return noStart.At(at, "the state %s has no initial value", name).WithHelp("write `state %s = %s`", name, value)
}

var discardTooLong = Kind{
	Code:        "NN5038",
	Title:       "more is discarded than is run",
	Explanation: `What is discarded is the beginning of a run, so it must be shorter.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
}
experiment default { run 10 ms discard 20 ms }
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
}
experiment default { run 30 ms discard 20 ms }
`,
}

// DiscardTooLong reports a run all of which is discarded.
func DiscardTooLong(at source.Span, run source.Span) Diagnostic {
	return discardTooLong.At(at, "all of the run is discarded").WithRelated(run, "the run").WithHelp("discard less, or run longer")
}

var selectedTwice = Kind{
	Code:  "NN5039",
	Title: "an element is selected twice",
	Explanation: `A view has each element once: connections, currents and records of one that stands
there twice would count twice, which is almost never meant.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  group g = p + p[3]
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  group g = p[:3] + p[5:]
}
`,
}

// SelectedTwice reports element i of a population that a view has twice.
func SelectedTwice(at source.Span, population string, i int) Diagnostic {
	return selectedTwice.At(at, "this has element %d of %s twice", i, population).WithHelp("select it once")
}
