package spinnaker

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"github.com/nngen/nngen/runtime/fixed"
	"github.com/nngen/nngen/runtime/network"
)

// NewImage turns the numbers of the network into words.
func (f *Form) NewImage(net *network.Network) (*fixed.Image, error) {
	m := &fixed.Image{Steps: f.Study.Timeline.Segments[0].Steps, Programs: f.Programs, Rules: f.Rules}
	for i := range net.Spec.Populations {
		pop := &net.Spec.Populations[i]
		x := fixed.Population{Name: pop.Name, N: pop.N, First: pop.First, Program: -1}
		if pop.Source != nil {
			if err := emissions(&x, net.Spec, i, m.Steps); err != nil {
				return nil, err
			}
			m.Populations = append(m.Populations, x)
			continue
		}
		for j, p := range f.Study.Programs {
			if p == pop.Program {
				x.Program = j
			}
		}
		if x.Program < 0 {
			return nil, fmt.Errorf("the population %s has a program that is not of the study", pop.Name)
		}
		p, c := f.Programs[x.Program], &net.Populations[i]
		for j, s := range p.States {
			x.States = append(x.States, words(s.Format, c.Init[j]))
		}
		for _, q := range p.Params {
			if q.Quantity < 0 {
				x.Params = append(x.Params, streamWords(c, q.Stream, pop.N))
				continue
			}
			x.Params = append(x.Params, words(q.Format, c.Quants[q.Quantity]))
		}
		for _, q := range p.Inputs {
			x.Inputs = append(x.Inputs, words(q.Format, c.Drive[q.Quantity]))
		}
		m.Populations = append(m.Populations, x)
	}
	for j := range net.Synapses {
		m.Synapses = append(m.Synapses, f.synapses(m, net, j))
	}
	for i := range m.Populations {
		if m.Populations[i].Program >= 0 {
			m.Changes = append(m.Changes, f.changes(m, i, &net.Populations[i])...)
		}
	}
	slices.SortStableFunc(m.Changes, func(a, b fixed.Change) int { return cmp.Compare(a.Step, b.Step) })
	return m, nil
}

// changes are what changes in a population during the run.
func (f *Form) changes(m *fixed.Image, i int, c *network.Columns) (list []fixed.Change) {
	pop := &m.Populations[i]
	p := f.Programs[pop.Program]
	for k := range c.Waves {
		w := &c.Waves[k]
		for at, step := range w.Steps {
			if int64(step) < m.Steps {
				list = append(list, fixed.Change{Step: int64(step), Population: i, Input: true, Index: w.Input, Elements: w.Elements, Words: []int32{p.Inputs[w.Input].Format.Word(w.Values[at])}})
			}
		}
	}
	var all []uint32
	for n := range pop.N {
		all = append(all, uint32(n))
	}
	for _, s := range c.Switches {
		for j, q := range p.Params {
			if q.Quantity == s.Quantity && s.Step < m.Steps {
				list = append(list, fixed.Change{Step: s.Step, Population: i, Index: j, Elements: all, Words: words(q.Format, s.Values)})
			}
		}
	}
	return list
}

// words rounds a column.
func words(f fixed.Format, column []float64) []int32 {
	w := make([]int32, len(column))
	for i, x := range column {
		w[i] = f.Word(x)
	}
	return w
}

// emissions are the spikes of a source up to the end.
func emissions(x *fixed.Population, spec *network.Spec, i int, steps int64) error {
	e, err := network.SourceCounts(spec, i, 0, steps)
	if err != nil {
		return err
	}
	x.Index, x.Count = e.Index, e.Count
	x.Starts = make([]uint32, steps+2)
	for _, s := range e.Step {
		x.Starts[s+1]++
	}
	for s := range steps + 1 {
		x.Starts[s+1] += x.Starts[s]
	}
	return nil
}

// synapses are the connections of one set.
func (f *Form) synapses(m *fixed.Image, net *network.Network, j int) fixed.Synapses {
	s := &net.Synapses[j]
	first := net.Spec.Populations[s.Population].First
	p := f.Programs[m.Populations[s.Population].Program]
	x := fixed.Synapses{Population: s.Population, Pre: s.Pre, Delay: s.Delay, Rule: -1, Port: s.Port,
		Post: make([]uint32, len(s.Post)), Type: make([]uint8, len(s.Post)), Weight: make([]uint16, len(s.Post))}
	for k, post := range s.Post {
		x.Post[k] = post - uint32(first)
	}
	if s.Plasticity != nil {
		x.Rule = f.RuleOf(s.Plasticity)
		r := f.Rules[x.Rule]
		kind := int(p.Ports[s.Port].Plus)
		if f.amounts[x.Rule].falls() {
			kind = int(p.Ports[s.Port].Minus)
		}
		for k, w := range s.Weight {
			x.Type[k] = uint8(max(0, kind))
			x.Start = append(x.Start, startWord(r.States[r.Weight].Format, w))
			if w != 0 && x.Start[k] == 0 {
				x.Zeroed++
			}
		}
		return x
	}
	for k, w := range s.Weight {
		x.Type[k], x.Weight[k] = weight(p, s.Port, w)
		if w != 0 && x.Weight[k] == 0 {
			x.Zeroed++
		}
	}
	return x
}

// weight is a weight as the framework keeps it.
func weight(p *fixed.Program, port int, w float64) (kind uint8, stored uint16) {
	at := p.Ports[port].Plus
	if w < 0 {
		w, at = -w, p.Ports[port].Minus
	}
	if at < 0 {
		return 0, 0
	}
	r := math.RoundToEven(math.Ldexp(w, int(p.WeightFormat(int(at)))))
	return uint8(at), uint16(min(r, math.MaxUint16))
}
