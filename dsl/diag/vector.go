package diag

import (
	"fmt"

	"github.com/nngen/nngen/dsl/source"
)

// vectorKinds are mistakes with vectors.
func vectorKinds() []Kind {
	return []Kind{vectorKind, vectorLength, vectorLengths, vectorNotHere, vectorNeeded}
}

var vectorKind = Kind{
	Code:  "NN3050",
	Title: "something that cannot be a vector",
	Explanation: `Parameters, constants, named expressions, states and inputs may have a length, as in
state q[3] = 0 mV. What a synapse reads or adds up are numbers.`,
	Bad: `synapse s {
  target V[2] : mV
  state g = 0 nS
  g' = -g/(5 ms)
  on spike(w : nS) { g += w }
  output g*(0 mV - V[0]) : pA
}
`,
	Good: `synapse s {
  target V0 : mV, V1 : mV
  state g = 0 nS
  g' = -g/(5 ms)
  on spike(w : nS) { g += w }
  output g*(V1 - V0) : pA
}
`,
}

// VectorKind reports a length where none can be.
func VectorKind(at source.Span, what, name string) Diagnostic {
	return vectorKind.At(at, "%s %s cannot be a vector", what, name).WithHelp("declare one for each: `%s %s1 …, %s2 …`", what, name, name)
}

var vectorLength = Kind{
	Code:  "NN3051",
	Title: "a length that is no whole number",
	Explanation: `The length of a vector is a whole number that is known when the model is read: a
number or a const.`,
	Bad: `neuron X {
  state q[1.5] = 0 mV
}
`,
	Good: `neuron X {
  state q[2] = 0 mV
}
`,
}

// VectorLength reports a bad length.
func VectorLength(at source.Span, name, length string, most int) Diagnostic {
	return vectorLength.At(at, "the length of %s is %s", name, length).WithHelp("write a whole number from 1 to %d", most)
}

var vectorLengths = Kind{
	Code:  "NN3052",
	Title: "vectors of different lengths",
	Explanation: `Vectors are added, multiplied, compared and assigned element by element, so all
vectors of an expression have one length. A number goes with vectors of any length.`,
	Bad: `neuron X {
  param tau[3] = [1 ms, 10 ms, 100 ms]
  state q[2] = 0 mV
  q' = -q/tau
}
`,
	Good: `neuron X {
  param tau[2] = [1 ms, 10 ms]
  state q[2] = 0 mV
  q' = -q/tau
}
`,
}

// VectorLengths reports a vector of n elements where m are needed: those of the
// other span, if it is valid.
func VectorLengths(at source.Span, n int, other source.Span, m int) Diagnostic {
	d := vectorLengths.At(at, "this has %d elements where %d are needed", n, m).WithHelp("make the lengths equal, or take one element: `q[0]`")
	if other.Valid() {
		d = d.WithRelated(other, fmt.Sprintf("%d elements", m))
	}
	return d
}

// VectorShort reports a list that ends before element k of a vector.
func VectorShort(at source.Span, name, k string) Diagnostic {
	return vectorLengths.At(at, "the list for %s has no element %s", name, k).WithHelp("write one number for each element, or a single one for all")
}

var vectorNotHere = Kind{
	Code:  "NN3053",
	Title: "a vector where a number is needed",
	Explanation: `A condition, the output of a synapse, and the equation of a state that is a number
need a number: sum(q) adds the elements of q, q[0] is one of them.`,
	Bad: `neuron X {
  state V = 0 mV, q[3] = 0 mV
  V' = q/(10 ms)
}
`,
	Good: `neuron X {
  state V = 0 mV, q[3] = 0 mV
  V' = sum(q)/(10 ms)
}
`,
}

// VectorNotHere reports a vector where a number is needed.
func VectorNotHere(at source.Span, text string) Diagnostic {
	return vectorNotHere.At(at, "%s is a vector, but a number is needed here", text).WithHelp("add its elements, `sum(…)`, or take one of them, `q[0]`")
}

// VectorIndex reports an element that is not named by one index.
func VectorIndex(at source.Span, name string) Diagnostic {
	return vectorNotHere.At(at, "an element of %s has one index, which is known when the model is read", name).WithHelp("write a number or a `const`: `%s[0]`", name)
}

var vectorNeeded = Kind{
	Code:  "NN3054",
	Title: "a sum of something that is no vector",
	Explanation: `sum adds the elements of a vector. (A sum over connections is declared in a
synapse: sum S : nS = w*s.)`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -sum(V)/(10 ms)
}
`,
	Good: `neuron X {
  state V[2] = 0 mV
  V' = -sum(V)/(10 ms)
}
`,
}

// VectorNeeded reports a sum of a number.
func VectorNeeded(at source.Span, text string) Diagnostic {
	return vectorNeeded.At(at, "%s is no vector", text).WithHelp("leave `sum` out, or declare a vector: `state q[3] = 0 mV`")
}

// VectorLong reports a list that goes on behind the end of a vector of n elements.
func VectorLong(at source.Span, name string, n int) Diagnostic {
	return vectorLengths.At(at, "the list for %s has more than its %d elements", name, n).WithHelp("write one number for each element, or a single one for all")
}

// ListForNumber reports a list for a parameter that is a number.
func ListForNumber(at source.Span, name string) Diagnostic {
	return vectorNotHere.At(at, "%s is a number, not a vector", name).WithHelp("write one number for all neurons, a draw such as `uniform(a, b)`, or an expression of the index `i`")
}
