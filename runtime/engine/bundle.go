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
// happens to one of them matters, which is the same as one by one. Histories are read
// once, place by place, and the rounds filled from that.
type bundles struct {
	slab    []float64
	stride  int
	states  []int              // columns
	stored  [program.Sites]int // columns: when the states of a site were stored; or unread
	when    int                // column: the step of the event at hand, or absent
	amounts []int              // columns: what on pre delivers, in quanta
	pre     *jit.Frame         // code of on pre
	post    *jit.Frame         // and of on post, nil where the rule has none
	fired   []int32            // room that code asks for; nothing fires
	next    []uint32           // per place: spikes of the target up to here have been dealt with
	past    []int32            // per place: the history of its target
	heard   []*history
	delay   []int32  // per place
	mail    []uint16 // per place: where in its shard it delivers
	at      []int32  // per place: its connection
	place   []int32  // per connection
	order   []bundle
	routes  []route
	rounds  []float64 // steps of the rounds of the bundle at hand, one after the other
	meet    []int32   // places that source and target reach at once
}

// bundle are the places of the connections of a source: the first, which is a
// multiple of [jit.Lanes], and the end; and the routes on which they deliver.
type bundle struct{ set, lo, hi, from, to int32 }

// route are neighbouring places, up to an end, that deliver to one shard after one
// delay.
type route struct {
	hi    int32
	shard *shard
	delay int64
}

// absent is the step of no event.
const absent = -1

// unread is the column of what no block reads.
const unread = -1

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
	x.stride = jit.Double.Stride(n)
	columns := 0
	column := func() int {
		columns++
		return columns - 1
	}
	for range s.rule.States {
		x.states = append(x.states, column())
	}
	for site := range x.stored {
		x.stored[site] = unread
		if s.rule.Reads(program.Site(site)) {
			x.stored[site] = column()
		}
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
	x.next, x.past, x.delay, x.mail, x.at = make([]uint32, n), make([]int32, n), make([]int32, n), make([]uint16, n), make([]int32, n)
	known := map[*history]int32{}
	for at := range s.connections {
		c, i := &s.connections[at], x.place[at]
		h, ok := known[c.history]
		if !ok {
			h = int32(len(x.heard))
			known[c.history] = h
			x.heard = append(x.heard, c.history)
		}
		x.past[i], x.delay[i], x.mail[i], x.at[i] = h, int32(c.delay), c.place, int32(at)
		for _, q := range s.run.columns {
			x.column(quants[q.quantity].column)[i] = q.values[c.row]
		}
		x.push(c, i)
	}
	for k := range x.order {
		x.order[k].from = int32(len(x.routes))
		x.route(s, x.order[k])
		x.order[k].to = int32(len(x.routes))
	}
	return x, nil
}

// route adds the routes of a bundle.
func (x *bundles) route(s *set, b bundle) {
	for i := b.lo; i < b.hi; i++ {
		c := &s.connections[x.at[i]]
		r := route{i + 1, c.shard, c.delay}
		if last := len(x.routes) - 1; i > b.lo && x.routes[last].shard == r.shard && x.routes[last].delay == r.delay {
			x.routes[last] = r
		} else {
			x.routes = append(x.routes, r)
		}
	}
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
		for _, site := range []program.Site{program.AtConnection, side} {
			if x.stored[site] != unread {
				store(x.stored[site], when)
			}
		}
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
		if column != unread {
			x.column(column)[i] = float64(c.stored[site])
		}
	}
	x.next[i] = uint32(c.next)
}

func (x *bundles) pull(c *connection, i int32) {
	for k, column := range x.states {
		c.states[k] = x.column(column)[i]
	}
	for site, column := range x.stored {
		if column != unread {
			c.stored[site] = int64(x.column(column)[i])
		}
	}
	c.next = int(x.next[i])
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
// before step t, and collects the places that a spike of the target reaches at t.
func (x *bundles) catchUp(b bundle, t int64) {
	x.meet = x.meet[:0]
	if x.post == nil {
		return
	}
	n := int(b.hi - b.lo)
	past, next, delay := x.past[b.lo:b.hi], x.next[b.lo:b.hi], x.delay[b.lo:b.hi]
	rounds := x.rounds[:0]
	for i, at := range past {
		h := x.heard[at]
		k := int(next[i]) - h.base
		if k >= len(h.stamps) {
			continue
		}
		before := t - int64(delay[i])
		round := i
		for _, stamp := range h.stamps[k:] {
			if stamp >= before {
				if stamp == before {
					x.meet = append(x.meet, b.lo+int32(i))
				}
				break
			}
			if round >= len(rounds) {
				rounds = another(rounds, n)
			}
			rounds[round] = float64(stamp + int64(delay[i]))
			round += n
			next[i]++
		}
	}
	x.rounds = rounds
	for when := x.column(x.when)[b.lo:b.hi]; len(rounds) > 0; rounds = rounds[n:] {
		copy(when, rounds)
		x.run(x.post, b)
	}
}

// another adds a round of n places that nothing reaches yet.
func another(rounds []float64, n int) []float64 {
	from := len(rounds)
	rounds = slices.Grow(rounds, n)[:from+n]
	for i := from; i < from+n; i++ {
		rounds[i] = absent
	}
	return rounds
}

// strike carries out `on pre` of a bundle that n spikes of its source reach at step t.
func (p *plastic) strike(b bundle, t int64, n int) {
	s := &p.sets[b.set]
	x := s.bundles
	x.catchUp(b, t)
	when := x.column(x.when)
	for i := b.lo; i < b.hi; i++ {
		when[i] = float64(t)
	}
	for _, i := range x.meet {
		when[i] = absent
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
			x.send(b, t, x.column(column), when)
		}
	}
}

// send puts the amounts of the places of a bundle that are at a step on their way.
func (x *bundles) send(b bundle, t int64, amounts, when []float64) {
	i := b.lo
	for _, r := range x.routes[b.from:b.to] {
		list := r.shard.letters(t + r.delay)
		for ; i < r.hi; i++ {
			if when[i] >= 0 {
				*list = append(*list, single{int64(amounts[i]), x.mail[i]})
			}
		}
	}
}
