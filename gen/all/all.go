// Package all lists the targets.
package all

import (
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/brainscales"
	"github.com/nngen/nngen/gen/brian2"
	"github.com/nngen/nngen/gen/gokernel"
	"github.com/nngen/nngen/gen/nest"
	"github.com/nngen/nngen/gen/nestml"
	"github.com/nngen/nngen/gen/neuron"
	"github.com/nngen/nngen/gen/spinnaker"
)

// Targets returns all targets in the order in which they are printed.
func Targets() []gen.Target {
	return []gen.Target{gokernel.Target{}, neuron.Target{}, nest.Target{}, nestml.Target{}, brian2.Target{}, spinnaker.Target{}, brainscales.Target{}}
}

// Names are the names of all targets.
func Names() []string {
	var names []string
	for _, t := range Targets() {
		names = append(names, t.Name())
	}
	return names
}

// Find returns the target with that name.
func Find(name string) (gen.Target, bool) {
	for _, t := range Targets() {
		if t.Name() == name {
			return t, true
		}
	}
	return nil, false
}
