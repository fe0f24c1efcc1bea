package diag

import "github.com/nngen/nngen/dsl/source"

// fitKinds lists those of the NN7 family that say how a model fits a machine.
func fitKinds() []Kind {
	return []Kind{weightsLost, weightsCoarse, ringTooSmall, stateSaturates, delaysTooLong, codeTooLarge, coreTooSlow, machineTooSmall, stepTooShort, fitDrift, noSlot, historyTooShort, weightsClipped, dataTooLarge, plasticStages}
}

const checkSpinnaker = `$ nngen check model.nn --target spinnaker`

var weightsLost = Kind{
	Code:        "NN7010",
	Severity:    Warning,
	Title:       "weights that become zero on the machine",
	Explanation: "The machine keeps a weight in few bits, whose step follows from the largest sum of weights that may arrive in\none step. Smaller weights than half of that step are lost. Bring the weights of a port closer together, or let the\nsmall and the large ones arrive at different ports.",
	Bad:         checkSpinnaker,
}

// WeightsLost reports weights that are rounded to zero.
func WeightsLost(projection string, lost, of int, step string) Diagnostic {
	return weightsLost.At(source.Span{}, "%s: %d of %d weights become 0: they are kept in steps of %s", projection, lost, of, step).
		WithHelp("bring the weights that arrive at this port closer together, or give the large ones a port of their own")
}

var weightsCoarse = Kind{
	Code:        "NN7011",
	Severity:    Warning,
	Title:       "weights that change by rounding",
	Explanation: "The machine keeps a weight in few bits, and here rounding changes the weights of a projection by more than one part in\na hundred, all together.\nThe step of the weights follows from the largest sum that may arrive at the port in one step.",
	Bad:         checkSpinnaker,
}

// WeightsCoarse reports weights that rounding changes much.
func WeightsCoarse(projection string, percent string) Diagnostic {
	return weightsCoarse.At(source.Span{}, "%s: rounding changes weights by %s %% on average", projection, percent).
		WithHelp("bring the weights that arrive at this port closer together, or lower the rates and numbers of its sources")
}

var ringTooSmall = Kind{
	Code:        "NN7012",
	Severity:    Warning,
	Title:       "sums of arriving spikes that do not fit",
	Explanation: "What arrives at a neuron in one step is added in 16 bits. In a trial run of this model sums did not fit and were\ncut, so that neurons got less than the model says.",
	Bad:         checkSpinnaker,
}

// RingTooSmall reports sums that saturated in a run.
func RingTooSmall(n, of int64) Diagnostic {
	return ringTooSmall.At(source.Span{}, "%d of %d synaptic events found their ring buffer full", n, of).
		WithHelp("spread delays so that fewer spikes arrive in one step, or make the largest weights smaller")
}

var stateSaturates = Kind{
	Code:        "NN7013",
	Severity:    Warning,
	Title:       "values that leave the range of their format",
	Explanation: "A number in fixed point has a largest value. In a trial run of this model values of a population left the range\nthat single neurons had suggested, in steps in which no condition fired, and were cut.",
	Bad:         checkSpinnaker,
}

// StateSaturates reports operations that saturated in a run.
func StateSaturates(population string, n int64) Diagnostic {
	return stateSaturates.At(source.Span{}, "%s: %d operations left the range of their format and were cut", population, n).
		WithHelp("`nngen check --target spinnaker` lists the ranges; is the drive of these neurons far above that of a neuron at rest?")
}

var delaysTooLong = Kind{
	Code:        "NN7014",
	Severity:    Warning,
	Title:       "delays that need cores of their own",
	Explanation: "A core keeps what will arrive in a ring buffer with a slot for each step of delay. Longer delays go through cores\nthat do nothing but wait, which sPyNNaker adds by itself.",
	Bad:         checkSpinnaker,
}

// DelaysTooLong reports delays that need extension cores.
func DelaysTooLong(population string, steps, slots, cores int) Diagnostic {
	return delaysTooLong.At(source.Span{}, "%s: delays of up to %d steps need %d cores besides, as a core has %d slots", population, steps, cores, slots).
		WithHelp("shorten the delays to %d steps, or put fewer neurons on a core", slots-1)
}

var codeTooLarge = Kind{
	Code:        "NN7015",
	Severity:    Error,
	Title:       "code that does not fit the memory of a core",
	Explanation: "A core has 32 KB for code, most of which the framework takes. A neuron whose equations are long fits only without\nthe synapses on the same core, and at some length not at all.",
	Bad:         checkSpinnaker,
}

// CodeTooLarge reports a neuron whose code does not fit.
func CodeTooLarge(neuron string, bytes, room int) Diagnostic {
	return codeTooLarge.At(source.Span{}, "the code of %s takes about %d bytes, and %d are free", neuron, bytes, room).
		WithHelp("take a method with fewer stages, such as exponential_euler in the place of rk4, or fewer equations")
}

var coreTooSlow = Kind{
	Code:        "NN7016",
	Severity:    Error,
	Title:       "a neuron that a core cannot simulate in real time",
	Explanation: "SpiNNaker runs in real time: all neurons of a core have one step of the model for one step of the computation.",
	Bad:         checkSpinnaker,
}

// CoreTooSlow reports a neuron whose step takes longer than the step.
func CoreTooSlow(neuron string, cycles, of int) Diagnostic {
	return coreTooSlow.At(source.Span{}, "a step of %s takes about %d cycles, and a tick has %d", neuron, cycles, of).
		WithHelp("take a longer step, or set time_scale_factor in spynnaker.cfg, which slows the machine down")
}

var machineTooSmall = Kind{
	Code:        "NN7017",
	Severity:    Warning,
	Title:       "a network that needs several boards",
	Explanation: "A board of 48 chips has some 768 cores for applications. Larger networks need a machine of several boards.",
	Bad:         checkSpinnaker,
}

// MachineTooSmall reports that more than one board is needed.
func MachineTooSmall(cores, boards int) Diagnostic {
	return machineTooSmall.At(source.Span{}, "the network needs about %d cores, which are %d boards of 48 chips", cores, boards).
		WithHelp("ask for a larger machine, or make the network smaller")
}

var stepTooShort = Kind{
	Code:        "NN7018",
	Severity:    Warning,
	Title:       "a step that the machine does not support",
	Explanation: "sPyNNaker supports steps of 1 ms and 0.1 ms; shorter ones lose spikes unless the machine is slowed down.",
	Bad:         checkSpinnaker,
}

// StepTooShort reports a step below 0.1 ms.
func StepTooShort(ms string) Diagnostic {
	return stepTooShort.At(source.Span{}, "the step is %s ms, and the machine supports 0.1 ms and more", ms).
		WithHelp("set time_scale_factor in spynnaker.cfg, which slows the machine down, or take a longer step")
}

var fitDrift = Kind{
	Code:        "NN7019",
	Severity:    Warning,
	Title:       "rates that differ from those of double precision",
	Explanation: "In a trial run of this model the arithmetic of the machine gave other rates than double precision: by more than\none part in ten, and more than the scatter of spikes explains.",
	Bad:         checkSpinnaker,
}

// FitDrift reports a population whose rate changes.
func FitDrift(population string, got, want int) Diagnostic {
	return fitDrift.At(source.Span{}, "%s: %d spikes instead of %d in double precision", population, got, want).
		WithHelp("look at formats and weights above; states that need many bits or very small weights are the usual cause")
}

var noSlot = Kind{
	Code:        "NN7020",
	Severity:    Warning,
	Title:       "plasticity that sPyNNaker has no place for",
	Explanation: "sPyNNaker runs one rule of plasticity on a core, in which the states of the source are kept once for a row, those\nof the target once for a neuron, and a spike of the source adds one weight. A rule that needs more runs in the harness, on an\nemulated ARM, and not on the machine.",
	Bad:         checkSpinnaker,
}

// NoSlot reports a rule that only the harness runs.
func NoSlot(population, why string) Diagnostic {
	return noSlot.At(source.Span{}, "the connections to %s run in the harness, not on the machine: %s", population, why).
		WithHelp("give all plastic connections to a population the same rule, with one deliver and weights of one sign")
}

var historyTooShort = Kind{
	Code:        "NN7021",
	Severity:    Warning,
	Title:       "more spikes between two of a source than a core remembers",
	Explanation: "Plastic connections are brought up to date when their source spikes, from a history of the target that holds 15\nspikes. What came before is lost, and the weight differs.",
	Bad:         checkSpinnaker,
}

// HistoryTooShort reports that the history of targets overflows.
func HistoryTooShort(most, kept int) Diagnostic {
	return historyTooShort.At(source.Span{}, "up to %d spikes of a target come between two spikes of a source, and a core remembers %d", most, kept).
		WithHelp("the machine loses the others: let sources spike more often, or targets less")
}

var weightsClipped = Kind{
	Code:        "NN7022",
	Severity:    Warning,
	Title:       "weights that are too large for 16 bits",
	Explanation: "The machine keeps a weight in 16 bits. A distribution with tails may yield larger ones than the ring buffer was\nmade for; they become the largest number of 16 bits.",
	Bad:         checkSpinnaker,
}

// WeightsClipped reports weights that are cut.
func WeightsClipped(projection string, cut, of int) Diagnostic {
	return weightsClipped.At(source.Span{}, "%s: %d of %d weights are too large for the machine and are cut", projection, cut, of).
		WithHelp("bound the weights with clip(…)")
}

var dataTooLarge = Kind{
	Code:        "NN7023",
	Severity:    Error,
	Title:       "data that do not fit the memory of a core",
	Explanation: "A core has 62 KB for data: states, parameters, ring buffers, and for plastic connections a history of the spikes\nof each neuron. If not even one neuron fits, the population cannot be on the machine.",
	Bad:         checkSpinnaker,
}

// DataTooLarge reports a population of which no neuron fits a core.
func DataTooLarge(population string, bytes, most int) Diagnostic {
	return dataTooLarge.At(source.Span{}, "%s: one neuron on a core needs %d bytes of data, and there are %d", population, bytes, most).
		WithHelp("shorten delays, or use fewer ports")
}

var plasticStages = Kind{
	Code:        "NN7024",
	Severity:    Warning,
	Title:       "plastic connections whose delays go through other cores",
	Explanation: "Delays beyond what a ring buffer holds are made by other cores, which send the spike of the source later. A plastic\nconnection then sees it later, with a shorter delay, and changes as if part of its delay lay on the side of the source.",
	Bad:         checkSpinnaker,
}

// PlasticStages reports plastic connections with long delays.
func PlasticStages(population string, steps, slots int) Diagnostic {
	return plasticStages.At(source.Span{}, "%s: plastic connections with delays of up to %d steps go through other cores, as a core has %d slots; the rule then sees spikes of the source later", population, steps, slots).
		WithHelp("shorten the delays of the plastic connections to %d steps, or put fewer neurons on a core", slots-1)
}
