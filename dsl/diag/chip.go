package diag

import (
	"fmt"

	"github.com/nngen/nngen/dsl/source"
)

// chipKinds lists what an analog chip cannot do, or only roughly (NN71).
func chipKinds() []Kind {
	return []Kind{notOnChip, tooManyCircuits, fanIn, chipDelay, potentialRange, timeRange, mixedSigns, weightSteps, perChip, chipRecording, chipPlasticity, uncalibrated}
}

const onChip = `$ nngen check model.nn --target brainscales`

var (
	notOnChip = Kind{Code: "NN7101", Title: "equations that a neuron circuit does not have",
		Explanation: "BrainScaleS-2 is an analog chip: its neuron circuits are leaky integrate-and-fire cells with one threshold, a constant\nreset, and an excitatory and an inhibitory input that decay exponentially, either currents or conductances. nngen\ncompares equations, not names, and says which one is different.",
		Bad:         onChip}
	tooManyCircuits = Kind{Code: "NN7102", Title: "more neurons than the chip has circuits",
		Explanation: "The chip has 512 neuron circuits in two halves of 256. A neuron with many inputs takes several of them.", Bad: onChip}
	fanIn = Kind{Code: "NN7103", Title: "more inputs to a neuron than there are synapses",
		Explanation: "Each circuit has a column of 256 synapses, and each row of synapses is either excitatory or inhibitory for all\ncircuits of its half. An input whose weights have both signs takes two rows. Joined circuits add their columns.", Bad: onChip}
	chipDelay = Kind{Code: "NN7104", Title: "delays, which the chip does not have",
		Explanation: "Spikes reach their synapses as fast as the chip routes them, about a microsecond of the chip's time or a millisecond\nof biology at most, and no delay can be set. Only delays of one step are the same as none on the grid.", Bad: onChip}
	potentialRange = Kind{Code: "NN7105", Title: "potentials that do not fit the chip's range together",
		Explanation: "Leak, reset, threshold and reversal potentials are set in units of the chip's converters, within ranges that the\ncalibration takes. One scale and one offset per population turn mV into them.", Bad: onChip}
	timeRange = Kind{Code: "NN7106", Title: "a time constant beyond what circuits can be set to",
		Explanation: "The chip runs a thousand times faster than biology: a time constant of 10 ms is 10 us there. Calibration takes\nmembrane time constants of 0.5 to 60 ms, synaptic ones of 0.3 to 30 ms and refractory periods of 0.04 to 32 ms.", Bad: onChip}
	mixedSigns = Kind{Code: "NN7107", Title: "weights of a sign that a port cannot take",
		Explanation: "A row of synapses is excitatory or inhibitory. Where the inputs are conductances all weights are positive; where they\nare currents the sign of a weight decides which input of the circuit it reaches, so both have to decay alike.", Bad: onChip}
	weightSteps = Kind{Code: "NN7108", Title: "weights that 64 steps cannot tell apart",
		Explanation: "A synapse has a weight of 0 to 63. All weights of one sign share one unit, chosen so that the largest has 63, and\nsmall ones are rounded, some of them to nothing.", Bad: onChip}
	perChip = Kind{Code: "NN7109", Severity: Warning, Title: "values that are one for the whole chip",
		Explanation: "The strength of the synaptic inputs is calibrated once for all circuits. Populations whose membranes differ in capacity\nget capacitances of 1 to 63 steps; what these cannot express, weights have to.", Bad: onChip}
	chipRecording = Kind{Code: "NN7110", Title: "recordings that the chip does not make",
		Explanation: "Besides spikes the chip records the membrane potential: of all neurons every 2 ms of biology in 8 bits. Synaptic\ncurrents and other variables cannot be compared with those of a model.", Bad: onChip}
	chipPlasticity = Kind{Code: "NN7111", Title: "a plasticity rule that the chip's processor cannot follow",
		Explanation: "Each synapse measures the correlation of the spikes before and after it, and a processor reads these sums from time to\ntime and changes weights. Pair rules can be written so, as sums over a period; rules that look at single spikes, at\nmore than one trace of a side or at potentials cannot.", Bad: onChip}
	uncalibrated = Kind{Code: "NN7112", Title: "adaptation or an exponential term, for which there is no calibration",
		Explanation: "The circuits have both, but no calibration that turns numbers of a model into settings, so what the chip would do is\nunknown.", Bad: onChip}
)

// Allowed turns an error about something lossy into a warning where the user has
// allowed it, and else says how to.
func (d Diagnostic) Allowed(name string, allowed bool) Diagnostic {
	if allowed {
		d.Severity = Warning
		return d
	}
	return d.WithHelp("or accept it: --allow %s", name)
}

// NotOnChip reports an equation that is not that of a neuron circuit.
func NotOnChip(at source.Span, neuron, what, why string) Diagnostic {
	return notOnChip.At(at, "%s is no neuron of the chip: %s", neuron, what).WithNote("%s", why).WithHelp("use a leaky integrate-and-fire neuron with exponential synapses, such as LIF_exp or LIF_cond_exp of std/neurons")
}

// Uncalibrated reports adaptation and exponential terms.
func Uncalibrated(at source.Span, neuron, what string) Diagnostic {
	return uncalibrated.At(at, "%s has %s, which circuits have but nobody can calibrate", neuron, what).WithHelp("leave it out, or run the model elsewhere")
}

// TooManyCircuits reports a network that needs more circuits than there are.
func TooManyCircuits(at source.Span, need, have int, why string) Diagnostic {
	return tooManyCircuits.At(at, "the network needs %d neuron circuits of %d", need, have).WithNote("%s", why).WithHelp("make the populations smaller, or give neurons fewer inputs")
}

// FanIn reports a neuron with too many inputs.
func FanIn(at source.Span, neuron string, excitatory, inhibitory, have int) Diagnostic {
	return fanIn.At(at, "%s needs %d rows of excitatory and %d of inhibitory synapses of %d", neuron, excitatory, inhibitory, have).
		WithHelp("give it fewer inputs, or weights of one sign per source")
}

// ChipDelay reports delays.
func ChipDelay(at source.Span, projection string, least, most float64) Diagnostic {
	return chipDelay.At(at, "%s has delays of %s; the chip has none", projection, span(least, most, "ms")).WithHelp("let all delays be one step")
}

// PotentialRange reports potentials that cannot be scaled into their ranges.
func PotentialRange(at source.Span, population string, resolution float64, from, to string) Diagnostic {
	return potentialRange.At(at, "the potentials of %s lie too far apart: with %s and %s in their ranges a unit of the chip would be %.3g mV", population, from, to, 1/resolution).
		WithHelp("bring the potentials closer together, for instance the reversal potentials to the threshold")
}

// TimeRange reports a time that circuits cannot be set to.
func TimeRange(at source.Span, population, what string, value, low, high float64) Diagnostic {
	return timeRange.At(at, "%s of %s is %.4g ms; circuits have %g to %g ms", what, population, value, low, high).WithHelp("take a value within the range")
}

// MixedSigns reports weights of the wrong sign.
func MixedSigns(at source.Span, projection, why string) Diagnostic {
	return mixedSigns.At(at, "the weights of %s cannot be set: %s", projection, why).WithHelp("use one port for excitation and one for inhibition, with weights of one sign each")
}

// WeightSteps reports the rounding of weights.
func WeightSteps(at source.Span, projection string, zeroed, rounded, all int, unit string) Diagnostic {
	return weightSteps.At(at, "of %d weights of %s %d become 0 and %d change by more than a tenth, in steps of %s", all, projection, zeroed, rounded, unit).
		WithHelp("use weights that differ less in size")
}

// PerChip reports membranes of different capacity.
func PerChip(at source.Span, population string, ratio float64) Diagnostic {
	return perChip.At(at, "a step of weight has %.3g times the effect in %s that it should have: the strength of synapses is one for the chip, and the capacitance of a membrane has 63 steps; weights make up for it", ratio, population).
		WithHelp("give all populations the same capacity")
}

// ChipRecording reports a recording that the chip does not make, or makes rarely.
func ChipRecording(at source.Span, what, why string) Diagnostic {
	return chipRecording.At(at, "%s cannot be recorded as the model asks: %s", what, why).WithHelp("record spikes, or the membrane potential every 2 ms")
}

// ChipPlasticity reports a rule that the processor cannot follow.
func ChipPlasticity(at source.Span, rule, why string) Diagnostic {
	return chipPlasticity.At(at, "the rule %s cannot run on the chip as it is: %s", rule, why).WithHelp("use a pair rule such as stdp of std/plasticity")
}

// span is a range of numbers.
func span(low, high float64, unit string) string {
	if low == high {
		return fmt.Sprintf("%.4g %s", low, unit)
	}
	return fmt.Sprintf("%.4g to %.4g %s", low, high, unit)
}
