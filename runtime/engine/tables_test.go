package engine

import (
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/network"
)

// TestBuckets puts the same synapses into buckets of several sizes, with few and
// with many different delays: groups and what they hold are the same, and are what
// sorting by source and delay gives, in both sizes of synapses.
func TestBuckets(t *testing.T) {
	testBuckets(t, func(s *shard, list []uint64) { s.synapses.Wide = list })
	testBuckets(t, func(s *shard, list []uint32) { s.synapses.Packed = list })
}

func testBuckets[W word](t *testing.T, keep func(*shard, []W)) {
	const sources, targets, synapses = 300, 50, 20000
	for _, delays := range []int{1, 7, 30000} {
		r := rand.New(rand.NewPCG(1, uint64(delays)))
		x := &network.Block{}
		var spots []uint32
		for i := range targets {
			spots = append(spots, uint32(3*i))
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
		for _, shift := range []uint{0, 1, 3, 9} {
			if delays<<shift > 1<<16 {
				continue // sources and delays have no room in a tag
			}
			b := buckets{shift: shift, n: (sources + 1<<shift - 1) >> shift, shortest: 1, span: uint32(delays)}
			next := make([]uint32, b.n)
			b.count(x, sources, spots, next)
			p := pen[W]{start: []uint32{0}, synapses: make([]W, synapses), tags: jit.NewWide[uint16](synapses)}
			for k, n := range next {
				next[k] = p.start[k]
				p.start = append(p.start, p.start[k]+n)
			}
			put(&b, x, sources, 0.25, spots, next, []pen[W]{p})
			s := &shard{places: 3 * targets}
			keep(s, sortInto(s, sources, &b, &p, func(int) float64 { return 1 }, 1))
			var got []arrival
			for id := range sources {
				for _, g := range s.groups[s.start[id]:s.start[id+1]] {
					if g.n == 1|jit.Shared {
						t.Error("a single synapse shares its weight")
					}
					s.each(g.first, g.n, func(weight int64, place uint16) { got = append(got, arrival{id, g.delay, place, weight}) })
				}
			}
			if !reflect.DeepEqual(got, want) {
				t.Errorf("%d delays, buckets of %d sources: other synapses", delays, 1<<shift)
			}
		}
	}
}

func TestBucketSizes(t *testing.T) {
	if b := bucketsOf(77169, 300e6, 2, 1, 80); b.shift > 8 || b.n > maxBuckets || b.n<<b.shift < 77169 {
		t.Errorf("300 million synapses of 77169 sources: %+v", b)
	}
	if b := bucketsOf(10, 100, 1, 1, 1); b.n != 1 {
		t.Errorf("100 synapses: %+v", b)
	}
	if b := bucketsOf(10, 100, 1, 1, math.MaxUint16); b.n != 10 {
		t.Errorf("100 synapses with delays of all lengths: %+v", b)
	}
}
