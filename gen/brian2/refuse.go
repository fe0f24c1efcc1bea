package brian2

import (
	"math"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
)

// reasons say why a feature is missing.
var reasons = map[ir.Feature]string{
	ir.FeatureSegments:   "the script runs one segment of an experiment",
	ir.FeatureRelease:    "pathways draw no random numbers of their own yet",
	ir.FeatureModulators: "pathways for third factors are not written out yet",
	ir.FeatureFollow:     "a pathway reads its target as it is now, and not as it was a delay ago",
	ir.FeatureContinuous: "summed variables with delays are not written out yet",
}

// refusals lists what the study needs and a script for Brian2 cannot express.
func refusals(s *ir.Study) diag.List {
	var list diag.List
	for _, f := range (Target{}).Features().Missing(s.Needs()) {
		list.Add(diag.Unsupported(string(f), "the target brian2 has no form for it: "+reasons[f], nil))
	}
	for _, g := range s.Timeline.Segments {
		if g.Steps >= math.MaxInt32 { // Brian2's generators of spikes count steps in 32 bits
			list.Add(diag.Refused("brian2", "a run may have 2147483646 steps at most"))
		}
	}
	return list
}
