package spinnaker

import "github.com/nngen/nngen/ir"

// Features is what the fixed-point form carries.
func (Target) Features() ir.FeatureSet {
	return ir.Features(ir.FeatureElementary, ir.FeatureTime, ir.FeatureRising, ir.FeatureSources, ir.FeatureDelayOne, ir.FeatureHolds,
		ir.FeatureManyHolds, ir.FeatureColumns, ir.FeatureObservables, ir.FeaturePlasticity, ir.FeatureWeights, ir.FeatureRandom, ir.FeatureCurrents, ir.FeatureActions)
}
