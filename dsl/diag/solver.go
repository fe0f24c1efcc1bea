package diag

import "github.com/nngen/nngen/dsl/source"

// solverKinds lists the NN6 family: the solver.
func solverKinds() []Kind {
	return []Kind{tooManyHolds, holdTime, offGrid, holdVaries, notExact, unknownMethod, notExponential, noPropagator}
}

var tooManyHolds = Kind{
	Code:  "NN6001",
	Title: "too many independent holds",
	Explanation: `Each set of states that is held together has a counter of its own, and the equations are solved for every
combination of them.`,
	Bad: `neuron X {
  state a = 0
  state b = 0
  state c = 0
  state d = 0
  state f = 0
  a' = (1 - a)/(10 ms)
  on a > 0.5 { spike; a = 0; hold a for 1 ms }
  b' = (1 - b)/(10 ms)
  on b > 0.5 { spike; b = 0; hold b for 1 ms }
  c' = (1 - c)/(10 ms)
  on c > 0.5 { spike; c = 0; hold c for 1 ms }
  d' = (1 - d)/(10 ms)
  on d > 0.5 { spike; d = 0; hold d for 1 ms }
  f' = (1 - f)/(10 ms)
  on f > 0.5 { spike; f = 0; hold f for 1 ms }
}
network n { population p[1] = X() }
experiment default { step 0.1 ms; run 10 ms }
`,
	Good: `neuron X {
  state a = 0
  a' = (1 - a)/(10 ms)
  on a > 0.5 { spike; a = 0; hold a for 1 ms }
}
network n { population p[1] = X() }
experiment default { step 0.1 ms; run 10 ms }
`,
}

// TooManyHolds reports more hold counters than there can be.
func TooManyHolds(at source.Span, most int) Diagnostic {
	return tooManyHolds.At(at, "a neuron can hold at most %d sets of states independently", most).WithHelp("hold several states together: `hold x, y for T`")
}

var holdTime = Kind{
	Code:        "NN6002",
	Title:       "a hold of an impossible length",
	Explanation: `The time of a hold is 0 or positive, and below 2^31 steps.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 mV { spike; hold V for -2 ms }
}
network n { population p[1] = X() }
experiment default { step 0.1 ms; run 10 ms }
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 mV { spike; hold V for 2 ms }
}
network n { population p[1] = X() }
experiment default { step 0.1 ms; run 10 ms }
`,
}

// HoldTime reports a hold that is negative or endless.
func HoldTime(at source.Span, ms float64) Diagnostic {
	return holdTime.At(at, "a hold of %v ms", ms).WithHelp("give a time of 0 or more, such as `2 ms`")
}

var offGrid = Kind{
	Code:        "NN6003",
	Severity:    Warning,
	Title:       "a time that is no multiple of the step",
	Explanation: `Simulation goes in steps; times are rounded to the nearest one, alike for all simulators.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 mV { spike; hold V for 2.05 ms }
}
network n { population p[1] = X() }
experiment default { step 0.1 ms; run 10 ms }
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 mV { spike; hold V for 2.1 ms }
}
network n { population p[1] = X() }
experiment default { step 0.1 ms; run 10 ms }
`,
}

// OffGrid warns of a time that is rounded to the grid.
func OffGrid(at source.Span, what string, ms, step, rounded float64) Diagnostic {
	return offGrid.At(at, "%s is %s ms, no multiple of the step of %s ms", what, short(ms), short(step)).WithLabel("rounded to %s ms", short(rounded)).
		WithHelp("write `%s ms`, or choose a step that divides it", short(rounded))
}

var holdVaries = Kind{
	Code:        "NN6004",
	Title:       "a hold whose length changes in time",
	Explanation: `The time of a hold may differ between neurons but not depend on states: it is counted in steps known beforehand.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 mV { spike; hold V for V/(1 mV)*(1 ms) }
}
network n { population p[1] = X() }
experiment default { step 0.1 ms; run 10 ms }
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 mV { spike; hold V for 2 ms }
}
network n { population p[1] = X() }
experiment default { step 0.1 ms; run 10 ms }
`,
}

// HoldVaries reports a hold whose time depends on a state.
func HoldVaries(at source.Span) Diagnostic {
	return holdVaries.At(at, "the time of a hold must not depend on states").WithHelp("use parameters only")
}

var notExact = Kind{
	Code:        "NN6005",
	Title:       "equations that cannot be solved exactly",
	Explanation: `method exact needs equations that are linear in all states, with coefficients that do not change in time.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = V*V/(10 mV*ms)
  method exact
}
network n { population p[1] = X() }
experiment default { step 0.1 ms; run 10 ms }
`,
	Good: `neuron X {
  state V = 0 mV
  V' = V*V/(10 mV*ms)
  method rk4
}
network n { population p[1] = X() }
experiment default { step 0.1 ms; run 10 ms }
`,
}

// NotExact reports equations that the exact method cannot solve.
func NotExact(at source.Span, reason string) Diagnostic {
	return notExact.At(at, "these equations cannot be solved exactly: %s", reason).WithHelp("write `method rk4`, or leave the line out")
}

var unknownMethod = Kind{
	Code:  "NN6006",
	Title: "a method that does not exist",
	Explanation: `The methods are exact, rk4, exponential_euler, euler and heun. Without one nngen takes exact where it can and rk4
elsewhere.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  method rk5
}
network n { population p[1] = X() }
experiment default { step 0.1 ms; run 10 ms }
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  method rk4
}
network n { population p[1] = X() }
experiment default { step 0.1 ms; run 10 ms }
`,
}

// UnknownMethod reports a method that does not exist.
func UnknownMethod(at source.Span, name string, have []string) Diagnostic {
	return unknownMethod.At(at, "there is no method %s", name).WithHelp("the methods are %s", list(have))
}

var notExponential = Kind{
	Code:  "NN6007",
	Title: "an equation that exponential Euler cannot solve",
	Explanation: `exponential_euler carries each state exactly with the others frozen, so each equation must be linear in its own
state.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = V*V/(10 mV*ms)
  method exponential_euler
}
network n { population p[1] = X() }
experiment default { step 0.1 ms; run 10 ms }
`,
	Good: `neuron X {
  state V = 0 mV
  V' = V*V/(10 mV*ms)
  method rk4
}
network n { population p[1] = X() }
experiment default { step 0.1 ms; run 10 ms }
`,
}

// NotExponential reports an equation that is not linear in its own state.
func NotExponential(at source.Span, reason string) Diagnostic {
	return notExponential.At(at, "exponential_euler does not apply: %s", reason).WithHelp("write `method rk4`")
}

var noPropagator = Kind{
	Code:  "NN6008",
	Title: "equations whose solution overflows",
	Explanation: `The exact solution over one step is not a finite number: a rate is infinite, or so large and positive that the
state grows beyond all numbers.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = V/(1e-300 ms)
}
network n { population p[1] = X() }
experiment default { step 0.1 ms; run 10 ms }
`,
	Good: `neuron X {
  state V = 0 mV
  V' = V/(10 ms)
}
network n { population p[1] = X() }
experiment default { step 0.1 ms; run 10 ms }
`,
}

// NoPropagator reports a propagator that is not finite.
func NoPropagator(at source.Span, name, cause string) Diagnostic {
	return noPropagator.At(at, "the equations of %s have no finite solution over one step: %s", name, cause).WithHelp("check the time constants and their units")
}
