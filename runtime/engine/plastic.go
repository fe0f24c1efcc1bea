package engine

import (
	"math"

	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// plastic holds the plastic connections onto the neurons of one lane.
//
// Connections are brought up to date by spikes of their source: then what the
// target fired since is looked up in its history. A spike of the target comes
// back after the delay, at least a step, so at the end of a window everything
// that reached a connection in it is known.
type plastic struct {
	sets []set
	// outgoing are the connections of a source, by its global id.
	outgoing map[uint32][]reference
	// heard are the histories of the targets that rules listen to, by global id.
	heard map[uint32]*history
}

// set are the plastic connections of one rule onto one port.
type set struct {
	synapses    int // index into Network.Synapses
	rule        *program.Plasticity
	run         *runner
	ring        *ring
	quantum     float64
	first       int // global id of the population's first element
	rows        []int
	connections []connection
}

// connection is one plastic connection: the values that its states had when
// they were stored, and the steps at which that was, per site.
type connection struct {
	states []float64
	stored [3]int64
	target uint32 // global id
	delay  int64
	next   int // spikes of the target up to here have been dealt with
}

// reference names a connection.
type reference struct{ set, at int32 }

// history are the spikes of a target, the first of them number base.
type history struct {
	base     int
	stamps   []int64
	incoming []reference
}

// plasticTables gives every lane the plastic connections onto its neurons.
func (e *engine) plasticTables(owner func(p, i int) int) {
	for j := range e.Net.Synapses {
		s := &e.Net.Synapses[j]
		if s.Plasticity == nil {
			continue
		}
		first := e.Net.Spec.Populations[s.Population].First
		sets := map[int]int32{}
		quants := make([]float64, len(s.Plasticity.Quantities))
		for i, q := range s.Plasticity.Quantities {
			quants[i] = q.Value
		}
		for row, post := range s.Post {
			w := owner(s.Population, int(post)-first)
			l := e.workers[w]
			at, ok := sets[w]
			if !ok {
				if l.plastic == nil {
					l.plastic = &plastic{outgoing: map[uint32][]reference{}, heard: map[uint32]*history{}}
				}
				at = int32(len(l.plastic.sets))
				sets[w] = at
				l.plastic.sets = append(l.plastic.sets, set{synapses: j, rule: s.Plasticity, run: newRunner(s.Plasticity, quants),
					ring: &e.rings[s.Population][s.Port], quantum: e.Net.Populations[s.Population].Quantum[s.Port], first: first})
			}
			l.plastic.add(at, row, s)
		}
	}
}

func (p *plastic) add(at int32, row int, s *network.Synapses) {
	set := &p.sets[at]
	c := connection{states: make([]float64, len(set.rule.States)), target: s.Post[row], delay: int64(s.Delay[row])}
	set.run.start(&c, s.Weight[row])
	ref := reference{at, int32(len(set.connections))}
	set.rows = append(set.rows, row)
	set.connections = append(set.connections, c)
	p.outgoing[s.Pre[row]] = append(p.outgoing[s.Pre[row]], ref)
	if set.rule.HasPost() {
		h := p.heard[c.target]
		if h == nil {
			h = &history{}
			p.heard[c.target] = h
		}
		h.incoming = append(h.incoming, ref)
	}
}

// hear notes a spike of one of the lane's neurons.
func (p *plastic) hear(id uint32, stamp int64) {
	if h := p.heard[id]; h != nil {
		h.stamps = append(h.stamps, stamp)
	}
}

// deliver carries out `on pre` of the connections of a source that fired.
func (p *plastic) deliver(id uint32, stamp int64, count uint16, slots int64) int64 {
	refs := p.outgoing[id]
	for _, ref := range refs {
		s := &p.sets[ref.set]
		c := &s.connections[ref.at]
		both := p.catchUp(s, c, stamp)
		at := (stamp+c.delay)%slots*int64(s.ring.n) + int64(int(c.target)-s.first)
		s.run.source(c, stamp, int(count), both, func(amount float64) {
			if s.quantum > 0 {
				s.ring.sum[at] += float64(math.Round(amount/s.quantum) * s.quantum)
			}
		})
	}
	return int64(len(refs)) * int64(count)
}

// catchUp carries out `on post` for what reached the connection before step t,
// and reports whether a spike of the target reaches it at t too; that one is
// then left to the caller.
func (p *plastic) catchUp(s *set, c *connection, t int64) (both bool) {
	if !s.rule.HasPost() {
		return false
	}
	h := p.heard[c.target]
	for ; c.next < h.base+len(h.stamps); c.next++ {
		at := h.stamps[c.next-h.base] + c.delay
		if at >= t {
			if at == t {
				c.next++
			}
			return at == t
		}
		s.run.target(c, at)
	}
	return false
}

// forgetAt is the number of spikes of a target at which its history is cut.
const forgetAt = 256

// settle carries out `on post` for everything that reached connections up to
// step t, at which all spikes of sources have been delivered; with all of
// histories, or of those that have grown long, which are then forgotten.
func (p *plastic) settle(t int64, all bool) {
	for _, h := range p.heard {
		if !all && len(h.stamps) < forgetAt {
			continue
		}
		last := h.base + len(h.stamps)
		for _, ref := range h.incoming {
			s := &p.sets[ref.set]
			c := &s.connections[ref.at]
			if p.catchUp(s, c, t) {
				s.run.target(c, t)
			}
			last = min(last, c.next)
		}
		h.stamps = append(h.stamps[:0], h.stamps[last-h.base:]...)
		h.base = last
	}
}

// runner carries out the events of the connections of one rule. It is not for
// several goroutines at once.
type runner struct {
	rule    *program.Plasticity
	env     program.Env
	v       []float64
	elapsed [3]float64
	before  []float64 // states from before a coincident spike of the target
}

func newRunner(rule *program.Plasticity, quants []float64) *runner {
	r := &runner{rule: rule, before: make([]float64, len(rule.States))}
	r.env.H, r.env.Quants, r.env.Elapsed = rule.Step, quants, r.elapsed[:]
	return r
}

// start gives a connection its states at time 0.
func (r *runner) start(c *connection, weight float64) {
	r.env.States = c.states
	r.v = program.Eval(&r.rule.Init, &r.env, r.v)
	r.rule.Init.Store(c.states, r.v, nil)
	c.states[r.rule.Weight] = weight
}

// target is a spike of the target that reaches the connection at step t.
func (r *runner) target(c *connection, t int64) {
	r.eval(&r.rule.Post.Block, c, t)
	r.rule.Post.Block.Store(c.states, r.v, nil)
	c.stored[program.AtConnection], c.stored[program.AtTarget] = t, t
}

// source are n spikes of the source that reach the connection at step t, after
// one of the target when both is set.
func (r *runner) source(c *connection, t int64, n int, both bool, deliver func(amount float64)) {
	stored := c.stored[program.AtTarget]
	if both {
		copy(r.before, c.states)
		r.target(c, t)
		r.exchange(c, &stored) // on pre reads the target's states as they were
	}
	for range n {
		r.eval(&r.rule.Pre.Block, c, t)
		for _, d := range r.rule.Pre.Deliver {
			if d.When == program.Always || r.v[d.When] != 0 {
				deliver(r.v[d.Amount])
			}
		}
		r.rule.Pre.Block.Store(c.states, r.v, nil)
		c.stored[program.AtConnection], c.stored[program.AtSource] = t, t
	}
	if both {
		r.exchange(c, &stored)
	}
}

// exchange swaps the target's states of a connection with those set aside.
func (r *runner) exchange(c *connection, stored *int64) {
	for i := range r.before {
		if r.rule.States[i].Site == program.AtTarget {
			r.before[i], c.states[i] = c.states[i], r.before[i]
		}
	}
	c.stored[program.AtTarget], *stored = *stored, c.stored[program.AtTarget]
}

// observe is the value of an observable at step t.
func (r *runner) observe(o *program.Observable, c *connection, t int64) float64 {
	r.eval(&o.Block, c, t)
	return r.v[o.Result]
}

func (r *runner) eval(b *program.Block, c *connection, t int64) {
	for s := range r.elapsed {
		r.elapsed[s] = float64(t - c.stored[s])
	}
	r.env.States, r.env.Step = c.states, t
	r.v = program.Eval(b, &r.env, r.v)
}

// reaches reports whether a source has plastic connections here.
func (p *plastic) reaches(id uint32) bool { return p != nil && len(p.outgoing[id]) > 0 }

// each visits all connections with their rows in the network.
func (p *plastic) each(f func(s *set, row int, c *connection)) {
	if p == nil {
		return
	}
	for i := range p.sets {
		s := &p.sets[i]
		for at := range s.connections {
			f(s, s.rows[at], &s.connections[at])
		}
	}
}
