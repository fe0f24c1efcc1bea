package engine

import (
	"testing"

	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// TestWorth: small networks have one worker unless they meet seldom, large ones all.
func TestWorth(t *testing.T) {
	p := &program.Program{Conditions: make([]program.Condition, 1)}
	for range 40 { // 1.2 ns
		p.Conditions[0].Test.Instrs = append(p.Conditions[0].Test.Instrs, program.Instr{Op: program.Add})
	}
	for _, c := range []struct {
		neurons, sources int
		window           int64
		want             int
	}{{100, 0, 1, 1}, {2000, 0, 1, 1}, {4000, 0, 1, 3}, {1000, 10000, 1, 7}, {1000, 0, 15, 12}, {0, 0, 64, 1}, {1 << 30, 1 << 30, 64, 1 << 16}} {
		spec := &network.Spec{Populations: []network.Population{{N: c.neurons, Program: p}, {N: c.sources, Source: &network.Source{}}}}
		if got := worth(spec, c.window); got != c.want {
			t.Errorf("%d neurons and %d sources that meet every %d steps are worth %d workers instead of %d", c.neurons, c.sources, c.window, got, c.want)
		}
	}
}

// BenchmarkAnnounce notes spikes of 1,000 sources with 1,000 synapses in 30 delays.
func BenchmarkAnnounce(b *testing.B) {
	const sources, delays = 1000, 30
	s := &shard{places: maxPlaces}
	s.open(delays + 2)
	for id := range sources {
		s.start = append(s.start, uint32(len(s.groups)))
		for d := range delays {
			s.groups = append(s.groups, group{first: uint32(id), n: 33, delay: uint16(d + 1)})
		}
	}
	s.start = append(s.start, uint32(len(s.groups)))
	for b.Loop() {
		for id := range uint32(sources) {
			s.announce(id, 0, 1)
		}
		for at := range s.calendar {
			s.calendar[at] = s.calendar[at][:0]
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/sources/delays, "ns/group")
}
