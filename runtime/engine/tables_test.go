package engine

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/network"
)

// TestBuckets puts the same synapses into buckets of several sizes, with few and
// with many different delays: groups and what they hold are the same, and are what
// sorting by source and delay gives.
func TestBuckets(t *testing.T) {
	const sources, targets, synapses = 300, 50, 20000
	for _, delays := range []int{1, 7, 30000} {
		r := rand.New(rand.NewPCG(1, uint64(delays)))
		x := &network.Block{}
		var spots []uint64
		for i := range targets {
			spots = append(spots, uint64(3*i))
		}
		for range synapses {
			x.Pre, x.Post = append(x.Pre, uint32(r.IntN(sources))), append(x.Post, uint32(sources+r.IntN(targets)))
			x.Weight, x.Delay = append(x.Weight, float64(r.IntN(2)-1)*0.25), append(x.Delay, uint16(1+r.IntN(delays)))
		}
		type arrival struct {
			source       int
			delay, place uint16
			weight       int64
		}
		var want []arrival
		for j, pre := range x.Pre {
			want = append(want, arrival{int(pre), x.Delay[j], uint16(spots[int(x.Post[j])-sources]), int64(x.Weight[j] * 4)})
		}
		slices.SortStableFunc(want, func(a, b arrival) int {
			if a.source != b.source {
				return a.source - b.source
			}
			return int(a.delay) - int(b.delay)
		})
		for _, shift := range []uint{0, 3, 16} {
			b := buckets{shift: shift, n: (sources + 1<<shift - 1) >> shift}
			next := make([]uint32, b.n)
			b.count(x, sources, spots, next)
			p := pen{start: []uint32{0}, synapses: make([]uint64, synapses), tags: jit.NewWide[uint32](synapses)}
			for k, n := range next {
				next[k] = p.start[k]
				p.start = append(p.start, p.start[k]+n)
			}
			b.put(x, sources, 0.25, spots, next, []pen{p})
			s := &shard{places: 3 * targets}
			s.sort(sources, b, &p, func(int) float64 { return 1 })
			var got []arrival
			for id := range sources {
				for _, g := range s.groups[s.start[id]:s.start[id+1]] {
					for k := range uint32(g.n) {
						a := arrival{id, g.delay, 0, g.weight}
						if g.weight == jit.Own {
							y := s.synapses[g.first+k]
							a.place, a.weight = uint16(y), int64(y)>>16
						} else {
							a.place = s.targets[g.first+k]
						}
						got = append(got, a)
					}
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%d delays, buckets of %d sources: other synapses", delays, 1<<shift)
			}
		}
	}
	if b := newBuckets(77169, 150e6); b.shift > 8 || b.n > maxBuckets || b.n<<b.shift < 77169 {
		t.Errorf("150 million synapses of 77169 sources: %+v", b)
	}
	if b := newBuckets(10, 100); b.n != 1 {
		t.Errorf("100 synapses: %+v", b)
	}
}
