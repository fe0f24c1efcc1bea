package brian2

import (
	"fmt"
	"strings"
)

// unsaid is something of a model that equations of Brian2 do not say, so that the
// idiomatic form refuses it: what it is, and the reason, which is Brian2's.
type unsaid struct{ what, why string }

// What the idiomatic form refuses.
var (
	severalSegments    = unsaid{"several segments", "Brian2 forgets the spikes of the last step between two runs"}
	changingParameters = unsaid{"values that are set within a run", "a parameter of Brian2 that changes is no constant of `exact`, and would be another method"}
	severalConditions  = unsaid{"several conditions that spike", "Brian2 has one threshold"}
	otherConditions    = unsaid{"a further condition that rises, holds or is held", "an event of Brian2 happens in every step in which its condition is true"}
	conditionalSpike   = unsaid{"a spike under a condition", "a threshold of Brian2 always makes a spike"}
	severalHolds       = unsaid{"several refractory periods", "Brian2 has one"}
	conditionalHold    = unsaid{"a refractory period under a condition", "Brian2's begins with every spike"}
	openThreshold      = unsaid{"a threshold that is tested in the refractory period", "Brian2 tests none there"}
	heldParameter      = unsaid{"refractory variables without an equation", "only differential equations can be `unless refractory` in Brian2"}
	drawing            = unsaid{"random numbers", "Brian2 would draw others; see fidelity native"}
	noUnit             = unsaid{"a unit that Brian2 does not know", "it has a fixed list of units"}
	noFunction         = unsaid{"a function that Brian2 does not know", "it has neither round, erf nor timeline"}
	recordedCurrent    = unsaid{"a recorded variable that follows a varying current", "monitors of Brian2 would see the current of the next step"}
	currentAtThreshold = unsaid{"a threshold that depends on a varying current", "Brian2 would test it with the current of this step"}
	heunWithoutNoise   = unsaid{"the method heun", "Brian2's is Euler's where there is no noise"}
	manyHeldSets       = unsaid{"several sets of held variables", "Brian2 has one refractory period"}
	bareNumbers        = unsaid{"numbers without units in the solved step", "Brian2 checks the units of every term"}
	otherArrivals      = unsaid{"arriving spikes that do more than add", "the order of spikes in one step is Brian2's own"}
	plasticDelays      = unsaid{"plastic connections with different delays", "a pathway of Brian2 reaches the connection and the neuron at the same time"}
	axonalDelays       = unsaid{"plastic connections with axonal delays", "a pathway of Brian2 reaches the connection and the neuron at the same time"}
	ruleColumns        = unsaid{"parameters of a rule that differ between connections", "event-driven equations of Brian2 that do are integrated otherwise"}
	moving             = unsaid{"a connection's state that moves before the first spike", "event-driven equations of Brian2 begin with the first spike"}
	conditionalDeliver = unsaid{"a delivery under a condition, or several", "a pathway of Brian2 delivers once with every spike"}
	instantTrace       = unsaid{"a trace with the time constant 0 beside spikes of the target", "Brian2 would divide by it"}
	sampledConnection  = unsaid{"recorded connections with delays, or that move between spikes", "event-driven variables of Brian2 are those of the last spike"}
	modulated          = unsaid{"a third factor", "a pathway of Brian2 hears the source or the target"}
	readingTarget      = unsaid{"a rule that reads its target", "a pathway of Brian2 reads the target as it is now, not as it was a delay ago"}
	drawingRule        = unsaid{"random numbers at connections", "Brian2 would draw others"}
	coupled            = unsaid{"continuous connections of this kind", "one Synapses of Brian2 may sum into a variable, of senders as they are now"}
	recordedSum        = unsaid{"a recorded sum over connections", "monitors of Brian2 would see that of the step before"}
)

// unsayable is all of it, for README.md.
var unsayable = []unsaid{severalSegments, changingParameters, severalConditions, otherConditions, conditionalSpike, severalHolds, conditionalHold, openThreshold, heldParameter, drawing,
	noUnit, noFunction, recordedCurrent, currentAtThreshold, heunWithoutNoise, manyHeldSets, bareNumbers, otherArrivals, plasticDelays, axonalDelays, ruleColumns,
	moving, conditionalDeliver, instantTrace, sampledConnection, modulated, readingTarget, drawingRule, coupled, recordedSum}

// of is the refusal of something with that name.
func (u unsaid) of(name string) error { return fmt.Errorf("%s has %s: %s", name, u.what, u.why) }

// Refusals lists for the README what both forms refuse, then what the idiomatic one
// does.
func Refusals() (grid, idiomatic string) {
	var a, b strings.Builder
	for _, f := range sortedReasons() {
		fmt.Fprintf(&a, "- %s: %s.\n", f, reasons[f])
	}
	for _, l := range limits {
		fmt.Fprintf(&a, "- %s: %s.\n", l.what, l.why)
	}
	for _, u := range unsayable {
		fmt.Fprintf(&b, "- %s: %s.\n", u.what, u.why)
	}
	return a.String(), b.String()
}
