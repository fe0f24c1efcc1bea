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
	if m.p.Plasticity == nil {
		return
	}
	list, names := m.p.adjustments()
	for k, a := range list {
		if x, same := a.Value.Constant(); same {
			m.given = append(m.given, []float64{x})
			continue
		}
		m.others = append(m.others, &other{value: newEvaluator(&a.Value, m.spec.Step), given: len(m.given), name: m.p.Plasticity.Quantities[a.Quantity].Name, stream: m.spec.drawn(names[k])})
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
				problem = fmt.Sprintf("%s of a connection is %v%s", o.name, x, o.value.missed)
			}
			m.given[o.given] = append(m.given[o.given], x)
			continue
		}
		n := math.Round(x / m.spec.Step)
		if !(x >= 0 && n <= MaxDelay) {
			problem, n = fmt.Sprintf("%s is %v ms%s", o.name, x, o.value.missed), 0
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
func (s *Spec) plastic(j int, x *Synapses, later []adjusted) error {
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
	err := x.complete()
	if err == nil {
		err = x.switches(later)
	}
	if err != nil {
		return s.projectionError(j, "change the distribution, or bound it with clip(…)", "%v", err)
	}
	return nil
}

// complete computes derived quantities from what is given, and initial values.
func (x *Synapses) complete() error {
	if err := x.derive(x.Quants); err != nil {
		return err
	}
	return x.initial()
}

// deriverOf computes the derived quantities of a rule.
func deriverOf(rule *program.Plasticity) *derive.Derivation {
	return derive.New(&program.Program{Name: rule.Name, Step: rule.Step, Quantities: rule.Quantities, Derive: rule.Derive})
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
func (x *Synapses) quantities(row int, set []float64) { quantitiesOf(x.Quants, row, set) }

func quantitiesOf(quants [][]float64, row int, set []float64) {
	for q := range set {
		if c := quants[q]; len(c) > 0 {
			set[q] = At(c, row)
		}
	}
}

// bound is the largest weight that the rule of a set may reach in the run, 0 when
// it has no bounds.
func (x *Synapses) bound() float64 {
	if x.Plasticity == nil || x.Plasticity.Bound < 0 {
		return 0
	}
	now := *x
	now.Quants = slices.Clone(x.Quants)
	most := now.boundNow()
	for k, s := range x.Switches {
		now.Quants[s.Quantity] = s.Values
		if k+1 == len(x.Switches) || x.Switches[k+1].Step != s.Step {
			most = max(most, now.boundNow())
		}
	}
	return most
}

func (x *Synapses) boundNow() float64 {
	rule := x.Plasticity
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
