package fixed

import "github.com/nngen/nngen/runtime/program"

// startPlasticity gives every plastic connection its states at tick 0.
func (x *Machine) startPlasticity() {
	x.plastic = make([][]connection, len(x.image.Synapses))
	for j := range x.image.Synapses {
		s := &x.image.Synapses[j]
		if s.Rule < 0 {
			continue
		}
		r := x.image.Rules[s.Rule]
		first := uint32(x.image.Populations[s.Population].First)
		for row, pre := range s.Pre {
			c := connection{states: append([]int32(nil), r.Initial...)}
			c.states[r.Weight] = s.Start[row]
			x.plastic[j] = append(x.plastic[j], c)
			t := target{uint32(j), uint32(row)}
			x.incoming[pre<<1] = append(x.incoming[pre<<1], t)
			post := first + s.Post[row]
			x.incoming[post<<1|1] = append(x.incoming[post<<1|1], t)
		}
	}
}

// note tells plastic connections of a spike: those of which the neuron is the
// source at once, those of which it is the target after their delay.
func (x *Machine) note(id uint32, s Spike) {
	for _, t := range x.incoming[id<<1] {
		x.sent = append(x.sent, event{t, s.Count})
	}
	for _, t := range x.incoming[id<<1|1] {
		at := s.Step + int64(x.image.Synapses[t.set].Delay[t.row])
		x.reached[at] = append(x.reached[at], event{t, s.Count})
	}
}

// plasticity lets connections that a spike reaches in this tick change: first
// those that a spike of the target reaches, then those of the sources, which see
// the states of the target as they were before.
func (x *Machine) plasticity() {
	if len(x.sent) == 0 && len(x.reached) == 0 {
		return
	}
	before := map[target]connection{}
	for _, e := range x.reached[x.tick] {
		if _, done := before[e.target]; done {
			continue
		}
		r := x.image.Rules[x.image.Synapses[e.set].Rule]
		c := &x.plastic[e.set][e.row]
		before[e.target] = connection{states: append([]int32(nil), c.states...), stored: c.stored}
		c.posts++
		if !r.HasPost {
			continue
		}
		v := x.evaluate(&r.Post, c)
		r.Post.Store(c.states, v, nil)
		c.stored[program.AtConnection], c.stored[program.AtTarget] = x.tick, x.tick
	}
	delete(x.reached, x.tick)
	for _, e := range x.sent {
		c := &x.plastic[e.set][e.row]
		old, changed := before[e.target]
		for range e.count {
			x.pre(e.target, c, old, changed)
		}
	}
	x.sent = x.sent[:0]
}

// pre is one spike of the source at a connection.
func (x *Machine) pre(t target, c *connection, old connection, changed bool) {
	s := &x.image.Synapses[t.set]
	r := x.image.Rules[s.Rule]
	x.Posts, c.posts = max(x.Posts, c.posts), 0
	seen := connection{states: append([]int32(nil), c.states...), stored: c.stored}
	if changed {
		for i := range r.States {
			if r.hasSite(i, program.AtTarget) {
				seen.states[i] = old.states[i]
			}
		}
		seen.stored[program.AtTarget] = old.stored[program.AtTarget]
	}
	v := x.evaluate(&r.Pre, &seen)
	p := x.cores[s.Population].p
	for _, d := range r.Deliver {
		if d.When != program.Always && v[d.When] == 0 {
			continue
		}
		kind, weight, over, ok := p.Deliver(s.Port, v[d.Amount], d.Format)
		if over {
			x.RingSaturated++
		}
		if ok {
			x.ring(s.Population, kind, s.Post[t.row], x.tick+int64(s.Delay[t.row]), weight)
		}
	}
	r.Pre.Store(c.states, v, nil)
	c.stored[program.AtConnection], c.stored[program.AtSource] = x.tick, x.tick
}

func (x *Machine) evaluate(b *Block, c *connection) []int32 {
	env := Env{States: c.states, Step: x.tick}
	for i := range env.Elapsed {
		env.Elapsed[i] = x.tick - c.stored[i]
	}
	return Eval(b, &env, nil)
}

// Weight is the word of the weight of a plastic connection as it was stored.
func (x *Machine) Weight(set, row int) int32 {
	return x.plastic[set][row].states[x.image.Rules[x.image.Synapses[set].Rule].Weight]
}

// ObserveConnection is the word of an observable of a plastic connection.
func (x *Machine) ObserveConnection(set, row, observable int) int32 {
	o := &x.image.Rules[x.image.Synapses[set].Rule].Observe[observable]
	return x.evaluate(&o.Block, &x.plastic[set][row])[o.Result]
}
