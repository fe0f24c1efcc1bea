package diag

import "github.com/nngen/nngen/dsl/source"

// protocolKinds are those of what changes with time.
func protocolKinds() []Kind { return []Kind{badCurrent, badAction, nextReset} }

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

var badAction = Kind{
	Code:  "NN5061",
	Title: "a setting that cannot be carried out in a run",
	Explanation: `set between two runs, at and every give parameters of neurons, sources and currents
other values while the simulation goes on. Times are those of the segment; at and
every stand before its first run. A parameter that follows from others changes
with them, and has no value of its own to set.`,
	Bad: `import "std/neurons"
network n { population p[10] = LIF_exp() }
experiment default { step 0.1 ms; run 10 ms; at 5 ms { set p.I_e = 100 pA } }
`,
	Good: `import "std/neurons"
network n { population p[10] = LIF_exp() }
experiment default { step 0.1 ms; at 5 ms { set p.I_e = 100 pA }; run 10 ms }
`,
}

// BadAction reports an action of an experiment.
func BadAction(at source.Span, cause, help string) Diagnostic {
	return badAction.At(at, "%s", cause).WithHelp("%s", help)
}

var nextReset = Kind{
	Code:     "NN5062",
	Severity: Warning,
	Title:    "a setting of the network within a run",
	Explanation: `Constants and parameters of a network say how it is built, which happens at the
beginning of a segment. What is set within a run is seen after the next reset.`,
	Bad: `import "std/neurons"
network n { param I = 0 pA; population p[10] = LIF_exp(I_e = I) }
experiment default { step 0.1 ms; run 10 ms; set I = 100 pA; run 10 ms }
`,
	Good: `import "std/neurons"
network n { param I = 0 pA; population p[10] = LIF_exp(I_e = I) }
experiment default { step 0.1 ms; run 10 ms; set p.I_e = 100 pA; run 10 ms }
`,
}

// NextReset warns of a setting that this run does not see.
func NextReset(at source.Span, name string) Diagnostic {
	return nextReset.At(at, "%s belongs to the network, which is built at a reset: this run does not see what is set here", name).
		WithHelp("write `reset` before the next run, or set the parameters of populations instead, as in `set exc.I_e = …`")
}
