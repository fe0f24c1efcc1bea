package diag

import "github.com/nngen/nngen/dsl/source"

// unitKinds lists the NN2 family: units.
func unitKinds() []Kind {
	return []Kind{unitMismatchSum}
}

var unitMismatchSum = Kind{
	Code:  "NN2001",
	Title: "terms of a sum have different units",
	Explanation: `Terms that are added or subtracted must have the same dimension: a voltage can
be added to a voltage, whatever the prefixes (mV and V), but not to a current.

Usually a factor is missing. In a membrane equation V' is in mV/ms, so a current
has to be divided by the membrane capacitance, and a voltage by a time constant.`,
	Bad: `neuron N {
  param E_L = -65 mV; param tau_m = 10 ms; param C_m = 250 pF; param I_e = 0 pA
  state V = E_L
  V' = -(V - E_L)/tau_m + I_e
}
`,
	Good: `neuron N {
  param E_L = -65 mV; param tau_m = 10 ms; param C_m = 250 pF; param I_e = 0 pA
  state V = E_L
  V' = -(V - E_L)/tau_m + I_e/C_m
}
`,
}

// UnitMismatchSum reports terms a and b of a sum and their units; an empty help
// is left out.
func UnitMismatchSum(a source.Span, unitA string, b source.Span, unitB, help string) Diagnostic {
	d := unitMismatchSum.At(b, "terms of a sum have different units").
		WithLabel("this is in %s", unitB).
		WithRelated(a, "this is in %s", unitA)
	if help != "" {
		d = d.WithHelp("%s", help)
	}
	return d
}
