package jit

import (
	"math/rand/v2"
	"testing"
)

func TestAddCounts(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	got, want := SumsOf(Column(Places)), SumsOf(Column(Places))
	for range 200 {
		place, n := r.IntN(Places-100), r.IntN(100)
		weight := int64(r.Uint64()) >> (8 + r.IntN(40))
		counts := make([]uint32, n)
		for i := range counts {
			counts[i] = uint32(r.IntN(1 << 16))
		}
		total := addCountsInGo(want[place:place+n], weight, counts)
		if x := got.AddCounts(place, weight, counts); x != total {
			t.Fatalf("%d counts instead of %d", x, total)
		}
		if *got != *want {
			t.Fatalf("%d counts times %d from place %d on: sums differ", n, weight, place)
		}
	}
}

func BenchmarkAddCounts(b *testing.B) {
	sum, counts := SumsOf(Column(Places)), make([]uint32, 10000)
	for b.Loop() {
		sum.AddCounts(3, 1<<39+7, counts)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(len(counts)), "ns/count")
}
