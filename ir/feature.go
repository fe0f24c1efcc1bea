package ir

import (
	"sort"

	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// Feature is something a study may need and a target may be unable to express.
type Feature string

// The features.
const (
	FeatureElementary  Feature = "elementary functions" // exp, log, … inside a program
	FeatureTime        Feature = "explicit time"        // t in an equation
	FeatureRising      Feature = "rising conditions"
	FeatureSegments    Feature = "several segments"
	FeatureSources     Feature = "spike sources"
	FeatureDelayOne    Feature = "delays of one step"
	FeatureHolds       Feature = "refractory holds"
	FeatureManyHolds   Feature = "several independent holds"
	FeatureColumns     Feature = "parameters that differ per neuron"
	FeatureObservables Feature = "recorded expressions"
	FeaturePlasticity  Feature = "plasticity"
	FeatureWeights     Feature = "recorded connections" // samples of states of plastic connections
	FeatureSample      Feature = "records of some connections of a projection"
	FeatureRandom      Feature = "random numbers in neurons" // noise, hazards and draws
	FeatureCounted     Feature = "Poisson and binomial draws in handlers"
	FeatureShaped      Feature = "gamma and von Mises draws in handlers"
	FeatureAxonal      Feature = "axonal delays" // of plastic connections; elsewhere they are part of the delay
	FeatureConnections Feature = "parameters that differ per connection"
	FeatureRelease     Feature = "draws at connections"
	FeatureModulators  Feature = "modulated plasticity"
	FeatureFollow      Feature = "plasticity that reads its target" // post V : mV
	FeatureContinuous  Feature = "continuous coupling"              // variables of other neurons
)

// Features of what changes in time.
const (
	FeatureCurrents Feature = "currents that vary in time"
	FeatureActions  Feature = "values that are set within a run"
	FeatureParts    Feature = "values that are set for a part of a population"
	FeatureRuleSets Feature = "parameters of plasticity rules that are set within a run or by several segments"
)

// FeatureExtern is the use of neurons that only one target has.
func FeatureExtern(target string) Feature { return Feature("neurons of " + target + " itself") }

// FeatureSet is a set of features.
type FeatureSet map[Feature]bool

// Features returns the set of the given features.
func Features(f ...Feature) FeatureSet {
	s := FeatureSet{}
	for _, x := range f {
		s[x] = true
	}
	return s
}

// Missing returns the features of need that s lacks, sorted.
func (s FeatureSet) Missing(need FeatureSet) []Feature {
	var m []Feature
	for f, needed := range need {
		if needed && !s[f] {
			m = append(m, f)
		}
	}
	sort.Slice(m, func(i, j int) bool { return m[i] < m[j] })
	return m
}

// Needs returns what the study requires of a target.
func (s *Study) Needs() FeatureSet {
	n := FeatureSet{}
	for _, p := range s.Programs {
		needsOf(p, n)
		if p.Extern != "" {
			n[FeatureExtern(p.ExternOf)] = true
		}
		if len(p.Sums) > 0 {
			n[FeatureContinuous] = true
		}
	}
	if s.Timeline.Count > 1 {
		n[FeatureSegments] = true
	}
	if len(s.Weights) > 0 {
		n[FeatureWeights] = true
	}
	for _, r := range s.Weights {
		n[FeatureSample] = n[FeatureSample] || len(r.Only) > 0
	}
	for _, p := range s.Network.Projections {
		if p.Plasticity != nil {
			n[FeaturePlasticity] = true
			needsOfRule(p, n)
		}
	}
	for _, p := range s.Network.Populations {
		if p.Source != nil {
			n[FeatureSources] = true
			n[FeatureActions] = n[FeatureActions] || len(p.Source.Later) > 0
		}
		n[FeatureCurrents] = n[FeatureCurrents] || len(p.Currents) > 0
		n[FeatureActions] = n[FeatureActions] || len(p.Settings) > 0
		for _, o := range p.Set {
			n[FeatureParts] = n[FeatureParts] || o.Kind == network.SetGiven
		}
	}
	for _, pr := range s.Network.Projections {
		if d, ok := pr.Delay.Constant(); ok && d < 1.5*s.Timeline.Step && pr.Rule.Kind != network.FromList {
			n[FeatureDelayOne] = true
		}
	}
	return n
}

func needsOfRule(p network.Projection, n FeatureSet) {
	for f, needed := range map[Feature]bool{
		FeatureAxonal: len(p.Axonal.Block.Instrs) > 0, FeatureConnections: len(p.Given) > 0, FeatureRelease: len(p.Plasticity.Random) > 0,
		FeatureModulators: len(p.Plasticity.Modulators) > 0, FeatureFollow: p.Plasticity.Follows(),
		FeatureRuleSets: len(p.Settings) > 0 || len(p.Shared) > 0,
	} {
		if needed {
			n[f] = true
		}
	}
	events := []*program.PlasticEvent{&p.Plasticity.Pre, &p.Plasticity.Post}
	for i := range p.Plasticity.Modulators {
		events = append(events, &p.Plasticity.Modulators[i].Event)
	}
	for _, e := range events {
		for _, in := range e.Block.Instrs {
			if in.Op == program.Draw {
				needsOfDraw(in, n)
			}
		}
	}
}

// needsOfDraw tells the distributions apart that one uniform number is not turned
// into by a function.
func needsOfDraw(in program.Instr, n FeatureSet) {
	switch in.Fn {
	case "poisson", "binomial":
		n[FeatureCounted] = true
	case "gamma", "vonmises":
		n[FeatureShaped] = true
	}
}

func needsOf(p *Program, n FeatureSet) {
	block := func(b program.Block) {
		for _, in := range b.Instrs {
			switch in.Op {
			case program.Call:
				n[FeatureElementary] = true
			case program.LoadTime:
				n[FeatureTime] = true
			case program.Draw:
				n[FeatureRandom] = true
				needsOfDraw(in, n)
			}
		}
	}
	block(p.Integrate.Common)
	for _, v := range p.Integrate.Variants {
		block(v.Block)
	}
	for _, b := range p.Arrive {
		block(b)
	}
	for _, c := range p.Conditions {
		block(c.Test)
		block(c.Action)
		if c.Rising {
			n[FeatureRising] = true
		}
	}
	for _, o := range p.Observe {
		block(o.Block)
		if len(o.Block.Instrs) != 1 {
			n[FeatureObservables] = true
		}
	}
	switch {
	case len(p.Holds) > 1:
		n[FeatureManyHolds] = true
		fallthrough
	case len(p.Holds) == 1:
		n[FeatureHolds] = true
	}
	if len(p.Columns()) > 0 {
		n[FeatureColumns] = true
	}
}

// Names lists the features of s, sorted.
func (s FeatureSet) Names() []string {
	var names []string
	for f, ok := range s {
		if ok {
			names = append(names, string(f))
		}
	}
	sort.Strings(names)
	return names
}
