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
}
