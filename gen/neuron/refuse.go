package neuron

import (
	"sort"
	"strings"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
)

// refused reports a study that passed the check of its features and still holds
// something that NMODL cannot say.
func refused(err error) diag.List { return diag.List{diag.Refused("neuron", err.Error())} }

// refusals are the features that the target lacks, each with the reason.
var refusals = map[ir.Feature]string{
	ir.FeatureSegments:   "the emitted script runs one segment; `nngen run` and `nngen verify` run each by itself",
	ir.FeatureContinuous: "mechanisms do not exchange variables in every step yet",
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
