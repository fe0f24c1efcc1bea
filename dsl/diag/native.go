package diag

import "github.com/nngen/nngen/dsl/source"

// nativeKinds lists those of the NN7 family about models that simulators have themselves.
func nativeKinds() []Kind {
	return []Kind{notNative}
}

var notNative = Kind{
	Code:  "NN7040",
	Title: "a model that NEST has not of its own",
	Explanation: "With --fidelity native the target nest uses neurons and synapses that NEST has itself. A model is taken for one of these\n" +
		"when its equations are the same: rates of change, what an arriving spike does, the condition of a spike, what a spike\n" +
		"resets and holds, to 1e-12 at random states. Names do not matter. The message says what differs from the candidate\n" +
		"that comes closest.",
	Bad: `$ nngen build model.nn --target nest --fidelity native`,
}

// NotNative reports a neuron, rule or connection that is none of NEST's.
func NotNative(at source.Span, name, what string) Diagnostic {
	return notNative.At(at, "NEST has no %s of its own: %s", name, what).WithHelp("leave out --fidelity native: the target then writes C++ for the model as it is")
}
