package engine

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/nngen/nngen/runtime/jit"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
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
			slots := make([]slot, b.n)
			b.count(x, sources, spots, slots)
			p := pen[W]{slots: [][]slot{slots}, synapses: make([]W, synapses), tags: jit.NewWide[uint16](synapses)}
			at := uint32(0)
			for k := range slots {
				p.start = append(p.start, at)
				slots[k] = slot{at, at + slots[k].at}
				at = slots[k].end
			}
			if !put(&b, x, sources, 0.25, spots, slots, []pen[W]{p}) {
				t.Fatal("no room")
			}
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

// TestGuess: tables are the same whether the room for synapses is guessed, counted, or
// counted because the guess was too low.
func TestGuess(t *testing.T) {
	p := &program.Program{Name: "p", Ports: []program.Port{{Name: "in"}}, Step: 0.1}
	spec := &network.Spec{Step: 0.1, Seed: 3, Packed: true, Populations: []network.Population{
		{Name: "a", N: 3000, Program: p}, {Name: "b", N: 1000, First: 3000, Program: p}}}
	a, b := network.View{Runs: []network.Run{{Population: 0, Stride: 1, N: 3000}}}, network.View{Runs: []network.Run{{Population: 1, First: 3000, Stride: 1, N: 1000}}}
	odd := network.View{Runs: []network.Run{{Population: 0, First: 1, Stride: 2, N: 1500}}}
	weight, delay := drawn("normal", 5, 1), drawn("uniform", 0.1, 3)
	for i, x := range []struct {
		pre, post network.View
		rule      network.Rule
	}{{a, b, network.Rule{Kind: network.FixedTotal, K: 200_000, Replace: true, Self: true}}, {odd, a, network.Rule{Kind: network.FixedTotal, K: 100_000, Replace: true, Self: true}},
		{b, a, network.Rule{Kind: network.FixedIndegree, K: 40, Replace: true, Self: true}}} {
		spec.Projections = append(spec.Projections, network.Projection{Name: fmt.Sprint("p", i), Pre: x.pre, Post: x.post, Port: "in", Rule: x.rule, Weight: weight, Delay: delay})
	}
	net, err := network.Outline(t.Context(), spec, 0)
	if err != nil {
		t.Fatal(err)
	}
	var want []*shard
	for _, c := range []struct {
		workers int
		spare   float64
		guessed bool
	}{{1, spare, true}, {1, -20, false}, {3, spare, true}, {3, -20, false}} {
		e := &engine{Config: Config{Net: net, Workers: c.workers}, most: []int{1, 1}}
		l := &lane{}
		e.divide(l, 0, 2)
		e.divide(l, 1, 2)
		f := &filling[uint32]{engine: e, sets: e.static(), workers: c.workers}
		f.buckets = e.newBuckets(f.sets)
		for _, s := range f.sets {
			f.spots = append(f.spots, e.spots(s.Population, s.Port))
		}
		if err := f.room(true, c.spare); err != nil {
			t.Fatal(err)
		}
		if enough, err := f.put(); err != nil || enough != c.guessed {
			t.Errorf("%d workers with %v to spare: room %v, %v", c.workers, c.spare, enough, err)
		}
		if err := tabulate(e, c.spare, func(s *shard, list []uint32) { s.synapses.Packed = list }); err != nil {
			t.Fatal(err)
		}
		if want == nil {
			want = e.shards
		}
		for i, s := range e.shards {
			if len(s.synapses.Packed) < 100_000 || !reflect.DeepEqual(s.groups, want[i].groups) || !reflect.DeepEqual(s.start, want[i].start) {
				t.Errorf("%d workers with %v to spare: %d synapses in other groups", c.workers, c.spare, len(s.synapses.Packed))
			}
			if c.workers == 1 && !reflect.DeepEqual(s.synapses, want[i].synapses) {
				t.Errorf("%v to spare: other synapses", c.spare)
			}
		}
	}
}

// drawn is a value with one draw.
func drawn(fn string, a, b float64) (v network.Value) {
	x := v.Block.Add(program.Instr{Op: program.Const, A: program.None, B: program.None, C: program.None, Value: a})
	y := v.Block.Add(program.Instr{Op: program.Const, A: program.None, B: program.None, C: program.None, Value: b})
	v.Result = v.Block.Add(program.Instr{Op: program.Draw, Fn: fn, A: x, B: y, C: program.None})
	return v
}
