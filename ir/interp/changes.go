package interp

import "github.com/nngen/nngen/runtime/network"

// changes makes the changes that step k is the first to feel.
func (m *machine) changes(k int64) {
	for p := range m.net.Populations {
		c := &m.net.Populations[p]
		for _, x := range c.Switches {
			if x.Step == k {
				for i := range m.neurons[p] {
					m.neurons[p][i].quants[x.Quantity] = network.At(x.Values, i)
				}
			}
		}
		for _, w := range c.Waves {
			for at, step := range w.Steps {
				if int64(step) != k {
					continue
				}
				for _, i := range w.Elements {
					m.neurons[p][i].inputs[w.Input] = network.At(c.Drive[w.Input], int(i)) + w.Values[at]
				}
			}
		}
	}
	for j := range m.net.Synapses {
		m.adjust(j, k)
	}
}

// adjust gives a rule the quantities that it has from step k on. What came before
// is over: all states are brought to that step.
func (m *machine) adjust(j int, k int64) {
	syn := &m.net.Synapses[j]
	settled := false
	for _, x := range syn.Switches {
		if x.Step != k {
			continue
		}
		if !settled {
			m.settle(j, k)
			settled = true
		}
		for row := range m.plastic[j].connections {
			m.plastic[j].connections[row].quants[x.Quantity] = network.At(x.Values, row)
		}
	}
	if settled && len(syn.Plasticity.Rebound.Stores) > 0 {
		for row := range m.plastic[j].connections {
			c := &m.plastic[j].connections[row]
			v := m.evaluate(&syn.Plasticity.Rebound, j, row, c, ofPre, k, 0)
			syn.Plasticity.Rebound.Store(c.states, v, nil)
		}
	}
}

// settle stores all states of a set of connections as they are at step k.
func (m *machine) settle(j int, k int64) {
	rule := m.net.Synapses[j].Plasticity
	now := make([][]float64, len(rule.States))
	for i := range rule.States {
		now[i] = m.observed(j, rule.ObservableIndex(rule.States[i].Name), k, nil)
	}
	for row := range m.plastic[j].connections {
		c := &m.plastic[j].connections[row]
		for i := range rule.States {
			c.states[i] = now[i][row]
		}
		for site := range c.stored {
			c.stored[site] = k
		}
	}
}
