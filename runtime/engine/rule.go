package engine

import (
	"slices"

	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// runner carries out the events of the connections of one rule. It is not for
// several goroutines at once.
type runner struct {
	rule    *program.Plasticity
	env     program.Env
	v       []float64
	elapsed [program.Sites]float64
	acc     [1]float64
	// before are the states of a connection, and when they were stored, from before
	// an instant at which several things reach it.
	before struct {
		states []float64
		stored [program.Sites]int64
	}
	// columns are the quantities that differ per connection.
	columns []column
	streams []rng.Stream
	row     int
	number  uint64 // of the event, for draws
	blocks  map[*program.Block]*prepared
	pre     *prepared // the blocks of the usual events
	post    *prepared
}

type column struct {
	quantity int
	values   []float64
}

func newRunner(s *network.Synapses, streams []rng.Stream) *runner {
	r := &runner{rule: s.Plasticity, streams: streams}
	r.before.states = make([]float64, len(r.rule.States))
	quants := make([]float64, len(r.rule.Quantities))
	for q := range quants {
		c := s.Quants[q]
		if len(c) > 1 {
			r.columns = append(r.columns, column{q, c})
		}
		if len(c) > 0 {
			quants[q] = c[0]
		}
	}
	r.env.H, r.env.Quants, r.env.Elapsed, r.env.Acc = r.rule.Step, quants, r.elapsed[:], r.acc[:]
	r.blocks = map[*program.Block]*prepared{}
	r.env.Draw = func(fn string, a, b, _ float64, n int32) float64 {
		return r.streams[n].At(uint32(r.row)).Draw(fn, r.number, a, b)
	}
	return r
}

// become gives a quantity other values.
func (r *runner) become(quantity int, values []float64) {
	r.blocks, r.pre, r.post = map[*program.Block]*prepared{}, nil, nil // what was computed once may change
	r.columns = slices.DeleteFunc(r.columns, func(c column) bool { return c.quantity == quantity })
	if len(values) > 1 {
		r.columns = append(r.columns, column{quantity, values})
	}
	r.env.Quants[quantity] = values[0]
}

// settle stores all states of a connection as they are at step t.
func (r *runner) settle(c *connection, t int64) {
	now := make([]float64, len(c.states))
	for i := range r.rule.States {
		o := r.rule.ObservableIndex(r.rule.States[i].Name)
		now[i] = r.observe(&r.rule.Observe[o], c, t)
	}
	copy(c.states, now)
	for s := range c.stored {
		c.stored[s] = t
	}
}

// event carries out one event of one kind.
func (r *runner) event(e *program.PlasticEvent, kind int, side program.Site, c *connection, t int64, amount float64, deliver func(float64)) {
	if c.counts != nil {
		r.number = c.counts[kind]
		c.counts[kind]++
	}
	r.acc[0] = amount
	r.eval(&e.Block, c, t)
	for _, d := range e.Deliver {
		if d.When == program.Always || r.v[d.When] != 0 {
			deliver(r.v[d.Amount])
		}
	}
	e.Block.Store(c.states, r.v, nil)
	c.stored[program.AtConnection], c.stored[side] = t, t
}

// keep remembers a connection from before an instant.
func (r *runner) keep(c *connection) {
	copy(r.before.states, c.states)
	r.before.stored = c.stored
}

// aside carries out one of several events of an instant: it sees the states of
// other sides as they were before the instant.
func (r *runner) aside(e *program.PlasticEvent, kind int, side program.Site, c *connection, t int64, amount float64, deliver func(float64)) {
	r.exchange(c, side)
	r.event(e, kind, side, c, t, amount, deliver)
	r.exchange(c, side)
}

// exchange swaps the states of other sides with those from before the instant.
func (r *runner) exchange(c *connection, side program.Site) {
	for i := range r.rule.States {
		if s := r.rule.States[i].Site; s != program.AtConnection && s != side {
			r.before.states[i], c.states[i] = c.states[i], r.before.states[i]
		}
	}
	for s := program.AtConnection + 1; s < program.Sites; s++ {
		if s != side {
			c.stored[s], r.before.stored[s] = r.before.stored[s], c.stored[s]
		}
	}
}

// carry brings a connection whose equations read the target to step t.
func (r *runner) carry(c *connection, t int64) {
	if len(r.rule.Carry.Stores) == 0 {
		return
	}
	for k := c.stored[program.AtConnection]; k < t; k++ {
		r.eval(&r.rule.Carry, c, k+1)
		r.rule.Carry.Store(c.states, r.v, nil)
		c.stored[program.AtConnection] = k + 1
	}
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
	for _, q := range r.columns {
		r.env.Quants[q.quantity] = q.values[c.row]
	}
	if c.follows != nil {
		r.env.Target = c.follows.at(t - 1 - c.delay)
	}
	r.row = c.row
	r.env.States, r.env.Step = c.states, t
	r.v = r.prepared(b).eval(&r.env)
}

// prepared is a block made ready.
func (r *runner) prepared(b *program.Block) *prepared {
	switch {
	case r.pre != nil && b == r.pre.block:
		return r.pre
	case r.post != nil && b == r.post.block:
		return r.post
	}
	p := r.blocks[b]
	if p == nil {
		p = prepare(b, &r.env, func(q int) bool {
			for _, c := range r.columns {
				if c.quantity == q {
					return true
				}
			}
			return false
		})
		r.blocks[b] = p
		switch b {
		case &r.rule.Pre.Block:
			r.pre = p
		case &r.rule.Post.Block:
			r.post = p
		}
	}
	return p
}
