package interp

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

var inf = math.Inf(1)

// target is one synapse seen from its source.
type target struct {
	synapses int // index into Network.Synapses
	at       int // row
}

// arrival is what reached one port of one neuron at one step.
type arrival struct {
	sum   float64
	count int64
}

// machine is the state of a run.
type machine struct {
	study    *ir.Study
	net      *network.Network
	h        float64
	result   *Result
	neurons  [][]neuron             // per population
	outgoing map[uint32][]target    // per global id of the source
	queue    []map[slot]arrival     // ring over steps: what arrives at step s is in queue[s % len]
	sources  []*network.SourceState // per population, nil for neurons
	recorded []bool                 // per population: are its spikes wanted
	plastic  []plasticSet           // per set of synapses; no connections in static ones
	sourceOf map[uint32][]target    // plastic connections by the global id of their source
	targetOf map[uint32][]target    // and of their target
	reached  map[int64][]spikeOf    // spikes of targets by the step at which they reach connections
	arrived  map[int64][]spikeOf    // and of sources
	hearing  map[uint32][]listener  // modulators by the global id of a source
	amounts  map[int64]map[modulatorOf]float64
	history  map[signal][][]float64 // variables that continuous connections read: the last longest + 1 steps
	longest  int                    // longest delay of a continuous connection
	sampled  [][][]int              // per record of weights and set of synapses: rows, nil for all
}

// slot names a port of a neuron.
type slot struct {
	population, index, port int
}

func newMachine(s *ir.Study, net *network.Network) *machine {
	m := &machine{study: s, net: net, h: s.Timeline.Step, outgoing: map[uint32][]target{}}
	longest := 1
	for j := range net.Synapses {
		syn := &net.Synapses[j]
		if net.Continuous(syn) {
			continue
		}
		for at, pre := range syn.Pre {
			m.outgoing[pre] = append(m.outgoing[pre], target{j, at})
			longest = max(longest, int(syn.Delay[at]))
		}
	}
	m.startCoupling()
	m.queue = make([]map[slot]arrival, longest+1)
	for i := range m.queue {
		m.queue[i] = map[slot]arrival{}
	}
	pops := net.Spec.Populations
	m.neurons = make([][]neuron, len(pops))
	m.sources = make([]*network.SourceState, len(pops))
	m.recorded = make([]bool, len(pops))
	for p := range pops {
		if pops[p].Source != nil {
			m.sources[p] = network.NewSourceState(net.Spec, p)
			continue
		}
		m.neurons[p] = make([]neuron, pops[p].N)
		for i := range m.neurons[p] {
			m.neurons[p][i] = newNeuron(pops[p].Program, &net.Populations[p], i, m.h)
		}
	}
	for _, r := range s.Records {
		if r.Observable == ir.Spikes {
			m.recorded[r.Population] = true
		}
	}
	m.startPlasticity()
	return m
}

func newNeuron(prog *program.Program, c *network.Columns, i int, h float64) neuron {
	n := neuron{
		states: make([]float64, len(prog.States)),
		quants: make([]float64, len(prog.Quantities)),
		inputs: make([]float64, len(prog.Inputs)),
		sums:   make([]float64, len(prog.Sums)),
		holds:  make([]int64, len(prog.Holds)),
	}
	for j := range n.states {
		n.states[j] = network.At(c.Init[j], i)
	}
	for j := range n.quants {
		n.quants[j] = network.At(c.Quants[j], i)
	}
	for j := range n.inputs {
		n.inputs[j] = network.At(c.Drive[j], i)
	}
	env := program.Env{States: n.states, Quants: n.quants, Inputs: n.inputs, Step: -1, H: h, Draw: c.Drawing(prog, i, -1)}
	for j := range prog.Conditions {
		if cond := &prog.Conditions[j]; cond.Rising {
			n.previous = append(n.previous, program.Eval(&cond.Test, &env, nil)[cond.Fires] != 0)
		}
	}
	return n
}

// fire stamps a spike of element i of population p with multiplicity count and
// queues it at every target.
func (m *machine) fire(p, i int, stamp int64, count int) {
	pop := &m.net.Spec.Populations[p]
	if pop.Source == nil {
		m.result.Coverage.Spikes++
	}
	if m.recorded[p] {
		for c := 0; c < count; c++ {
			m.result.Spikes = append(m.result.Spikes, Spike{p, i, stamp})
		}
	}
	m.note(uint32(pop.First+i), stamp, count)
	for _, t := range m.outgoing[uint32(pop.First+i)] {
		syn := &m.net.Synapses[t.synapses]
		if syn.Plasticity != nil {
			continue // see plasticity
		}
		post := m.net.Spec.Populations[syn.Population]
		at := slot{syn.Population, int(syn.Post[t.at]) - post.First, syn.Port}
		q := m.queue[(stamp+int64(syn.Delay[t.at]))%int64(len(m.queue))]
		a := q[at]
		a.sum += float64(syn.Weight[t.at] * float64(count))
		a.count += int64(count)
		q[at] = a
	}
}

// emit lets source population p emit the spikes of step k.
func (m *machine) emit(p int, k int64) {
	counts := make([]uint16, m.net.Spec.Populations[p].N)
	m.sources[p].Next(k, counts)
	for i, c := range counts {
		if c > 0 {
			m.fire(p, i, k+1, int(c))
		}
	}
}

// arrivals takes what arrives at neuron i of population p at step s.
func (m *machine) arrivals(p, i int, s int64, held bool) []float64 {
	ports := len(m.net.Spec.Populations[p].Program.Ports)
	acc := make([]float64, ports)
	q := m.queue[s%int64(len(m.queue))]
	for port := range acc {
		at := slot{p, i, port}
		a, ok := q[at]
		if !ok {
			continue
		}
		delete(q, at)
		acc[port] = a.sum
		m.result.Coverage.Arrivals += a.count
		if held {
			m.result.Coverage.Held += a.count
		}
		if a.count > 1 {
			m.result.Coverage.Coincident += a.count
		}
	}
	return acc
}

func (m *machine) traces() [][][]float64 {
	t := make([][][]float64, len(m.study.Records))
	for r, rec := range m.study.Records {
		if rec.Observable != ir.Spikes {
			t[r] = make([][]float64, len(rec.Elements))
		}
	}
	return t
}

// sample records what the study asks for at step k.
func (m *machine) sample(k int64) {
	for r, rec := range m.study.Records {
		if rec.Observable == ir.Spikes || k%rec.Every != 0 {
			continue
		}
		for e, i := range rec.Elements {
			m.result.Traces[r][e] = append(m.result.Traces[r][e], m.observe(rec.Population, i, rec.Observable, k))
		}
	}
}

// observe is an observable of neuron i of population p at step k.
func (m *machine) observe(p, i, observable int, k int64) float64 {
	n := &m.neurons[p][i]
	o := &m.net.Spec.Populations[p].Program.Observe[observable]
	env := program.Env{States: n.states, Quants: n.quants, Inputs: n.inputs, Sums: n.sums, Step: k - 1, H: m.h}
	return program.Eval(&o.Block, &env, nil)[o.Result]
}

// diverged finds a state that is NaN or infinite.
func (m *machine) diverged() string {
	for p := range m.neurons {
		pop := &m.net.Spec.Populations[p]
		for i := range m.neurons[p] {
			for j, x := range m.neurons[p][i].states {
				if math.IsNaN(x) || math.IsInf(x, 0) {
					return fmt.Sprintf("%s of %s[%d]", pop.Program.States[j].Name, pop.Name, i)
				}
			}
		}
	}
	return ""
}
