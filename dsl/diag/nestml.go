package diag

import "github.com/nngen/nngen/dsl/source"

// nestmlKinds lists those of the NN7 family that say where NESTML is not the model.
func nestmlKinds() []Kind {
	return []Kind{nestmlMethod, equalConstants, nearConstants, refractorySteps, noKernels, relayedSources, transmittedWeights}
}

const checkNESTML = `$ nngen check model.nn --target nestml`

var nestmlMethod = Kind{
	Code:     "NN7030",
	Severity: Warning,
	Title:    "equations that NESTML integrates in another way",
	Explanation: "pynestml solves linear equations by closed forms and hands all others to GSL's Runge-Kutta-Fehlberg method with\n" +
		"adaptive steps and a tolerance of 1e-6, in absolute numbers and relative to the state. The method of the model has a\n" +
		"fixed step. Both converge to one solution, but a spike may fall into the step before or after.",
	Bad: checkNESTML,
}

// NESTMLMethod reports a neuron whose method pynestml does not have.
func NESTMLMethod(neuron, method string) Diagnostic {
	return nestmlMethod.At(source.Span{}, "%s: the model is integrated by %s, NESTML by GSL's rkf45 with adaptive steps", neuron, method).
		WithHelp("shorten the step of the experiment until spikes agree; the parameters gsl_abs_error_tol and gsl_rel_error_tol of the nodes set the tolerance of NESTML")
}

var equalConstants = Kind{
	Code:  "NN7031",
	Title: "time constants whose difference NESTML divides by",
	Explanation: "pynestml writes the solution of linear equations in closed form, and these divide by the difference of time\n" +
		"constants of variables that drive one another. Where two of them are equal the result is no number. nngen's own\n" +
		"solution is a matrix exponential, which knows no such case.",
	Bad: checkNESTML,
}

// EqualConstants reports two variables of a neuron with one time constant.
func EqualConstants(neuron, a, b string) Diagnostic {
	return equalConstants.At(source.Span{}, "%s: %s and %s decay equally fast, and NESTML divides by the difference", neuron, a, b).
		WithHelp("make one of the time constants different by a thousandth, or use another target, such as nest")
}

var nearConstants = Kind{
	Code:     "NN7032",
	Severity: Warning,
	Title:    "time constants that are nearly equal",
	Explanation: "pynestml's closed forms divide by the difference of time constants. Where they are nearly equal, digits are lost:\n" +
		"about as many as the time constants have in common.",
	Bad: checkNESTML,
}

// NearConstants reports two variables of a neuron with nearly one time constant.
func NearConstants(neuron, a, b string, digits int) Diagnostic {
	return nearConstants.At(source.Span{}, "%s: %s and %s decay nearly equally fast, so NESTML's closed form loses about %d of 16 digits", neuron, a, b, digits).
		WithHelp("set the time constants further apart, or use another target, such as nest")
}

var refractorySteps = Kind{
	Code:     "NN7033",
	Severity: Warning,
	Title:    "refractory periods that are counted in steps",
	Explanation: "Models that come with NESTML count the refractory period down by an equation, refr_t' = -1, in floating point: for\n" +
		"some periods and steps that is a step too long or too short. What nngen emits counts whole steps, as the model does,\n" +
		"by steps(t_ref); pynestml warns that such a model is for simulators with a fixed step.",
	Bad: checkNESTML,
}

// RefractorySteps reports a neuron that holds variables.
func RefractorySteps(neuron string) Diagnostic {
	return refractorySteps.At(source.Span{}, "%s: the refractory period is a counter of steps, where NESTML's own models have a timer in floating point", neuron).
		WithHelp("keep the counter when you edit the emitted model, and use pynestml's targets with a fixed step")
}

var noKernels = Kind{
	Code:     "NN7034",
	Severity: Warning,
	Title:    "receptor ports that are equations, not kernels",
	Explanation: "NESTML can also write a synaptic current as convolve(kernel, port). Such a variable goes on while the neuron is\n" +
		"refractory whatever the model says, always begins with 0, and cannot be set. The ports of a model are equations with\n" +
		"states that can be held, set and recorded, so nngen emits them as equations with onReceive.",
	Bad: checkNESTML,
}

// NoKernels reports a neuron whose ports have equations.
func NoKernels(neuron string) Diagnostic {
	return noKernels.At(source.Span{}, "%s: the ports are equations with onReceive, not kernels with convolve", neuron).
		WithHelp("replace them by kernels only where the port is linear, begins with 0 and is never held")
}

var relayedSources = Kind{
	Code:     "NN7035",
	Severity: Warning,
	Title:    "sources that reach plastic synapses through parrots",
	Explanation: "NEST's generators do not drive plastic synapses, so the emitted script puts a parrot neuron between, which takes a\n" +
		"step: a spike in the first step cannot be sent, and several spikes of one step are one event for a synapse of NESTML.\n" +
		"The script ends with a message in these cases.",
	Bad: checkNESTML,
}

// RelayedSources reports plastic connections from a source of spikes.
func RelayedSources(projection string) Diagnostic {
	return relayedSources.At(source.Span{}, "%s: a source of spikes drives a plastic synapse, through a parrot neuron", projection).
		WithHelp("let the source spike from the second step on and at most once in a step, or use another target, such as nest")
}

var transmittedWeights = Kind{
	Code:     "NN7036",
	Severity: Warning,
	Title:    "weights at the end that are those transmitted last",
	Explanation: "A plastic synapse of NEST is looked at when a spike of its source comes. What spikes of the target did to its weight\n" +
		"since then is done with the next one, so at the end of a run a weight lacks it. What is transmitted is not affected.",
	Bad: checkNESTML,
}

// TransmittedWeights reports plastic connections that hear their targets.
func TransmittedWeights(projection string) Diagnostic {
	return transmittedWeights.At(source.Span{}, "%s: the weights at the end are those that were transmitted last, without later spikes of the targets", projection).
		WithHelp("compare what arrives rather than weights at the end, or use another target, such as nest")
}
