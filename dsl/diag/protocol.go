package diag

import "github.com/nngen/nngen/dsl/source"

// protocolKinds are those of what changes with time.
func protocolKinds() []Kind { return []Kind{badCurrent} }

var badCurrent = Kind{
	Code:  "NN5060",
	Title: "a current that cannot be made",
	Explanation: `A current that varies is constant from one change to the next. Its kinds are
dc_current(amplitude, start, stop), ac_current(amplitude, frequency, offset,
phase, start, stop), step_current(times, values), noisy_current(mean, sd, dt,
start, stop) and from_file("file.csv", scale = 1 pA). Times begin at 0 and
ascend; a value holds from its time on, for every step that starts then or
later.`,
	Bad: `import "std/neurons"
network n {
  population a[10] = LIF_exp()
  current kick = step_current(times = [10 ms, 5 ms], values = [50 pA, 0 pA])
  inject kick -> a
}
experiment default { step 0.1 ms; run 10 ms }
`,
	Good: `neuron X {
  input I : pA
  state V = 0 mV
  V' = I/(100 pF) - V/(10 ms)
  on V >= 15 mV { spike; V = 0 mV }
}
network n {
  population a[10] = X()
  current kick = step_current(times = [5 ms, 10 ms], values = [50 pA, 0 pA])
  inject kick -> a
}
experiment default { step 0.1 ms; run 10 ms }
`,
}

// BadCurrent reports a current.
func BadCurrent(at source.Span, cause, help string) Diagnostic {
	return badCurrent.At(at, "%s", cause).WithHelp("%s", help)
}
