package engine

import (
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// What things cost about, in ns on one core, and how long a worker should work
// between two meetings, which cost about half a microsecond where nobody disturbs.
const (
	costOfOperation = 0.03 // of machine code
	costOfFunction  = 1.2
	costOfDraw      = 10 // programs that draw are interpreted
	costOfSource    = 1
	worthMeeting    = 1500
)

// worth is the number of workers that have enough to do in a window, going by the
// steps of the neurons alone: delivery is not known beforehand.
func worth(spec *network.Spec, window int64) int {
	ns := 0.0
	for i := range spec.Populations {
		pop := &spec.Populations[i]
		if pop.Source != nil {
			ns += costOfSource * float64(pop.N)
		} else {
			ns += costOfStep(pop.Program) * float64(pop.N)
		}
	}
	return max(1, int(min(ns*float64(window)/worthMeeting, 1<<16)))
}

// costOfStep is what a step of a neuron costs about, in ns.
func costOfStep(p *program.Program) float64 {
	ns := 0.0
	add := func(b *program.Block) {
		for _, in := range b.Instrs {
			switch in.Op {
			case program.Call:
				ns += costOfFunction
			case program.Draw:
				ns += costOfDraw
			default:
				ns += costOfOperation
			}
		}
	}
	add(&p.Integrate.Common)
	for i := range p.Integrate.Variants {
		add(&p.Integrate.Variants[i].Block)
	}
	for i := range p.Arrive {
		add(&p.Arrive[i])
	}
	for i := range p.Conditions {
		add(&p.Conditions[i].Test)
	}
	return ns
}
