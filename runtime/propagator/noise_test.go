package propagator

import (
	"math"
	"testing"
)

func nearly(t *testing.T, what string, got, want float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 1e-12*math.Abs(want)) {
		t.Errorf("%s is %.17g, not %.17g", what, got, want)
	}
}

// One Ornstein-Uhlenbeck process: the variance after h is s²(1 - e^(-2h/τ))τ/2,
// for slow, fast and no decay.
func TestNoiseOfOneState(t *testing.T) {
	for _, tau := range []float64{1e-3, 0.1, 1, 20, 1e9} {
		const s, h = 3.0, 0.1
		l := make([]float64, 1)
		if err := Noise(l, []float64{-1 / tau}, []float64{s}, 1, 1, h, []int{0}); err != nil {
			t.Fatal(err)
		}
		nearly(t, "the variance", l[0]*l[0], -s*s*tau/2*math.Expm1(-2*h/tau))
	}
	l := make([]float64, 1)
	if err := Noise(l, []float64{0}, []float64{2}, 1, 1, 0.1, []int{0}); err != nil {
		t.Fatal(err)
	}
	nearly(t, "the variance without decay", l[0]*l[0], 0.4)
}

// The integral of white noise: position and velocity of a free particle have
// covariance s²[[h³/3, h²/2], [h²/2, h]].
func TestNoiseOfAChain(t *testing.T) {
	const s, h = 0.7, 0.25
	for _, order := range [][]int{{0, 1}, {1, 0}} {
		l := make([]float64, 4)
		if err := Noise(l, []float64{0, 1, 0, 0}, []float64{0, s}, 2, 1, h, order); err != nil {
			t.Fatal(err)
		}
		if upper := l[order[0]*2+order[1]]; upper != 0 {
			t.Errorf("the factor is not triangular in the order %v: %v", order, upper)
		}
		c := func(i, j int) float64 { return l[i*2]*l[j*2] + l[i*2+1]*l[j*2+1] }
		nearly(t, "var x", c(0, 0), s*s*h*h*h/3)
		nearly(t, "cov x v", c(0, 1), s*s*h*h/2)
		nearly(t, "var v", c(1, 1), s*s*h)
	}
}

// Two states with the same noise move together: there is one direction only.
func TestNoiseInCommon(t *testing.T) {
	l := make([]float64, 4)
	if err := Noise(l, []float64{-0.1, 0, 0, -0.1}, []float64{1, 1}, 2, 1, 0.1, []int{0, 1}); err != nil {
		t.Fatal(err)
	}
	if l[3] != 0 || math.Abs(l[2]-l[0]) > 1e-15 {
		t.Errorf("the factor is %v", l)
	}
}

func TestNoiseRefuses(t *testing.T) {
	l := make([]float64, 1)
	for _, err := range []error{
		Noise(l, []float64{math.NaN()}, []float64{1}, 1, 1, 0.1, []int{0}),
		Noise(l, []float64{1}, []float64{math.Inf(1)}, 1, 1, 0.1, []int{0}),
		Noise(l, []float64{1}, []float64{1}, 1, 1, 0.1, nil),
	} {
		if err == nil {
			t.Error("no error")
		}
	}
}
