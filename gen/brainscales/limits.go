package brainscales

import (
	"fmt"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
)

// records looks at what is to be recorded.
func (m *mapper) records() {
	for k, r := range m.Study.Records {
		if r.Observable == ir.Spikes {
			continue
		}
		at := source.Span{}
		if places := m.Study.Model.Places.Records; k < len(places) {
			at = places[k]
		}
		for i := range m.Populations {
			p := &m.Populations[i]
			if p.Index != r.Population {
				continue
			}
			if v := p.cell.d.Symbols[p.cell.state].Name; r.Variable != v {
				m.Findings.Add(diag.ChipRecording(at, r.Variable+" of "+p.Name, "only "+v+" is read out"))
				continue
			}
			p.Record = true
			if every := float64(r.Every) * m.Study.Timeline.Step; every < columnPeriod-1e-9 {
				m.lossy(diag.ChipRecording(at, r.Variable+" of "+p.Name, fmt.Sprintf("the model asks for a sample every %g ms, the chip gives one every %g ms", every, columnPeriod)), CoarseRecording)
			}
		}
	}
	for _, w := range m.Study.Weights {
		m.Findings.Add(diag.ChipRecording(m.projection(w.Projection), w.Variable+" of "+m.Study.Network.Projections[w.Projection].Name, "weights are read once, at the end"))
	}
}

// delays refuses or drops delays beyond one step.
func (m *mapper) delays() {
	type extent struct{ least, most uint16 }
	seen := map[int]extent{}
	for _, s := range m.Network.Synapses {
		for _, d := range s.Delay {
			e, ok := seen[s.Projection]
			if !ok {
				e = extent{d, d}
			}
			seen[s.Projection] = extent{min(e.least, d), max(e.most, d)}
		}
	}
	h := m.Study.Timeline.Step
	for j := range m.Study.Network.Projections {
		if e, ok := seen[j]; ok && e.most > 1 {
			m.lossy(diag.ChipDelay(m.projection(j), m.Study.Network.Projections[j].Name, float64(e.least)*h, float64(e.most)*h), DropDelays)
		}
	}
}

// place gives circuits to all neurons.
func (m *mapper) place() {
	var list []demand
	for i := range m.Populations {
		for k := range m.Populations[i].N {
			list = append(list, demand{name: fmt.Sprintf("%s[%d]", m.Populations[i].Name, k)})
		}
	}
	for i, both := range m.bothSigns() {
		x := &m.Projections[i]
		p := m.Of(x.Post)
		for _, s := range x.Synapses {
			d := &list[p.First+s.Post]
			switch {
			case both: // the source needs a row of either sign
				d.excitatory++
				d.inhibitory++
			case s.Weight == 0:
			case x.Excitatory:
				d.excitatory++
			default:
				d.inhibitory++
			}
		}
	}
	p, crowded := place(list)
	m.plan = p
	if crowded >= 0 {
		d := list[crowded]
		m.Findings.Add(diag.FanIn(m.neuron(crowded), d.name, d.excitatory, d.inhibitory, rows))
		return
	}
	if p.joined > 0 {
		for i, s := range p.seats {
			if s.Circuits > 1 {
				d := list[i]
				m.lossy(diag.FanIn(m.neuron(i), d.name, d.excitatory, d.inhibitory, rows), JoinCircuits)
				break
			}
		}
	}
	if p.circuits > circuits {
		m.Findings.Add(diag.TooManyCircuits(m.neuron(len(list)-1), p.circuits, circuits, p.why()))
	}
}

// neuron is the place of the population that a neuron of the chip belongs to.
func (m *mapper) neuron(i int) source.Span {
	for _, p := range m.Populations {
		if i < p.First+p.N {
			return m.place1(p.Index)
		}
	}
	return source.Span{}
}

// bothSigns marks projections whose sources have weights of both signs.
func (m *mapper) bothSigns() []bool {
	type key struct{ index, pre, post int }
	signs := map[key][2]bool{}
	of := func(x *Projection) key { return key{x.Index, x.Pre, x.Post} }
	for i := range m.Projections {
		x := &m.Projections[i]
		s := signs[of(x)]
		if x.Excitatory {
			s[0] = true
		} else {
			s[1] = true
		}
		signs[of(x)] = s
	}
	both := make([]bool, len(m.Projections))
	for i := range m.Projections {
		s := signs[of(&m.Projections[i])]
		both[i] = s[0] && s[1]
	}
	return both
}
