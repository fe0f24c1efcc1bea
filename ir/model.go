package ir

import (
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/runtime/network"
)

// Model is a lowered study: one network with one experiment.
type Model struct {
	Name     string
	File     string
	Hash     string
	Doc      string
	Dynamics []*Dynamics // one per kind of neuron and set of literal parameters
	// Of is the index into Dynamics of every population, -1 for a source.
	Of []int
	// Network has Programs nil; Given and Init are keyed and ordered as the
	// parameters and states of the population's Dynamics.
	Network *network.Spec
	Places  Places
	// Rules are the plasticity rules in use, Rule the index into them of every
	// projection, -1 for static ones.
	Rules    []*Dynamics
	Rule     []int
	Weights  []WeightRecord
	Records  []Record // Observable is left to solving; Variable names it
	Timeline Timeline
}

// Places are the spans of what the network declares, for diagnostics that come
// up when it is expanded.
type Places struct {
	Populations []source.Span
	Projections []source.Span
	Records     []source.Span
	Weights     []source.Span
}
