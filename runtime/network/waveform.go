package network

import (
	"fmt"
	"math"
	"slices"
	"sort"
	"strings"
)

// Waveform is a current that stays as it is between two changes: Values[k] from
// step Steps[k] on, 0 before the first. A value that is set for step k is felt by
// the integration from t_k to t_k + h, and by what is recorded at t_k + h.
type Waveform struct {
	Name   string
	Steps  []int64 // ascending, from 0 on
	Values []float64
}

// Injection adds a waveform to one input of elements of a population; an element
// that stands twice in the view gets it twice.
type Injection struct {
	Elements View // all of one population
	Input    int
	Waveform int // index into Spec.Waveforms
}

// Wave is what all injections together do to one input of some elements.
type Wave struct {
	Input    int
	Elements []uint32 // indices within the population, ascending
	Steps    []uint32 // ascending
	Values   []float64
}

// checkWaveforms checks the waveforms and the injections of them.
func (s *Spec) checkWaveforms() error {
	for _, w := range s.Waveforms {
		fail := func(format string, args ...any) error {
			return &Error{-1, -1, fmt.Sprintf("current %s ", w.Name) + fmt.Sprintf(format, args...), "give finite values at ascending times"}
		}
		if len(w.Steps) != len(w.Values) {
			return fail("has %d times and %d values", len(w.Steps), len(w.Values))
		}
		for i, k := range w.Steps {
			if k < 0 || k > math.MaxInt32 || i > 0 && k <= w.Steps[i-1] {
				return fail("changes at step %d", k)
			}
			if !finite(w.Values[i]) {
				return fail("is %v at step %d", w.Values[i], k)
			}
		}
	}
	for p := range s.Populations {
		pop := &s.Populations[p]
		for _, c := range pop.Currents {
			if pop.Program == nil || c.Input < 0 || c.Input >= len(pop.Program.Inputs) || c.Waveform < 0 || c.Waveform >= len(s.Waveforms) {
				return s.populationError(p, "inject into an input of neurons", "a current is injected into what it does not have")
			}
			for _, r := range c.Elements.Runs {
				if r.Population != p || !r.inside(pop) {
					return s.populationError(p, "select elements of this population", "a current is injected into elements that it does not have")
				}
			}
		}
	}
	return nil
}

// waves adds up the injections of a population: elements that get the same ones
// share a wave. Waves stand by input, then by their first element.
func (s *Spec) waves(pop *Population) ([]Wave, error) {
	type target struct{ input, element int }
	of := map[target][]int{} // waveforms in order of injection
	var targets []target
	for _, c := range pop.Currents {
		for _, r := range c.Elements.Runs {
			for k := range r.N {
				t := target{c.Input, r.First + k*r.Stride - pop.First}
				if of[t] == nil {
					targets = append(targets, t)
				}
				of[t] = append(of[t], c.Waveform)
			}
		}
	}
	sort.Slice(targets, func(i, j int) bool {
		a, b := targets[i], targets[j]
		return a.input < b.input || a.input == b.input && a.element < b.element
	})
	var list []Wave
	made := map[string]int{}
	for _, t := range targets {
		key := fmt.Sprint(t.input, strings.Trim(fmt.Sprint(of[t]), "[]"))
		at, ok := made[key]
		if !ok {
			w := s.sum(of[t])
			w.Input = t.input
			for _, x := range w.Values {
				if !finite(x) {
					return nil, fmt.Errorf("the currents into %s add up to %v", pop.Program.Inputs[t.input].Name, x)
				}
			}
			at = len(list)
			made[key], list = at, append(list, w)
		}
		list[at].Elements = append(list[at].Elements, uint32(t.element))
	}
	// Waves without any change do nothing.
	return slices.DeleteFunc(list, func(w Wave) bool { return len(w.Steps) == 0 }), nil
}

// sum adds up waveforms in order. A change that changes nothing is left out.
func (s *Spec) sum(waveforms []int) Wave {
	var steps []int64
	for _, i := range waveforms {
		steps = append(steps, s.Waveforms[i].Steps...)
	}
	sort.Slice(steps, func(i, j int) bool { return steps[i] < steps[j] })
	var w Wave
	at := make([]int, len(waveforms)) // changes so far
	for n, k := range steps {
		if n > 0 && k == steps[n-1] {
			continue
		}
		sum := 0.0
		for j, i := range waveforms {
			f := &s.Waveforms[i]
			for at[j] < len(f.Steps) && f.Steps[at[j]] <= k {
				at[j]++
			}
			if at[j] > 0 {
				sum += f.Values[at[j]-1]
			}
		}
		if last := len(w.Values); last > 0 && w.Values[last-1] == sum || last == 0 && sum == 0 {
			continue
		}
		w.Steps, w.Values = append(w.Steps, uint32(k)), append(w.Values, sum)
	}
	return w
}
