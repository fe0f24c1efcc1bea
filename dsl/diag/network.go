package diag

import "github.com/nngen/nngen/dsl/source"

// networkKinds lists the NN5 family: networks and experiments.
func networkKinds() []Kind {
	return []Kind{unknownPopulation, unknownPort, unknownRule, unknownVariable, notAPopulation, notAView, sliceStep, emptyView, indexOutside, sizeNotWhole, negativeSize, missingDelay, missingWeight, portNeeded, noPorts, delayTooShort, delayTooLong, probabilityOutside, degreeTooLarge, countNotWhole, sizesDiffer, listEntry, negativeRate, spikeTimeOutside, noExperiment, severalExperiments, noNetwork, unusedOverride, badOverride, unknownSetting, settingTwice, noRun, countsOnly, notRecordable, emptyNetwork, networkTooLarge, networkValue}
}

var unknownPopulation = Kind{
	Code:        "NN5001",
	Title:       "a population that does not exist",
	Explanation: `Connections, groups and records name populations and groups of the network.`,
	Bad: `import "std/neurons"
network n {
  population exc[10] = LIF_exp()
  connect ex -> exc.exc by one_to_one() { weight = 1 pA; delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population exc[10] = LIF_exp()
  connect exc -> exc.exc by one_to_one() { weight = 1 pA; delay = 1 ms }
}
`,
}

// UnknownPopulation reports a population or group that does not exist.
func UnknownPopulation(at source.Span, name string, suggestions []string) Diagnostic {
	return unknownPopulation.At(at, "there is no population %s", name).suggest(suggestions, "declare it: `population %s[100] = …`", name)
}

var unknownPort = Kind{
	Code:        "NN5002",
	Title:       "a port that does not exist",
	Explanation: `Spikes arrive at a port of the target's neuron: exc.inh is port inh of population exc.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.excitatory by one_to_one() { weight = 1 pA; delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by one_to_one() { weight = 1 pA; delay = 1 ms }
}
`,
}

// UnknownPort reports a port that owner does not have.
func UnknownPort(at source.Span, name, owner string, ports []string) Diagnostic {
	return unknownPort.At(at, "%s has no port %s", owner, name).WithHelp("it has %s", list(ports))
}

var unknownRule = Kind{
	Code:        "NN5003",
	Title:       "a connection rule that does not exist",
	Explanation: `The rules are one_to_one, all_to_all, fixed_probability, fixed_indegree, fixed_outdegree, fixed_total and from_list.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by fixed_indegre(3) { weight = 1 pA; delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by fixed_indegree(3) { weight = 1 pA; delay = 1 ms }
}
`,
}

// UnknownRule reports a connection rule that does not exist.
func UnknownRule(at source.Span, name string, suggestions []string) Diagnostic {
	return unknownRule.At(at, "there is no connection rule %s", name).suggest(suggestions, "the rules are one_to_one, all_to_all, fixed_probability, fixed_indegree, fixed_outdegree, fixed_total, from_list")
}

var unknownVariable = Kind{
	Code:        "NN5004",
	Title:       "a variable that cannot be recorded because it does not exist",
	Explanation: `Recorded are spikes, and states, lets and port outputs of the neuron: record V, exc.I of p.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  record v of p
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  record V of p
}
`,
}

// UnknownVariable reports a recorded variable that owner does not have.
func UnknownVariable(at source.Span, name, owner string, suggestions []string) Diagnostic {
	return unknownVariable.At(at, "%s has no variable %s", owner, name).suggest(suggestions, "`nngen describe` lists what can be recorded")
}

var notAPopulation = Kind{
	Code:        "NN5005",
	Title:       "a population is needed here",
	Explanation: `Views are made of populations and groups; only neurons have ports and inputs.`,
	Bad: `import "std/neurons"
network n {
  param g = 5
  population p[10] = LIF_exp()
  connect g -> p.exc by one_to_one() { weight = 1 pA; delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by one_to_one() { weight = 1 pA; delay = 1 ms }
}
`,
}

// NotAPopulation reports something else where a population is needed.
func NotAPopulation(at source.Span, name, what string) Diagnostic {
	return notAPopulation.At(at, "%s is %s", name, what).WithHelp("name a population of neurons or a group of them")
}

var notAView = Kind{
	Code:        "NN5006",
	Title:       "this selects no neurons",
	Explanation: `A view is a population, a group, a slice of one (exc[:10]), a list of indices (exc[[1, 5]]), or a sum of views.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  record V of 3
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  record V of p[3]
}
`,
}

// NotAView reports a form that selects no elements.
func NotAView(at source.Span) Diagnostic {
	return notAView.At(at, "this selects no neurons").WithHelp("write a population, a slice `exc[:10]`, indices `exc[[1, 5]]`, or a sum `exc + inh`")
}

var sliceStep = Kind{
	Code:        "NN5007",
	Title:       "a slice with step 0",
	Explanation: `The step of a slice says how far one element is from the next.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  record V of p[::0]
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  record V of p[::2]
}
`,
}

// SliceStep reports a slice with step 0.
func SliceStep(at source.Span) Diagnostic {
	return sliceStep.At(at, "a slice cannot have step 0").WithHelp("leave it out, or write 1, 2, …")
}

var emptyView = Kind{
	Code:        "NN5008",
	Severity:    Warning,
	Title:       "a view without elements",
	Explanation: `The bounds of the slice leave nothing.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  record V of p[5:5]
}
experiment default { step 0.1 ms; run 10 ms }
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  record V of p[5:6]
}
experiment default { step 0.1 ms; run 10 ms }
`,
}

// EmptyView warns of a slice that selects nothing.
func EmptyView(at source.Span, text string) Diagnostic {
	return emptyView.At(at, "%s selects nothing", text).WithHelp("the first index counts from 0, the last one is not included")
}

var indexOutside = Kind{
	Code:        "NN5009",
	Title:       "an index outside of the population",
	Explanation: `Indices count from 0 to N - 1; negative ones count from the end.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  record V of p[12]
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  record V of p[9]
}
`,
}

// IndexOutside reports an index that does not exist.
func IndexOutside(at source.Span, index int64, size int) Diagnostic {
	if size <= 0 {
		return indexOutside.At(at, "there is no element %d of 0", index).WithHelp("what it is taken from is empty; give it elements")
	}
	return indexOutside.At(at, "there is no element %d of %d", index, size).WithHelp("indices go from 0 to %d, or from -%d to -1", size-1, size)
}

var sizeNotWhole = Kind{
	Code:        "NN5010",
	Title:       "a size that is no whole number",
	Explanation: `A population has a whole number of elements. Use round, floor or ceil where it is computed.`,
	Bad: `import "std/neurons"
network n {
  population p[10/4] = LIF_exp()
}
`,
	Good: `import "std/neurons"
network n {
  population p[round(10/4)] = LIF_exp()
}
`,
}

// SizeNotWhole reports a size that is no whole number.
func SizeNotWhole(at source.Span, name string, value float64) Diagnostic {
	return sizeNotWhole.At(at, "the size of %s is %s", name, short(value)).WithHelp("round it: `round(%s)`", at.Text())
}

var negativeSize = Kind{
	Code:        "NN5011",
	Title:       "a negative size",
	Explanation: `A population has 0 or more elements.`,
	Bad: `import "std/neurons"
network n {
  population p[3 - 5] = LIF_exp()
}
`,
	Good: `import "std/neurons"
network n {
  population p[5 - 3] = LIF_exp()
}
`,
}

// NegativeSize reports a negative size.
func NegativeSize(at source.Span, name string, value float64) Diagnostic {
	return negativeSize.At(at, "the size of %s is %s", name, short(value)).WithHelp("check the expression: sizes are 0 or more")
}

var missingDelay = Kind{
	Code:        "NN5012",
	Title:       "a connection without a delay",
	Explanation: `Every connection says how long a spike travels. There is no default, because simulators have different ones.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by one_to_one() { weight = 1 pA }
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by one_to_one() { weight = 1 pA; delay = 1 ms }
}
`,
}

// MissingDelay reports a connection without a delay.
func MissingDelay(at source.Span) Diagnostic {
	return missingDelay.At(at, "the delay is missing").WithHelp("write `{ weight = …; delay = 1.5 ms }`")
}

var missingWeight = Kind{
	Code:        "NN5013",
	Title:       "a connection without a weight",
	Explanation: `Every connection says how strong it is. There is no default, because simulators have different ones.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by one_to_one() { delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by one_to_one() { weight = 1 pA; delay = 1 ms }
}
`,
}

// MissingWeight reports a connection without a weight.
func MissingWeight(at source.Span) Diagnostic {
	return missingWeight.At(at, "the weight is missing").WithHelp("write `{ weight = …; delay = … }`")
}

var portNeeded = Kind{
	Code:        "NN5014",
	Title:       "a port must be named",
	Explanation: `The neuron has several ports, so a connection has to say at which one its spikes arrive.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p by one_to_one() { weight = 1 pA; delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by one_to_one() { weight = 1 pA; delay = 1 ms }
}
`,
}

// PortNeeded reports a connection to a population with several ports.
func PortNeeded(at source.Span, population string, ports []string) Diagnostic {
	d := portNeeded.At(at, "%s has the ports %s", population, list(ports))
	if len(ports) == 0 {
		return d.WithHelp("name the port: `%s.exc`", squeeze(at.Text()))
	}
	return d.WithHelp("name one: `%s.%s`", squeeze(at.Text()), ports[0])
}

var noPorts = Kind{
	Code:        "NN5015",
	Title:       "a neuron without ports",
	Explanation: "A neuron receives spikes at its ports: `synapse exc = exp_current()` or `on spike from exc(w : mV) { V += w }`.",
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 mV { spike; V = 0 mV }
}
network n {
  population p[10] = X()
  connect p -> p by one_to_one() { weight = 1 mV; delay = 1 ms }
}
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on spike from exc(w : mV) { V += w }
  on V >= 15 mV { spike; V = 0 mV }
}
network n {
  population p[10] = X()
  connect p -> p by one_to_one() { weight = 1 mV; delay = 1 ms }
}
`,
}

// NoPorts reports a connection to neurons without ports.
func NoPorts(at source.Span, population string) Diagnostic {
	return noPorts.At(at, "the neurons of %s have no port", population).WithHelp("give the neuron one: `on spike from exc(w : mV) { V += w }`")
}

var delayTooShort = Kind{
	Code:        "NN5016",
	Title:       "a delay shorter than the step",
	Explanation: `A spike of one step acts in the next one at the earliest, so delays are at least one step.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by one_to_one() { weight = 1 pA; delay = 0.05 ms }
}
experiment default { step 0.1 ms; run 10 ms }
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by one_to_one() { weight = 1 pA; delay = 1 ms }
}
experiment default { step 0.1 ms; run 10 ms }
`,
}

// DelayTooShort reports a delay below one step.
func DelayTooShort(at source.Span, delay, step string) Diagnostic {
	return delayTooShort.At(at, "a delay of %s is shorter than the step of %s", delay, step).WithHelp("lengthen the delay, or choose a smaller `step` in the experiment")
}

var delayTooLong = Kind{
	Code:        "NN5017",
	Title:       "a delay of too many steps",
	Explanation: `Delays travel as 16-bit numbers of steps.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by one_to_one() { weight = 1 pA; delay = 10 s }
}
experiment default { step 0.1 ms; run 10 ms }
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by one_to_one() { weight = 1 pA; delay = 1 ms }
}
experiment default { step 0.1 ms; run 10 ms }
`,
}

// DelayTooLong reports a delay above the limit.
func DelayTooLong(at source.Span, delay, step string, most int) Diagnostic {
	return delayTooLong.At(at, "a delay of %s is longer than %d steps of %s", delay, most, step).WithHelp("shorten the delay, or choose a larger `step`")
}

var probabilityOutside = Kind{
	Code:        "NN5018",
	Title:       "a probability outside of 0 to 1",
	Explanation: `A probability of 10 % is written 0.1.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by fixed_probability(10) { weight = 1 pA; delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by fixed_probability(0.1) { weight = 1 pA; delay = 1 ms }
}
`,
}

// ProbabilityOutside reports a probability outside of 0 to 1.
func ProbabilityOutside(at source.Span, value float64) Diagnostic {
	return probabilityOutside.At(at, "the probability is %s", short(value)).WithHelp("write a number from 0 to 1")
}

var degreeTooLarge = Kind{
	Code:        "NN5019",
	Title:       "more connections than there can be",
	Explanation: `Without replacement a neuron can be connected to each other one only once, and to none if there is none.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by fixed_indegree(11, replace = false) { weight = 1 pA; delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by fixed_indegree(10, replace = false) { weight = 1 pA; delay = 1 ms }
}
`,
}

// DegreeTooLarge reports more connections than there are pairs.
func DegreeTooLarge(at source.Span, rule string, wanted, available int64) Diagnostic {
	return degreeTooLarge.At(at, "%s wants %d connections, but there are only %d to choose from", rule, wanted, available).WithHelp("ask for fewer, or leave `replace` true")
}

var countNotWhole = Kind{
	Code:        "NN5020",
	Title:       "a whole number is needed",
	Explanation: `Numbers of connections, indices and seeds are whole numbers of 0 or more.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by fixed_indegree(2.5) { weight = 1 pA; delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by fixed_indegree(2) { weight = 1 pA; delay = 1 ms }
}
`,
}

// CountNotWhole reports a count that is no whole number of 0 or more.
func CountNotWhole(at source.Span, what string, value float64) Diagnostic {
	return countNotWhole.At(at, "%s is %s, but must be a whole number of 0 or more", what, short(value)).WithHelp("round it: `round(%s)`", at.Text())
}

var sizesDiffer = Kind{
	Code:        "NN5021",
	Title:       "views of different sizes",
	Explanation: `one_to_one connects the first with the first, the second with the second: both views need the same size.`,
	Bad: `import "std/neurons"
network n {
  population a[10] = LIF_exp()
  population b[20] = LIF_exp()
  connect a -> b.exc by one_to_one() { weight = 1 pA; delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population a[10] = LIF_exp()
  population b[20] = LIF_exp()
  connect a -> b[:10].exc by one_to_one() { weight = 1 pA; delay = 1 ms }
}
`,
}

// SizesDiffer reports views of different sizes.
func SizesDiffer(at source.Span, rule string, pre, post int) Diagnostic {
	return sizesDiffer.At(at, "%s needs views of one size, but there are %d sources and %d targets", rule, pre, post).WithHelp("take a slice of the larger one, or another rule")
}

var listEntry = Kind{
	Code:        "NN5022",
	Title:       "an entry of a list of connections that does not fit",
	Explanation: `from_list takes pairs [source, target] or [source, target, weight, delay]; indices count from 0 in each view.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by from_list([[0, 1], [0, 12]]) { weight = 1 pA; delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by from_list([[0, 1], [0, 2]]) { weight = 1 pA; delay = 1 ms }
}
`,
}

// ListEntry reports an entry of a list of connections.
func ListEntry(at source.Span, entry int, cause string) Diagnostic {
	return listEntry.At(at, "entry %d of the list does not fit: %s", entry, cause).WithHelp("write `from_list([[0, 1], [0, 2]])` or `from_list([[0, 1, 20 pA, 1 ms]])`")
}

var negativeRate = Kind{
	Code:        "NN5023",
	Title:       "a rate that cannot be",
	Explanation: `Rates of sources are 0 or positive.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = poisson(rate = -5 Hz)
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = poisson(rate = 5 Hz)
}
`,
}

// NegativeRate reports a negative or infinite rate.
func NegativeRate(at source.Span, text string) Diagnostic {
	return negativeRate.At(at, "a rate of %s", text).WithHelp("rates are 0 or positive, such as `5 Hz`")
}

var spikeTimeOutside = Kind{
	Code:        "NN5024",
	Title:       "a spike time outside of the grid",
	Explanation: `Spikes are stamped with the end of a step, so the first possible time is one step.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = spikes_at(times = [0 ms, 5 ms])
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = spikes_at(times = [0.1 ms, 5 ms])
}
`,
}

// SpikeTimeOutside reports a spike time before the first step.
func SpikeTimeOutside(at source.Span, text string) Diagnostic {
	return spikeTimeOutside.At(at, "a spike at %s cannot be played", text).WithHelp("the earliest time is one step")
}

var noExperiment = Kind{
	Code:        "NN5025",
	Title:       "an experiment that does not exist",
	Explanation: `A model is run by an experiment: experiment default { step 0.1 ms; run 1 s }.`,
	Bad:         `$ nngen run model.nn --experiment f_I`,
}

// NoExperiment reports an experiment that does not exist.
func NoExperiment(at source.Span, name string, have []string) Diagnostic {
	if len(have) == 0 {
		return noExperiment.At(at, "the model has no experiment").WithHelp("add one: `experiment default { step 0.1 ms; run 1 s }`, or give --time")
	}
	return noExperiment.At(at, "there is no experiment %s", name).WithHelp("there are %s", list(have))
}

var severalExperiments = Kind{
	Code:        "NN5026",
	Title:       "an experiment must be chosen",
	Explanation: `The model has several experiments, none of which is called default.`,
	Bad:         `$ nngen run model.nn`,
}

// SeveralExperiments reports that one of several has to be chosen.
func SeveralExperiments(at source.Span, have []string) Diagnostic {
	d := severalExperiments.At(at, "there are the experiments %s", list(have))
	if len(have) == 0 {
		return d.WithHelp("choose one by --experiment")
	}
	return d.WithHelp("choose one: --experiment %s", have[0])
}

var noNetwork = Kind{
	Code:        "NN5027",
	Title:       "a network that does not exist",
	Explanation: "An experiment is about a network of its file: experiment test of balanced. `of` may be left out when there is one.",
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
}
experiment default of m { step 0.1 ms; run 10 ms }
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
}
experiment default of n { step 0.1 ms; run 10 ms }
`,
}

// NoNetwork reports an experiment on a network that does not exist.
func NoNetwork(at source.Span, name string, have []string) Diagnostic {
	switch {
	case len(have) == 0:
		return noNetwork.At(at, "there is no network").WithHelp("declare one: `network n { population p[10] = … }`")
	case name == "":
		return noNetwork.At(at, "there are the networks %s", list(have)).WithHelp("name one: `of %s`", have[0])
	}
	return noNetwork.At(at, "there is no network %s", name).WithHelp("there are %s", list(have))
}

var unusedOverride = Kind{
	Code:        "NN5028",
	Title:       "a setting that reaches nothing",
	Explanation: `--set takes a constant or parameter of the network (g=6) or a parameter of a population (exc.I_e="300 pA").`,
	Bad:         `$ nngen run model.nn --set gg=4`,
}

// UnusedOverride reports a setting of the command line that reaches nothing.
func UnusedOverride(name string, suggestions []string) Diagnostic {
	return unusedOverride.At(source.Span{}, "--set %s: there is nothing of that name to set", name).suggest(suggestions, "constants and parameters of the network, and parameters of populations (exc.tau_m), can be set")
}

var badOverride = Kind{
	Code:        "NN5029",
	Title:       "a setting that cannot be read",
	Explanation: `--set takes name=value, with quotes where the value has a space: --set "exc.I_e=300 pA".`,
	Bad:         `$ nngen run model.nn --set g`,
}

// BadOverride reports a setting of the command line that cannot be read.
func BadOverride(text, cause string) Diagnostic {
	return badOverride.At(source.Span{}, "--set %s: %s", text, cause).WithHelp("write --set g=6 or --set exc.I_e=\"300 pA\"")
}

var unknownSetting = Kind{
	Code:        "NN5030",
	Title:       "a setting that a connection does not have",
	Explanation: `The braces of a connection hold weight and delay.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by one_to_one() { weight = 1 pA; delay = 1 ms; strength = 3 }
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by one_to_one() { weight = 1 pA; delay = 1 ms }
}
`,
}

// UnknownSetting reports a setting that does not exist.
func UnknownSetting(at source.Span, name string, have []string) Diagnostic {
	return unknownSetting.At(at, "a connection has no %s", name).WithHelp("it has %s", list(have))
}

var settingTwice = Kind{
	Code:        "NN5031",
	Title:       "something is set twice",
	Explanation: `The second value would silently win.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by one_to_one() { weight = 1 pA; weight = 2 pA; delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  connect p -> p.exc by one_to_one() { weight = 1 pA; delay = 1 ms }
}
`,
}

// SettingTwice reports a second value for one setting.
func SettingTwice(at source.Span, name string, first source.Span) Diagnostic {
	return settingTwice.At(at, "%s is set twice", name).WithRelated(first, "first set here").WithHelp("remove one")
}

var noRun = Kind{
	Code:        "NN5032",
	Title:       "an experiment that does not run",
	Explanation: `An experiment says how long to simulate: run 1 s.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
}
experiment default { step 0.1 ms }
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
}
experiment default { step 0.1 ms; run 10 ms }
`,
}

// NoRun reports an experiment without run.
func NoRun(at source.Span, name string) Diagnostic {
	return noRun.At(at, "the experiment %s runs nothing", name).WithHelp("add `run 1 s`")
}

var countsOnly = Kind{
	Code:        "NN5033",
	Title:       "a source of spikes has no state",
	Explanation: `poisson, regular and spikes_at emit spikes and nothing else: they have no states to initialise or record.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = poisson(rate = 5 Hz)
  record V of p
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = poisson(rate = 5 Hz)
  record spikes of p
}
`,
}

// CountsOnly reports the use of a state of a source.
func CountsOnly(at source.Span, what string) Diagnostic {
	return countsOnly.At(at, "%s is a source of spikes and has no states", what).WithHelp("only `spikes` of it can be recorded")
}

var notRecordable = Kind{
	Code:        "NN5034",
	Title:       "something that cannot be recorded",
	Explanation: `Recorded are spikes and the names of states, lets and port outputs; expressions get a name by let.`,
	Bad: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  record 2*V of p
}
`,
	Good: `import "std/neurons"
network n {
  population p[10] = LIF_exp()
  record V of p
}
`,
}

// NotRecordable reports a form that cannot be recorded.
func NotRecordable(at source.Span, what string) Diagnostic {
	return notRecordable.At(at, "%s cannot be recorded", what).WithHelp("give it a name in the neuron: `let x = %s`, then `record x`", what)
}

var emptyNetwork = Kind{
	Code:        "NN5035",
	Title:       "a network without populations",
	Explanation: `There is nothing to simulate.`,
	Bad: `network n { param g = 5 }
`,
	Good: `import "std/neurons"
network n { population p[10] = LIF_exp() }
`,
}

// EmptyNetwork reports a network without populations.
func EmptyNetwork(at source.Span, name string) Diagnostic {
	return emptyNetwork.At(at, "the network %s has no populations", name).WithHelp("add one: `population p[10] = …`")
}

var networkTooLarge = Kind{
	Code:        "NN5036",
	Title:       "more than can be counted",
	Explanation: `Elements have 32-bit numbers, and so have steps.`,
	Bad: `import "std/neurons"
network n {
  population p[5000000000] = LIF_exp()
}
`,
	Good: `import "std/neurons"
network n {
  population p[5000] = LIF_exp()
}
`,
}

// NetworkTooLarge reports more elements or steps than can be counted.
func NetworkTooLarge(at source.Span, what string, count, most int64) Diagnostic {
	return networkTooLarge.At(at, "%d %s are more than the %d that there can be", count, what, most).WithHelp("make it smaller")
}

var networkValue = Kind{
	Code:        "NN5037",
	Title:       "a value of the network that cannot be used",
	Explanation: `Values of a network are computed and drawn when it is built; this one came out as no usable number.`,
	Bad:         `$ nngen run model.nn`,
}

// NetworkValue reports what was found while a network was expanded.
func NetworkValue(at source.Span, message, help string) Diagnostic {
	d := networkValue.At(at, "%s", message)
	if help != "" {
		d = d.WithHelp("%s", help)
	}
	return d
}
