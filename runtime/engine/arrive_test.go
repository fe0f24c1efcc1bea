package engine

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/nngen/nngen/runtime/jit"
)

// random makes a shard with groups of all sizes, some with one weight, others with
// weights of their own, in four bytes if packed, and a list of arrivals at it.
func random(seed uint64, packed bool) (*shard, []jit.Arrival) {
	r := rand.New(rand.NewPCG(seed, 1))
	s := &shard{places: maxPlaces}
	s.open(4)
	var list []jit.Arrival
	for i := range 60 {
		n := []int{1, 2, 3, 4, 5, 7, 8, 33, 300, 3000}[r.IntN(10)]
		a := jit.Arrival{N: uint16(n), Count: 1}
		if i%3 == 0 {
			a.Count = uint16(1 + r.IntN(5))
		}
		if r.IntN(2) == 0 {
			a.First, a.N = uint32(len(s.targets)), a.N|jit.Shared
			s.targets = jit.AppendWeight(s.targets, r.Int64N(1<<41)-1<<40)
			for range n {
				s.targets = append(s.targets, uint16(r.IntN(maxPlaces)))
			}
		} else {
			a.First = uint32(len(s.synapses.Wide) + len(s.synapses.Packed))
			for range n {
				if packed {
					s.synapses.Packed = append(s.synapses.Packed, r.Uint32())
				} else {
					s.synapses.Wide = append(s.synapses.Wide, uint64(r.Int64N(1<<41)-1<<40)<<16|uint64(r.IntN(maxPlaces)))
				}
			}
		}
		list = append(list, a)
	}
	return s, list
}

// TestArrivals compares the ways of adding arrivals: as fast as it goes, in plain
// Go, and with care for large sums.
func TestArrivals(t *testing.T) {
	for seed := range uint64(20) {
		s, list := random(seed, seed%2 == 1)
		s.sum.AddInGo(s.synapses, s.targets, list)
		want := *s.sum
		nonzero := 0
		for _, x := range want {
			if x != 0 {
				nonzero++
			}
		}
		if nonzero < 100 {
			t.Fatalf("only %d sums are not 0", nonzero)
		}
		*s.sum = jit.Sums{}
		s.sum.Add(s.synapses, s.targets, list)
		if *s.sum != want {
			t.Fatalf("seed %d: sums differ", seed)
		}
		*s.sum = jit.Sums{}
		s.deliverCarefully(0, list)
		if *s.sum != want {
			t.Fatalf("seed %d: careful sums differ", seed)
		}
	}
}

// TestCare lets sums grow beyond what their memory holds.
func TestCare(t *testing.T) {
	s := &shard{places: 2, careful: true}
	s.open(2)
	for range 100 {
		s.mail(1, 1, quanta(1e300, 1))
	}
	s.mail(1, 0, maxExact)
	s.deliver(1)
	row := make([]float64, 1)
	if !s.take(0, 0.5, row) || row[0] != maxExact/2 {
		t.Errorf("%v instead of 2^52", row)
	}
	if s.take(1, 0.5, row) {
		t.Error("a sum beyond 2^53 quanta was not noticed")
	}
	if s.sum[0] != 0 || s.sum[1] != 0 {
		t.Error("sums that were taken are still there")
	}
}

func TestBarrier(t *testing.T) {
	const lanes, rounds = 5, 2000
	b := newBarrier(lanes)
	var count [lanes]int
	var wg sync.WaitGroup
	for l := range lanes {
		wg.Go(func() {
			for r := range rounds {
				count[l]++
				b.wait()
				for _, x := range count {
					if x != r+1 {
						t.Errorf("a lane is in round %d instead of %d", x, r+1)
					}
				}
				b.wait()
			}
		})
	}
	wg.Wait()
}

func BenchmarkArrivals(b *testing.B) {
	for _, packed := range []bool{false, true} {
		s, list := random(1, packed)
		events := 0
		for _, a := range list {
			events += int(a.N &^ jit.Shared)
		}
		for _, way := range []struct {
			name string
			add  func(jit.Synapses, []uint16, []jit.Arrival)
		}{{"fast", s.sum.Add}, {"go", s.sum.AddInGo}} {
			b.Run(fmt.Sprintf("%s/packed=%v", way.name, packed), func(b *testing.B) {
				for b.Loop() {
					way.add(s.synapses, s.targets, list)
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(events), "ns/event")
			})
		}
	}
}
