package engine

import (
	"math"
	"sort"

	"github.com/nngen/nngen/runtime/network"
)

// listener is a modulator of a set that hears a source.
type listener struct {
	set       int32
	modulator int
	weight    float64
	delay     int64
}

// signals are what the modulators of a set have said, by time: steps at which
// something arrived, and how much for each modulator, NaN for nothing. The first
// is number base.
type signals struct {
	base    int
	steps   []int64
	amounts [][]float64
	coming  map[int64][]float64 // not yet arrived
}

// listen makes the table of what modulators hear.
func (p *plastic) listen(list []network.Signals) {
	for _, s := range list {
		for at := range p.sets {
			for _, j := range s.Sets {
				if p.sets[at].synapses != j {
					continue
				}
				for i, pre := range s.Pre {
					p.hearing[pre] = append(p.hearing[pre], listener{int32(at), s.Modulator, s.Weight[i], int64(s.Delay[i])})
				}
			}
		}
	}
}

// signal puts a spike of a source on its way to the modulators that hear it.
func (p *plastic) signal(id uint32, stamp int64, count uint16) {
	for _, l := range p.hearing[id] {
		s := &p.sets[l.set]
		if s.signals.coming == nil {
			s.signals.coming = map[int64][]float64{}
		}
		amounts := s.signals.coming[stamp+l.delay]
		if amounts == nil {
			amounts = make([]float64, len(s.rule.Modulators))
			for k := range amounts {
				amounts[k] = math.NaN()
			}
			s.signals.coming[stamp+l.delay] = amounts
		}
		if math.IsNaN(amounts[l.modulator]) {
			amounts[l.modulator] = 0
		}
		amounts[l.modulator] += float64(l.weight * float64(count))
	}
}

// arrived notes what has come by step t, when all spikes until then are known.
func (p *plastic) arrived(t int64) {
	for i := range p.sets {
		x := &p.sets[i].signals
		n := len(x.steps)
		for at := range x.coming {
			if at <= t {
				x.steps = append(x.steps, at)
			}
		}
		fresh := x.steps[n:]
		sort.Slice(fresh, func(i, j int) bool { return fresh[i] < fresh[j] })
		for _, at := range fresh {
			x.amounts = append(x.amounts, x.coming[at])
			delete(x.coming, at)
		}
	}
}

// next is the step of the next signal for a connection, far away when there is
// none.
func (x *signals) next(c *connection) int64 {
	if c.signals-x.base >= len(x.steps) {
		return math.MaxInt64
	}
	return x.steps[c.signals-x.base]
}

// take is the next signal for a connection.
func (x *signals) take(c *connection) []float64 {
	c.signals++
	return x.amounts[c.signals-1-x.base]
}

// forget drops what all connections have dealt with.
func (x *signals) forget() {
	x.base += len(x.steps)
	x.steps, x.amounts = x.steps[:0], x.amounts[:0]
}
