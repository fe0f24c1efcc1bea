package jit

import (
	"math"
	"math/rand/v2"
	"testing"

	el "github.com/nngen/nngen/runtime/elementary"
	"github.com/nngen/nngen/runtime/rng"
)

// TestDraws compares random numbers and normal deviates of machine code with those
// of package rng.
func TestDraws(t *testing.T) {
	need(t)
	for _, narrow := range []bool{true, false} {
		b := NewBuilder(elements, 0)
		b.narrow = narrow
		var counter [4]Temp
		for i := range counter {
			counter[i] = b.NewTemp()
		}
		w := b.Philox(b.Column(0), b.Get(counter[1]), b.Get(counter[2]), b.Get(counter[3]))
		first, second := b.Bits64(w[0], w[1]), b.Bits64(w[2], w[3])
		b.Store(1, first)
		b.Store(2, second)
		b.Store(3, b.Unit(first))
		b.Store(4, b.Open(second))
		b.Store(5, b.Probit(b.Open(first)))
		code, err := b.Compile()
		if err != nil {
			t.Fatal(err)
		}
		f := code.NewFrame()
		r := rand.New(rand.NewPCG(3, 4))
		for range 200 {
			s := rng.Stream{ID1: r.Uint32(), ID2: r.Uint32(), ID3: r.Uint32()}
			block := uint64(r.Uint32())
			x := newWorkbench(6, r, func() float64 { return 0 })
			for i := range elements {
				x.column(0)[i] = math.Float64frombits(block + uint64(i))
			}
			f.Put(counter[1], uint64(s.ID3))
			f.Put(counter[2], uint64(s.ID1)|uint64(r.Uint32())<<32) // what stands above does not matter
			f.Put(counter[3], uint64(s.ID2))
			f.Run(x.slab, 0, 0, 0, elements, nil, nil)
			for i := range elements {
				n := 2 * (block + uint64(i))
				one, two := s.Bits64(n), s.Bits64(n+1)
				if got := math.Float64bits(x.column(1)[i]); got != one {
					t.Fatalf("draw %d is %#x instead of %#x", n, got, one)
				}
				if got := math.Float64bits(x.column(2)[i]); got != two {
					t.Fatalf("draw %d is %#x instead of %#x", n+1, got, two)
				}
				for c, want := range map[int]float64{3: rng.Unit(one), 4: rng.OpenUnit(two), 5: el.Probit(rng.OpenUnit(one))} {
					if got := x.column(c)[i]; !same(got, want) {
						t.Fatalf("column %d of draw %d is %v instead of %v", c, n, got, want)
					}
				}
			}
		}
	}
}

// TestProbit compares the whole range, tails and what is not in the range.
func TestProbit(t *testing.T) {
	need(t)
	b := NewBuilder(elements, 0)
	b.Store(1, b.Probit(b.Column(0)))
	code, err := b.Compile()
	if err != nil {
		t.Fatal(err)
	}
	f := code.NewFrame()
	r := rand.New(rand.NewPCG(5, 6))
	odd := []float64{0x1p-53, 0x1p-1022, 0x1p-1074, 0x1p-60, 0x1p-61, 1 - 0x1p-53, 0.5, 0.075, 0.925, math.Nextafter(0.075, 0), math.Nextafter(0.925, 1), 1.3887943864964021e-11}
	for range 2000 {
		x := newWorkbench(2, r, func() float64 {
			switch r.IntN(4) {
			case 0:
				return odd[r.IntN(len(odd))]
			case 1:
				return math.Ldexp(r.Float64(), -r.IntN(60))
			case 2:
				return 1 - math.Ldexp(r.Float64(), -r.IntN(50)-1)
			}
			return r.Float64()
		})
		f.Run(x.slab, 0, 0, 0, elements, nil, nil)
		for i, p := range x.column(0)[:elements] {
			if want, got := el.Probit(p), x.column(1)[i]; !same(got, want) {
				t.Fatalf("the probit of %v is %v instead of %v", p, got, want)
			}
		}
	}
}
