package diag

import (
	"github.com/nngen/nngen/dsl/source"
)

// plasticityKinds lists the NN41 family: plasticity rules.
func plasticityKinds() []Kind {
	return []Kind{ruleWithoutWeight, ruleWithoutDelivery, deliveryElsewhere, ruleSide, ruleReread, ruleEquation, unknownPlasticity, ruleVaries, delayParts, badModulation}
}

var ruleWithoutWeight = Kind{
	Code:  "NN4101",
	Title: "a plasticity rule needs a weight",
	Explanation: `Every rule has a state w in the unit "weight", without an initial value: it begins
with the weight that connect gives, and is what changes. Other states have initial
values of their own.`,
	Bad: `plasticity facilitation {
  state u = 0.1
  on pre { deliver u; u += 0.1*(1 - u) }
}
`,
	Good: `plasticity facilitation {
  state u = 0.1, w : weight
  on pre { deliver u*w; u += 0.1*(1 - u) }
}
`,
}

// RuleWithoutWeight reports a rule that has no state for the weight.
func RuleWithoutWeight(at source.Span, rule string) Diagnostic {
	return ruleWithoutWeight.At(at, "the plasticity rule %s has no state w for the weight", rule).WithHelp("declare it: `state w : weight`")
}

var ruleWithoutDelivery = Kind{
	Code:  "NN4102",
	Title: "a plasticity rule delivers nothing",
	Explanation: `What the target gets is said by deliver in on pre; a rule without it would cut the
connection.`,
	Bad: `plasticity growth {
  state w : weight
  on pre { w *= 1.01 }
}
`,
	Good: `plasticity growth {
  state w : weight
  on pre { w *= 1.01; deliver w }
}
`,
}

// RuleWithoutDelivery reports a rule whose on pre delivers nothing.
func RuleWithoutDelivery(at source.Span, rule string) Diagnostic {
	return ruleWithoutDelivery.At(at, "the plasticity rule %s delivers nothing to the target", rule).WithHelp("write `on pre { deliver w }`")
}

var deliveryElsewhere = Kind{
	Code:        "NN4103",
	Title:       "only a spike of the source is delivered",
	Explanation: "A spike of the target comes back to the connection, which may change; nothing goes\nto the target again.",
	Bad: `plasticity echo {
  state w : weight
  on pre { deliver w }
  on post { deliver w }
}
`,
	Good: `plasticity echo {
  state w : weight
  on pre { deliver w }
  on post { w *= 1.01 }
}
`,
}

// DeliveryElsewhere reports deliver in on post.
func DeliveryElsewhere(at source.Span) Diagnostic {
	return deliveryElsewhere.At(at, "`deliver` stands in `on post`").WithHelp("move it to `on pre { … }`")
}

var ruleSide = Kind{
	Code:  "NN4104",
	Title: "a state of one side depends on the other",
	Explanation: `States of the source (pre) are shared by all its connections, so they change in on
pre only, and by values of the source alone; states of the target (post) likewise
in on post. What depends on both sides is a state of the connection.`,
	Bad: `plasticity mixed {
  pre state x = 0
  state w : weight
  on post { x += 1 }
  on pre { deliver w }
}
`,
	Good: `plasticity mixed {
  pre state x = 0
  state w : weight
  on pre { x += 1; deliver w }
}
`,
}

// RuleSide reports a change of a pre or post state that the other side would
// have to know; why says what is wrong.
func RuleSide(at source.Span, name, side, why string) Diagnostic {
	return ruleSide.At(at, "%s belongs to the %s side, but %s", name, side, why).
		WithHelp("make it a state of the connection: `state %s`, without `%s`", name, side)
}

var ruleReread = Kind{
	Code:  "NN4105",
	Title: "a trace is read after it was changed",
	Explanation: `Within an event the states of source and target read as they were just before it;
what is assigned to them takes effect when both on post and on pre are done. To
avoid doubt they cannot be read after an assignment.`,
	Bad: `plasticity late {
  pre state x = 0
  state w : weight
  on pre { x += 1; deliver w*x }
}
`,
	Good: `plasticity late {
  pre state x = 0
  state w : weight
  on pre { deliver w*(x + 1); x += 1 }
}
`,
}

// RuleReread reports a pre or post state that is read after an assignment.
func RuleReread(at source.Span, name string) Diagnostic {
	return ruleReread.At(at, "%s is read after it was changed, and would have its old value", name).WithHelp("read it before, or write what you mean with its old value")
}

var ruleEquation = Kind{
	Code:  "NN4106",
	Title: "an equation of a plasticity rule that cannot be solved between events",
	Explanation: `Between two events the states of a rule are carried over any number of steps at
once, so each equation must be linear in its own state, with constants as
coefficients: x' = -x/tau, R' = (1 - R)/tau_rec, c' = 0.1/s. The equation of a state
of the connection may also have products of other states that move by themselves,
w' = c*d. What a rule reads of its target (post V : mV) may stand as a coefficient in
equations of post states, which it then drives, and of states of the connection.`,
	Bad: `plasticity explosive {
  state a = 0.1, w : weight
  a' = a*a/(10 ms)
  on pre { deliver w*a }
}
`,
	Good: `plasticity relaxing {
  state a = 0.1, w : weight
  a' = (1 - a)/(10 ms)
  on pre { deliver w*a }
}
`,
}

// RuleEquation reports an equation that is not linear in its own state.
func RuleEquation(at source.Span, name, why string) Diagnostic {
	return ruleEquation.At(at, "%s' %s", name, why).WithHelp("write it as (a - %s)/tau, and change %s in `on pre` or `on post`", name, name)
}

var unknownPlasticity = Kind{
	Code:        "NN4107",
	Title:       "an unknown plasticity rule",
	Explanation: "A connection names its rule by the name of a plasticity item of this file or of one\nthat it imports: plasticity = stdp(w_max = 1 nA).",
	Bad: `import "std/neurons"
network n {
  population a[2] = LIF_exp()
  connect a -> a.exc by all_to_all() { weight = 10 pA; delay = 1 ms; plasticity = stdpp() }
}
`,
	Good: `import "std/neurons"
plasticity stdp { state w : weight; on pre { deliver w } }
network n {
  population a[2] = LIF_exp()
  connect a -> a.exc by all_to_all() { weight = 10 pA; delay = 1 ms; plasticity = stdp() }
}
`,
}

// UnknownPlasticity reports the name of a plasticity rule that does not exist.
func UnknownPlasticity(at source.Span, name string, similar []string) Diagnostic {
	return unknownPlasticity.At(at, "there is no plasticity rule %s", name).suggest(similar, "declare it: `plasticity "+name+" { … }`, or import the file that does")
}

var ruleVaries = Kind{
	Code:  "NN4108",
	Title: "a trace with parameters that differ per connection",
	Explanation: `States of the source (pre), of the target (post) and shared ones are the same for many
connections, so they depend only on parameters that all of these have in common.
What differs per connection belongs into a state of the connection.`,
	Bad: `import "std/neurons"
plasticity stdp {
  param tau = 20 ms
  pre state x = 0; x' = -x/tau
  state w : weight
  on pre { x += 1; deliver w }
}
network n {
  population a[2] = LIF_exp()
  connect a -> a.exc by all_to_all() { weight = 10 pA; delay = 1 ms; plasticity = stdp(tau = uniform(10 ms, 20 ms)) }
}
`,
	Good: `import "std/neurons"
plasticity stdp {
  param tau = 20 ms
  state x = 0, w : weight; x' = -x/tau
  on pre { x += 1; deliver w }
}
network n {
  population a[2] = LIF_exp()
  connect a -> a.exc by all_to_all() { weight = 10 pA; delay = 1 ms; plasticity = stdp(tau = uniform(10 ms, 20 ms)) }
}
`,
}

// RuleVaries reports a state of a side that depends on a parameter with a value
// per connection.
func RuleVaries(at source.Span, name, side, param string) Diagnostic {
	return ruleVaries.At(at, "%s belongs to the %s side, but depends on %s, which differs per connection", name, side, param).
		WithHelp("give %s one value, or make %s a state of the connection: `state %s`, without `%s`", param, name, name, side)
}

var delayParts = Kind{
	Code:  "NN4109",
	Title: "the delay of a connection and its parts",
	Explanation: `The delay of a connection lies before it, on the axon, and behind it, on the dendrite:
spikes of the source reach the connection axonal_delay later, those of the target
dendritic_delay later, and what is delivered arrives after both. ` + "`delay`" + ` alone is all
dendritic. Write either delay, or both parts.`,
	Bad: `import "std/neurons"
network n {
  population a[2] = LIF_exp()
  connect a -> a.exc by all_to_all() { weight = 10 pA; delay = 2 ms; axonal_delay = 1 ms }
}
`,
	Good: `import "std/neurons"
network n {
  population a[2] = LIF_exp()
  connect a -> a.exc by all_to_all() { weight = 10 pA; axonal_delay = 1 ms; dendritic_delay = 1 ms }
}
`,
}

// DelayParts reports delay beside one of its parts, or an axonal delay alone.
func DelayParts(at source.Span, what, help string) Diagnostic {
	return delayParts.At(at, "%s", what).WithHelp("%s", help)
}

var badModulation = Kind{
	Code:  "NN4110",
	Title: "a connection to a modulator of plastic connections",
	Explanation: `A named projection whose rule has a modulator, on reward(a) { … }, can be the target of
a connection: connect vta -> ee.reward by all_to_all() { weight = 0.1; delay = 2 ms }.
All its connections hear every source after the delay, so the rule is all_to_all.`,
	Bad: `import "std/neurons"
plasticity modulated {
  shared state d = 0
  d' = -d/(200 ms)
  state w : weight
  on reward(a) { d += a }
  on pre { w += d*(1 pA); deliver w }
}
network n {
  population p[2] = LIF_exp()
  population vta = poisson(rate = 5 Hz)
  connect pp = p -> p.exc by all_to_all() { weight = 10 pA; delay = 1 ms; plasticity = modulated() }
  connect vta -> pp.dopamine by all_to_all() { weight = 0.1; delay = 2 ms }
}
`,
	Good: `import "std/neurons"
plasticity modulated {
  shared state d = 0
  d' = -d/(200 ms)
  state w : weight
  on reward(a) { d += a }
  on pre { w += d*(1 pA); deliver w }
}
network n {
  population p[2] = LIF_exp()
  population vta = poisson(rate = 5 Hz)
  connect pp = p -> p.exc by all_to_all() { weight = 10 pA; delay = 1 ms; plasticity = modulated() }
  connect vta -> pp.reward by all_to_all() { weight = 0.1; delay = 2 ms }
}
`,
}

// BadModulation reports a connection to a projection that cannot be.
func BadModulation(at source.Span, what, help string) Diagnostic {
	return badModulation.At(at, "%s", what).WithHelp("%s", help)
}
