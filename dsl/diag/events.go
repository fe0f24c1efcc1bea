package diag

import "github.com/nngen/nngen/dsl/source"

// eventKinds lists the NN4 family: events and synapses.
func eventKinds() []Kind {
	return []Kind{notAdditive, noOutput, noArrival, noTarget, arrivalWithoutPort, nothingToChange}
}

var notAdditive = Kind{
	Code:  "NN4001",
	Title: "a handler of arriving spikes that does not just add",
	Explanation: `All spikes that arrive in one step are summed and applied once, so that their order cannot matter. A handler of arrivals
may only add a constant multiple of the weight to states. Let it add to a state of its own, and do everything else in
a handler of that: on spike from exc(w : mV) { new += w } and on new != 0 mV { V = new; new = 0 mV }.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on spike from exc(w : mV) { V = w }
}
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on spike from exc(w : mV) { V += w }
}
`,
}

// NotAdditive reports a handler of arrivals that does more than add.
func NotAdditive(at source.Span, why string) Diagnostic {
	return notAdditive.At(at, "this handler must only add: %s", why).WithHelp("write `state += constant*w`; what depends on more can follow in a handler: `on state != 0 { … state = 0 }`")
}

var noOutput = Kind{
	Code:        "NN4002",
	Title:       "a synapse without an output",
	Explanation: `A neuron reads the output of a synapse by the name of the port: output I : pA.`,
	Bad: `synapse s {
  state I = 0 pA
  I' = -I/(2 ms)
  on spike(w : pA) { I += w }
}
neuron X {
  state V = 0 mV
  synapse exc = s()
  V' = -V/(10 ms) + exc/(250 pF)
}
`,
	Good: `synapse s {
  state I = 0 pA
  I' = -I/(2 ms)
  on spike(w : pA) { I += w }
  output I : pA
}
neuron X {
  state V = 0 mV
  synapse exc = s()
  V' = -V/(10 ms) + exc/(250 pF)
}
`,
}

// NoOutput reports a synapse without an output.
func NoOutput(at source.Span, name string) Diagnostic {
	return noOutput.At(at, "the synapse %s has no output", name).WithHelp("say what the neuron reads: `output I : pA`")
}

var noArrival = Kind{
	Code:        "NN4003",
	Title:       "a synapse that no spike reaches",
	Explanation: `A synapse says what an arriving spike does: on spike(w : pA) { I += w }.`,
	Bad: `synapse s {
  state I = 0 pA
  I' = -I/(2 ms)
  output I : pA
}
neuron X {
  state V = 0 mV
  synapse exc = s()
  V' = -V/(10 ms) + exc/(250 pF)
}
`,
	Good: `synapse s {
  state I = 0 pA
  I' = -I/(2 ms)
  on spike(w : pA) { I += w }
  output I : pA
}
neuron X {
  state V = 0 mV
  synapse exc = s()
  V' = -V/(10 ms) + exc/(250 pF)
}
`,
}

// NoArrival reports a synapse without a handler of spikes.
func NoArrival(at source.Span, name string) Diagnostic {
	return noArrival.At(at, "the synapse %s does nothing when a spike arrives", name).WithHelp("write `on spike(w : pA) { I += w }`")
}

var noTarget = Kind{
	Code:        "NN4004",
	Title:       "a synapse reads something that the neuron does not have",
	Explanation: "A `target` of a synapse is read from the neuron that it sits on: the neuron must declare a state or let of that\nname, or the port must say which one to take: exp_cond(V = U).",
	Bad: `import "std/synapses"
neuron X {
  state U = 0 mV
  synapse exc = exp_cond()
  U' = -U/(10 ms) + exc/(250 pF)
}
`,
	Good: `import "std/synapses"
neuron X {
  state U = 0 mV
  synapse exc = exp_cond(V = U)
  U' = -U/(10 ms) + exc/(250 pF)
}
`,
}

// NoTarget reports a synapse that reads what its neuron does not have.
func NoTarget(at source.Span, synapse, name string) Diagnostic {
	return noTarget.At(at, "%s reads %s of the neuron, which has none", synapse, name).WithHelp("declare %s in the neuron, or name another: `%s(%s = …)`", name, synapse, name)
}

var arrivalWithoutPort = Kind{
	Code:        "NN4005",
	Title:       "a neuron must say where spikes arrive",
	Explanation: `In a neuron, arriving spikes need the name of a port, so that connections can name it: on spike from exc(w : mV).`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on spike(w : mV) { V += w }
}
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on spike from exc(w : mV) { V += w }
}
`,
}

// ArrivalWithoutPort reports `on spike(w)` in a neuron.
func ArrivalWithoutPort(at source.Span) Diagnostic {
	return arrivalWithoutPort.At(at, "the port is missing").WithHelp("name it: `on spike from exc(w : mV) { … }`")
}

var nothingToChange = Kind{
	Code:  "NN4006",
	Title: "a change of what is not there",
	Explanation: `V' += …, replace and after spike change another neuron, which the neuron that has
them extends. What they change must be there: an equation of that state, a handler
for that event or condition, a handler that spikes.`,
	Bad: `neuron A {
  state V = 0 mV
  V' = -V/(10 ms)
}
neuron B extends A {
  state w = 0 mV
  w' = -w/(100 ms)
  after spike { w += 1 mV }
}
`,
	Good: `neuron A {
  state V = 0 mV
  V' = -V/(10 ms)
  on V > 10 mV { spike; V = 0 mV }
}
neuron B extends A {
  state w = 0 mV
  w' = -w/(100 ms)
  after spike { w += 1 mV }
}
`,
}

// NothingToChange reports a change of something that the base lacks, or, with an
// empty base, in a neuron that extends none.
func NothingToChange(at source.Span, what, base string) Diagnostic {
	if base == "" {
		return nothingToChange.At(at, "this changes %s of another neuron, but there is none", what).WithHelp("write `neuron NAME extends OTHER { … }`")
	}
	return nothingToChange.At(at, "%s lacks %s", base, what).WithHelp("`nngen describe` shows what %s has", base)
}
