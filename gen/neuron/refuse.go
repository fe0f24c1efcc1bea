package neuron

import (
	"errors"
	"fmt"
	"slices"
	"sort"
	"strings"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
)

// refused reports a study that passed the check of its features and still holds
// something that NMODL cannot say.
func refused(err error) diag.List {
	var e *misfit
	if errors.As(err, &e) && e.at.File != nil {
		return diag.List{diag.RefusedAt(e.at, "neuron", err.Error())}
	}
	return diag.List{diag.Refused("neuron", err.Error())}
}

// misfit is something of a neuron or a rule that NMODL cannot say.
type misfit struct {
	rule int // number of the rule, or -1
	at   source.Span
	err  error
}

func (e *misfit) Error() string { return e.err.Error() }

// find sets the place: the rule, or the neuron with that number.
func (e *misfit) find(s *ir.Study, neuron int) {
	switch m := s.Model; {
	case m == nil:
	case e.rule >= 0 && e.rule < len(m.Rules):
		e.at = m.Rules[e.rule].Span
	case neuron < len(m.Dynamics):
		e.at = m.Dynamics[neuron].Span
	}
}

// refusals are the features that the target lacks, each with the reason: none.
var refusals = map[ir.Feature]string{}

// Refusals lists them for the README, sorted.
func Refusals() string {
	var lines []string
	for f, reason := range refusals {
		lines = append(lines, "- "+string(f)+": "+reason+".\n")
	}
	sort.Strings(lines)
	return strings.Join(lines, "")
}

// offCore is what CoreNEURON does not run, each with the feature that it belongs to and
// the reason.
var offCore = []struct {
	what    string
	feature ir.Feature
	is      func(s *ir.Study) bool // nil: where the feature is needed
	reason  string
}{
	{"continuous connections", ir.FeatureContinuous, nil, "CoreNEURON hands no variables over within a step"},
	{"currents that vary in time", ir.FeatureCurrents, nil, "a script cannot set variables while CoreNEURON runs"},
	{"values of neurons that are set within a run", ir.FeatureActions, gen.Changes, "a script cannot set variables while CoreNEURON runs"},
	{"parameters of plasticity rules that are set within a run", ir.FeatureRuleSets, adjusts, "a script cannot set variables while CoreNEURON runs"},
	{"draws from gamma and von Mises distributions", ir.FeatureShaped, nil, "CoreNEURON's translator writes functions out where they are called, six megabytes of C++ for a few draws"},
	{"random numbers of connections", ir.FeatureRelease, nil, "CoreNEURON 9 does not know random_setids"},
}

// adjusts reports whether parameters of rules change in the run.
func adjusts(s *ir.Study) bool {
	return slices.ContainsFunc(s.Network.Projections, func(p network.Projection) bool { return len(p.Settings) > 0 })
}

// notOnCore says why CoreNEURON does not run a study, and where.
func notOnCore(s *ir.Study) diag.List {
	needs := s.Needs()
	for _, c := range offCore {
		if needs[c.feature] && (c.is == nil || c.is(s)) {
			why := c.what + ": " + c.reason + "; take the engine neuron"
			if at := s.Needer(c.feature); at.File != nil {
				return diag.List{diag.RefusedAt(at, "coreneuron", why)}
			}
			return diag.List{diag.Refused("coreneuron", why)}
		}
	}
	return nil
}

// NotOnCore lists what it refuses for the README.
func NotOnCore() string {
	var list strings.Builder
	for _, c := range offCore {
		fmt.Fprintf(&list, "- %s: %s.\n", c.what, c.reason)
	}
	return list.String()
}
