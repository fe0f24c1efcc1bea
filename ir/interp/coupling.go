package interp

import (
	"github.com/nngen/nngen/runtime/program"
)

// signal is a variable of a population that continuous connections read.
type signal struct{ population, observable int }

// startCoupling gives every neuron room for its sums and remembers which
// variables of which populations continuous connections read, and for how long.
func (m *machine) startCoupling() {
	m.history = map[signal][][]float64{}
	m.longest = 0
	for j := range m.net.Synapses {
		s := &m.net.Synapses[j]
		if !m.net.Continuous(s) {
			continue
		}
		port := &m.net.Spec.Populations[s.Population].Program.Ports[s.Port]
		for row, pre := range s.Pre {
			p := m.net.Spec.PopulationOf(pre)
			for _, name := range port.Sources {
				m.history[signal{p, m.net.Spec.Populations[p].Program.ObservableIndex(name)}] = nil
			}
			m.longest = max(m.longest, int(s.Delay[row]))
		}
	}
}

// couple takes the sums over continuous connections for step k: senders are as
// they were at t_k - d, targets as they are at t_k.
func (m *machine) couple(k int64) {
	for p := range m.neurons {
		if pop := &m.net.Spec.Populations[p]; pop.Program != nil && len(pop.Program.Sums) > 0 {
			for i := range m.neurons[p] {
				clear(m.neurons[p][i].sums)
			}
		}
	}
	for at := range m.history {
		values := make([]float64, len(m.neurons[at.population]))
		for i := range values {
			values[i] = m.observe(at.population, i, at.observable, k)
		}
		past := append(m.history[at], values)
		if len(past) > m.longest+1 {
			past = past[1:]
		}
		m.history[at] = past
	}
	for j := range m.net.Synapses {
		if m.net.Continuous(&m.net.Synapses[j]) {
			m.sum(j, k)
		}
	}
}

// sum adds the connections of one projection to the sums of their targets: first
// to each other, in their order, then to what other projections gave.
func (m *machine) sum(j int, k int64) {
	s := &m.net.Synapses[j]
	pop := &m.net.Spec.Populations[s.Population]
	port := &pop.Program.Ports[s.Port]
	for x := range pop.Program.Sums {
		sum := &pop.Program.Sums[x]
		if sum.Port != s.Port {
			continue
		}
		total := map[int]float64{}
		for row, pre := range s.Pre {
			from := m.net.Spec.PopulationOf(pre)
			sender := &m.net.Spec.Populations[from]
			i := int(s.Post[row]) - pop.First
			n := &m.neurons[s.Population][i]
			env := program.Env{States: n.states, Quants: n.quants, Step: k, H: m.h, Weight: s.Weight[row], Sources: make([]float64, len(port.Sources))}
			for q, name := range port.Sources {
				past := m.history[signal{from, sender.Program.ObservableIndex(name)}]
				// Before the first step everything was as at t = 0.
				env.Sources[q] = past[max(0, len(past)-1-int(s.Delay[row]))][int(pre)-sender.First]
			}
			total[i] += program.Eval(&sum.Block, &env, nil)[sum.Value]
		}
		for i, v := range total {
			m.neurons[s.Population][i].sums[x] += v
		}
	}
}
