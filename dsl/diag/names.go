package diag

import (
	"fmt"

	"github.com/nngen/nngen/dsl/source"
)

// nameKinds lists the NN1 family: names.
func nameKinds() []Kind {
	return []Kind{unknownName, duplicateName, notAValue, cyclicDefinition, needsValue, noFields, unknownFunction, argumentCount, noNamedArguments, unknownArgument, needsNames, unknownParameter, needsArgument, unknownNeuron, unknownSynapse, recursion, noResult, notAnExpression, importMissing, importUnknown}
}

var unknownName = Kind{
	Code:  "NN1001",
	Title: "a name that is not declared",
	Explanation: `Every name is declared before or after its use: const, param, let, state, input or a port in the braces of
the neuron or network, or const at the top of the file. Names tell upper and lower case apart.`,
	Bad: `neuron X {
  param tau_m = 10 ms
  state V = 0 mV
  V' = -V/tua_m
}
`,
	Good: `neuron X {
  param tau_m = 10 ms
  state V = 0 mV
  V' = -V/tau_m
}
`,
}

// UnknownName reports a name that nothing declares.
func UnknownName(at source.Span, name string, suggestions []string) Diagnostic {
	return unknownName.At(at, "there is nothing called %s", name).suggest(suggestions, "declare it, for instance `param %s = …`", name)
}

var duplicateName = Kind{
	Code:        "NN1002",
	Title:       "one name is declared twice",
	Explanation: `A name stands for one thing. Give the second one another name, or remove it.`,
	Bad: `neuron X {
  param tau = 10 ms
  param tau = 20 ms
  state V = 0 mV
  V' = -V/tau
}
`,
	Good: `neuron X {
  param tau = 10 ms
  param tau_s = 20 ms
  state V = 0 mV
  V' = -V/tau
}
`,
}

// DuplicateName reports the second declaration of a name.
func DuplicateName(at source.Span, name string, first source.Span) Diagnostic {
	return duplicateName.At(at, "%s is declared a second time", name).WithRelated(first, "first declared here").WithHelp("give one of them another name, or remove it")
}

var notAValue = Kind{
	Code:  "NN1003",
	Title: "something that is no value stands where a value is needed",
	Explanation: `Populations, groups, neurons and functions have names too, but they are no numbers. The number of elements of
a population is written exc.N.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  let a = 2*p
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  let a = 2*p.N
}
`,
}

// NotAValue reports the name of a population, neuron or function used as a number.
func NotAValue(at source.Span, name string) Diagnostic {
	return notAValue.At(at, "%s is no value", name).WithHelp("the size of a population is `%s.N`; a function is called as `%s(…)`", name, name)
}

var cyclicDefinition = Kind{
	Code:        "NN1004",
	Title:       "a value is defined by itself",
	Explanation: `To find the value of a name its definition is worked out, and that leads back to the name.`,
	Bad: `neuron X {
  param a = b
  param b = a
  state V = 0 mV
  V' = -V/(10 ms)
}
`,
	Good: `neuron X {
  param a = 1
  param b = a
  state V = 0 mV
  V' = -V/(10 ms)
}
`,
}

// CyclicDefinition reports a name whose definition leads back to it.
func CyclicDefinition(at source.Span, name string) Diagnostic {
	return cyclicDefinition.At(at, "the definition of %s leads back to %s", name, name).WithHelp("give one of the names on the way a value that does not need %s", name)
}

var needsValue = Kind{
	Code:  "NN1005",
	Title: "a declaration without a value",
	Explanation: `A const, param or let needs a value after the equals sign, unless it is a parameter that every user of the
neuron has to give.`,
	Bad: `neuron X {
  let a
  state V = 0 mV
  V' = -V/(10 ms)
}
`,
	Good: `neuron X {
  let a = 1
  state V = 0 mV
  V' = -V/(10 ms)
}
`,
}

// NeedsValue reports a declaration without a value.
func NeedsValue(at source.Span, name string) Diagnostic {
	return needsValue.At(at, "%s has no value", name).WithHelp("write `%s = …`", name)
}

var noFields = Kind{
	Code:  "NN1006",
	Title: "a dot behind something that has no parts",
	Explanation: `Only ports have parts that can be read in a neuron (exc.I), and only populations and groups in a network
(exc.N).`,
	Bad: `neuron X {
  param a = 1
  state V = 0 mV
  V' = -V/(10 ms)*a.b
}
`,
	Good: `neuron X {
  param a = 1
  state V = 0 mV
  V' = -V/(10 ms)*a
}
`,
}

// NoFields reports X.y where X has no parts.
func NoFields(at source.Span, name string) Diagnostic {
	return noFields.At(at, "%s has no parts", name).WithHelp("only ports, populations and groups do; write %s alone", name)
}

var unknownFunction = Kind{
	Code:  "NN1007",
	Title: "a function that does not exist",
	Explanation: `The functions of the language are exp, log, sqrt, abs, floor, min, max, clip and others listed in the language
reference; further ones are declared by fn.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)*expp(1)
}
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)*exp(1)
}
`,
}

// UnknownFunction reports a call of a function that does not exist.
func UnknownFunction(at source.Span, name string, suggestions []string) Diagnostic {
	return unknownFunction.At(at, "there is no function %s", name).suggest(suggestions, "declare it at the top of the file: `fn %s(x) = …`", name)
}

var argumentCount = Kind{
	Code:        "NN1008",
	Title:       "a wrong number of arguments",
	Explanation: `A function takes as many arguments as it declares.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)*exp(1, 2)
}
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)*exp(1)
}
`,
}

// ArgumentCount reports a call with got arguments where least to most are
// wanted; most < 0 means any number.
func ArgumentCount(at source.Span, name string, least, most, got int) Diagnostic {
	want := fmt.Sprint(least)
	switch {
	case most < 0:
		want = fmt.Sprintf("at least %d", least)
	case most > least:
		want = fmt.Sprintf("%d to %d", least, most)
	}
	return argumentCount.At(at, "%s takes %s, not %d", name, plural(want, "argument"), got).WithHelp("give %s", plural(want, "argument"))
}

var noNamedArguments = Kind{
	Code:        "NN1009",
	Title:       "a named argument of a function",
	Explanation: `Functions take their arguments by position; only neurons, synapses, sources and rules take them by name.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)*exp(x = 1)
}
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)*exp(1)
}
`,
}

// NoNamedArguments reports f(x = 1).
func NoNamedArguments(at source.Span, fn string) Diagnostic {
	return noNamedArguments.At(at, "%s takes its arguments by position", fn).WithHelp("leave out the name and the equals sign")
}

var unknownArgument = Kind{
	Code:        "NN1010",
	Title:       "an argument that does not exist",
	Explanation: `The name of an argument is none of those that this source, rule or distribution takes.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = poisson(frequency = 5 Hz)
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = poisson(rate = 5 Hz)
}
`,
}

// UnknownArgument reports an argument that fn does not take.
func UnknownArgument(at source.Span, arg, fn string, params []string) Diagnostic {
	return unknownArgument.At(at, "%s takes no argument %s", fn, arg).WithHelp("it takes %s", list(params))
}

var needsNames = Kind{
	Code:        "NN1011",
	Title:       "an argument without a name",
	Explanation: `Parameters of neurons and synapses are given by name, because their order has no meaning.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp(250 pF)
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp(C_m = 250 pF)
}
`,
}

// NeedsNames reports an argument by position where names are needed.
func NeedsNames(at source.Span, kind string) Diagnostic {
	return needsNames.At(at, "%s takes its arguments by name", kind).WithHelp("write `name = %s`", at.Text())
}

var unknownParameter = Kind{
	Code:        "NN1012",
	Title:       "a parameter that does not exist",
	Explanation: `What is set is none of the parameters. Parameters of a receptor port are reached through it: exc.tau.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp(V_thresh = -50 mV)
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp(V_th = -50 mV)
}
`,
}

// UnknownParameter reports a parameter that owner does not have.
func UnknownParameter(at source.Span, path, owner string, suggestions []string) Diagnostic {
	return unknownParameter.At(at, "%s has no parameter %s", owner, path).suggest(suggestions, "look at its declaration with `nngen describe`")
}

var needsArgument = Kind{
	Code:        "NN1013",
	Title:       "a parameter without a value",
	Explanation: `A parameter that has no default value must be given wherever the thing is used.`,
	Bad: `neuron X {
  param tau : ms
  state V = 0 mV
  V' = -V/tau
}
network n { population p[10] = X() }
`,
	Good: `neuron X {
  param tau : ms
  state V = 0 mV
  V' = -V/tau
}
network n { population p[10] = X(tau = 10 ms) }
`,
}

// NeedsArgument reports a parameter that has neither default nor argument.
func NeedsArgument(at source.Span, owner, path string, declared source.Span) Diagnostic {
	d := needsArgument.At(at, "%s needs a value for %s", owner, path).WithHelp("write `%s(%s = …)`, or give the parameter a default", owner, path)
	if declared != at {
		d = d.WithRelated(declared, "declared here without a default")
	}
	return d
}

var unknownNeuron = Kind{
	Code:  "NN1014",
	Title: "a neuron that does not exist",
	Explanation: `The kind of a population is a neuron of this file or of an imported one, or a source of spikes: poisson, regular,
spikes_at.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_epx()
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
}
`,
}

// UnknownNeuron reports a kind of neuron that nothing declares.
func UnknownNeuron(at source.Span, name string, suggestions []string) Diagnostic {
	return unknownNeuron.At(at, "there is no neuron %s", name).suggest(suggestions, "declare it, or import the file that does: `import \"std/neurons\"`")
}

var unknownSynapse = Kind{
	Code:        "NN1015",
	Title:       "a synapse that does not exist",
	Explanation: `A port is made of a synapse of this file or of an imported one.`,
	Bad: `neuron X {
  state V = 0 mV
  synapse exc = exp_current(tau = 2 ms)
  V' = -V/(10 ms)
}
`,
	Good: `import "std/synapses"
neuron X {
  state V = 0 mV
  synapse exc = exp_current(tau = 2 ms)
  V' = -V/(10 ms) + exc/(250 pF)
}
`,
}

// UnknownSynapse reports a kind of synapse that nothing declares.
func UnknownSynapse(at source.Span, name string, suggestions []string) Diagnostic {
	return unknownSynapse.At(at, "there is no synapse %s", name).suggest(suggestions, "declare it, or import the file that does: `import \"std/synapses\"`")
}

var recursion = Kind{
	Code:        "NN1017",
	Title:       "a function that calls itself",
	Explanation: `Functions are expanded where they are called, so none can call itself, directly or through others.`,
	Bad: `fn f(x : 1) = f(x - 1)
neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 mV { spike; V = 0 mV }
}
`,
	Good: `fn f(x : 1) = x - 1
neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 mV { spike; V = 0 mV }
}
`,
}

// Recursion reports a call of a function from itself.
func Recursion(at source.Span, name string, declared source.Span) Diagnostic {
	return recursion.At(at, "%s calls itself", name).WithRelated(declared, "declared here").WithHelp("write the value without calling %s", name)
}

var noResult = Kind{
	Code:        "NN1018",
	Title:       "a function without a result",
	Explanation: `The block of a function ends with an expression, which is its value, on every way through it.`,
	Bad: `fn f(x : 1) { let y = 2*x }
neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 mV { spike; V = 0 mV }
}
`,
	Good: `fn f(x : 1) {
  let y = 2*x
  y
}
neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 mV { spike; V = 0 mV }
}
`,
}

// NoResult reports a block of a function that gives no value.
func NoResult(at source.Span, fn string) Diagnostic {
	return noResult.At(at, "%s ends without a value", fn).WithHelp("write an expression as its last statement")
}

var notAnExpression = Kind{
	Code:        "NN1019",
	Title:       "this cannot stand in an expression",
	Explanation: `Lists, texts, slices and calls of something other than a name have no value by themselves.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)*"two"
}
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)*2
}
`,
}

// NotAnExpression reports a form that has no value here.
func NotAnExpression(at source.Span) Diagnostic {
	return notAnExpression.At(at, "this cannot stand in an expression").WithHelp("write a number, a name, a call of a function, or an expression of them")
}

var importMissing = Kind{
	Code:        "NN1020",
	Title:       "an imported file that cannot be read",
	Explanation: `An import names a file beside the model, with its ending, or a part of the standard library: std/neurons.`,
	Bad: `import "nothing_here.nn"
neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 mV { spike; V = 0 mV }
}
`,
	Good: `import "std/neurons"
neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 mV { spike; V = 0 mV }
}
`,
}

// ImportMissing reports a file that cannot be read.
func ImportMissing(at source.Span, path, cause string) Diagnostic {
	return importMissing.At(at, "%s cannot be imported: %s", path, cause).WithHelp("paths are relative to the importing file; the standard library begins with std/")
}

var importUnknown = Kind{
	Code:        "NN1021",
	Title:       "an unknown part of the standard library",
	Explanation: `Paths that begin with std/ name parts of the standard library, which is built into nngen.`,
	Bad: `import "std/neuron"
neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 mV { spike; V = 0 mV }
}
`,
	Good: `import "std/neurons"
neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 mV { spike; V = 0 mV }
}
`,
}

// ImportUnknown reports a part of the standard library that does not exist.
func ImportUnknown(at source.Span, path string, have []string) Diagnostic {
	return importUnknown.At(at, "the standard library has no %s", path).WithHelp("it has %s", list(have))
}
