package rng

import (
	"math"
	"testing"
)

// For whole shapes the survival is a finite sum: the hazard is
// y^(a-1)/(a-1)! over the sum of y^k/k!, k < a.
func TestGammaHazardOfWholeShapes(t *testing.T) {
	for _, a := range []int{1, 2, 3, 7, 30, 120} {
		for _, y := range []float64{0, 1e-6, 0.01, 0.3, 1, 2.5, 7, 29, 31, 80, 119, 121.5, 300} {
			term, sum := 1.0, 0.0
			for k := range a {
				if k > 0 {
					term *= y / float64(k)
				}
				sum += term
			}
			want := term / sum
			if got := GammaHazard(float64(a), y); !(math.Abs(got-want) <= 2e-13*want*(1+float64(a)/10)) {
				t.Errorf("shape %d, age %v: %.17g, not %.17g", a, y, got, want)
			}
		}
	}
}

// scipy.stats.gamma(a).pdf(y)/scipy.stats.gamma(a).sf(y), scipy 1.17.1.
func TestGammaHazardOfOtherShapes(t *testing.T) {
	for _, c := range []struct{ a, y, want float64 }{
		{0.5, 0.1, 2.4656955228053894}, {0.5, 3, 1.1336172876820223}, {1.7, 0.2, 0.3032959017687808},
		{1.7, 4, 0.8585750711124618}, {12.25, 3, 0.00015747691510166207},
	} {
		if got := GammaHazard(c.a, c.y); !(math.Abs(got-c.want) <= 1e-9*c.want) {
			t.Errorf("shape %v, age %v: %.12g, not %.12g", c.a, c.y, got, c.want)
		}
	}
	for _, bad := range []float64{GammaHazard(0, 1), GammaHazard(2, -1), GammaHazard(math.NaN(), 1)} {
		if !math.IsNaN(bad) {
			t.Errorf("%v", bad)
		}
	}
}
