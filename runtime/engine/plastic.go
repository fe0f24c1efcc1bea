package engine

import (
	"cmp"
	"math"
	"slices"

	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// plastic holds the plastic connections onto the neurons of one lane.
//
// Connections are brought up to date by spikes of their source: then what the
// target fired since, and what modulators said, is looked up in histories. A spike
// of the target comes back after the delay, at least a step, so at the end of a
// window everything that reached a connection in it is known.
type plastic struct {
	sets []set
	// outgoing are the connections of a source, by its global id.
	outgoing map[uint32][]reference
	// bundled are those of them whose events machine code carries out.
	bundled map[uint32][]bundle
	// heard are the histories of the targets that rules listen to, by global id.
	heard map[uint32]*history
	// hearing are the modulators that hear a source, by its global id.
	hearing map[uint32][]listener
	// late are spikes of sources that are still on their axons, by the step at which
	// they reach the connection.
	late map[int64][]lateSpike
	// following are the sets that read their targets.
	following []int32
	long      bool // some history is
}

// set are the plastic connections of one rule onto one port.
type set struct {
	synapses    int // index into Network.Synapses
	population  int
	rule        *program.Plasticity
	run         *runner
	quantum     float64
	first       int // global id of the population's first element
	connections []connection
	bundles     *bundles // what holds their values, or nil
	signals     signals
	variables   []int // observables of the target that the rule reads
	followed    map[uint32]*trajectory
	memory      []float64 // for more connections
	values      []float64 // of a block of what is followed
}

// connection is one plastic connection: the values that its states had when
// they were stored, and the steps at which that was, per site.
type connection struct {
	states  []float64
	stored  [program.Sites]int64
	counts  []uint64 // events so far by kind, where the rule draws
	row     int
	target  uint32 // global id
	place   uint16 // in shard
	shard   *shard
	delay   int64
	axonal  int64
	next    int // spikes of the target up to here have been dealt with
	signals int // and signals of modulators
	follows *trajectory
	history *history // of the target, nil where the rule does not listen to it
}

// The kinds of events of a connection; modulator k is kind modulated + k.
const (
	ofPre = iota
	ofPost
	modulated
)

// reference names a connection.
type reference struct{ set, at int32 }

type lateSpike struct {
	reference
	count uint16
}

// history are the spikes of a target, the first of them number base.
type history struct {
	base     int
	stamps   []int64
	incoming []reference // but those that are bundled
	bundled  []reference
}

// plasticTables gives every lane the plastic connections onto its neurons.
func (e *engine) plasticTables(owner func(p, i int) int) {
	for j := range e.Net.Synapses {
		s := &e.Net.Synapses[j]
		if s.Plasticity == nil {
			continue
		}
		pop := &e.Net.Spec.Populations[s.Population]
		sets := map[int]int32{}
		for _, row := range bySource(s) {
			post := s.Post[row]
			w := owner(s.Population, int(post)-pop.First)
			l := e.workers[w]
			at, ok := sets[w]
			if !ok {
				if l.plastic == nil {
					l.plastic = &plastic{outgoing: map[uint32][]reference{}, bundled: map[uint32][]bundle{}, heard: map[uint32]*history{}, hearing: map[uint32][]listener{}, late: map[int64][]lateSpike{}}
				}
				at = int32(len(l.plastic.sets))
				sets[w] = at
				x := set{synapses: j, population: s.Population, rule: s.Plasticity, run: newRunner(s, e.Net.Spec.Releases(s)),
					quantum: e.Net.Populations[s.Population].Quantum[s.Port], first: pop.First}
				if s.Plasticity.Follows() {
					l.plastic.following = append(l.plastic.following, at)
					x.followed = map[uint32]*trajectory{}
					for _, name := range s.Plasticity.Follow.Variables {
						x.variables = append(x.variables, pop.Program.ObservableIndex(name))
					}
				}
				l.plastic.sets = append(l.plastic.sets, x)
			}
			l.plastic.add(e, at, int(row), s)
		}
	}
	for _, l := range e.workers {
		if l.plastic != nil {
			l.plastic.bundleSets(e)
			l.plastic.listen(e.Net.Signals)
		}
	}
}

func (p *plastic) add(e *engine, at int32, row int, s *network.Synapses) {
	set := &p.sets[at]
	c := connection{states: set.space(len(set.rule.States)), row: row, target: s.Post[row], delay: int64(s.Delay[row]), axonal: s.AxonalOf(row)}
	shard, place := e.place(s.Population, s.Port, int(c.target)-set.first)
	c.shard, c.place = e.shards[shard], place
	c.shard.careful = true
	for i := range c.states {
		if i == set.rule.Weight {
			c.states[i] = s.Weight[row]
		} else {
			c.states[i] = network.At(s.Init[i], row)
		}
	}
	if len(set.rule.Random) > 0 {
		c.counts = make([]uint64, modulated+len(set.rule.Modulators))
	}
	if set.followed != nil {
		if c.follows = set.followed[c.target]; c.follows == nil {
			c.follows = &trajectory{}
			set.followed[c.target] = c.follows
		}
	}
	ref := reference{at, int32(len(set.connections))}
	p.outgoing[s.Pre[row]] = append(p.outgoing[s.Pre[row]], ref)
	if set.rule.HasPost() || set.lazy() {
		h := p.heard[c.target]
		if h == nil {
			h = &history{}
			p.heard[c.target] = h
		}
		h.incoming = append(h.incoming, ref)
		c.history = h
	}
	set.connections = append(set.connections, c)
}

// space is memory for n numbers of a connection, beside those of its neighbours.
func (s *set) space(n int) []float64 {
	if len(s.memory) < n {
		s.memory = make([]float64, 1024*n)
	}
	x := s.memory[:n:n]
	s.memory = s.memory[n:]
	return x
}

// bySource are the rows of a set in the order of their sources, in which spikes
// visit them.
func bySource(s *network.Synapses) []int32 {
	rows := make([]int32, len(s.Pre))
	for i := range rows {
		rows[i] = int32(i)
	}
	slices.SortStableFunc(rows, func(a, b int32) int { return cmp.Compare(s.Pre[a], s.Pre[b]) })
	return rows
}

// lazy reports whether connections have more to catch up with than spikes of
// their targets.
func (s *set) lazy() bool { return len(s.rule.Modulators) > 0 || s.rule.Follows() }

// hear notes a spike of one of the lane's neurons.
func (p *plastic) hear(id uint32, stamp int64) {
	if h := p.heard[id]; h != nil {
		h.stamps = append(h.stamps, stamp)
		p.long = p.long || len(h.stamps) >= forgetAt
	}
}

// deliver carries out `on pre` of the connections of a source that fired, or puts
// the spike on the axon. It returns the number of events.
func (p *plastic) deliver(id uint32, stamp int64, count uint16) int64 {
	refs := p.outgoing[id]
	for _, ref := range refs {
		if d := p.sets[ref.set].connections[ref.at].axonal; d > 0 {
			p.late[stamp+d] = append(p.late[stamp+d], lateSpike{ref, count})
			continue
		}
		p.arrive(ref, stamp, count)
	}
	n := int64(len(refs))
	for _, b := range p.bundled[id] {
		p.strike(b, stamp, int(count))
		n += int64(b.hi - b.lo)
	}
	return n * int64(count)
}

// release carries out `on pre` for the spikes that came over their axons in the
// window that ends at step to, the earlier first.
func (p *plastic) release(from, to int64) {
	if len(p.late) == 0 {
		return
	}
	for t := from + 1; t <= to; t++ {
		for _, s := range p.late[t] {
			p.arrive(s.reference, t, s.count)
		}
		delete(p.late, t)
	}
}

// arrive carries out `on pre` of a connection that count spikes reach at step t.
func (p *plastic) arrive(ref reference, t int64, count uint16) {
	s := &p.sets[ref.set]
	c := &s.connections[ref.at]
	h := c.history
	p.catchUp(s, c, h, t)
	p.instant(s, c, h, t, int(count), func(amount float64) { s.send(c, t, amount) })
}

// send puts what a connection delivers at step t on its way.
func (s *set) send(c *connection, t int64, amount float64) {
	if s.quantum > 0 {
		c.shard.mail(t+c.delay, c.place, quanta(amount, s.quantum))
	}
}

// quanta is an amount in quanta; one beyond all exact numbers stays so.
func quanta(amount, quantum float64) int64 {
	return int64(min(max(math.Round(amount/quantum), -bound), bound))
}

// nextPost is the step at which the next spike of the target reaches the
// connection, far away when there is none.
func (c *connection) nextPost(s *set, h *history) int64 {
	if !s.rule.HasPost() || h == nil || c.next >= h.base+len(h.stamps) {
		return math.MaxInt64
	}
	return h.stamps[c.next-h.base] + c.delay
}

// catchUp carries out what reached the connection before step t.
func (p *plastic) catchUp(s *set, c *connection, h *history, t int64) {
	for {
		at := min(c.nextPost(s, h), s.signals.next(c))
		if at >= t {
			break
		}
		p.instant(s, c, h, at, 0, nil)
	}
}

// instant carries out everything that reaches a connection at step t: its
// target's spike, then n of its source, then modulators.
func (p *plastic) instant(s *set, c *connection, h *history, t int64, n int, deliver func(amount float64)) {
	r := s.run
	r.carry(c, t)
	post := c.nextPost(s, h) == t
	signal := s.signals.next(c) == t
	if post {
		c.next++
	}
	if !signal && (!post || n == 0) { // nothing coincides
		switch {
		case post:
			r.event(&s.rule.Post, ofPost, program.AtTarget, c, t, 0, nil)
		case n > 0:
			for range n {
				r.event(&s.rule.Pre, ofPre, program.AtSource, c, t, 0, deliver)
			}
		}
		return
	}
	r.keep(c)
	if post {
		r.aside(&s.rule.Post, ofPost, program.AtTarget, c, t, 0, nil)
	}
	for range n {
		r.aside(&s.rule.Pre, ofPre, program.AtSource, c, t, 0, deliver)
	}
	if signal {
		amounts := s.signals.take(c)
		for k, a := range amounts {
			if !math.IsNaN(a) {
				r.aside(&s.rule.Modulators[k].Event, modulated+k, program.Shared, c, t, a, nil)
			}
		}
	}
}

// forgetAt is the number of entries at which a history is cut.
const forgetAt = 256

// settle brings connections up to step t, at which all spikes of sources have
// been delivered: all of them, or those whose histories have grown long, which are
// then forgotten.
func (p *plastic) settle(t int64, all bool) {
	for i := range p.sets {
		s := &p.sets[i]
		if s.lazy() && (all || s.long(t)) {
			for at := range s.connections {
				c := &s.connections[at]
				p.reach(s, c, c.history, t)
			}
			s.forget(t)
		}
	}
	if !all && !p.long {
		return
	}
	p.long = false
	for i := range p.sets {
		if x := p.sets[i].bundles; x != nil {
			for _, b := range x.order {
				x.catchUp(b, t+1)
			}
		}
	}
	for _, h := range p.heard {
		if !all && len(h.stamps) < forgetAt && len(h.bundled) == 0 {
			continue
		}
		last := h.base + len(h.stamps)
		for _, ref := range h.bundled {
			if s := &p.sets[ref.set]; s.rule.HasPost() {
				last = min(last, int(s.bundles.next[s.bundles.place[ref.at]]))
			}
		}
		for _, ref := range h.incoming {
			s := &p.sets[ref.set]
			c := &s.connections[ref.at]
			p.reach(s, c, h, t)
			if s.rule.HasPost() {
				last = min(last, c.next)
			}
		}
		h.stamps = append(h.stamps[:0], h.stamps[last-h.base:]...)
		h.base = last
	}
}

// reach carries out what reached a connection up to step t.
func (p *plastic) reach(s *set, c *connection, h *history, t int64) {
	p.catchUp(s, c, h, t)
	if min(c.nextPost(s, h), s.signals.next(c)) == t {
		p.instant(s, c, h, t, 0, nil)
	}
	s.run.carry(c, t)
}

// change gives the rules the quantities that they have from step t on. All
// connections have been brought to that step.
func (p *plastic) change(e *engine, t int64) {
	if p == nil {
		return
	}
	for i := range p.sets {
		s := &p.sets[i]
		settled := false
		for _, x := range e.Net.Synapses[s.synapses].Switches {
			if x.Step != t {
				continue
			}
			if !settled {
				for at := range s.connections {
					s.run.settle(&s.connections[at], t)
				}
				settled = true
			}
			s.run.become(x.Quantity, x.Values)
		}
		if settled && len(s.rule.Rebound.Stores) > 0 {
			for at := range s.connections {
				c := &s.connections[at]
				s.run.eval(&s.rule.Rebound, c, t)
				s.rule.Rebound.Store(c.states, s.run.v, nil)
			}
		}
	}
}

// reaches reports whether a source has plastic connections here or is heard by
// modulators.
func (p *plastic) reaches(id uint32) bool {
	return p != nil && (len(p.outgoing[id]) > 0 || len(p.bundled[id]) > 0 || len(p.hearing[id]) > 0)
}

// waits reports whether spikes of a source can be delivered only when all spikes
// of the window are known.
func (p *plastic) waits(id uint32) bool {
	if p == nil {
		return false
	}
	for _, ref := range p.outgoing[id] {
		if s := &p.sets[ref.set]; len(s.rule.Modulators) > 0 {
			return true
		}
	}
	return len(p.hearing[id]) > 0
}

// each visits all connections.
func (p *plastic) each(f func(s *set, c *connection)) {
	if p == nil {
		return
	}
	for i := range p.sets {
		s := &p.sets[i]
		for at := range s.connections {
			f(s, s.connection(at))
		}
	}
}
