package interp_test

import (
	"context"
	"testing"
	"time"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/interp"
	"github.com/nngen/nngen/runtime/network"
)

// BenchmarkEngine runs networks on the native engine and says what a synaptic
// event and a step of a neuron cost, and how many times faster it is than the
// interpreter on the same network in the same run.
func BenchmarkEngine(b *testing.B) {
	for _, c := range []struct {
		name, sizes string
		ms          float64
	}{{"brunel", "order=500", 100}, {"cuba", "size=4000", 200}, {"coba", "size=4000", 100}} {
		b.Run(c.name, func(b *testing.B) {
			s := example(b, c.name, c.sizes, c.ms)
			net, err := network.Expand(context.Background(), s.Network, 0)
			if err != nil {
				b.Fatal(err)
			}
			begin := time.Now()
			if _, err := interp.Run(context.Background(), s, net); err != nil {
				b.Fatal(err)
			}
			oracle := time.Since(begin)
			events := int64(0)
			b.ResetTimer()
			for b.Loop() {
				events = native(b, s, net, 0).Events
			}
			perRun := float64(b.Elapsed().Nanoseconds()) / float64(b.N)
			b.ReportMetric(perRun/float64(events), "ns/event")
			b.ReportMetric(perRun/float64(neurons(s))/float64(s.Timeline.Segments[0].Steps), "ns/neuron-step")
			b.ReportMetric(float64(oracle.Nanoseconds())/perRun, "x-interpreter")
			b.ReportMetric(perRun/1e6/c.ms, "s/biological-s")
		})
	}
}

func neurons(s *ir.Study) int {
	n := 0
	for _, p := range s.Network.Populations {
		if p.Program != nil {
			n += p.N
		}
	}
	return n
}
