package engine

import (
	"slices"

	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// bundles are the plastic connections of a set whose events are carried out by
// machine code, for all connections of one source at once. What their targets fired
// since the spike before is caught up with in rounds, the next spike of every target
// in each. Connections do not depend on each other, so that only the order of what
// happens to one of them matters, which is the same as one by one.
type bundles struct {
	slab    []float64
	stride  int
	states  []int              // columns
	stored  [program.Sites]int // columns: when the states of a site were stored
	when    int                // column: the step of the event at hand, or absent
	amounts []int              // columns: what on pre delivers, in quanta
	pre     *jit.Frame         // code of on pre
	post    *jit.Frame         // and of on post, nil where the rule has none
	fired   []int32            // room that code asks for; nothing fires
	next    []int              // per place: spikes of the target up to here have been dealt with
	past    []*history         // per place, of the target
	delay   []int64            // per place
	mail    []mailbox          // per place
	at      []int32            // per place: its connection
	place   []int32            // per connection
	order   []bundle
	meet    []int32 // places that source and target reach at once
}

// bundle are the places of the connections of a source: the first, which is a
// multiple of [jit.Lanes], and the end.
type bundle struct{ set, lo, hi int32 }

// mailbox is where a connection delivers.
type mailbox struct {
	shard *shard
	place uint16
}

// absent is the step of no event.
const absent = -1

// fewest is the number of connections of a source, on average, from which on they are
// bundled.
const fewest = 4

// bundleSets bundles the sets of a lane where that is possible and pays.
func (p *plastic) bundleSets(e *engine) {
	for i := range p.sets {
		s := &p.sets[i]
		synapses := &e.Net.Synapses[s.synapses]
		if !alone(s.rule, synapses) {
			continue
		}
		sources := 0
		for at := range s.connections {
			if at == 0 || synapses.Pre[s.connections[at].row] != synapses.Pre[s.connections[at-1].row] {
				sources++
			}
		}
		if len(s.connections) < fewest*sources {
			continue
		}
		x, err := newBundles(s, synapses)
		if err != nil { // no machine code here, or not for this rule
			continue
		}
		s.bundles = x
		for k := range x.order {
			b := &x.order[k]
			b.set = int32(i)
			id := synapses.Pre[s.connections[x.at[b.lo]].row]
			p.bundled[id] = append(p.bundled[id], *b)
			p.outgoing[id] = slices.DeleteFunc(p.outgoing[id], func(r reference) bool { return r.set == b.set })
		}
		for _, h := range p.heard {
			h.incoming = slices.DeleteFunc(h.incoming, func(r reference) bool {
				if r.set == int32(i) {
					h.bundled = append(h.bundled, r)
				}
				return r.set == int32(i)
			})
		}
	}
}

// alone reports whether nothing but spikes of source and target reaches the
// connections of a rule.
func alone(rule *program.Plasticity, s *network.Synapses) bool {
	if len(rule.Modulators) > 0 || rule.Follows() || rule.Carried() || len(rule.Random) > 0 || len(rule.Rebound.Stores) > 0 || len(s.Switches) > 0 {
		return false
	}
	for _, event := range []*program.PlasticEvent{&rule.Pre, &rule.Post} {
		for _, in := range event.Block.Instrs {
			switch in.Op {
			case program.LoadTime, program.LoadAcc, program.LoadInput, program.LoadSum:
				return false
			}
		}
		for _, d := range event.Deliver {
			if d.When != program.Always {
				return false
			}
		}
	}
	for row := range s.Pre {
		if s.AxonalOf(row) > 0 {
			return false
		}
	}
	return true
}

func newBundles(s *set, synapses *network.Synapses) (*bundles, error) {
	x := &bundles{place: make([]int32, len(s.connections))}
	n := 0
	for at := range s.connections {
		if at == 0 || synapses.Pre[s.connections[at].row] != synapses.Pre[s.connections[at-1].row] {
			n = (n + jit.Lanes - 1) / jit.Lanes * jit.Lanes
			x.order = append(x.order, bundle{lo: int32(n)})
		}
		x.place[at] = int32(n)
		n++
		x.order[len(x.order)-1].hi = int32(n)
	}
	x.stride = jit.Stride(n)
	columns := 0
	column := func() int {
		columns++
		return columns - 1
	}
	for range s.rule.States {
		x.states = append(x.states, column())
	}
	for site := range x.stored {
		x.stored[site] = column()
	}
	x.when = column()
	for range s.rule.Pre.Deliver {
		x.amounts = append(x.amounts, column())
	}
	quants := make([]place, len(s.rule.Quantities))
	for q := range quants {
		quants[q] = place{-1, s.run.env.Quants[q]}
	}
	for _, c := range s.run.columns {
		quants[c.quantity] = place{column: column()}
	}
	var err error
	if x.pre, err = x.compile(&s.rule.Pre, program.AtSource, quants, s.quantum); err != nil {
		return nil, err
	}
	if s.rule.HasPost() {
		if x.post, err = x.compile(&s.rule.Post, program.AtTarget, quants, s.quantum); err != nil {
			return nil, err
		}
	}
	x.slab = jit.Column(columns * x.stride)
	when := x.column(x.when)
	for i := range when {
		when[i] = absent
	}
	x.next, x.past, x.delay, x.mail, x.at = make([]int, n), make([]*history, n), make([]int64, n), make([]mailbox, n), make([]int32, n)
	for at := range s.connections {
		c, i := &s.connections[at], x.place[at]
		x.past[i], x.delay[i], x.mail[i], x.at[i] = c.history, c.delay, mailbox{c.shard, c.place}, int32(at)
		for _, q := range s.run.columns {
			x.column(quants[q.quantity].column)[i] = q.values[c.row]
		}
		x.push(c, i)
	}
	return x, nil
}

func (x *bundles) column(c int) []float64 { return x.slab[c*x.stride : (c+1)*x.stride] }

// compile makes the code of an event, for the places that have a step in the column
// of steps.
func (x *bundles) compile(event *program.PlasticEvent, side program.Site, quants []place, quantum float64) (*jit.Frame, error) {
	b := jit.NewBuilder(x.stride, 0)
	when := b.Column(x.when)
	reached := b.Ge(when, b.Const(0))
	var err error
	b.IfAny(reached, func() {
		var v []jit.Ref
		v, err = b.Block(&event.Block, jit.Loads{
			State: func(i int) jit.Ref { return b.Column(x.states[i]) },
			Quant: func(i int) jit.Ref {
				if quants[i].column < 0 {
					return b.Const(quants[i].value)
				}
				return b.Column(quants[i].column)
			},
			Elapsed: func(site int) jit.Ref { return b.Sub(when, b.Column(x.stored[site])) },
		})
		if err != nil {
			return
		}
		store := func(column int, v jit.Ref) { b.Store(column, b.Select(reached, v, b.Column(column))) }
		for _, s := range event.Block.Stores {
			store(x.states[s.State], v[s.Value])
		}
		store(x.stored[program.AtConnection], when)
		store(x.stored[side], when)
		for k, d := range event.Deliver {
			if quantum > 0 { // as in quanta, which a number that is none passes
				amount := b.Round(b.Div(v[d.Amount], b.Const(quantum)))
				b.Store(x.amounts[k], b.Min(b.Const(bound), b.Max(b.Const(-bound), amount)))
			}
		}
	})
	if err != nil {
		return nil, err
	}
	code, err := b.Compile()
	if err != nil {
		return nil, err
	}
	return code.NewFrame(), nil
}

func (x *bundles) run(code *jit.Frame, b bundle) {
	x.fired = code.Run(x.slab, 0, 0, int(b.lo), int(b.hi), nil, x.fired[:0])
}

// push takes the place of a connection over from the connection, pull does the
// opposite.
func (x *bundles) push(c *connection, i int32) {
	for k, column := range x.states {
		x.column(column)[i] = c.states[k]
	}
	for site, column := range x.stored {
		x.column(column)[i] = float64(c.stored[site])
	}
	x.next[i] = c.next
}

func (x *bundles) pull(c *connection, i int32) {
	for k, column := range x.states {
		c.states[k] = x.column(column)[i]
	}
	for site, column := range x.stored {
		c.stored[site] = int64(x.column(column)[i])
	}
	c.next = x.next[i]
}

// connection is a connection with its values as they are now.
func (s *set) connection(at int) *connection {
	c := &s.connections[at]
	if s.bundles != nil {
		s.bundles.pull(c, s.bundles.place[at])
	}
	return c
}

// catchUp carries out what the targets of a bundle fired that reached the connections
// before step t.
func (x *bundles) catchUp(b bundle, t int64) {
	if x.post == nil {
		return
	}
	when := x.column(x.when)[b.lo:b.hi]
	past, next, delay := x.past[b.lo:b.hi], x.next[b.lo:b.hi], x.delay[b.lo:b.hi]
	for {
		some := false
		for i := range when {
			when[i] = absent
			h := past[i]
			if k := next[i] - h.base; k < len(h.stamps) {
				if at := h.stamps[k] + delay[i]; at < t {
					when[i] = float64(at)
					next[i]++
					some = true
				}
			}
		}
		if !some {
			return
		}
		x.run(x.post, b)
	}
}

// strike carries out `on pre` of a bundle that n spikes of its source reach at step t.
func (p *plastic) strike(b bundle, t int64, n int) {
	s := &p.sets[b.set]
	x := s.bundles
	x.catchUp(b, t)
	when := x.column(x.when)
	x.meet = x.meet[:0]
	for i := b.lo; i < b.hi; i++ {
		when[i] = float64(t)
		if x.post == nil {
			continue
		}
		h := x.past[i]
		if k := x.next[i] - h.base; k < len(h.stamps) && h.stamps[k]+x.delay[i] == t {
			when[i] = absent
			x.meet = append(x.meet, i)
		}
	}
	for _, i := range x.meet {
		c := &s.connections[x.at[i]]
		x.pull(c, i)
		p.instant(s, c, c.history, t, n, func(amount float64) { s.send(c, t, amount) })
		x.push(c, i)
	}
	if len(x.meet) == int(b.hi-b.lo) {
		return
	}
	for range n {
		x.run(x.pre, b)
		if s.quantum <= 0 {
			continue
		}
		for _, column := range x.amounts {
			amounts := x.column(column)
			for i := b.lo; i < b.hi; i++ {
				if when[i] >= 0 {
					m := &x.mail[i]
					m.shard.mail(t+x.delay[i], m.place, int64(amounts[i]))
				}
			}
		}
	}
}
