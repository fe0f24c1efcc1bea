package interp

import (
	"math"

	"github.com/nngen/nngen/runtime/program"
)

// connection is one plastic connection: its states as they were stored, and the
// steps at which that was, per site.
type connection struct {
	states []float64
	stored [3]int64
}

// plasticSet are the connections of one set of plastic synapses, by row.
type plasticSet struct {
	connections []connection
	quants      []float64
}

// spikeOf is a spike that concerns one plastic connection.
type spikeOf struct {
	synapses, row int
	count         int
}

// startPlasticity gives every plastic connection its states at time 0.
func (m *machine) startPlasticity() {
	m.plastic = make([]plasticSet, len(m.net.Synapses))
	m.reached = map[int64][]spikeOf{}
	m.sourceOf, m.targetOf = map[uint32][]target{}, map[uint32][]target{}
	for j := range m.net.Synapses {
		syn := &m.net.Synapses[j]
		rule := syn.Plasticity
		if rule == nil {
			continue
		}
		set := &m.plastic[j]
		for _, q := range rule.Quantities {
			set.quants = append(set.quants, q.Value)
		}
		env := program.Env{Quants: set.quants, H: m.h}
		v := program.Eval(&rule.Init, &env, nil)
		for row := range syn.Pre {
			c := connection{states: make([]float64, len(rule.States))}
			rule.Init.Store(c.states, v, nil)
			c.states[rule.Weight] = syn.Weight[row]
			set.connections = append(set.connections, c)
			m.sourceOf[syn.Pre[row]] = append(m.sourceOf[syn.Pre[row]], target{j, row})
			m.targetOf[syn.Post[row]] = append(m.targetOf[syn.Post[row]], target{j, row})
		}
	}
}

// note tells the plastic connections of a neuron or source that it fired: those
// that it is the source of at once, those that it is the target of after their
// delay.
func (m *machine) note(id uint32, stamp int64, count int) {
	for _, c := range m.sourceOf[id] {
		m.sent = append(m.sent, spikeOf{c.synapses, c.at, count})
	}
	for _, c := range m.targetOf[id] {
		at := stamp + int64(m.net.Synapses[c.synapses].Delay[c.at])
		m.reached[at] = append(m.reached[at], spikeOf{c.synapses, c.at, count})
	}
}

// plasticity carries out, for every connection that a spike reaches at step t,
// on post, then on pre, and then what they assigned to the states of both sides.
func (m *machine) plasticity(t int64) {
	type both struct{ pre, post int }
	events := map[[2]int]both{}
	for _, s := range m.reached[t] {
		e := events[[2]int{s.synapses, s.row}]
		e.post += s.count
		events[[2]int{s.synapses, s.row}] = e
	}
	for _, s := range m.sent {
		e := events[[2]int{s.synapses, s.row}]
		e.pre += s.count
		events[[2]int{s.synapses, s.row}] = e
	}
	delete(m.reached, t)
	m.sent = m.sent[:0]
	for at, e := range events { // connections do not know of each other
		j, row := at[0], at[1]
		rule := m.net.Synapses[j].Plasticity
		c := &m.plastic[j].connections[row]
		before := connection{states: append([]float64(nil), c.states...), stored: c.stored}
		if e.post > 0 && rule.HasPost() {
			v := m.evaluate(&rule.Post.Block, j, c, t)
			rule.Post.Block.Store(c.states, v, nil)
			c.stored[program.AtConnection], c.stored[program.AtTarget] = t, t
		}
		for range e.pre {
			seen := connection{states: append([]float64(nil), c.states...), stored: c.stored}
			for i, st := range rule.States {
				if st.Site == program.AtTarget {
					seen.states[i] = before.states[i]
				}
			}
			seen.stored[program.AtTarget] = before.stored[program.AtTarget]
			v := m.evaluate(&rule.Pre.Block, j, &seen, t)
			for _, d := range rule.Pre.Deliver {
				if d.When == program.Always || v[d.When] != 0 {
					m.send(j, row, t, v[d.Amount])
				}
			}
			rule.Pre.Block.Store(c.states, v, nil)
			c.stored[program.AtConnection], c.stored[program.AtSource] = t, t
		}
	}
}

// evaluate computes the values of a block for a connection at step t.
func (m *machine) evaluate(b *program.Block, j int, c *connection, t int64) []float64 {
	elapsed := make([]float64, len(c.stored))
	for s := range elapsed {
		elapsed[s] = float64(t - c.stored[s])
	}
	return program.Eval(b, &program.Env{States: c.states, Quants: m.plastic[j].quants, Elapsed: elapsed, Step: t, H: m.h}, nil)
}

// send queues an amount, rounded to the quantum of the port.
func (m *machine) send(j, row int, stamp int64, amount float64) {
	syn := &m.net.Synapses[j]
	q := m.net.Populations[syn.Population].Quantum[syn.Port]
	if q > 0 {
		amount = float64(math.Round(amount/q) * q)
	}
	post := m.net.Spec.Populations[syn.Population]
	at := slot{syn.Population, int(syn.Post[row]) - post.First, syn.Port}
	ring := m.queue[(stamp+int64(syn.Delay[row]))%int64(len(m.queue))]
	a := ring[at]
	a.sum += amount
	a.count++
	ring[at] = a
}

// sampleWeights records what the study asks of plastic connections at step k.
func (m *machine) sampleWeights(k int64) {
	for r, rec := range m.study.Weights {
		if k == 0 {
			m.result.WeightSamples = append(m.result.WeightSamples, make([][][]float64, len(m.net.Synapses)))
		}
		if k%rec.Every != 0 {
			continue
		}
		for j := range m.net.Synapses {
			syn := &m.net.Synapses[j]
			if syn.Projection != rec.Projection {
				continue
			}
			o := &syn.Plasticity.Observe[rec.Observable]
			values := make([]float64, len(syn.Pre))
			for row := range values {
				values[row] = m.evaluate(&o.Block, j, &m.plastic[j].connections[row], k)[o.Result]
			}
			m.result.WeightSamples[r][j] = append(m.result.WeightSamples[r][j], values)
		}
	}
}

func (m *machine) finalWeights() [][]float64 {
	list := make([][]float64, len(m.net.Synapses))
	for j := range m.net.Synapses {
		if rule := m.net.Synapses[j].Plasticity; rule != nil {
			for _, c := range m.plastic[j].connections {
				list[j] = append(list[j], c.states[rule.Weight])
			}
		}
	}
	return list
}
