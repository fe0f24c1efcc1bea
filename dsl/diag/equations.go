package diag

import "github.com/nngen/nngen/dsl/source"

// equationKinds lists the NN3 family: equations.
func equationKinds() []Kind {
	return []Kind{divisionByZero, notAState, noSuchState, secondEquation, drawNotHere, notPositive}
}

var divisionByZero = Kind{
	Code:  "NN3001",
	Title: "division by zero",
	Explanation: `The divisor is the constant 0, or a parameter that is 0. In x' = (a - x)/tau a parameter tau of 0 is allowed: x then
is a at all times.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(0 ms)
}
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
}
`,
}

// DivisionByZero reports a divisor that is 0.
func DivisionByZero(at source.Span, text string) Diagnostic {
	return divisionByZero.At(at, "division by %s, which is 0", text).WithHelp("check the value; what follows at once is a `let`, or a state with a parameter of 0 as its time constant: `(a - x)/tau`")
}

var notAState = Kind{
	Code:        "NN3002",
	Title:       "only states can be changed",
	Explanation: `Equations, assignments and holds are about states. Parameters, constants and lets do not change in time.`,
	Bad: `neuron X {
  param V = 10 mV
  V' = -V/(10 ms)
}
`,
	Good: `neuron X {
  state V = 10 mV
  V' = -V/(10 ms)
}
`,
}

// NotAState reports a change of something that is no state.
func NotAState(at source.Span, name string, declared source.Span) Diagnostic {
	return notAState.At(at, "%s is no state, so it cannot change", name).WithRelated(declared, "declared here").WithHelp("declare it by `state %s = …`", name)
}

var noSuchState = Kind{
	Code:        "NN3003",
	Title:       "a state that does not exist",
	Explanation: `An equation or assignment is about a state that is declared in the same neuron or synapse: state V = 0 mV.`,
	Bad: `neuron X {
  param tau = 10 ms
  V' = -V/tau
}
`,
	Good: `neuron X {
  param tau = 10 ms
  state V = 0 mV
  V' = -V/tau
}
`,
}

// NoSuchState reports a state that is not declared.
func NoSuchState(at source.Span, name string, suggestions []string) Diagnostic {
	return noSuchState.At(at, "there is no state %s", name).suggest(suggestions, "declare it with its initial value: `state %s = …`", name)
}

var secondEquation = Kind{
	Code:        "NN3004",
	Title:       "a second equation for one state",
	Explanation: `Each state has one equation. Join both right-hand sides.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  V' = -V/(20 ms)
}
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms) - V/(20 ms)
}
`,
}

// SecondEquation reports a second equation.
func SecondEquation(at source.Span, name string, first source.Span) Diagnostic {
	return secondEquation.At(at, "%s has an equation already", name).WithRelated(first, "this one").WithHelp("join both right-hand sides, or remove one")
}

var drawNotHere = Kind{
	Code:  "NN3005",
	Title: "a random draw in a place where nothing is drawn",
	Explanation: `Draws stand where values are made once: in arguments, initial values, weights and delays of a network; and in the
conditions and handlers of a neuron, where they are made anew in every step. In an equation a new draw at every evaluation
would have no meaning: noise(s) is white noise.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)*normal(0, 1)
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp(I_e = normal(0 pA, 10 pA))
}
`,
}

// DrawNotHere reports a draw outside of a network's values.
func DrawNotHere(at source.Span, name string) Diagnostic {
	return drawNotHere.At(at, "%s draws a random number, which is not possible here", name).WithHelp("draw it in the network (an argument, initial value, weight or delay) or in a handler of the neuron; noise of an equation is `noise(s)`")
}

var notPositive = Kind{
	Code:        "NN3006",
	Title:       "a value that must be positive",
	Explanation: `Steps, durations and intervals are positive times.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
}
experiment default { step 0 ms; run 10 ms }
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
}
experiment default { step 0.1 ms; run 10 ms }
`,
}

// NotPositive reports a time that is not positive.
func NotPositive(at source.Span, what, text string) Diagnostic {
	return notPositive.At(at, "%s is %s, but must be a positive time", what, text).WithHelp("write for instance `0.1 ms`")
}

var changedAtOnce = Kind{
	Code:  "NN3015",
	Title: "a change of a state that follows at once",
	Explanation: `In x' = (a - x)/tau with a tau of 0, x is a at all times. What sets, holds or adds to x has no effect then, which is
hardly what is meant.`,
	Bad: `neuron X {
  param tau = 0 ms
  state V = 0 mV
  V' = (5 mV - V)/tau
  on V > 1 mV { spike; V = 0 mV }
}
network n { population p[1] = X() }
`,
	Good: `neuron X {
  param tau = 1 ms
  state V = 0 mV
  V' = (5 mV - V)/tau
  on V > 1 mV { spike; V = 0 mV }
}
network n { population p[1] = X() }
`,
}

// ChangedAtOnce reports a change of a state whose time constant is 0.
func ChangedAtOnce(at source.Span, state, tau, how string) Diagnostic {
	return changedAtOnce.At(at, "%s follows its equation at once, because %s is 0, but %s", state, tau, how).WithHelp("give %s a value above 0", tau)
}
