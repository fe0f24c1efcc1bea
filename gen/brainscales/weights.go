package brainscales

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/runtime/network"
)

// receptorOf is the receptor of the cell that a port feeds, or -1.
func (c *cell) receptorOf(port int) int {
	return slices.IndexFunc(c.inputs, func(r receptor) bool { return r.port == port })
}

// effect is what one unit of weight does to neuron i through receptor k, were its
// membrane as large as that of the chip's largest.
func (p *Population) effect(k, i int) float64 {
	return p.values[i].gain[k] * p.capacitance / capacitanceMax
}

// weights rounds all weights to six bits.
func (m *mapper) weights() {
	spec := m.Study.Network
	var excitatory, inhibitory []float64
	m.visit(func(_ int, _ *network.Synapses, _ int, effect float64, up bool) {
		if up {
			excitatory = append(excitatory, effect)
		} else {
			inhibitory = append(inhibitory, effect)
		}
	})
	m.Excitatory, m.Inhibitory = unitOf(excitatory), unitOf(inhibitory)
	made := map[[3]int]int{} // set, source population, sign
	m.visit(func(j int, s *network.Synapses, row int, effect float64, up bool) {
		pre := spec.PopulationOf(s.Pre[row])
		key := [3]int{j, pre, 0}
		unit := m.Inhibitory
		if up {
			key[2], unit = 1, m.Excitatory
		}
		p := m.Of(s.Population)
		k := p.cell.receptorOf(s.Port)
		at, ok := made[key]
		if !ok {
			at = len(m.Projections)
			made[key] = at
			x := Projection{Index: s.Projection, Name: s.Name, Pre: pre, Post: s.Population, Excitatory: up, BioUnit: spec.Populations[s.Population].Program.Ports[s.Port].Unit, plastic: s.Plasticity != nil, receptor: k}
			if g := p.effect(k, 0); g != 0 {
				x.Unit = unit / math.Abs(g)
			}
			m.Projections = append(m.Projections, x)
		}
		x := &m.Projections[at]
		w := steps(effect, unit)
		x.Synapses = append(x.Synapses, Synapse{int(s.Pre[row]) - spec.Populations[pre].First, int(s.Post[row]) - spec.Populations[s.Population].First, w, s.Weight[row]})
		switch size := math.Abs(effect); {
		case size > 0 && w == 0:
			x.Zeroed++
		case math.Abs(float64(w)*unit-size) > 0.1*size:
			x.Rounded++
		}
	})
	m.signs()
	for i := range m.Projections {
		if x := &m.Projections[i]; x.Zeroed+x.Rounded > 0 {
			m.lossy(diag.WeightSteps(m.projection(x.Index), x.Name, x.Zeroed, x.Rounded, len(x.Synapses), fmt.Sprintf("%.4g %s", x.Unit, x.BioUnit)), CoarseWeights)
		}
	}
}

// visit goes through all synapses with their effects on the neuron: mV/ms for
// currents, 1/ms for conductances.
func (m *mapper) visit(f func(set int, s *network.Synapses, row int, effect float64, excitatory bool)) {
	for j := range m.Network.Synapses {
		s := &m.Network.Synapses[j]
		p := m.Of(s.Population)
		k := p.cell.receptorOf(s.Port)
		if k < 0 {
			continue // a port whose state is not in the equations
		}
		for row := range s.Pre {
			i := int(s.Post[row]) - m.Study.Network.Populations[s.Population].First
			effect := s.Weight[row] * p.effect(k, i)
			up := effect >= 0
			if p.cell.conduct {
				up = p.isExcitatory(k)
			}
			f(j, s, row, effect, up)
		}
	}
}

// signs looks for weights that no row can have.
func (m *mapper) signs() {
	for i := range m.Populations {
		p := &m.Populations[i]
		used := map[bool]map[int]bool{true: {}, false: {}} // receptors by sign
		negative := -1
		m.visit(func(_ int, s *network.Synapses, _ int, effect float64, up bool) {
			if s.Population != p.Index {
				return
			}
			if p.cell.conduct && effect < 0 {
				negative = s.Projection
			}
			used[up][p.cell.receptorOf(s.Port)] = true
		})
		if negative >= 0 {
			m.Findings.Add(diag.MixedSigns(m.projection(negative), m.Study.Network.Projections[negative].Name, "conductances cannot be negative"))
		}
		for _, up := range []bool{true, false} {
			if len(used[up]) > 1 && slices.ContainsFunc(p.values, func(v values) bool { return v.synapse[0] != v.synapse[1] }) {
				word := "negative"
				if up {
					word = "positive"
				}
				m.Findings.Add(diag.MixedSigns(m.place1(p.Index), p.Name, word+" ones arrive at two ports that decay differently, and the circuit has one input for each sign"))
			}
		}
		m.receptors(p, used)
	}
}

// receptors gives the two inputs of the chip the time constants of the ports that
// feed them.
func (m *mapper) receptors(p *Population, used map[bool]map[int]bool) {
	p.Params = slices.DeleteFunc(p.Params, func(x Param) bool { return strings.HasPrefix(x.Name, portTime) })
	if len(p.cell.inputs) == 0 {
		return
	}
	for _, up := range []bool{true, false} {
		k := inputOf(p, up, used[up])
		par := Param{Name: "tau_syn_I", Unit: "us", BioUnit: "ms", Bio: p.column(func(v *values) float64 { return v.synapse[k] }), Residual: make([]float64, p.N)}
		if up {
			par.Name = "tau_syn_E"
		}
		par.Chip = slices.Clone(par.Bio)
		p.Params = append(p.Params, par)
	}
}

// inputOf is the receptor of the cell whose time constant an input of the chip
// takes; one that nothing reaches takes that of the other.
func inputOf(p *Population, up bool, used map[int]bool) int {
	for k := range p.cell.inputs {
		if used[k] || p.cell.conduct && p.isExcitatory(k) == up {
			return k
		}
	}
	return min(len(p.cell.inputs)-1, map[bool]int{true: 0, false: 1}[up])
}
