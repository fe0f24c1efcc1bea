package fixed

import (
	"math"
	"testing"

	"github.com/nngen/nngen/runtime/elementary"
	"github.com/nngen/nngen/runtime/rng"
)

// TestProbit: normal deviates are the inverse of the normal distribution, to 2e-6,
// and symmetric.
func TestProbit(t *testing.T) {
	worst := 0.0
	check := func(u uint32) {
		got := Gauss.Float(probit(u))
		want := elementary.Probit((float64(u) + 0.5) * 0x1p-32)
		worst = max(worst, math.Abs(got-want))
		if other := Gauss.Float(probit(^u)); math.Abs(got+other) > 1e-8 {
			t.Fatalf("probit of %d is %v, of %d %v", u, got, ^u, other)
		}
	}
	for k := range 100000 {
		check(uint32(k) * 42949)
		check(uint32(k))
	}
	for k := range 32 {
		check(1 << k)
		check(1<<k - 1)
	}
	t.Logf("largest difference %.2g", worst)
	if worst > 2e-6 {
		t.Errorf("the largest difference is %v", worst)
	}
}

// TestDraws: draws are those of package rng, cut or rounded.
func TestDraws(t *testing.T) {
	s := rng.NewStream(3, rng.Noise, "p.xi", 5)
	a, b, c := int32(s.ID1), int32(s.ID2), int32(s.ID3)
	for n := range uint64(2000) {
		k := int64(n)
		if d := s.Uniform(n) - Format(31).Float(Unit(a, b, c, k)); d < 0 || d >= 0x1p-31 {
			t.Fatalf("draw %d: unit is off by %v", n, d)
		}
		if d := s.UniformOpen(n) - Format(31).Float(Open(a, b, c, k)); math.Abs(d) > 0x1p-30 {
			t.Fatalf("draw %d: open is off by %v", n, d)
		}
		if d := s.Normal(n) - Gauss.Float(Normal(a, b, c, k)); math.Abs(d) > 2e-6 {
			t.Fatalf("draw %d: normal is off by %v", n, d)
		}
	}
}
