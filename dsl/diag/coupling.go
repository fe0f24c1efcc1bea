package diag

import "github.com/nngen/nngen/dsl/source"

// couplingKinds are mistakes with synapses attached from outside and with
// continuous coupling.
func couplingKinds() []Kind {
	return []Kind{noInput}
}

var noInput = Kind{
	Code:  "NN4201",
	Title: "a synapse that is attached to nothing",
	Explanation: `The output of a synapse that a population attaches is summed into an input of
its neurons: population p[10] = N() { synapse nmda = slow() -> I } needs
input I : pA in the neuron, and reads it in an equation. Without -> the neuron
must have exactly one input.`,
	Bad: `import "std/synapses"
neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
}
network n {
  population p[2] = X() { synapse slow = exp_current(tau = 50 ms) -> I }
}
`,
	Good: `import "std/synapses"
neuron X {
  input I : pA
  state V = 0 mV
  V' = -V/(10 ms) + I/(250 pF)
}
network n {
  population p[2] = X() { synapse slow = exp_current(tau = 50 ms) -> I }
}
`,
}

// NoInput reports a synapse for an input that the neuron does not have; name is
// "" where none is named.
func NoInput(at source.Span, neuron, name string, have []string) Diagnostic {
	var d Diagnostic
	switch {
	case name != "":
		d = noInput.At(at, "%s has no input %s", neuron, name)
	case len(have) == 0:
		d = noInput.At(at, "%s has no input that this synapse could feed", neuron)
	default:
		return noInput.At(at, "%s has the inputs %s", neuron, list(have)).WithHelp("name one: `-> %s`", have[0])
	}
	if len(have) == 0 {
		return d.WithHelp("declare one in the neuron, `input I : pA`, and read it in an equation")
	}
	return d.WithHelp("it has %s", list(have))
}
