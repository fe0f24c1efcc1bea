package network

import (
	"context"
	"fmt"

	"github.com/nngen/nngen/runtime/derive"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// derivations is the number of neurons whose propagators one task computes.
const derivations = 256

// columns computes the numbers of population p.
func (s *Spec) columns(ctx context.Context, p, workers int) (Columns, error) {
	pop := &s.Populations[p]
	prog := pop.Program
	var c Columns
	fail := func(err error) error {
		return s.populationError(p, "give every element a number that is finite", "%v", err)
	}
	n := 1 // different sets of quantities
	for q := range prog.Quantities {
		quantity := &prog.Quantities[q]
		column := []float64{quantity.Value}
		if quantity.Binding == program.Column && !quantity.Derived {
			v := pop.Given[q]
			var err error
			if column, err = s.column(&v, rng.Param, pop.Name+"."+quantity.Name, pop.N, nil); err != nil {
				return c, fail(err)
			}
		}
		c.Quants = append(c.Quants, column)
	}
	for k := range pop.Set {
		if pop.Set[k].Kind == SetGiven {
			if err := s.override(pop, &c, k); err != nil {
				return c, fail(err)
			}
		}
	}
	for q := range c.Quants {
		if len(c.Quants[q]) != 1 {
			n = pop.N
		}
	}
	if err := s.derived(ctx, pop, c.Quants, n, workers); err != nil {
		if ctx.Err() != nil {
			return c, err
		}
		return c, fail(err)
	}
	quants := make([]float64, len(c.Quants))
	at := func(i int) []float64 {
		for q := range quants {
			quants[q] = At(c.Quants[q], i)
		}
		return quants
	}
	for i := range prog.States {
		column, err := s.column(&pop.Init[i], rng.Init, pop.Name+"."+prog.States[i].Name, pop.N, at)
		if err != nil {
			return c, fail(err)
		}
		c.Init = append(c.Init, column)
	}
	for i := range prog.Inputs {
		column, err := s.column(&pop.Drive[i], rng.Param, pop.Name+"."+prog.Inputs[i].Name, pop.N, at)
		if err != nil {
			return c, fail(err)
		}
		c.Drive = append(c.Drive, column)
	}
	for k := range pop.Set {
		if pop.Set[k].Kind == SetGiven {
			continue
		}
		if err := s.override(pop, &c, k); err != nil {
			return c, fail(err)
		}
	}
	for _, list := range [...][][]float64{c.Quants, c.Init, c.Drive} {
		for i, column := range list {
			if same(column) {
				list[i] = column[:1:1]
			}
		}
	}
	c.Streams = s.streams(pop)
	var err error
	if c.Switches, err = s.switches(ctx, pop, c.Quants, workers); err != nil {
		if ctx.Err() != nil {
			return c, err
		}
		return c, fail(err)
	}
	if c.Waves, err = s.waves(pop); err != nil {
		return c, fail(err)
	}
	c.Quantum = make([]float64, len(prog.Ports))
	return c, nil
}

// derived computes the derived columns for n different sets of quantities.
func (s *Spec) derived(ctx context.Context, pop *Population, quants [][]float64, n, workers int) error {
	prog := pop.Program
	var columns []int
	for q := range prog.Quantities {
		if prog.Quantities[q].Derived && prog.Quantities[q].Binding == program.Column {
			columns = append(columns, q)
			quants[q] = make([]float64, n)
		}
	}
	if len(columns) == 0 || n == 0 {
		return nil
	}
	return parallel(ctx, (n+derivations-1)/derivations, workers, func(block int) error {
		d := derive.New(prog)
		set := make([]float64, len(quants))
		for i := block * derivations; i < min(n, (block+1)*derivations); i++ {
			for q := range set {
				set[q] = At(quants[q], i)
			}
			if err := d.Quantities(set); err != nil {
				return err
			}
			for _, q := range columns {
				quants[q][i] = set[q]
			}
		}
		return nil
	})
}

// override does override number k: it replaces initial values or adds to drives.
func (s *Spec) override(pop *Population, c *Columns, k int) error {
	o := &pop.Set[k]
	var column *[]float64
	var name string
	switch o.Kind {
	case AddDrive:
		column, name = &c.Drive[o.Index], pop.Name+"."+pop.Program.Inputs[o.Index].Name+".injected"
	case SetGiven:
		column, name = &c.Quants[o.Index], pop.Name+"."+pop.Program.Quantities[o.Index].Name+".part"
	default:
		column, name = &c.Init[o.Index], pop.Name+"."+pop.Program.States[o.Index].Name+".set"
	}
	// Several overrides of one variable draw independent numbers.
	earlier := 0
	for _, other := range pop.Set[:k] {
		if other.Kind == o.Kind && other.Index == o.Index {
			earlier++
		}
	}
	if earlier > 0 {
		name += fmt.Sprintf(".%d", earlier+1)
	}
	elements := pop.places(o.Elements)
	if len(*column) == 1 && pop.N > 1 {
		x := (*column)[0]
		*column = make([]float64, pop.N)
		for i := range *column {
			(*column)[i] = x
		}
	}
	e, stream := newEvaluator(&o.Value, s.Step), rng.NewStream(s.Seed, rng.Param, name, 0)
	for k, i := range elements {
		x := e.at(stream.At(uint32(k)), 0, int64(i), int64(pop.N))
		if !finite(x) {
			return fmt.Errorf("%s is %v at element %d%s", name, x, i, e.missed)
		}
		if o.Kind == AddDrive {
			(*column)[i] += x
		} else {
			(*column)[i] = x
		}
	}
	return nil
}

// places are the indices of a view within the population, in its order.
func (p *Population) places(v View) []int {
	list := make([]int, 0, v.Len())
	for _, r := range v.Runs {
		for k := range r.N {
			list = append(list, r.First+k*r.Stride-p.First)
		}
	}
	return list
}
