package engine

import (
	"errors"
	"fmt"
	"math"

	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// Double is a population, or a projection whose synapses have a rule, that stays in
// binary64, and why.
type Double struct {
	Name string
	Why  error
}

var (
	errTime  = errors.New("it reads the time, which has more digits than float32")
	errSteps = errors.New("it counts steps, of which the run has more than float32 has numbers")
	errRule  = errors.New("its rule changes weights by less than their last digit in float32")
)

// rules are the projections whose rules stay in binary64, which are all that have one.
func rules(net *network.Network) (list []Double) {
	for i := range net.Synapses {
		if s := &net.Synapses[i]; s.Plasticity != nil {
			list = append(list, Double{s.Name, errRule})
		}
	}
	return list
}

// notSingle says why a population cannot be computed in binary32, or nil.
func notSingle(p *program.Program, c *network.Columns, steps int64) error {
	if len(p.Holds) > 0 && steps > 1<<24 {
		return errSteps
	}
	for _, b := range blocksOf(p) {
		for _, in := range b.Instrs {
			switch {
			case in.Op == program.LoadTime:
				return errTime
			case in.Op == program.Const && !hasSingle(in.Value):
				return fmt.Errorf("it has the constant %g, which float32 has not", in.Value)
			}
		}
	}
	for i, values := range c.Init {
		if err := inSingle(p.States[i].Name, values); err != nil {
			return err
		}
	}
	for i, values := range c.Quants {
		if err := inSingle(p.Quantities[i].Name, values); err != nil {
			return err
		}
	}
	for _, s := range c.Switches {
		if err := inSingle(p.Quantities[s.Quantity].Name, s.Values); err != nil {
			return err
		}
	}
	for i, values := range c.Drive {
		if err := inSingle(p.Inputs[i].Name, values); err != nil {
			return err
		}
	}
	for _, w := range c.Waves {
		if err := inSingle(p.Inputs[w.Input].Name, w.Values); err != nil {
			return err
		}
	}
	return inSingle("the quantum of weights", c.Quantum)
}

// blocksOf are the blocks of a program that machine code carries out.
func blocksOf(p *program.Program) []*program.Block {
	list := []*program.Block{&p.Integrate.Common}
	for i := range p.Integrate.Variants {
		list = append(list, &p.Integrate.Variants[i].Block)
	}
	for i := range p.Arrive {
		list = append(list, &p.Arrive[i])
	}
	for i := range p.Conditions {
		list = append(list, &p.Conditions[i].Test, &p.Conditions[i].Action)
	}
	return list
}

func inSingle(name string, values []float64) error {
	for _, x := range values {
		if !hasSingle(x) {
			return fmt.Errorf("%s is %g, beyond the numbers of float32", name, x)
		}
	}
	return nil
}

// hasSingle reports whether binary32 has about this number.
func hasSingle(x float64) bool {
	size := math.Abs(x)
	return x == 0 || x != x || math.IsInf(x, 0) || size >= 0x1p-126 && size <= math.MaxFloat32
}
