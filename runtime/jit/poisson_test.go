package jit

import (
	"fmt"
	"testing"

	"github.com/nngen/nngen/runtime/rng"
)

func TestPoisson(t *testing.T) {
	need(t)
	for _, narrow := range []bool{true, false} {
		t.Run(fmt.Sprintf("narrow=%v", narrow), func(t *testing.T) { testPoisson(t, narrow) })
	}
}

func testPoisson(t *testing.T, narrow bool) {
	for _, mean := range []float64{0, 0.001, 0.1, 1, 2.3, 8, 9.5, 20} {
		table, err := rng.NewPoissonTable(mean)
		if err != nil {
			t.Fatal(err)
		}
		p := NewPoisson(table)
		if narrow {
			p = (&Poisson{table: table}).compile()
		}
		if p == nil {
			t.Fatalf("no code for mean %v with %d thresholds", mean, len(table.Thresholds))
		}
		for _, n := range []int{1, 4, 37, 1000} {
			var got, want [4][]uint32
			for j := range got {
				got[j], want[j] = make([]uint32, n, n+Lanes), make([]uint32, n)
			}
			first := rng.NewStream(7, rng.Source, "drive", uint32(n)<<20)
			for _, block := range []uint64{0, 3, 1 << 20} {
				p.Counts(got, first, block)
				rng.PoissonCounts(want, table, first, block)
				for j := range got {
					for i := range want[j] {
						if got[j][i] != want[j][i] {
							t.Fatalf("mean %v, block %d: element %d has %d spikes in step %d instead of %d", mean, block, i, got[j][i], j, want[j][i])
						}
					}
				}
			}
		}
	}
}

// BenchmarkPoisson compares the code with that of rng in the same run.
func BenchmarkPoisson(b *testing.B) {
	need(b)
	const n = 4096
	table, err := rng.NewPoissonTable(2)
	if err != nil {
		b.Fatal(err)
	}
	var dst [4][]uint32
	for j := range dst {
		dst[j] = make([]uint32, n, n+Lanes)
	}
	p, narrow, first := NewPoisson(table), (&Poisson{table: table}).compile(), rng.NewStream(7, rng.Source, "drive", 0)
	b.Run("code", func(b *testing.B) {
		for block := uint64(0); b.Loop(); block++ {
			p.Counts(dst, first, block)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n/4, "ns/draw")
	})
	b.Run("narrow", func(b *testing.B) {
		for block := uint64(0); b.Loop(); block++ {
			narrow.Counts(dst, first, block)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n/4, "ns/draw")
	})
	b.Run("scalar", func(b *testing.B) {
		for block := uint64(0); b.Loop(); block++ {
			rng.PoissonCounts(dst, table, first, block)
		}
		b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n/4, "ns/draw")
	})
}
