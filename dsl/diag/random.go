package diag

import "github.com/nngen/nngen/dsl/source"

func randomKinds() []Kind { return []Kind{noiseNotHere, noiseNotATerm} }

var noiseNotHere = Kind{
	Code:  "NN3011",
	Title: "noise outside of an equation",
	Explanation: `noise(s) is white noise of strength s, which has a meaning only where it is integrated: in the equation of a
state. Its value at one moment is infinite. Conditions and handlers draw numbers instead: normal(mean, sd).`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V + noise(1 mV) > 5 mV { spike }
}
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms) + noise(1 mV/ms^(1/2))
  on V + normal(0 mV, 1 mV) > 5 mV { spike }
}
`,
}

// NoiseNotHere reports noise outside of an equation.
func NoiseNotHere(at source.Span) Diagnostic {
	return noiseNotHere.At(at, "noise stands in the equation of a state of a neuron").WithHelp("write it as a term of an equation, or draw a number: `normal(mean, sd)`")
}

var noiseNotATerm = Kind{
	Code:  "NN3012",
	Title: "noise that is no term of its equation",
	Explanation: `An equation with noise is x' = f + s1*noise1 + s2*noise2 + …: noise may be multiplied by parameters and states, but it
cannot stand inside of a function, in a condition, below a fraction, or be multiplied by noise.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms) + exp(noise(1 ms^(1/2)))*(1 mV/ms)
}
`,
	Good: `neuron X {
  state V = 1 mV
  V' = -V/(10 ms) + V*noise(0.1 ms^(-1/2))
}
`,
}

// NoiseNotATerm reports noise that does not stand as a term.
func NoiseNotATerm(at source.Span) Diagnostic {
	return noiseNotATerm.At(at, "noise is not a term of this equation").WithHelp("write the equation as a sum in which noise stands by itself or times a factor: `… + V*noise(s)`")
}
