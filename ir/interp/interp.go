package interp

import (
	"context"
	"fmt"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// Spike is one spike: element Index of a population (index into the network's
// populations), stamped Step.
type Spike struct {
	Population, Index int
	Step              int64
}

// Result is what a run yields.
type Result struct {
	Spikes []Spike // of all recorded populations, by step, population, index
	// Traces holds, for each record of the study and each of its elements, the
	// samples at steps 0, Every, 2*Every, …; nil for records of spikes.
	Traces [][][]float64
	// Weights are the final weights per set of synapses and row, nil for static
	// ones; WeightSamples are per weight record of the study, set of synapses of
	// its projection, sample and row that is recorded.
	Weights       [][]float64
	WeightSamples [][][][]float64
	Diverged      string // a state that is no finite number at the end, "" if all are
	Coverage      Coverage
}

// Coverage counts what happened in a run.
type Coverage struct {
	Spikes      int64   `json:"spikes"`       // of neurons
	Arrivals    int64   `json:"arrivals"`     // synaptic events that reached a neuron
	Held        int64   `json:"held"`         // arrivals in a step in which the neuron was held
	Coincident  int64   `json:"coincident"`   // arrivals that found another one at the same neuron, port and step
	Ties        int64   `json:"ties"`         // tests whose sides differ by less than TieWidth
	ThinnestGap float64 `json:"thinnest_gap"` // smallest difference of the sides of a test
}

// TieWidth is the difference of two sides of a comparison, in internal units,
// below which a test counts as a tie.
const TieWidth = 1e-9

// Run executes the first segment of s on the expanded network. It returns when
// ctx is done with the error of ctx.
func Run(ctx context.Context, s *ir.Study, net *network.Network) (*Result, error) {
	if len(s.Timeline.Segments) != 1 {
		return nil, fmt.Errorf("the interpreter runs one segment, the experiment has %d", len(s.Timeline.Segments))
	}
	m := newMachine(s, net)
	if err := m.startWeights(); err != nil {
		return nil, err
	}
	r := &Result{Traces: m.traces()}
	m.result = r
	r.Coverage.ThinnestGap = inf
	m.couple(0)
	m.sample(0)
	m.sampleWeights(0)
	for k := int64(0); k < s.Timeline.Segments[0].Steps; k++ {
		if k%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		m.step(k)
		m.follow(k + 1)
		m.plasticity(k + 1)
		m.couple(k + 1)
		m.sample(k + 1)
		m.sampleWeights(k + 1)
	}
	for _, s := range m.sources {
		if s != nil && s.Err() != nil {
			return nil, s.Err()
		}
	}
	r.Weights = m.finalWeights(s.Timeline.Segments[0].Steps)
	r.Diverged = m.diverged()
	return r, nil
}

// neuron is the state of one neuron.
type neuron struct {
	states   []float64
	quants   []float64
	inputs   []float64
	sums     []float64 // over continuous connections, for the step to come
	holds    []int64
	previous []bool // of rising conditions: did the test hold at the last sample
}

// step executes step k for every population in order.
func (m *machine) step(k int64) {
	m.changes(k)
	for p := range m.net.Spec.Populations {
		pop := &m.net.Spec.Populations[p]
		if pop.Source != nil {
			m.emit(p, k)
			continue
		}
		for i := range m.neurons[p] {
			if m.advance(p, i, k) {
				m.fire(p, i, k+1, 1)
			}
		}
	}
}

// advance carries neuron i of population p over step k and reports whether it
// spiked.
func (m *machine) advance(p, i int, k int64) bool {
	prog := m.net.Spec.Populations[p].Program
	n := &m.neurons[p][i]
	held := heldMask(n.holds)
	for c := range n.holds {
		if n.holds[c] > 0 {
			n.holds[c]--
		}
	}
	env := program.Env{States: n.states, Quants: n.quants, Inputs: n.inputs, Sums: n.sums, Step: k, H: m.h, Draw: m.net.Populations[p].Drawing(prog, i, k)}

	// 1. Integrate: both blocks read the states of t_k.
	common := program.Eval(&prog.Integrate.Common, &env, nil)
	variant := &prog.Integrate.Variants[held]
	rest := program.Eval(&variant.Block, &env, nil)
	prog.Integrate.Common.Store(n.states, common, nil)
	variant.Block.Store(n.states, rest, nil)

	// 2. Arrivals, port by port.
	env.Acc = m.arrivals(p, i, k+1, held != 0)
	for port := range prog.Arrive {
		b := &prog.Arrive[port]
		b.Store(n.states, program.Eval(b, &env, nil), func(state int) bool { return prog.States[state].HeldBy&held != 0 })
	}

	// 3. Conditions in textual order.
	spiked := false
	rising := 0
	for c := range prog.Conditions {
		cond := &prog.Conditions[c]
		before := false
		if cond.Rising {
			before = n.previous[rising]
			rising++
		}
		if cond.Blocked&held != 0 {
			continue
		}
		test := program.Eval(&cond.Test, &env, nil)
		m.noteTie(cond, test)
		now := test[cond.Fires] != 0
		if cond.Rising {
			n.previous[rising-1] = now
		}
		if !now || before {
			continue
		}
		v := program.Eval(&cond.Action, &env, nil)
		truth := func(r program.Ref) bool { return r == program.Always || r >= 0 && v[r] != 0 }
		for _, st := range cond.Starts {
			if truth(st.When) {
				n.holds[st.Hold] = int64(v[st.Steps])
			}
		}
		spiked = spiked || truth(cond.Spike)
		cond.Action.Store(n.states, v, nil)
	}
	return spiked
}

func heldMask(holds []int64) uint32 {
	var mask uint32
	for c, n := range holds {
		if n > 0 {
			mask |= 1 << c
		}
	}
	return mask
}

// noteTie records how narrowly a comparison was decided.
func (m *machine) noteTie(c *program.Condition, v []float64) {
	in := c.Test.Instrs[c.Fires]
	if in.Op < program.Lt || in.Op > program.Ne {
		return
	}
	gap := v[in.A] - v[in.B]
	if gap < 0 {
		gap = -gap
	}
	if gap < m.result.Coverage.ThinnestGap {
		m.result.Coverage.ThinnestGap = gap
	}
	if gap < TieWidth {
		m.result.Coverage.Ties++
	}
}
