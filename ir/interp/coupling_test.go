package interp_test

import (
	"math"
	"strings"
	"testing"

	"github.com/nngen/nngen/ir"
)

// coupled has every form of a sum, lists that are shared and lists that are not,
// drawn weights and delays, spikes besides, and a held state.
const coupled = `
import "std/synapses"
synapse graded { source s : 1; sum S : pA = w*s; output S }
synapse gap { target V : mV; source V_pre : mV; sum S : pA = w*V_pre; sum G : nS = w; output S - G*V }
synapse difference { target V : mV; source V_pre : mV, s : 1; sum S : pA = w*(V_pre - V)*s; output S }
synapse nonlinear { param k = 2; source s : 1; sum S : pA = w*s/(k + s); output S }
neuron N {
  param tau = 10 ms
  input I : pA
  synapse exc = exp_current(tau = 2 ms)
  state V = -65 mV, s = 0
  let r = 2*s + 0.1
  V' = (-65 mV - V)/tau + (exc + I)/(250 pF)
  s' = -s/(50 ms)
  on V >= -50 mV { spike; V = -65 mV; s += 0.5*(1 - s); hold V for 2 ms }
}
network n {
  population a[480] = N(tau = uniform(8 ms, 12 ms)) {
    synapse all = graded() -> I
    synapse some = graded(s = r) -> I
    synapse gap = gap(V_pre = V) -> I
    synapse own = nonlinear(k = uniform(1, 2)) -> I
    init V = uniform(-65 mV, -50 mV)
  }
  population b[300] = N() {
    synapse all = graded() -> I
    synapse one = nonlinear() -> I
    synapse diff = difference(V_pre = V) -> I
    init V = uniform(-65 mV, -50 mV)
  }
  connect poisson(rate = 6 kHz) -> (a + b).exc by one_to_one() { weight = 300 pA; delay = 0.5 ms }
  connect a -> (a + b).all by all_to_all() { weight = 0.2 pA; delay = 0.3 ms }
  connect b[:90] -> (a + b).all by all_to_all(self = false) { weight = -0.1 pA; delay = DELAY }
  connect b -> a.some by fixed_indegree(20) { weight = normal(1 pA, 0.5 pA); delay = uniform(0.2 ms, 1 ms) }
  connect a -> a.gap by fixed_probability(0.01, self = false) { weight = 0.1 nS; delay = DELAY }
  connect a + b -> a.own by fixed_outdegree(5) { weight = 3 pA; delay = 1 ms }
  connect a[:50] -> b.one by all_to_all() { weight = 0.05 pA; delay = 0.2 ms }
  connect a -> b.diff by fixed_indegree(7) { weight = 0.02 nS; delay = DELAY }
  record spikes of a + b
  record V, s, all.S, some, gap, gap.G, own of a[::50]
  record all, one, diff of b[::50]
}
experiment default { step 0.1 ms; seed 5; at 1 ms { set a.own.k = 3 }; run 3 ms }
`

// Continuous coupling is the same in the interpreter and in the engine, to the
// last bit, for any number of workers, with and without connections that have no
// delay.
func TestCoupling(t *testing.T) {
	for _, delay := range []string{"0 ms", "0.4 ms"} {
		t.Run(delay, func(t *testing.T) {
			s, net, want := interpreted(t, strings.ReplaceAll(coupled, "DELAY", delay))
			if want.Coverage.Spikes < 100 {
				t.Fatalf("only %d spikes", want.Coverage.Spikes)
			}
			for _, workers := range []int{1, 2, 3} {
				got := native(t, s, net, workers)
				sameSpikes(t, workers, got.Spikes, want.Spikes)
				at := 0
				for r, rec := range s.Records {
					if rec.Observable == ir.Spikes {
						continue
					}
					moved := false
					for e := range rec.Elements {
						for k, w := range want.Traces[r][e] {
							g := got.Traces[at][e][k]
							if math.Float64bits(g) != math.Float64bits(w) {
								t.Fatalf("%d workers: %s[%d] at sample %d is %v instead of %v", workers, rec.Variable, e, k, g, w)
							}
							moved = moved || w != want.Traces[r][e][0]
						}
					}
					if !moved && rec.Variable != "gap.G" {
						t.Errorf("%s never changes", rec.Variable)
					}
					at++
				}
			}
		})
	}
}
