package interp_test

import (
	"testing"
)

// Everything that a rule can read, draw or hear, on several workers at once: the
// engine gives the bits of the interpreter.
func TestEngineAgreesOnPlasticityInLanes(t *testing.T) {
	text := `
import "std/neurons"
import "std/plasticity"
plasticity all {
  param p = 0.7, gain = 0.01, tau_u = 5 ms, tau_d = 30 ms
  post V : mV
  pre state x = 0
  x' = -x/(20 ms)
  post state u = V
  u' = (V - u)/tau_u
  shared state d = 0, e = 1
  d' = -d/tau_d
  e' = (0.5 - e)/(40 ms)
  state c = 0, w : weight clip(0, 90 pA)
  c' = -c/(50 ms)
  w' = gain*(1 pA)/ms*(c*d*e - 0.1*x) + 1e-4*(V - u)*(1 pA)/(1 mV*ms)
  on reward(a : mV) { d += a/(1 mV); c += 0.1*a/(1 mV) }
  on punishment(a) { e -= a }
  on post { c += x }
  on pre {
    if uniform(0, 1) < p { deliver w*binomial(3, 0.5) } else { c -= 0.5 }
    x += one
  }
  let one = 1
}
network plastic {
  population e[1100] = LIF_exp(tau_m = 15 ms, exc.tau = 3 ms) { init V = uniform(-65 mV, -50 mV) }
  population drive[1100] = poisson(rate = 9 kHz)
  population vta[5] = poisson(rate = 60 Hz)
  connect drive -> e.exc by one_to_one() { weight = 24 pA; delay = 0.3 ms }
  connect vta -> ee.reward by all_to_all() { weight = (0.1 + 0.05*i)*(1 mV); delay = uniform(0.1 ms, 4 ms) }
  connect e[:7] -> ee.punishment by all_to_all() { weight = 0.1; delay = 0.5 ms }
  connect vta -> xe.punishment by all_to_all() { weight = 0.2; delay = 0.2 ms }
  connect ee = e -> e.exc by fixed_indegree(4) { weight = uniform(10 pA, 40 pA); axonal_delay = uniform(0 ms, 3 ms); dendritic_delay = uniform(0.3 ms, 2 ms); plasticity = all(p = uniform(0.5, 0.9), gain = 0.01 + 1e-5*j) }
  connect xe = poisson(rate = 300 Hz) -> e.exc by one_to_one() { weight = 30 pA; delay = 0.4 ms; plasticity = all() }
  connect st = e -> e.exc by fixed_indegree(2) { weight = uniform(10 pA, 40 pA); axonal_delay = 5 ms; dendritic_delay = uniform(0.3 ms, 2 ms); plasticity = stdp(w_max = normal(60 pA, 5 pA)) }
  record spikes of e
  record w, c, d, u of ee every 5 ms
}
experiment default {
  step 0.1 ms; seed 5
  set ee[5:100].p = 0.55
  at 0 ms { set ee.tau_d = 25 ms }
  at 4 ms { set ee.gain = 0.02 + 1e-5*i; set ee.p = 0.5; set ee.tau_u = 7 ms }
  every 3 ms { set ee[::3].gain = uniform(0.005, 0.02); set xe.p = 0.8; set e[::7].tau_m = 12 ms }
  at 6 ms { set st.w_max = 30 pA; set ee.tau_d = 10 ms }
  run 15 ms
}
`
	s, net, want := interpreted(t, text)
	if want.Coverage.Spikes < 300 {
		t.Fatalf("only %d spikes", want.Coverage.Spikes)
	}
	for _, workers := range []int{1, 2, 4} {
		got := native(t, s, net, workers)
		sameSpikes(t, workers, got.Spikes, want.Spikes)
		for j, weights := range want.Weights {
			changed := 0
			for row, w := range weights {
				if got.Weights[j][row] != w {
					t.Fatalf("%d workers: weight %d of %s is %v instead of %v", workers, row, net.Synapses[j].Name, got.Weights[j][row], w)
				}
				if w != net.Synapses[j].Weight[row] {
					changed++
				}
			}
			if len(weights) > 0 && 2*changed < len(weights) {
				t.Errorf("only %d weights of %s changed", changed, net.Synapses[j].Name)
			}
		}
		for i, rec := range s.Weights {
			at := synapses(net, s.Network.Projections[rec.Projection].Name)
			for k, values := range want.WeightSamples[i][at] {
				for row, w := range values {
					if got.WeightSamples[i][k][row] != w {
						t.Fatalf("%d workers: sample %d of %s[%d] is %v instead of %v", workers, k, rec.Variable, row, got.WeightSamples[i][k][row], w)
					}
				}
			}
		}
	}
}
