package network

import (
	"fmt"
	"math"
	"slices"

	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// Adjustment gives a quantity of a plasticity rule other values, at all connections
// of a projection or some: from the beginning, or, as a [Setting] does, from a step
// on. Draws are made anew for every adjustment.
type Adjustment struct {
	Step     int64
	Quantity int   // given, not derived, bound to a column
	Value    Value // as in Projection.Given
	Only     Part
}

// adjustments are those of a projection with the names of their draws: those that
// hold from the beginning, then those of the run.
func (p *Projection) adjustments() (list []Adjustment, names []string) {
	count := map[string]int{}
	add := func(a Adjustment, word string) {
		name := p.Plasticity.Quantities[a.Quantity].Name + word
		count[name]++
		list, names = append(list, a), append(names, fmt.Sprintf("%s.%s%d", p.Name, name, count[name]))
	}
	for _, a := range p.Set {
		add(a, ".part")
	}
	for _, a := range p.Settings {
		add(a, ".set")
	}
	return list, names
}

// checkAdjustments checks those of projection j.
func (s *Spec) checkAdjustments(j int) error {
	p := &s.Projections[j]
	if p.Plasticity == nil {
		if len(p.Set)+len(p.Settings) > 0 {
			return s.projectionError(j, "give it a rule", "values of a plasticity rule are set that it does not have")
		}
		return nil
	}
	last := int64(0)
	for _, a := range p.Settings {
		if a.Step < last || a.Step > math.MaxInt32 {
			return s.projectionError(j, "sort them", "its settings are not ascending: step %d", a.Step)
		}
		last = a.Step
	}
	for _, a := range append(slices.Clone(p.Set), p.Settings...) {
		if a.Quantity < 0 || a.Quantity >= len(p.Plasticity.Quantities) {
			return s.projectionError(j, "name a quantity of its rule", "a value is set that does not exist")
		}
		q := &p.Plasticity.Quantities[a.Quantity]
		if q.Binding != program.Column || q.Derived {
			return s.projectionError(j, "bind it to a column", "%s is set, but does not change", q.Name)
		}
		if err := checkValue(&a.Value, nil, true); err != nil {
			return s.projectionError(j, valueHelp, "a value of %s that is set %v", q.Name, err)
		}
	}
	return nil
}

// adjusted are the values of adjustments for one set of synapses: one for all, or
// one per connection; and the rows that they are for, nil for all.
type adjusted struct {
	Adjustment
	values []float64
	rows   []int
}

// adjust gives the sets of a projection, which have the values of its adjustments
// behind those that are given, the values that hold from the beginning, and hands
// out those of the run.
func (s *Spec) adjust(j int, sets []Synapses) ([][]adjusted, error) {
	p := &s.Projections[j]
	later := make([][]adjusted, len(sets))
	if p.Plasticity == nil {
		return later, nil
	}
	list, _ := p.adjustments()
	var sizes []int
	for i := range sets {
		sizes = append(sizes, len(sets[i].Pre))
	}
	order := p.givenOrder()
	for k, a := range list {
		which := make([][]int, len(sets))
		if len(a.Only) > 0 {
			var err error
			if which, err = rows(s.Seed, []Part{a.Only}, sizes); err != nil {
				return nil, s.projectionError(j, "take of it what there is", "%v", err)
			}
			for i := range which {
				if which[i] == nil {
					which[i] = []int{}
				}
			}
		}
		for i := range sets {
			x := adjusted{a, sets[i].Quants[len(order)+k], which[i]}
			if k < len(p.Set) {
				x.into(sets[i].Quants[slices.Index(order, a.Quantity)], len(sets[i].Pre))
			} else {
				later[i] = append(later[i], x)
			}
		}
	}
	for i := range sets {
		sets[i].Quants = sets[i].Quants[:len(order)]
	}
	return later, nil
}

// into puts the values into a column of n connections.
func (a *adjusted) into(column []float64, n int) {
	if a.rows == nil {
		for row := range n {
			column[row] = At(a.values, row)
		}
		return
	}
	for _, row := range a.rows {
		column[row] = At(a.values, row)
	}
}

// switches computes what the adjustments of the run make of the quantities of a
// set, derived ones included.
func (x *Synapses) switches(list []adjusted) error {
	n := len(x.Pre)
	now := slices.Clone(x.Quants)
	for at := 0; at < len(list); {
		step := list[at].Step
		next := slices.Clone(now)
		for ; at < len(list) && list[at].Step == step; at++ {
			q := list[at].Quantity
			next[q] = slices.Clone(Spread(next[q], n))
			list[at].into(next[q], n)
		}
		if err := x.derive(next); err != nil {
			return err
		}
		for q := range next {
			if len(next[q]) > 1 && same(next[q]) {
				next[q] = next[q][:1:1]
			}
			if len(next[q]) > 0 && n > 0 && !equal(now[q], next[q], n) {
				x.Switches = append(x.Switches, Switch{step, q, next[q]})
			}
		}
		now = next
	}
	return nil
}

// derive computes the derived columns of connections from the others.
func (x *Synapses) derive(quants [][]float64) error {
	rule, n := x.Plasticity, len(x.Pre)
	var columns []int
	for q := range rule.Quantities {
		if rule.Quantities[q].Binding == program.Column && rule.Quantities[q].Derived {
			columns = append(columns, q)
			quants[q] = make([]float64, n)
		}
	}
	d := deriverOf(rule)
	set := make([]float64, len(rule.Quantities))
	for row := 0; row < n && len(columns) > 0; row++ {
		quantitiesOf(quants, row, set)
		if err := d.Quantities(set); err != nil {
			return err
		}
		for _, q := range columns {
			quants[q][row] = set[q]
		}
	}
	return nil
}

// drawn is the stream of an adjustment.
func (s *Spec) drawn(name string) rng.Stream { return rng.NewStream(s.Seed, rng.Param, name, 0) }
