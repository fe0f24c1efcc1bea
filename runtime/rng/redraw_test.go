package rng

import (
	"math"
	"testing"
)

// TestRedraw: a draw within the bounds stays, another is repeated, and what comes out
// has the distribution cut at the bounds.
func TestRedraw(t *testing.T) {
	s := NewStream(5, Weight, "a->b.exc", 0)
	stays, sum := 0, 0.0
	const n = 20000
	for k := range uint64(n) {
		x, plain := s.Redraw("normal", k, 1, 2, 0, 2), s.Draw("normal", k, 1, 2)
		switch {
		case !(x >= 0 && x <= 2):
			t.Fatalf("draw %d is %v", k, x)
		case plain >= 0 && plain <= 2:
			if stays++; x != plain {
				t.Fatalf("draw %d is %v instead of %v", k, x, plain)
			}
		}
		sum += x
	}
	// P(0 <= x <= 2) = 0.38292; the mean is 1, the deviation 0.5625 of the cut distribution.
	if p := float64(stays) / n; math.Abs(p-0.38292) > 5*0.4861/math.Sqrt(n) {
		t.Errorf("%v of the draws stay", p)
	}
	if mean := sum / n; math.Abs(mean-1) > 5*0.57/math.Sqrt(n) {
		t.Errorf("the mean is %v", mean)
	}
	for fn, x := range map[string][4]float64{
		"uniform": {0, 1, 0.4, 0.5}, "lognormal": {0, 1, 1, 2}, "exponential": {1, 0, 3, 4}, "gamma": {2, 1, 3, 5}, "uniform_int": {0, 9, 8.5, 9},
		"poisson": {3, 0, 6, 7}, "binomial": {10, 0.5, 8, 9}, "vonmises": {0, 1, 2, 3},
	} {
		seen := map[float64]bool{}
		for k := range uint64(50) {
			y := s.Redraw(fn, k, x[0], x[1], x[2], x[3])
			if !(y >= x[2] && y <= x[3]) {
				t.Errorf("%s: draw %d is %v", fn, k, y)
			}
			seen[y] = true
		}
		if whole := fn == "uniform_int" || fn == "poisson" || fn == "binomial"; !whole && len(seen) != 50 {
			t.Errorf("%s: only %d different numbers of 50", fn, len(seen))
		}
	}
	if x := s.Redraw("normal", 0, 0, 1, 40, 50); !math.IsNaN(x) {
		t.Errorf("%v is 40 standard deviations away", x)
	}
	if x := s.Redraw("gamma", 0, -1, 1, 0, 1); !math.IsNaN(x) {
		t.Errorf("%v is no draw", x)
	}
}
