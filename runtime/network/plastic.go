package network

import (
	"fmt"
	"math"
	"slices"

	"github.com/nngen/nngen/runtime/derive"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// other is a value per connection besides weight and delay, with its draws.
type other struct {
	value  *evaluator
	stream rng.Stream
	axonal bool
	given  int    // place in made.given
	name   string // for messages
}

// connections prepares what a projection with a rule or axonal delays computes
// for every connection.
func (m *maker) connections() {
	if hasValue(&m.p.Axonal) {
		m.others = append(m.others, &other{value: newEvaluator(&m.p.Axonal, m.spec.Step), axonal: true, name: "an axonal delay",
			stream: rng.NewStream(m.spec.Seed, rng.Delay, m.p.Name+".axonal", 0)})
	}
	for i, q := range m.p.givenOrder() {
		v := m.p.Given[q]
		name := m.p.Plasticity.Quantities[q].Name
		m.others = append(m.others, &other{value: newEvaluator(&v, m.spec.Step), given: i, name: name,
			stream: rng.NewStream(m.spec.Seed, rng.Param, m.p.Name+"."+name, 0)})
		m.given = append(m.given, nil)
	}
}

// more computes the other values of the connection with that slot in its row,
// and reports a number that cannot be.
func (m *maker) more(row int, slot uint64) (problem string) {
	for _, o := range m.others {
		x := o.value.at(o.stream.At(uint32(row)), slot, 0, 0)
		if !o.axonal {
			if !finite(x) {
				problem = fmt.Sprintf("%s of a connection is %v", o.name, x)
			}
			m.given[o.given] = append(m.given[o.given], x)
			continue
		}
		n := math.Round(x / m.spec.Step)
		if !(x >= 0 && n <= MaxDelay) {
			problem, n = fmt.Sprintf("%s is %v ms", o.name, x), 0
		}
		m.axonal = append(m.axonal, uint16(n))
	}
	return problem
}

func hasValue(v *Value) bool { return len(v.Block.Instrs) > 0 }

// givenOrder are the quantities of the rule that are given per connection.
func (p *Projection) givenOrder() []int {
	var list []int
	for q := range p.Given {
		list = append(list, q)
	}
	slices.Sort(list)
	return list
}

// checkGiven checks the values per connection of the rule of projection j.
func (s *Spec) checkGiven(j int) error {
	p := &s.Projections[j]
	if p.Plasticity == nil {
		if len(p.Given) > 0 {
			return s.projectionError(j, "give it a rule", "it has values of a plasticity rule that it does not have")
		}
		return nil
	}
	for q, x := range p.Plasticity.Quantities {
		v, ok := p.Given[q]
		if wanted := x.Binding == program.Column && !x.Derived; wanted != ok {
			return s.projectionError(j, valueHelp, "%s of its rule is given wrongly", x.Name)
		}
		if err := checkValue(&v, nil, true); err != nil {
			return s.projectionError(j, valueHelp, "%s of its rule %v", x.Name, err)
		}
	}
	return nil
}

// plastic completes a set of synapses: all columns of the rule, or the sum of
// both delays without one.
func (s *Spec) plastic(j int, x *Synapses) error {
	if x.Plasticity == nil {
		for k, a := range x.Axonal {
			d := int(x.Delay[k]) + int(a)
			if d > MaxDelay {
				return s.projectionError(j, "make them shorter", "both delays of a connection are more than %d steps", MaxDelay)
			}
			x.Delay[k] = uint16(d)
		}
		x.Axonal = nil
		return nil
	}
	given := x.Quants
	x.Quants = nil
	for q := range x.Plasticity.Quantities {
		quantity := &x.Plasticity.Quantities[q]
		if quantity.Binding == program.Column && !quantity.Derived {
			x.Quants = append(x.Quants, given[0])
			given = given[1:]
			continue
		}
		x.Quants = append(x.Quants, []float64{quantity.Value})
	}
	if err := x.complete(); err != nil {
		return s.projectionError(j, "change the distribution, or bound it with clip(…)", "%v", err)
	}
	return nil
}

// complete computes derived quantities from what is given, and initial values.
func (x *Synapses) complete() error {
	rule, n := x.Plasticity, len(x.Pre)
	var columns []int
	for q := range rule.Quantities {
		if rule.Quantities[q].Binding == program.Column && rule.Quantities[q].Derived {
			columns = append(columns, q)
			x.Quants[q] = make([]float64, n)
		}
	}
	d := derive.New(&program.Program{Name: rule.Name, Step: rule.Step, Quantities: rule.Quantities, Derive: rule.Derive})
	set := make([]float64, len(rule.Quantities))
	for row := 0; row < n && len(columns) > 0; row++ {
		x.quantities(row, set)
		if err := d.Quantities(set); err != nil {
			return err
		}
		for _, q := range columns {
			x.Quants[q][row] = set[q]
		}
	}
	return x.initial()
}

// initial computes the initial values of the states of connections.
func (x *Synapses) initial() error {
	rule, n := x.Plasticity, x.different()
	set := make([]float64, len(rule.Quantities))
	x.Init = make([][]float64, len(rule.States))
	states := make([]float64, len(rule.States))
	var v []float64
	for row := range n {
		x.quantities(row, set)
		v = program.Eval(&rule.Init, &program.Env{Quants: set, H: rule.Step}, v)
		rule.Init.Store(states, v, nil)
		for i, value := range states {
			switch {
			case i == rule.Weight:
			case !finite(value):
				return fmt.Errorf("%s of a connection begins with %v", rule.States[i].Name, value)
			default:
				x.Init[i] = append(x.Init[i], value)
			}
		}
	}
	for i, c := range x.Init {
		if same(c) {
			x.Init[i] = c[:1:1]
		}
	}
	return nil
}

// different is the number of connections whose quantities may differ: 1 when all
// are equal.
func (x *Synapses) different() int {
	for _, c := range x.Quants {
		if len(c) > 1 {
			return len(x.Pre)
		}
	}
	return min(1, len(x.Pre))
}

// quantities fills set with the quantities of connection row.
func (x *Synapses) quantities(row int, set []float64) {
	for q := range set {
		if c := x.Quants[q]; len(c) > 0 {
			set[q] = At(c, row)
		}
	}
}

// bound is the largest weight that the rule of a set may reach, 0 when it has no
// bounds.
func (x *Synapses) bound() float64 {
	rule := x.Plasticity
	if rule == nil || rule.Bound < 0 {
		return 0
	}
	set := make([]float64, len(rule.Quantities))
	most := 0.0
	var v []float64
	for row := range x.different() {
		x.quantities(row, set)
		v = program.Eval(&rule.Init, &program.Env{Quants: set, H: rule.Step}, v)
		if b := v[rule.Bound]; finite(b) {
			most = max(most, b)
		}
	}
	return most
}

// Releases are the streams of the draws of a set of plastic synapses, for
// connection 0; those of connection k are at index k.
func (s *Spec) Releases(x *Synapses) []rng.Stream {
	var list []rng.Stream
	for _, name := range x.Plasticity.Random {
		list = append(list, rng.NewStream(s.Seed, rng.Release, x.Name+"."+name, 0))
	}
	return list
}
