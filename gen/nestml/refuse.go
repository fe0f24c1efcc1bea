package nestml

import (
	"sort"
	"strings"

	"github.com/nngen/nngen/ir"
)

// refusals are the features that the target lacks, each with the reason.
var refusals = map[ir.Feature]string{
	ir.FeatureSegments:   "the emitted script runs one segment; `nngen run` and `nngen verify` run each by itself",
	ir.FeatureTime:       "pynestml holds `t` constant over a step, where the model has it at every stage",
	ir.FeatureCounted:    "NEST would draw other numbers than the model",
	ir.FeatureShaped:     "NEST would draw other numbers than the model",
	ir.FeatureRandom:     "NEST would draw other numbers than the model",
	ir.FeatureRelease:    "NEST would draw other numbers than the model",
	ir.FeatureWeights:    "a synapse of NESTML is looked at when a spike of its source comes, and knows nothing of the time between",
	ir.FeatureAxonal:     "a connection of NEST has one delay, which NESTML takes to be all dendritic",
	ir.FeatureModulators: "NEST hears modulators through a volume transmitter, which adds up spikes and not amounts, at times of its own",
	ir.FeatureFollow:     "NESTML buffers a variable of the target at times of its own",
	ir.FeatureContinuous: "NESTML has no continuous output",
	ir.FeatureActions:    "the emitted script sets parameters before the run only",
	ir.FeatureParts:      "the emitted script sets parameters before the run only",
	ir.FeatureRuleSets:   "the emitted script sets parameters before the run only",
	ir.FeatureSample:     "weights are not recorded",
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
