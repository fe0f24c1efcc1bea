package interp

import (
	"math"

	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// connection is one plastic connection: its states as they were stored, the steps
// at which that was, per site, and how many events it has had of every kind.
type connection struct {
	states []float64
	stored [program.Sites]int64
	counts []uint64 // on pre, on post, then the modulators
	quants []float64
}

// The kinds of events of a connection; modulator k is kind modulated + k.
const (
	ofPre = iota
	ofPost
	modulated
)

func (c *connection) copy() connection {
	x := *c
	x.states = append([]float64(nil), c.states...)
	return x
}

// plasticSet are the connections of one set of plastic synapses, by row.
type plasticSet struct {
	connections []connection
	streams     []rng.Stream
	targets     map[uint32][][]float64 // what is followed of each target, by step
}

// spikeOf is a spike that concerns one plastic connection.
type spikeOf struct {
	synapses, row int
	count         int
}

// listener is a modulator that hears a source.
type listener struct {
	port   modulatorOf
	weight float64
	delay  int64
}

// modulatorOf is a modulator of a set of synapses.
type modulatorOf struct{ synapses, modulator int }

// startPlasticity gives every plastic connection its states at time 0.
func (m *machine) startPlasticity() {
	m.plastic = make([]plasticSet, len(m.net.Synapses))
	m.arrived, m.reached = map[int64][]spikeOf{}, map[int64][]spikeOf{}
	m.sourceOf, m.targetOf = map[uint32][]target{}, map[uint32][]target{}
	m.hearing, m.amounts = map[uint32][]listener{}, map[int64]map[modulatorOf]float64{}
	for j := range m.net.Synapses {
		syn := &m.net.Synapses[j]
		rule := syn.Plasticity
		if rule == nil {
			continue
		}
		set := &m.plastic[j]
		set.streams, set.targets = m.net.Spec.Releases(syn), map[uint32][][]float64{}
		for row := range syn.Pre {
			c := connection{states: make([]float64, len(rule.States)), counts: make([]uint64, modulated+len(rule.Modulators))}
			for i := range rule.States {
				if i == rule.Weight {
					c.states[i] = syn.Weight[row]
				} else {
					c.states[i] = network.At(syn.Init[i], row)
				}
			}
			for q := range rule.Quantities {
				c.quants = append(c.quants, network.At(syn.Quants[q], row))
			}
			set.connections = append(set.connections, c)
			m.sourceOf[syn.Pre[row]] = append(m.sourceOf[syn.Pre[row]], target{j, row})
			m.targetOf[syn.Post[row]] = append(m.targetOf[syn.Post[row]], target{j, row})
			if rule.Follows() {
				set.targets[syn.Post[row]] = nil
			}
		}
	}
	for _, s := range m.net.Signals {
		for _, j := range s.Sets {
			for i, pre := range s.Pre {
				m.hearing[pre] = append(m.hearing[pre], listener{modulatorOf{j, s.Modulator}, s.Weight[i], int64(s.Delay[i])})
			}
		}
	}
	m.follow(0)
}

// note tells the plastic connections of a neuron or source that it fired: those
// that it is the source of after their axonal delay, those that it is the target
// of after their dendritic delay, and all those that it modulates.
func (m *machine) note(id uint32, stamp int64, count int) {
	for _, c := range m.sourceOf[id] {
		at := stamp + m.net.Synapses[c.synapses].AxonalOf(c.at)
		m.arrived[at] = append(m.arrived[at], spikeOf{c.synapses, c.at, count})
	}
	for _, c := range m.targetOf[id] {
		at := stamp + int64(m.net.Synapses[c.synapses].Delay[c.at])
		m.reached[at] = append(m.reached[at], spikeOf{c.synapses, c.at, count})
	}
	for _, l := range m.hearing[id] {
		at := stamp + l.delay
		if m.amounts[at] == nil {
			m.amounts[at] = map[modulatorOf]float64{}
		}
		m.amounts[at][l.port] += float64(l.weight * float64(count))
	}
}

// follow notes what rules read of their targets at step k.
func (m *machine) follow(k int64) {
	for j := range m.plastic {
		syn := &m.net.Synapses[j]
		for id := range m.plastic[j].targets {
			f := &syn.Plasticity.Follow
			i := int(id) - m.net.Spec.Populations[syn.Population].First
			values := make([]float64, len(f.Variables), len(f.Variables)+len(f.States))
			for v, name := range f.Variables {
				values[v] = m.observe(syn.Population, i, m.net.Spec.Populations[syn.Population].Program.ObservableIndex(name), k)
			}
			states := make([]float64, len(f.States))
			env := program.Env{Quants: m.plastic[j].connections[0].quants, H: m.h, Target: values}
			if k == 0 {
				f.Init.Store(states, program.Eval(&f.Init, &env, nil), nil)
			} else {
				env.Target = m.plastic[j].targets[id][k-1]
				f.Advance.Store(states, program.Eval(&f.Advance, &env, nil), nil)
			}
			m.plastic[j].targets[id] = append(m.plastic[j].targets[id], append(values, states...))
		}
	}
}

// plasticity carries out, for every connection that something reaches at step t,
// on post, then on pre, then the modulators, and then what they assigned to the
// states of both sides and to shared ones.
func (m *machine) plasticity(t int64) {
	type all struct{ pre, post int }
	events := map[[2]int]all{}
	for _, s := range m.reached[t] {
		e := events[[2]int{s.synapses, s.row}]
		e.post += s.count
		events[[2]int{s.synapses, s.row}] = e
	}
	for _, s := range m.arrived[t] {
		e := events[[2]int{s.synapses, s.row}]
		e.pre += s.count
		events[[2]int{s.synapses, s.row}] = e
	}
	for port := range m.amounts[t] {
		for row := range m.plastic[port.synapses].connections {
			events[[2]int{port.synapses, row}] = events[[2]int{port.synapses, row}]
		}
	}
	for at, e := range events { // connections do not know of each other
		m.instant(at[0], at[1], t, e.post, e.pre)
	}
	delete(m.reached, t)
	delete(m.arrived, t)
	delete(m.amounts, t)
}

// instant carries out everything that reaches one connection at step t.
func (m *machine) instant(j, row int, t int64, post, pre int) {
	rule := m.net.Synapses[j].Plasticity
	c := &m.plastic[j].connections[row]
	m.carry(j, row, t)
	before := c.copy()
	// do runs a block in which the states of all sites but the connection and one
	// side are as they were before this instant.
	do := func(e *program.PlasticEvent, kind int, side program.Site, amount float64) {
		seen := c.copy()
		for i, st := range rule.States {
			if st.Site != program.AtConnection && st.Site != side {
				seen.states[i] = before.states[i]
			}
		}
		for site := range seen.stored {
			if s := program.Site(site); s != program.AtConnection && s != side {
				seen.stored[s] = before.stored[s]
			}
		}
		v := m.evaluate(&e.Block, j, row, &seen, kind, t, amount)
		for _, d := range e.Deliver {
			if d.When == program.Always || v[d.When] != 0 {
				m.send(j, row, t, v[d.Amount])
			}
		}
		e.Block.Store(c.states, v, nil)
		c.stored[program.AtConnection], c.stored[side] = t, t
		c.counts[kind]++
	}
	if post > 0 && rule.HasPost() {
		do(&rule.Post, ofPost, program.AtTarget, 0)
	}
	for range pre {
		do(&rule.Pre, ofPre, program.AtSource, 0)
	}
	// Modulators are one side: each sees what those before it assigned.
	for k := range rule.Modulators {
		amount, heard := m.amounts[t][modulatorOf{j, k}]
		if heard {
			do(&rule.Modulators[k].Event, modulated+k, program.Shared, amount)
		}
	}
}

// carry brings a connection whose equations read the target to step t.
func (m *machine) carry(j, row int, t int64) {
	rule := m.net.Synapses[j].Plasticity
	if !rule.Carried() {
		return
	}
	c := &m.plastic[j].connections[row]
	for k := c.stored[program.AtConnection]; k < t; k++ {
		v := m.evaluate(&rule.Carry, j, row, c, ofPre, k+1, 0)
		rule.Carry.Store(c.states, v, nil)
		c.stored[program.AtConnection] = k + 1
	}
}

// evaluate computes the values of a block for a connection at step t.
func (m *machine) evaluate(b *program.Block, j, row int, c *connection, kind int, t int64, amount float64) []float64 {
	set, syn := &m.plastic[j], &m.net.Synapses[j]
	elapsed := make([]float64, len(c.stored))
	for s := range elapsed {
		elapsed[s] = float64(t - c.stored[s])
	}
	env := program.Env{States: c.states, Quants: c.quants, Elapsed: elapsed, Step: t, H: m.h, Acc: []float64{amount}}
	if syn.Plasticity.Follows() {
		env.Target = set.targets[syn.Post[row]][max(0, t-1-int64(syn.Delay[row]))]
	}
	env.Draw = func(fn string, a, b, _ float64, n int32) float64 {
		return set.streams[n].At(uint32(row)).Draw(fn, c.counts[kind], a, b)
	}
	return program.Eval(b, &env, nil)
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
			if m.net.Synapses[j].Projection == rec.Projection {
				m.result.WeightSamples[r][j] = append(m.result.WeightSamples[r][j], m.observed(j, rec.Observable, k, m.sampled[r][j]))
			}
		}
	}
}

// observed is an observable of some connections of a set at step k; nil: of all.
func (m *machine) observed(j, observable int, k int64, rows []int) []float64 {
	o := &m.net.Synapses[j].Plasticity.Observe[observable]
	if rows == nil {
		for row := range m.plastic[j].connections {
			rows = append(rows, row)
		}
	}
	values := make([]float64, len(rows))
	for at, row := range rows {
		m.carry(j, row, k)
		values[at] = m.evaluate(&o.Block, j, row, &m.plastic[j].connections[row], ofPre, k, 0)[o.Result]
	}
	return values
}

// startWeights finds the connections that are recorded.
func (m *machine) startWeights() error {
	for _, rec := range m.study.Weights {
		rows := make([][]int, len(m.net.Synapses))
		for j := range m.net.Synapses {
			if m.net.Synapses[j].Projection == rec.Projection {
				var err error
				if rows[j], err = m.net.Rows(j, rec.Only); err != nil {
					return err
				}
			}
		}
		m.sampled = append(m.sampled, rows)
	}
	return nil
}

// finalWeights are the weights at the end of the run.
func (m *machine) finalWeights(steps int64) [][]float64 {
	list := make([][]float64, len(m.net.Synapses))
	for j := range m.net.Synapses {
		if rule := m.net.Synapses[j].Plasticity; rule != nil {
			list[j] = m.observed(j, rule.ObservableIndex(rule.States[rule.Weight].Name), steps, nil)
		}
	}
	return list
}
