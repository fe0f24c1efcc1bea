package engine

import "github.com/nngen/nngen/runtime/network"

// emitter lets some elements of a source population emit.
type emitter struct {
	population int
	first      uint32 // global id of the population's first element
	elements   []int32
	lo, hi     int
	dense      bool // elements are exactly lo..hi-1
	private    bool // reaches the neurons of this lane only
	state      *network.SourceState
	counts     []uint16
}

func (s *emitter) emit(e *engine, l *lane, k int64) {
	s.state.NextRange(k, s.lo, s.hi, s.counts)
	record := e.Spikes[s.population]
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
