package brian2

import (
	"maps"
	"math"
	"slices"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
)

// reasons say why a feature is missing.
var reasons = map[ir.Feature]string{
	ir.FeatureSegments: "Brian2 forgets the spikes of the last step between two runs; `nngen run` and `nngen verify` run each segment by itself",
	ir.FeatureRuleSets: "parameters of a rule are constants of a namespace, which Brian2 takes once, at the beginning of a run",
}

// What no feature names, and is refused nevertheless.
var (
	longRun  = unsaid{"runs of 2147483647 steps and more", "Brian2's generators of spikes count steps in 32 bits"}
	noNumber = unsaid{"constants that are not a number (NaN)", "Brian2 has no word for it"}
)

var limits = []unsaid{longRun, noNumber}

func sortedReasons() []ir.Feature {
	return slices.Sorted(maps.Keys(reasons))
}

// refusals lists what the study needs and a script for Brian2 cannot express.
func refusals(s *ir.Study) diag.List {
	var list diag.List
	for _, f := range (Target{}).Features().Missing(s.Needs()) {
		list.Add(diag.Unsupported(string(f), "the target brian2 has no form for it: "+reasons[f], nil))
	}
	for _, g := range s.Timeline.Segments {
		if g.Steps >= math.MaxInt32 {
			list.Add(diag.Refused("brian2", "a run may have 2147483646 steps at most: "+longRun.why))
		}
	}
	return list
}
