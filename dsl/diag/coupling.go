package diag

import "github.com/nngen/nngen/dsl/source"

// couplingKinds are mistakes with synapses attached from outside and with
// continuous coupling.
func couplingKinds() []Kind {
	return []Kind{noInput, sourceName, sourceWithoutSum, sumAndSpikes, sumReads, noSourceVariable, risingSum, continuousPlasticity, mixedPorts, gapConductance, externTarget, externUse}
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

var sourceName = Kind{
	Code:  "NN4202",
	Title: "a source that is no name",
	Explanation: `What a continuous synapse reads of its senders is the name of one of their
variables: a state, a let or the output of a port. Give an expression a
name by let in the sender.`,
	Bad: `synapse graded {
  source s : 1
  sum S : pA = w*s
  output S
}
neuron X {
  input I : pA
  state V = 0 mV, s = 0.5
  V' = -V/(10 ms) + I/(250 pF)
}
network n {
  population p[2] = X() { synapse c = graded(s = 2*s) -> I }
  connect p -> p.c by all_to_all() { weight = 1 pA; delay = 0 ms }
}
`,
	Good: `synapse graded {
  source s : 1
  sum S : pA = w*s
  output S
}
neuron X {
  input I : pA
  state V = 0 mV, s = 0.5
  V' = -V/(10 ms) + I/(250 pF)
}
network n {
  population p[2] = X() { synapse c = graded() -> I }
  connect p -> p.c by all_to_all() { weight = 1 pA; delay = 0 ms }
}
`,
}

// SourceName reports an expression where a variable of the sender is to be named.
func SourceName(at source.Span, name string) Diagnostic {
	return sourceName.At(at, "%s must be the name of a variable of the senders", name).WithHelp("name the expression in the sender, `let r = …`, and write `%s = r`", name)
}

var sourceWithoutSum = Kind{
	Code:  "NN4203",
	Title: "a synapse that reads its senders and adds nothing up",
	Explanation: `A variable of the senders has as many values as there are connections, so a
synapse reads them through a sum: source s : 1; sum S : nS = w*s.`,
	Bad: `synapse graded {
  source s : 1
  output s*(1 pA)
}
neuron X {
  input I : pA
  state V = 0 mV, s = 0.5
  V' = -V/(10 ms) + I/(250 pF)
}
network n {
  population p[2] = X() { synapse c = graded() -> I }
  connect p -> p.c by all_to_all() { weight = 1 pA; delay = 0 ms }
}
`,
	Good: `synapse graded {
  source s : 1
  sum S : pA = w*s
  output S
}
neuron X {
  input I : pA
  state V = 0 mV, s = 0.5
  V' = -V/(10 ms) + I/(250 pF)
}
network n {
  population p[2] = X() { synapse c = graded() -> I }
  connect p -> p.c by all_to_all() { weight = 1 pA; delay = 0 ms }
}
`,
}

// SourceWithoutSum reports a source in a synapse that has no sum.
func SourceWithoutSum(at source.Span, synapse string) Diagnostic {
	return sourceWithoutSum.At(at, "%s reads its senders, but adds nothing up over its connections", synapse).WithHelp("write for instance `sum S : nS = w*s`, and use S in the output")
}

var sumAndSpikes = Kind{
	Code:  "NN4204",
	Title: "a synapse with a sum and a handler of spikes",
	Explanation: `A connection either carries spikes or lets the target read its source, so a
synapse with a sum has no on spike. Attach two synapses where both are meant.`,
	Bad: `synapse graded {
  source s : 1
  sum S : pA = w*s
  state g = 0 pA
  on spike(w : pA) { g += w }
  output S + g
}
neuron X {
  input I : pA
  state V = 0 mV, s = 0.5
  V' = -V/(10 ms) + I/(250 pF)
}
network n {
  population p[2] = X() { synapse c = graded() -> I }
  connect p -> p.c by all_to_all() { weight = 1 pA; delay = 0 ms }
}
`,
	Good: `synapse graded {
  source s : 1
  sum S : pA = w*s
  output S
}
neuron X {
  input I : pA
  state V = 0 mV, s = 0.5
  V' = -V/(10 ms) + I/(250 pF)
}
network n {
  population p[2] = X() { synapse c = graded() -> I }
  connect p -> p.c by all_to_all() { weight = 1 pA; delay = 0 ms }
}
`,
}

// SumAndSpikes reports a handler of spikes in a synapse with sums.
func SumAndSpikes(at source.Span, synapse string) Diagnostic {
	return sumAndSpikes.At(at, "%s takes a sum over its connections, so no spikes reach it", synapse).WithHelp("divide it into two synapses, and attach both")
}

var sumReads = Kind{
	Code:  "NN4205",
	Title: "a sum of something that is not known at the beginning of the step",
	Explanation: `What a sum adds up for a connection may use the weight w, the sources, and
parameters and states of the neuron that the synapse sits on, as they are at the
beginning of the step; not time, inputs or other sums.`,
	Bad: `synapse graded {
  source s : 1
  sum S : pA = w*s
  sum Q : pA = w*s + S
  output Q
}
neuron X {
  input I : pA
  state V = 0 mV, s = 0.5
  V' = -V/(10 ms) + I/(250 pF)
}
network n {
  population p[2] = X() { synapse c = graded() -> I }
  connect p -> p.c by all_to_all() { weight = 1 pA; delay = 0 ms }
}
`,
	Good: `synapse graded {
  source s : 1
  sum S : pA = w*s
  output S
}
neuron X {
  input I : pA
  state V = 0 mV, s = 0.5
  V' = -V/(10 ms) + I/(250 pF)
}
network n {
  population p[2] = X() { synapse c = graded() -> I }
  connect p -> p.c by all_to_all() { weight = 1 pA; delay = 0 ms }
}
`,
}

// SumReads reports a sum that reads what it cannot.
func SumReads(at source.Span, sum, name string) Diagnostic {
	return sumReads.At(at, "the sum %s reads %s, which has no value for a connection", sum, name).WithHelp("use the weight w, the sources, and parameters and states; put the rest into the output")
}

// SourceOfSum reports a variable of a sender that depends on its own sums.
func SourceOfSum(at source.Span, population, name string) Diagnostic {
	return sumReads.At(at, "%s of %s depends on a sum over its own connections, which is not known yet", name, population).WithHelp("let a state of %s follow it, and read that", population)
}

var noSourceVariable = Kind{
	Code:  "NN4206",
	Title: "a sender without the variable that the synapse reads",
	Explanation: `A continuous synapse reads a variable of every sender by its name, or by the
name that the port gives: graded(s = gate).`,
	Bad: `synapse graded {
  source s : 1
  sum S : pA = w*s
  output S
}
neuron X {
  input I : pA
  state V = 0 mV, gate = 0.5
  V' = -V/(10 ms) + I/(250 pF)
}
network n {
  population p[2] = X() { synapse c = graded() -> I }
  connect p -> p.c by all_to_all() { weight = 1 pA; delay = 0 ms }
}
`,
	Good: `synapse graded {
  source s : 1
  sum S : pA = w*s
  output S
}
neuron X {
  input I : pA
  state V = 0 mV, s = 0.5
  V' = -V/(10 ms) + I/(250 pF)
}
network n {
  population p[2] = X() { synapse c = graded() -> I }
  connect p -> p.c by all_to_all() { weight = 1 pA; delay = 0 ms }
}
`,
}

// NoSourceVariable reports senders that lack a variable.
func NoSourceVariable(at source.Span, population, variable, port string, similar []string) Diagnostic {
	return noSourceVariable.At(at, "%s has no %s, which %s reads of its senders", population, variable, port).suggest(similar, "declare it in the sender, or let the port read another variable: `(s = gate)`")
}

var risingSum = Kind{
	Code:  "NN4207",
	Title: "a rising condition that reads a sum",
	Explanation: `A sum over connections is constant during a step, and what it was before the
first one is not known when the condition is prepared. Keep the sum out of rising
conditions: use on COND, or let a state follow the sum.`,
	Bad: `synapse graded {
  source s : 1
  sum S : pA = w*s
  output S
}
neuron X {
  synapse c = graded()
  state V = 0 mV, s = 0.5
  on rising(c > 1 pA) { spike }
  V' = -V/(10 ms) + c/(250 pF)
}
network n {
  population p[2] = X()
  connect p -> p.c by all_to_all() { weight = 1 pA; delay = 0 ms }
}
experiment default { run 1 ms }
`,
	Good: `synapse graded {
  source s : 1
  sum S : pA = w*s
  output S
}
neuron X {
  input I : pA
  state V = 0 mV, s = 0.5
  V' = -V/(10 ms) + I/(250 pF)
}
network n {
  population p[2] = X() { synapse c = graded() -> I }
  connect p -> p.c by all_to_all() { weight = 1 pA; delay = 0 ms }
}
experiment default { run 1 ms }
`,
}

// RisingSum reports a rising condition that depends on a sum.
func RisingSum(at source.Span, sum string) Diagnostic {
	return risingSum.At(at, "this rising condition reads the sum %s", sum).WithHelp("write `on COND` with a state that remembers, or let a state follow the sum")
}

var continuousPlasticity = Kind{
	Code:  "NN4208",
	Title: "plasticity of a continuous connection",
	Explanation: `A plasticity rule acts when spikes reach a connection; no spikes reach one that
is read continuously.`,
	Bad: `import "std/plasticity"
synapse graded {
  source s : 1
  sum S : pA = w*s
  output S
}
neuron X {
  input I : pA
  state V = 0 mV, s = 0.5
  V' = -V/(10 ms) + I/(250 pF)
}
network n {
  population p[2] = X() { synapse c = graded() -> I }
  connect p -> p.c by all_to_all() { weight = 1 pA; delay = 1 ms; plasticity = stdp(w_max = 2 pA) }
}
`,
	Good: `synapse graded {
  source s : 1
  sum S : pA = w*s
  output S
}
neuron X {
  input I : pA
  state V = 0 mV, s = 0.5
  V' = -V/(10 ms) + I/(250 pF)
}
network n {
  population p[2] = X() { synapse c = graded() -> I }
  connect p -> p.c by all_to_all() { weight = 1 pA; delay = 0 ms }
}
`,
}

// ContinuousPlasticity reports a rule on connections to a continuous port.
func ContinuousPlasticity(at source.Span, port string) Diagnostic {
	return continuousPlasticity.At(at, "%s reads its senders continuously, so no spikes reach its connections", port).WithHelp("leave `plasticity` out, or connect to a port that takes spikes")
}

var mixedPorts = Kind{
	Code:  "NN4209",
	Title: "a connection to ports of two sorts",
	Explanation: `Ports of one name may take spikes in one population and read their senders
continuously in another; a connection is of one sort.`,
	Bad: `import "std/synapses"
synapse graded {
  source s : 1
  sum S : pA = w*s
  output S
}
neuron X {
  input I : pA
  state V = 0 mV, s = 0.5
  V' = -V/(10 ms) + I/(250 pF)
}
network n {
  population p[2] = X() { synapse c = graded() -> I }
  population q[2] = X() { synapse c = exp_current() -> I }
  connect p -> (q + p).c by all_to_all() { weight = 1 pA; delay = 1 ms }
}
`,
	Good: `synapse graded {
  source s : 1
  sum S : pA = w*s
  output S
}
neuron X {
  input I : pA
  state V = 0 mV, s = 0.5
  V' = -V/(10 ms) + I/(250 pF)
}
network n {
  population p[2] = X() { synapse c = graded() -> I }
  connect p -> p.c by all_to_all() { weight = 1 pA; delay = 0 ms }
}
`,
}

// MixedPorts reports a connection to continuous and other ports.
func MixedPorts(at source.Span, port string) Diagnostic {
	return mixedPorts.At(at, "%s takes spikes in one of these populations and reads its senders in another", port).WithHelp("connect to each population on its own")
}

var gapConductance = Kind{
	Code:  "NN4210",
	Title: "an electrical synapse without a conductance",
	Explanation: `An electrical synapse (gap junction) lets a current of conductance*(V_other - V)
flow into each of the two neurons that it joins. Its delay is 0 if none is given.`,
	Bad: `neuron X { input I : pA; state V = 0 mV; V' = -V/(10 ms) + I/(250 pF) }
network n {
  population p[2] = X()
  gap p <-> p by all_to_all()
}
`,
	Good: `neuron X { input I : pA; state V = 0 mV; V' = -V/(10 ms) + I/(250 pF) }
network n {
  population p[2] = X()
  gap p <-> p by all_to_all() { conductance = 2 nS }
}
`,
}

// GapConductance reports a gap without a conductance.
func GapConductance(at source.Span) Diagnostic {
	return gapConductance.At(at, "the conductance is missing").WithHelp("write `{ conductance = 2 nS }` behind the rule")
}

// GapPotential reports an electrical synapse on a neuron without a membrane
// potential by one of the usual names.
func GapPotential(at source.Span, names []string) Diagnostic {
	return noTarget.At(at, "an electrical synapse reads the membrane potential of the neuron, which has no state %s", alternatives(names)).WithHelp("rename the state, or attach a synapse with `source` and `sum` that names it")
}

var externTarget = Kind{
	Code:  "NN4211",
	Title: "a neuron of a simulator that cannot be named",
	Explanation: `extern neuron NAME for SIMULATOR names a model that a simulator has of its own.
Only some targets take such models: nest.`,
	Bad: `extern neuron ht_neuron for nets
`,
	Good: `extern neuron ht_neuron for nest { param g_NaP = 0.5; receptor AMPA = 1; variable V_m : mV }
`,
}

// ExternTarget reports a target that has no models of its own to name.
func ExternTarget(at source.Span, name string, have []string) Diagnostic {
	return externTarget.At(at, "%s has no neurons that a model could name", name).WithHelp("write `for %s`, or write the neuron as equations", alternatives(have))
}

var externUse = Kind{
	Code:  "NN4212",
	Title: "something that a neuron of a simulator does not take",
	Explanation: `nngen knows of a simulator's own neuron only its name and what extern declares:
parameters, receptors and variables. Nothing can be added to its equations, and
plasticity rules cannot listen to it.`,
	Bad: `extern neuron ht_neuron for nest
neuron X extends ht_neuron { state z = 0 }
`,
	Good: `extern neuron ht_neuron for nest
network n { population p[2] = ht_neuron() }
`,
}

// ExternUse reports such a use.
func ExternUse(at source.Span, name, why string) Diagnostic {
	return externUse.At(at, "%s is a simulator's own neuron: %s", name, why).WithHelp("write the neuron as equations, `neuron %s2 { … }`, or leave this out", name)
}
