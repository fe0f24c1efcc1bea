package solve_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/engine"
	"github.com/nngen/nngen/runtime/network"
)

// The factor of an exact step is that of the closed form, and is the same for
// states that nothing held influences whatever is held.
func TestExactNoise(t *testing.T) {
	p := programOf(t, `
neuron X {
  param tau = 10 ms, s = 2 mV/ms^(1/2)
  state V = 0 mV, y = 0
  V' = -V/tau + noise(s) + y*(1 mV/ms)
  y' = -y/(5 ms) + noise(0.1 ms^(-1/2))
  on V >= 15 mV { spike; V = 0 mV; hold V for 2 ms }
}`)
	if p.Method != "exact" || len(p.Random) != 2 {
		t.Fatalf("method %s, %d streams", p.Method, len(p.Random))
	}
	const h = 0.1
	varY := 0.1 * 0.1 * 5.0 / 2 * -math.Expm1(-2*h/5)
	near(t, "N.y.y", quantity(t, p, "N.y.y"), math.Sqrt(varY), 1e-12)
	// V(h) from y's noise: the kernel of the chain is k(u) = (e^(-u/10) - e^(-u/5))/(1/5 - 1/10).
	integral := func(f func(u float64) float64) float64 { // Simpson
		const n = 2000
		sum := f(0) + f(h)
		for i := 1; i < n; i++ {
			sum += float64(2+2*(i%2)) * f(h*float64(i)/n)
		}
		return sum * h / n / 3
	}
	kernel := func(u float64) float64 { return (math.Exp(-u/10) - math.Exp(-u/5)) / (1.0/5 - 1.0/10) }
	cov := 0.01 * integral(func(u float64) float64 { return kernel(u) * math.Exp(-u/5) })
	varV := 0.01*integral(func(u float64) float64 { return kernel(u) * kernel(u) }) + 4*10.0/2*-math.Expm1(-2*h/10)
	near(t, "N.V.y", quantity(t, p, "N.V.y"), cov/math.Sqrt(varY), 1e-9)
	near(t, "N.V.V", quantity(t, p, "N.V.V"), math.Sqrt(varV-cov*cov/varY), 1e-9)
	if n := len(p.Integrate.Common.Stores); n != 1 {
		t.Errorf("%d states advance whatever is held, not y alone", n)
	}
}

// process simulates n independent copies of x and returns their values after
// every step.
func process(t *testing.T, neuron string, n, steps int, h float64) [][]float64 {
	t.Helper()
	s := irtest.Study(t, fmt.Sprintf(neuron+`
network n { population p[%d] = X()
  record x of p }
experiment default { step %v ms; seed 11; run %v ms }`, n, h, float64(steps)*h), lower.Options{})
	return simulate(t, s)
}

// moments of a sample of independent numbers, with the standard errors of the
// mean and of the variance of a normal distribution.
func moments(x []float64) (mean, variance, meanError, varianceError float64) {
	n := float64(len(x))
	for _, v := range x {
		mean += v / n
	}
	for _, v := range x {
		variance += (v - mean) * (v - mean) / (n - 1)
	}
	return mean, variance, math.Sqrt(variance / n), variance * math.Sqrt(2/(n-1))
}

// within checks a statistic against its expectation at 4 standard errors: a
// correct program fails with a probability of 6e-5, and the seed is fixed.
func within(t *testing.T, what string, got, want, sigma float64) {
	t.Helper()
	if !(math.Abs(got-want) <= 4*sigma) {
		t.Errorf("%s is %.5g, not %.5g within %.2g", what, got, want, 4*sigma)
	}
}

// The stationary Ornstein-Uhlenbeck process has variance s²τ/2 and
// autocorrelation exp(-t/τ): exactly for the exact method at any step; with heun
// the variance is that times 1/(1 + (h/τ)²/4 + …), with Euler-Maruyama times
// 1/(1 - h/(2τ)).
func TestOrnsteinUhlenbeck(t *testing.T) {
	const tau, s, h = 2.0, 3.0, 0.5
	const a = h / tau
	r := 1 - a + a*a/2
	for _, c := range []struct {
		method             string
		variance, decay    float64
		replicas, relaxing int
	}{
		{"exact", s * s * tau / 2, math.Exp(-a), 6000, 40},
		{"exponential_euler", s * s * tau / 2, math.Exp(-a), 6000, 40},
		{"heun", s * s * h * (1 - a/2) * (1 - a/2) / (1 - r*r), r, 6000, 40},
		{"euler", s * s * tau / 2 / (1 - a/2), 1 - a, 6000, 40},
		{"rk4", s * s * h / (1 - math.Exp(-2*a)), math.Exp(-a), 6000, 40},
	} {
		t.Run(c.method, func(t *testing.T) {
			x := process(t, fmt.Sprintf(`neuron X { state x = 0 mV
  x' = -x/(%v ms) + noise(%v mV/ms^(1/2))
  method %s }`, tau, s, c.method), c.replicas, c.relaxing+8, h)
			at, later := make([]float64, c.replicas), make([]float64, c.replicas)
			for _, lag := range []int{1, 8} {
				correlation, n := 0.0, float64(c.replicas)
				for i := range at {
					at[i], later[i] = x[i][c.relaxing], x[i][c.relaxing+lag]
					correlation += at[i] * later[i] / n
				}
				mean, variance, me, ve := moments(at)
				within(t, "the mean", mean, 0, me)
				// What is left of the start after 40 steps is below 1e-8 of it.
				within(t, "the variance", variance, c.variance, ve)
				rho := math.Pow(c.decay, float64(lag))
				within(t, fmt.Sprintf("the covariance over %d steps", lag), correlation, c.variance*rho, c.variance*math.Sqrt((1+rho*rho)/n))
			}
		})
	}
}

// A double well x' = x - x³ + s ξ has the stationary density exp(-2U/s²)/Z with
// U = x⁴/4 - x²/2 (Risken 1989, section 5.2). heun is of weak order 2: at h = 0.1
// the second moment is right to the error of the sample.
func TestStationaryDensityOfADoubleWell(t *testing.T) {
	const s = 0.8
	moment := func(p float64) float64 {
		z, m := 0.0, 0.0
		for x := -4.0; x <= 4; x += 1e-4 {
			w := math.Exp(-2 * (x*x*x*x/4 - x*x/2) / (s * s))
			z, m = z+w, m+w*math.Pow(x, p)
		}
		return m / z
	}
	const n = 6000
	x := process(t, `neuron X { state x = 0
  x' = (x - x^3)/(1 ms) + noise(0.8 ms^(-1/2))
  method heun }`, n, 300, 0.1)
	second := 0.0
	for i := range x {
		second += x[i][300] * x[i][300] / n
	}
	m2, m4 := moment(2), moment(4)
	within(t, "the second moment", second, m2, math.Sqrt((m4-m2*m2)/n)+m2*0.0025)
}

// Geometric Brownian motion x' = x ξ s in the sense of Itô keeps its mean.
func TestNoiseIsIto(t *testing.T) {
	const n = 10000
	for _, method := range []string{"euler", "heun", "rk4"} {
		x := process(t, `neuron X { state x = 1
  x' = x*noise(0.1 ms^(-1/2))
  method `+method+` }`, n, 100, 0.5)
		mean := 0.0
		for i := range x {
			mean += x[i][100] / n
		}
		within(t, "the mean of "+method, mean, 1, math.Sqrt(math.Expm1(0.01*50)/n))
	}
}

// simulate runs a study on the native engine, which the interpreter is compared
// with elsewhere, and returns the samples of its only record per element.
func simulate(t *testing.T, s *ir.Study) [][]float64 {
	t.Helper()
	net, err := network.Expand(t.Context(), s.Network, 0)
	if err != nil {
		t.Fatal(err)
	}
	r := s.Records[0]
	out, err := engine.Run(t.Context(), engine.Config{Net: net, Steps: s.Timeline.Segments[0].Steps, Spikes: make([]bool, 1),
		Records: []engine.Record{{Population: r.Population, Observable: r.Observable, Elements: r.Elements, Every: r.Every}}})
	if err != nil {
		t.Fatal(err)
	}
	return out.Traces[0]
}
