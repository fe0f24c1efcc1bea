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
// emit is added to the ring without looking at a table.
type direct struct {
	ring    *ring
	delay   int64
	weight  float64
	targets []uint32 // of the elements
}

// straight finds the direct way of a private emitter, or nil.
func (t *table) straight(first uint32, elements []int32) *direct {
	var d *direct
	for _, i := range elements {
		id := first + uint32(i)
		at := t.start[id]
		if t.start[id+1] != at+1 {
			return nil
		}
		r := &t.runs[at]
		if t.runs[at+1].first != r.first+1 {
			return nil
		}
		if d == nil {
			d = &direct{ring: t.rings[r.ring], delay: int64(r.delay), weight: r.common}
		}
		if d.ring != t.rings[r.ring] || d.delay != int64(r.delay) || d.weight != r.common {
			return nil
		}
		d.targets = append(d.targets, t.targets[r.first])
	}
	return d
}

func (s *emitter) emit(e *engine, l *lane, k int64) {
	s.state.NextRange(k, s.lo, s.hi, s.counts)
	record := e.Spikes[s.population]
	if s.direct != nil && !record {
		s.add(e, l, k+1)
		return
	}
	for _, i := range s.elements {
		c := s.counts[int(i)-s.lo]
		if c == 0 {
			continue
		}
		l.counts[s.population] += int64(c)
		if s.private {
			l.deliver(e, firing{s.first + uint32(i), c, k + 1})
		} else {
			l.fired = append(l.fired, firing{s.first + uint32(i), c, k + 1})
		}
		if record {
			for range c {
				l.mine = append(l.mine, Spike{int32(s.population), i, k + 1})
			}
		}
	}
}

// add delivers the counts of all elements at once.
func (s *emitter) add(e *engine, l *lane, stamp int64) {
	d := s.direct
	sum := d.ring.at((stamp + d.delay) % e.slots)
	total := int64(0)
	for j, i := range s.elements {
		c := s.counts[int(i)-s.lo]
		sum[d.targets[j]] += float64(d.weight * float64(c))
		total += int64(c)
	}
	l.counts[s.population] += total
	l.events += total
}
