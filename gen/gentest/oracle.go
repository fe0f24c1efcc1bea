package gentest

import (
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// Spike is a spike of element Index of a population, stamped Step.
type Spike struct {
	Step              int64
	Population, Index int
}

// Oracle runs s on its network. Spikes are those of all neurons, by step,
// population, index. Traces hold, per record of the study and element of the
// record, the samples at steps 0, Every, 2*Every, …; nil for records of spikes.
func Oracle(s *ir.Study) (spikes []Spike, traces [][][]float64) { return Run(s, Expand(s)) }

// Run is Oracle on the given network: step by step what the documentation of
// package program says, neuron by neuron, nothing clever.
func Run(s *ir.Study, d *Data) (spikes []Spike, traces [][][]float64) {
	spec := d.Spec
	steps := s.Timeline.Segments[0].Steps

	// outgoing synapses per global id, and what arrives: [step][global id][port].
	type synapse struct{ j, at int }
	outgoing := make([][]synapse, spec.Size())
	for j := range d.Synapses {
		for at, pre := range d.Synapses[j].Pre {
			outgoing[pre] = append(outgoing[pre], synapse{j, at})
		}
	}
	type port struct {
		step int64
		post uint32
		port int
	}
	arrivals := map[port]float64{}
	send := func(gid int, stamp int64, count int) {
		for _, o := range outgoing[gid] {
			syn := &d.Synapses[o.j]
			arrivals[port{stamp + int64(syn.Delay[o.at]), syn.Post[o.at], syn.Port}] += float64(count) * syn.Weight[o.at]
		}
	}
	for p, stamped := range d.Sources {
		for _, e := range stamped {
			send(spec.Populations[p].First+e.Index, e.Step, e.Count)
		}
	}

	cells := make([]*cell, spec.Size())
	for p := range spec.Populations {
		pop := &spec.Populations[p]
		for i := 0; pop.Program != nil && i < pop.N; i++ {
			cells[pop.First+i] = newCell(pop.Program, &d.Populations[p], i, spec.Step)
		}
	}
	traces = make([][][]float64, len(s.Records))
	sample := func(k int64) {
		for r, rec := range s.Records {
			if rec.Observable == ir.Spikes || k%rec.Every != 0 {
				continue
			}
			if traces[r] == nil {
				traces[r] = make([][]float64, len(rec.Elements))
			}
			for e, i := range rec.Elements {
				traces[r][e] = append(traces[r][e], cells[spec.Populations[rec.Population].First+i].observe(rec.Observable, k))
			}
		}
	}
	sample(0)
	for k := int64(0); k < steps; k++ {
		for p := range spec.Populations {
			pop := &spec.Populations[p]
			for i := 0; pop.Program != nil && i < pop.N; i++ {
				c := cells[pop.First+i]
				for n := range c.env.Acc {
					c.env.Acc[n] = arrivals[port{k + 1, uint32(pop.First + i), n}]
				}
				if c.advance(k) {
					spikes = append(spikes, Spike{k + 1, p, i})
					send(pop.First+i, k+1, 1)
				}
			}
		}
		sample(k + 1)
	}
	return spikes, traces
}

// cell is one neuron.
type cell struct {
	p     *program.Program
	env   program.Env
	holds []int64
	was   []bool // per condition: the test at the previous sample
}

func newCell(p *program.Program, c *network.Columns, i int, h float64) *cell {
	pick := func(columns [][]float64) []float64 {
		v := make([]float64, len(columns))
		for j := range columns {
			v[j] = network.At(columns[j], i)
		}
		return v
	}
	n := &cell{p: p, holds: make([]int64, len(p.Holds)), was: make([]bool, len(p.Conditions)),
		env: program.Env{States: pick(c.Init), Quants: pick(c.Quants), Inputs: pick(c.Drive), Acc: make([]float64, len(p.Ports)), H: h, Step: -1}}
	for j := range p.Conditions {
		n.was[j] = n.eval(&p.Conditions[j].Test)[p.Conditions[j].Fires] != 0
	}
	return n
}

func (n *cell) eval(b *program.Block) []float64 { return program.Eval(b, &n.env, nil) }

// observe is the recording at step k.
func (n *cell) observe(o int, k int64) float64 {
	n.env.Step = k - 1
	return n.eval(&n.p.Observe[o].Block)[n.p.Observe[o].Result]
}

// advance does step k and says whether the neuron spikes.
func (n *cell) advance(k int64) (spiked bool) {
	n.env.Step = k
	var held uint32
	for c := range n.holds {
		if n.holds[c] > 0 {
			held |= 1 << c
			n.holds[c]--
		}
	}
	common, variant := &n.p.Integrate.Common, &n.p.Integrate.Variants[held].Block
	x, y := n.eval(common), n.eval(variant)
	common.Store(n.env.States, x, nil)
	variant.Store(n.env.States, y, nil)

	for port := range n.p.Arrive {
		b := &n.p.Arrive[port]
		b.Store(n.env.States, n.eval(b), func(state int) bool { return n.p.States[state].HeldBy&held != 0 })
	}

	for c := range n.p.Conditions {
		cond := &n.p.Conditions[c]
		if cond.Blocked&held != 0 {
			continue
		}
		before := n.was[c]
		n.was[c] = n.eval(&cond.Test)[cond.Fires] != 0
		if !n.was[c] || cond.Rising && before {
			continue
		}
		v := n.eval(&cond.Action)
		truth := func(r program.Ref) bool { return r == program.Always || r >= 0 && v[r] != 0 }
		for _, s := range cond.Starts {
			if truth(s.When) {
				n.holds[s.Hold] = int64(v[s.Steps])
			}
		}
		spiked = spiked || truth(cond.Spike)
		cond.Action.Store(n.env.States, v, nil)
	}
	return spiked
}
