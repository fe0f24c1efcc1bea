package interp_test

import (
	"fmt"
	"math"
	"sort"
	"testing"

	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/network"
)

// escape is a leaky integrate-and-fire neuron with escape noise (Gerstner, Kistler,
// Naud & Paninski 2014, Neuronal Dynamics, section 9.1): its hazard is
// rho0*exp((V - theta)/beta).
const escape = `
neuron Escape {
  param tau_m = 10 ms, theta = 15 mV, beta = 2 mV, rho0 = 0.3/ms
  param RI = 14 mV
  state V = 0 mV
  V' = (RI - V)/tau_m
  on hazard(rho0*exp((V - theta)/beta)) { spike; V = 0 mV; hold V for %v ms }
}
network n {
  population p[200] = Escape()
  record spikes of p
}
experiment default { step %v ms; seed 4; run 1 s }
`

// The intervals of the escape-noise neuron have the survival exp(-∫ρ), which the grid
// makes exp(-h Σ ρ(V(t_k))): each interval's own survival, spread over the step in
// which it ended, is uniform. At a step of 0.02 ms the sum is the integral to 1e-3.
func TestIntervalsOfEscapeNoise(t *testing.T) {
	const tau, theta, beta, rho0, ri = 10.0, 15.0, 2.0, 0.3, 14.0
	rho := func(time float64) float64 {
		return rho0 * math.Exp((ri*-math.Expm1(-time/tau)-theta)/beta)
	}
	for _, c := range []struct{ h, refractory float64 }{{0.5, 0}, {0.1, 2}, {0.02, 2}} {
		t.Run(fmt.Sprint(c.h), func(t *testing.T) {
			s := irtest.Study(t, fmt.Sprintf(escape, c.refractory, c.h), lower.Options{})
			net, err := network.Expand(t.Context(), s.Network, 0)
			if err != nil {
				t.Fatal(err)
			}
			last := map[int32]int64{}
			var uniform []float64
			mean := 0.0
			held := int64(math.Round(c.refractory / c.h))
			for _, x := range native(t, s, net, 0).Spikes {
				from, seen := last[x.Index]
				last[x.Index] = x.Step
				if !seen {
					continue
				}
				n := x.Step - from - held // steps in which V moved and was tested
				sum := 0.0
				for k := int64(1); k < n; k++ {
					sum += rho(float64(k)*c.h) * c.h
				}
				before, after := math.Exp(-sum), math.Exp(-sum-rho(float64(n)*c.h)*c.h)
				// A number between the two that knows nothing of the interval.
				part := math.Mod(float64(len(uniform))*0.6180339887498949, 1)
				uniform = append(uniform, after+(before-after)*part)
				mean += float64(x.Step-from) * c.h
			}
			n := float64(len(uniform))
			mean /= n
			sort.Float64s(uniform)
			d := 0.0
			for i, u := range uniform {
				d = math.Max(d, math.Max(math.Abs(u-float64(i)/n), math.Abs(u-float64(i+1)/n)))
			}
			// Kolmogorov: above 1.95 with a probability of 0.001.
			if d*math.Sqrt(n) > 1.95 || n < 7000 {
				t.Errorf("%v intervals are %.2f from their distribution", n, d*math.Sqrt(n))
			}
			// The mean in continuous time: the refractory period and ∫ exp(-∫ρ).
			want, hazard := c.refractory, 0.0
			const dt = 1e-4
			for x := 0.0; hazard < 40; x += dt {
				hazard += rho(x+dt/2) * dt
				want += math.Exp(-hazard) * dt
			}
			if math.Abs(mean-want) > c.h+4*want/math.Sqrt(n) {
				t.Errorf("the mean interval is %.4f ms, not %.4f", mean, want)
			}
		})
	}
}
