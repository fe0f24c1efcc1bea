package neuron

import (
	"errors"
	"sort"
	"strings"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
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

// refusals are the features that the target lacks, each with the reason.
var refusals = map[ir.Feature]string{
	ir.FeatureShaped:   "each takes as many random numbers as it needs, and the functions of a mechanism get one",
	ir.FeatureSegments: "the emitted script runs one segment; `nngen run` and `nngen verify` run each by itself",
}

// Refusals lists them for the README, sorted.
func Refusals() string {
	var lines []string
	for f, reason := range refusals {
		lines = append(lines, "- "+string(f)+": "+reason+".\n")
	}
	sort.Strings(lines)
	return strings.Join(lines, "")
}
