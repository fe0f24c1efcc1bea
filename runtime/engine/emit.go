package engine

import "github.com/nngen/nngen/runtime/network"

// emitter lets some elements of a source population emit.
type emitter struct {
	population int
	first      uint32 // global id of the population's first element
	elements   []int32
	lo, hi     int
	private    bool // reaches the neurons of this lane only
	direct     *direct
	state      *network.SourceState
	counts     []uint16
}

// direct is the way of sources that have one synapse each, all alike: what they
// emit is added to the sums when it arrives, without looking at a table.
type direct struct {
	shard  *shard
	delay  int64
	weight int64
	places []uint16 // of the elements
}

// straight finds the direct way of a private emitter, or nil.
func (l *lane) straight(first uint32, elements []int32) *direct {
	var d *direct
	for _, i := range elements {
		id := first + uint32(i)
		var s *shard
		for _, x := range l.shards {
			if x.reaches(int(id)) {
				if s != nil {
					return nil
				}
				s = x
			}
		}
		at := s.start[id]
		g := &s.groups[at]
		if s.start[id+1] != at+1 || g.n != 1 {
			return nil
		}
		if d == nil {
			d = &direct{shard: s, delay: int64(g.delay), weight: g.weight}
		}
		if d.shard != s || d.delay != int64(g.delay) || d.weight != g.weight {
			return nil
		}
		d.places = append(d.places, s.targets[g.first])
	}
	if d.shard.careful {
		return nil
	}
	return d
}

func (s *emitter) emit(e *engine, l *lane, k int64) {
	if s.direct != nil {
		if k -= s.direct.delay; k >= 0 {
			s.state.NextRange(k, s.lo, s.hi, s.counts)
			s.add(l)
		}
		return
	}
	s.state.NextRange(k, s.lo, s.hi, s.counts)
	record := e.Spikes[s.population]
	for _, i := range s.elements {
		c := s.counts[int(i)-s.lo]
		if c == 0 {
			continue
		}
		l.counts[s.population] += int64(c)
		if s.private {
			l.deliver(firing{s.first + uint32(i), c, k + 1})
		} else {
			l.fired[l.now] = append(l.fired[l.now], firing{s.first + uint32(i), c, k + 1})
		}
		if record {
			for range c {
				l.mine = append(l.mine, Spike{int32(s.population), i, k + 1})
			}
		}
	}
}

// add delivers the counts of all elements at once.
func (s *emitter) add(l *lane) {
	d := s.direct
	sum, w := d.shard.sum, d.weight
	total := int64(0)
	for j, i := range s.elements {
		c := int64(s.counts[int(i)-s.lo])
		sum[d.places[j]] += w * c
		total += c
	}
	l.counts[s.population] += total
	l.events += total
}

// finish counts what has been emitted on the direct way and arrives after the end.
func (s *emitter) finish(e *engine, l *lane) {
	if s.direct == nil {
		return
	}
	for k := max(0, e.Steps-s.direct.delay); k < e.Steps; k++ {
		s.state.NextRange(k, s.lo, s.hi, s.counts)
		for _, i := range s.elements {
			c := int64(s.counts[int(i)-s.lo])
			l.counts[s.population] += c
			l.events += c
		}
	}
}
