package interp_test

import (
	"math"
	"strconv"
	"testing"

	"github.com/nngen/nngen/runtime/network"
)

// rules are the plasticity rules of the tests.
const rules = `
import "std/neurons"
plasticity stdp {
  param tau_plus = 20 ms; param tau_minus = 20 ms; param lambda = 0.01; param alpha = 1
  param w_max : weight; param mu_plus = 0; param mu_minus = 0
  pre  state x = 0; x' = -x/tau_plus
  post state y = 0; y' = -y/tau_minus
  state w : weight clip(0, w_max)
  on post { w += lambda*w_max*(1 - w/w_max)^mu_plus*x;           y += 1 }
  on pre  { w -= alpha*lambda*w_max*(w/w_max)^mu_minus*y;  x += 1; deliver w }
}
plasticity tsodyks_markram {
  param U = 0.5; param tau_rec = 100 ms; param tau_facil = 0 ms
  state u = U, R = 1, w : weight
  u' = (U - u)/tau_facil; R' = (1 - R)/tau_rec
  on pre { deliver w*u*R; R -= u*R; u += U*(1 - u) }
}
plasticity vogels {
  param tau = 20 ms; param eta = 0.05; param rho = 0.12
  pre state x = 0; x' = -x/tau
  post state y = 0; y' = -y/tau
  state w : weight clip(-1 nA, 0)
  on post { w -= eta*x*(1 pA); y += 1 }
  on pre { w -= eta*(y - rho)*(1 pA); x += 1; deliver w }
}
`

// pair is a network of one source and one target whose spikes are prescribed:
// the delta synapse kick makes the target fire at the end of the step in which
// a spike arrives.
func pair(setting, pre, post, delay string) string {
	return rules + `
neuron Relay {
  state V = 0 mV, seen = 0 pA
  on spike from kick(w : mV) { V += w }
  on spike from port(w : pA) { seen += w }
  on V >= 1 mV { spike; V = 0 mV }
}
network pair {
  population a = spikes_at([` + pre + `])
  population b = spikes_at([` + post + `])
  population n[1] = Relay()
  connect b -> n.kick by all_to_all() { weight = 1 mV; delay = 0.1 ms }
  connect ab = a -> n.port by all_to_all() { weight = 50 pA; delay = ` + delay + `; plasticity = ` + setting + ` }
  record spikes of n
  record seen of n
  record w of ab every 0.1 ms
}
experiment default { step 0.1 ms; seed 1; run 200 ms }
`
}

// event is a spike that reaches the connection: of the target (post) or of the
// source, at a time in ms.
type event struct {
	t    float64
	post bool
}

// reference replays pair-based STDP event by event, in the way of the textbook:
// traces as sums over all earlier spikes.
func stdpReference(events []event, until float64) float64 {
	const lambda, wMax, tau = 0.01, 100.0, 20.0
	w := 50.0
	for i, e := range events {
		if e.t > until+1e-9 {
			break
		}
		trace := 0.0
		for _, f := range events[:i] {
			if f.post != e.post && f.t < e.t-1e-9 {
				trace += math.Exp(-(e.t - f.t) / tau)
			}
		}
		if e.post {
			w += lambda * wMax * trace
		} else {
			w -= lambda * wMax * trace
		}
		w = min(max(w, 0), wMax)
	}
	return w
}

func TestSTDPAgainstReference(t *testing.T) {
	// Spikes of the target are stamped 0.1 ms after those of b.
	pre, post := "10 ms, 30 ms, 31 ms, 50 ms, 90.5 ms, 120 ms", "14.9 ms, 30.9 ms, 45 ms, 60 ms, 89.9 ms, 119 ms"
	preAt, postAt := []float64{10, 30, 31, 50, 90.5, 120}, []float64{15, 31, 45.1, 60.1, 90, 119.1}
	for _, delay := range []float64{0.1, 0.9, 3} {
		text := pair("stdp(w_max = 100 pA)", pre, post, formatMS(delay))
		_, net, r := interpreted(t, text)
		var events []event
		i, j := 0, 0
		for i < len(preAt) || j < len(postAt) {
			// At equal times the spike of the target comes first.
			if j < len(postAt) && (i == len(preAt) || postAt[j]+delay <= preAt[i]+1e-9) {
				events = append(events, event{postAt[j] + delay, true})
				j++
			} else {
				events = append(events, event{preAt[i], false})
				i++
			}
		}
		if got := len(r.Spikes); got != len(postAt) {
			t.Fatalf("the target fired %d times instead of %d", got, len(postAt))
		}
		at := synapses(net, "ab")
		for k, values := range r.WeightSamples[0][at] {
			want := stdpReference(events, float64(k)*0.1)
			if d := math.Abs(values[0] - want); d > 1e-9 {
				t.Fatalf("delay %v ms: the weight at %v ms is %v instead of %v", delay, float64(k)*0.1, values[0], want)
			}
		}
		if w := r.Weights[at][0]; w == 50 {
			t.Error("the weight did not change")
		}
	}
}

// Tsodyks & Markram against their equations for the n-th spike (Tsodyks, Uziel &
// Markram 2000), without and with facilitation; and synapses that deliver what they are.
func TestShortTermPlasticityAgainstReference(t *testing.T) {
	for _, c := range []struct {
		rule          string
		U, rec, facil float64
		static        bool
	}{
		{"tsodyks_markram(U = 0.2, tau_rec = 150 ms)", 0.2, 150, 0, false},
		{"tsodyks_markram(U = 0.2, tau_rec = 150 ms, tau_facil = 300 ms)", 0.2, 150, 300, false},
		{"tsodyks2_synapse()", 0.5, 800, 0, false},
		{"tsodyks2_synapse(U = 0.1, tau_rec = 90 ms, tau_fac = 50 ms)", 0.1, 90, 50, false},
		{"static_synapse()", 0, 0, 0, true},
		{"StaticSynapse()", 0, 0, 0, true},
	} {
		for _, d := range delaysOf {
			_, _, r := interpreted(t, connectedFrom(twice, c.rule, delayText(d), ""))
			u, R, last, sum := c.U, 1.0, math.Inf(-1), 0.0
			want := map[int]float64{}
			for _, at := range twice {
				if at > last && !math.IsInf(last, -1) {
					decay := 0.0
					if c.facil > 0 {
						decay = math.Exp(-(at - last) / c.facil)
					}
					u = c.U + (u-c.U)*decay
					R = 1 + (R-1)*math.Exp(-(at-last)/c.rec)
				}
				if c.static {
					sum += 50
				} else {
					sum += 50 * u * R
					R -= u * R
					u += c.U * (1 - u)
				}
				last = at
				want[int(math.Round((at+d[0]+d[1])*10))] = sum
			}
			seen := 0.0
			for k, got := range r.Traces[1][0] {
				if x, ok := want[k]; ok {
					seen = x
				}
				if math.Abs(got-seen) > 1e-9 {
					t.Fatalf("%s, delays %v ms: after %d steps %v pA have arrived instead of %v", c.rule, d, k, got, seen)
				}
			}
		}
	}
}

func formatMS(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) + " ms" }

func synapses(net *network.Network, name string) int {
	for j, s := range net.Synapses {
		if s.Name == name {
			return j
		}
	}
	return -1
}

// The engine gives the bits of the interpreter for a network in which every
// projection is plastic, for any number of workers.
func TestEngineAgreesOnPlasticity(t *testing.T) {
	text := rules + `
network plastic {
  population e[40], i[10] = LIF_exp(tau_m = 15 ms, exc.tau = 3 ms, inh.tau = 6 ms) { init V = uniform(-65 mV, -50 mV) }
  population drive[50] = poisson(rate = 9 kHz)
  group all = e + i
  connect drive -> all.exc by one_to_one() { weight = 22 pA; delay = 0.1 ms }
  connect ee = e -> e.exc by fixed_probability(0.3) { weight = uniform(10 pA, 40 pA); delay = uniform(0.1 ms, 3 ms); plasticity = stdp(w_max = 60 pA, mu_plus = 0.4, mu_minus = 1) }
  connect ie = i -> e.inh by fixed_probability(0.5) { weight = -40 pA; delay = uniform(0.1 ms, 2 ms); plasticity = vogels() }
  connect ei = e -> i.exc by fixed_probability(0.5) { weight = 60 pA; delay = 0.8 ms; plasticity = tsodyks_markram(U = 0.3, tau_facil = 50 ms) }
  connect kick = poisson(rate = 200 Hz) -> i.exc by one_to_one() { weight = 100 pA; delay = 0.2 ms; plasticity = stdp(w_max = 200 pA) }
  record spikes of all
  record V of e[:2]
  record w of ee every 7 ms
  record u, R of ei every 0.1 ms
}
experiment default { step 0.1 ms; seed 5; run 300 ms }
`
	s, net, want := interpreted(t, text)
	if want.Coverage.Spikes < 200 {
		t.Fatalf("only %d spikes", want.Coverage.Spikes)
	}
	for _, workers := range []int{1, 2, 7} {
		got := native(t, s, net, workers)
		sameSpikes(t, workers, got.Spikes, want.Spikes)
		changed := 0
		for j, weights := range want.Weights {
			for row, w := range weights {
				if got.Weights[j][row] != w {
					t.Fatalf("%d workers: weight %d of %s is %v instead of %v", workers, row, net.Synapses[j].Name, got.Weights[j][row], w)
				}
				if w != net.Synapses[j].Weight[row] {
					changed++
				}
			}
		}
		if changed < 100 {
			t.Errorf("only %d weights changed", changed)
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
