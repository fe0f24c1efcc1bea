package network

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// Setting gives a quantity of a population another value from a step on: after
// what is recorded at t_k, before the integration from t_k to t_k + h.
type Setting struct {
	Step     int64
	Quantity int   // given, not derived, bound to a column
	Value    Value // as in Population.Given; draws are made anew for every setting
	Elements View  // of the population; none: all
}

// Switch is what a quantity becomes at a step.
type Switch struct {
	Step     int64
	Quantity int
	Values   []float64 // one for all, or one per element
}

// checkSettings checks the settings of population p of neurons.
func (s *Spec) checkSettings(p int) error {
	pop := &s.Populations[p]
	last := int64(0)
	for _, x := range pop.Settings {
		if x.Step < last || x.Step > math.MaxInt32 {
			return s.populationError(p, "sort them", "its settings are not ascending: step %d", x.Step)
		}
		last = x.Step
		if x.Quantity < 0 || x.Quantity >= len(pop.Program.Quantities) {
			return s.populationError(p, "name a quantity of its neurons", "a value that is set at step %d does not exist", x.Step)
		}
		if q := &pop.Program.Quantities[x.Quantity]; q.Binding != program.Column || q.Derived {
			return s.populationError(p, "bind it to a column", "%s is set at step %d, but does not change", q.Name, x.Step)
		}
		for _, r := range x.Elements.Runs {
			if r.Population != p || !r.inside(pop) {
				return s.populationError(p, "name its own elements", "a value is set at step %d for elements that it does not have", x.Step)
			}
		}
		if err := checkValue(&x.Value, nil, false); err != nil {
			return s.populationError(p, valueHelp, "a value that is set at step %d %v", x.Step, err)
		}
	}
	return nil
}

// switches computes what the settings of a population make of its quantities,
// which begin as quants: those that are set, and those that follow from them.
func (s *Spec) switches(ctx context.Context, pop *Population, quants [][]float64, workers int) ([]Switch, error) {
	now := slices.Clone(quants)
	var list []Switch
	set := map[int]int{} // how often a quantity was set
	for at := 0; at < len(pop.Settings); {
		step := pop.Settings[at].Step
		next := slices.Clone(now)
		for ; at < len(pop.Settings) && pop.Settings[at].Step == step; at++ {
			x := &pop.Settings[at]
			set[x.Quantity]++
			column, err := s.column(&x.Value, rng.Param, fmt.Sprintf("%s.%s.set%d", pop.Name, pop.Program.Quantities[x.Quantity].Name, set[x.Quantity]), pop.N, nil)
			if err != nil {
				return nil, err
			}
			if len(x.Elements.Runs) > 0 {
				part := slices.Clone(Spread(next[x.Quantity], pop.N))
				for _, i := range pop.places(x.Elements) {
					part[i] = At(column, i)
				}
				column = part
			}
			next[x.Quantity] = column
		}
		n := 1
		for q := range next {
			if len(next[q]) != 1 && !pop.Program.Quantities[q].Derived {
				n = pop.N
			}
		}
		if err := s.derived(ctx, pop, next, n, workers); err != nil {
			return nil, err
		}
		for q := range next {
			if same(next[q]) {
				next[q] = next[q][:1:1]
			}
			if !equal(now[q], next[q], pop.N) {
				list = append(list, Switch{step, q, next[q]})
			}
		}
		now = next
	}
	return list, nil
}

// equal reports whether two columns of n elements have the same numbers.
func equal(a, b []float64, n int) bool {
	for i := range n {
		if At(a, i) != At(b, i) {
			return false
		}
		if len(a) == 1 && len(b) == 1 {
			break
		}
	}
	return true
}
