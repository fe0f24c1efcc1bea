package diag

import "github.com/nngen/nngen/dsl/source"

func randomKinds() []Kind { return []Kind{noiseNotHere, noiseNotATerm, notAList, timelineShape} }

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

var notAList = Kind{
	Code:        "NN3013",
	Title:       "a value where a list is wanted",
	Explanation: `Times of spikes and the times and values of a timeline are lists in square brackets.`,
	Bad: `network n {
  population p = spikes_at(times = 10 ms)
}
`,
	Good: `network n {
  population p = spikes_at(times = [10 ms])
}
`,
}

// NotAList reports a value in the place of a list.
func NotAList(at source.Span, what, example string) Diagnostic {
	return notAList.At(at, "%s must be a list", what).WithHelp("write it in brackets: `%s`", example)
}

var timelineShape = Kind{
	Code:  "NN3014",
	Title: "a timeline whose times and values do not fit",
	Explanation: `timeline(t, times, values) has one value for each time, which holds from then on until the next; times ascend. Before
the first time it is 0.`,
	Bad: `network n {
  population p = poisson(rate = timeline(t, [0 ms, 100 ms], [5 Hz]))
}
`,
	Good: `network n {
  population p = poisson(rate = timeline(t, [0 ms, 100 ms], [5 Hz, 20 Hz]))
}
`,
}

// TimelineLengths reports lists of different lengths.
func TimelineLengths(at source.Span, times, values int) Diagnostic {
	return timelineShape.At(at, "this timeline has %d times and %d values", times, values).WithHelp("give one value for each time")
}

// TimelineOrder reports a time that does not come after the one before it.
func TimelineOrder(at source.Span) Diagnostic {
	return timelineShape.At(at, "this time is not later than the one before it").WithHelp("order the times, each with its value")
}

// UnknownSource reports what a source puts out that is no source.
func UnknownSource(at source.Span, name string, suggestions []string) Diagnostic {
	return unknownNeuron.At(at, "there is no source of spikes called %s", name).suggest(suggestions, "write one of the sources, such as `poisson(rate = 5 Hz)`")
}

// SourceWithoutOutput reports a definition that does not say what it emits.
func SourceWithoutOutput(at source.Span, name string) Diagnostic {
	return noOutput.At(at, "the source %s puts nothing out", name).WithHelp("say what it emits: `output poisson(rate = 5 Hz)`")
}
