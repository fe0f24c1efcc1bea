package interp_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/runtime/rng"
)

// The rules of the standard library against references that replay spikes one by
// one and write every trace as a sum over all spikes before.

// past are the spikes that reached a connection strictly before a time.
type past struct {
	t         float64
	pre, post []float64
	together  bool // the spike of the source comes with one of the target
}

// decays are exp(-(t - s)/tau) of the spikes in a list.
func decays(t float64, list []float64, tau float64) (sum, last float64) {
	for _, s := range list {
		last = math.Exp(-(t - s) / tau)
		sum += last
	}
	return sum, last
}

// x and y are traces of all spikes of the source and of the target; x1 and y1 of
// the last ones.
func (p past) x(tau float64) float64  { s, _ := decays(p.t, p.pre, tau); return s }
func (p past) y(tau float64) float64  { s, _ := decays(p.t, p.post, tau); return s }
func (p past) x1(tau float64) float64 { _, l := decays(p.t, p.pre, tau); return l }
func (p past) y1(tau float64) float64 { _, l := decays(p.t, p.post, tau); return l }

// since are the spikes of a that came after the last one of b, or together with it.
func since(a, b []float64) []float64 {
	if len(b) == 0 {
		return a
	}
	var list []float64
	for _, s := range a {
		if s > b[len(b)-1]-1e-9 {
			list = append(list, s)
		}
	}
	return list
}

// fresh is the last of a where it came after the last of b; of two that come
// together the target's is the first.
func fresh(t float64, a, b []float64, tau float64, target bool) float64 {
	margin := -1e-9
	if target {
		margin = 1e-9
	}
	if len(a) == 0 || len(b) > 0 && a[len(a)-1] < b[len(b)-1]+margin {
		return 0
	}
	return math.Exp(-(t - a[len(a)-1]) / tau)
}

// change is a rule as two formulas: what a spike of the target and of the source
// add to the weight.
type change struct {
	rule       string
	post, pre  func(w float64, p past) float64
	low, high  float64
	coincident bool // spikes that come together do not pair
}

const top = 100.0 // the largest weight in pA

// gutig are the factors of potentiation and depression.
func gutig(muPlus, muMinus float64) (up, down func(w float64) float64) {
	return func(w float64) float64 { return math.Pow(1-w/top, muPlus) }, func(w float64) float64 { return math.Pow(w/top, muMinus) }
}

// pairs is the rule of all pairs.
func pairs(rule string, aPlus, aMinus, muPlus, muMinus float64) change {
	up, down := gutig(muPlus, muMinus)
	return change{rule: rule, high: top,
		post: func(w float64, p past) float64 { return aPlus * top * up(w) * p.x(20) },
		pre:  func(w float64, p past) float64 { return -aMinus * top * down(w) * p.y(20) }}
}

func triplets(rule string, muPlus, muMinus, tauMinus, tauY float64) change {
	up, down := gutig(muPlus, muMinus)
	return change{rule: rule, high: top,
		post: func(w float64, p past) float64 { return top * up(w) * p.x(16.8) * (5e-10 + 6.2e-3*p.y(tauY)) },
		pre: func(w float64, p past) float64 {
			return -top * down(w) * p.y(tauMinus) * (7e-3 + 2.3e-4*p.x(101))
		}}
}

func vogels(rule string, muPlus, muMinus float64) change {
	up, down := gutig(muPlus, muMinus)
	return change{rule: rule, high: top,
		post: func(w float64, p past) float64 { return 2 * up(w) * p.x(20) },
		pre:  func(w float64, p past) float64 { return 2*up(w)*p.y(20) - 2*down(w)*2*0.003*20 }}
}

func changes() []change {
	var list []change
	for name, mu := range map[string][2]float64{"Additive": {0, 0}, "Multiplicative": {1, 1}, "AdditivePotentiationMultiplicativeDepression": {0, 1}, "Gutig": {0.5, 0.5}} {
		list = append(list,
			pairs("SpikePairRule_"+name+"(w_max = 100 pA)", 0.01, 0.01, mu[0], mu[1]),
			triplets("TripletRule_"+name+"(w_max = 100 pA)", mu[0], mu[1], 33.7, 125),
			vogels("Vogels2011Rule_"+name+"(w_max = 100 pA, eta = 2 pA)", mu[0], mu[1]))
	}
	up, down := gutig(1, 1)
	list = append(list,
		pairs("stdp(w_max = 100 pA, lambda = 0.02, alpha = 1.1)", 0.02, 0.022, 0, 0),
		pairs("stdp_mixed(w_max = 100 pA)", 0.01, 0.01, 0, 1),
		pairs("stdp_multiplicative(w_max = 100 pA)", 0.01, 0.01, 1, 1),
		pairs("stdp_synapse(Wmax = 100 pA, alpha = 1.2)", 0.01, 0.012, 1, 1),
		triplets("stdp_triplet(w_max = 100 pA)", 0, 0, 33.7, 125),
		triplets("stdp_triplet_synapse(Wmax = 100 pA, tau_minus = 33.7 ms, tau_minus_triplet = 125 ms, Aplus = 5e-8 pA, Aminus = 0.7 pA, Aplus_triplet = 0.62 pA, Aminus_triplet = 0.023 pA)", 0, 0, 33.7, 125),
		vogels("vogels_sprekeler(w_min = 0 pA, w_max = 100 pA, eta = 2 pA)", 0, 0),
		// NEST stops at the bound between the two changes.
		change{rule: "vogels_sprekeler_synapse(Wmax = 100 pA, eta = 2 pA)", high: top,
			post: func(w float64, p past) float64 { return 2 * p.x(20) },
			pre:  func(w float64, p past) float64 { return min(2*p.y(20), top-w) - 2*0.12 }})
	for _, name := range []string{"stdp_nearest(w_max = 100 pA)", "stdp_nn_symm_synapse(Wmax = 100 pA, mu_plus = 0, mu_minus = 0)"} {
		list = append(list, change{rule: name, high: top,
			post: func(w float64, p past) float64 { return top * 0.01 * p.x1(20) },
			pre:  func(w float64, p past) float64 { return -top * 0.01 * p.y1(20) }})
	}
	for _, name := range []string{"stdp_nearest_pre_centered(w_max = 100 pA, mu_plus = 1, mu_minus = 1)", "stdp_nn_pre_centered_synapse(Wmax = 100 pA)"} {
		list = append(list, change{rule: name, high: top,
			post: func(w float64, p past) float64 {
				s, _ := decays(p.t, since(p.pre, p.post), 20)
				return top * 0.01 * up(w) * s
			},
			pre: func(w float64, p past) float64 { return -top * 0.01 * down(w) * p.y1(20) }})
	}
	restricted := func(w float64, p past) float64 { return top * 0.01 * up(w) * fresh(p.t, p.pre, p.post, 20, false) }
	list = append(list,
		change{rule: "stdp_nearest_restricted(w_max = 100 pA, mu_plus = 1, mu_minus = 1)", high: top, coincident: true, post: restricted,
			pre: func(w float64, p past) float64 { return -top * 0.01 * down(w) * fresh(p.t, p.post, p.pre, 20, true) }},
		change{rule: "stdp_nn_restr_synapse(Wmax = 100 pA)", high: top, post: restricted,
			pre: func(w float64, p past) float64 {
				if !p.together && fresh(p.t, p.post, p.pre, 20, true) == 0 {
					return 0
				}
				return -top * 0.01 * down(w) * p.y1(20)
			}})
	return list
}

// preTimes and postTimes are the spikes of the tests in ms: before, after, together.
var (
	preTimes  = []float64{10, 12, 30, 31, 50, 52.9, 90.5, 120, 123, 150}
	postTimes = []float64{9, 15, 31, 45.1, 48.9, 51, 60.1, 88.5, 90, 119.1, 121, 149.9}
)

func listed(times []float64, shift float64) string {
	text := ""
	for i, t := range times {
		if i > 0 {
			text += ", "
		}
		text += formatMS(math.Round((t+shift)*1e6) / 1e6)
	}
	return text
}

// connected is a network of one connection with a rule of the library.
func connected(rule, delays, more string) string {
	return connectedFrom(preTimes, rule, delays, more)
}

// twice are the spikes of a source two of whose spikes come in one step.
var twice = append(slices.Clone(preTimes), 150, 170)

// connectedFrom is connected with spikes of the source at other times.
func connectedFrom(times []float64, rule, delays, more string) string {
	return `
import "std/plasticity"
import "std/pynn"
import "std/nest"
neuron Relay {
  state V = 0 mV, seen = 0 pA
  on spike from kick(w : mV) { V += w }
  on spike from port(w : pA) { seen += w }
  on V >= 1 mV { spike; V = 0 mV }
}
network one {
  population a = spikes_at([` + listed(times, 0) + `])
  population b = spikes_at([` + listed(postTimes, -0.1) + `])
  population n[1] = Relay()
  connect b -> n.kick by all_to_all() { weight = 1 mV; delay = 0.1 ms }
  connect ab = a -> n.port by all_to_all() { weight = 50 pA; ` + delays + `; plasticity = ` + rule + ` }
  record spikes of n
  record seen of n
  record w of ab every 0.1 ms
` + more + `
}
experiment default { step 0.1 ms; seed 3; run 200 ms }
`
}

// reaching are the events at the connection, in order; at equal times that of the
// target first.
func reaching(axonal, dendritic float64) []event {
	var list []event
	i, j := 0, 0
	for i < len(preTimes) || j < len(postTimes) {
		if j < len(postTimes) && (i == len(preTimes) || postTimes[j]+dendritic <= preTimes[i]+axonal+1e-9) {
			list = append(list, event{postTimes[j] + dendritic, true})
			j++
		} else {
			list = append(list, event{preTimes[i] + axonal, false})
			i++
		}
	}
	return list
}

// delaysOf are the pairs of delays of the tests: alone at three lengths, and both.
var delaysOf = [][2]float64{{0, 0.1}, {0, 1}, {0, 3}, {1, 0.1}, {2.5, 1.5}}

func delayText(d [2]float64) string {
	if d[0] == 0 {
		return "delay = " + formatMS(d[1])
	}
	return "axonal_delay = " + formatMS(d[0]) + "; dendritic_delay = " + formatMS(d[1])
}

func TestRulesAgainstReference(t *testing.T) {
	for _, c := range changes() {
		for _, d := range delaysOf {
			events := reaching(d[0], d[1])
			together := 0
			for i, e := range events[1:] {
				if math.Abs(e.t-events[i].t) < 1e-9 {
					together++
				}
			}
			_, net, r := interpreted(t, connected(c.rule, delayText(d), ""))
			at := synapses(net, "ab")
			w, next := 50.0, 0
			for k, values := range r.WeightSamples[0][at] {
				now := float64(k) * 0.1
				for ; next < len(events) && events[next].t <= now+1e-9; next++ {
					e := events[next]
					p := past{t: e.t}
					for _, f := range events[:next] {
						if f.t < e.t-1e-9 {
							if f.post {
								p.post = append(p.post, f.t)
							} else {
								p.pre = append(p.pre, f.t)
							}
						}
					}
					// A spike of the target that comes together with one of the source
					// has used up what it pairs with, and is not there for the other.
					p.together = !e.post && next > 0 && events[next-1].post && math.Abs(events[next-1].t-e.t) < 1e-9
					if c.coincident && p.together {
						continue
					}
					if e.post {
						w += c.post(w, p)
					} else {
						w += c.pre(w, p)
					}
					w = min(max(w, c.low), c.high)
				}
				if math.Abs(values[0]-w) > 1e-9 {
					t.Fatalf("%s, delays %v ms, %d coincident: the weight at %.1f ms is %v instead of %v", c.rule, d, together, now, values[0], w)
				}
			}
			if math.Abs(w-50) < 1e-3 {
				t.Errorf("%s: the weight is still %v", c.rule, w)
			}
		}
	}
}

// Short-term plasticity with three pools of resources: the recursion of Tsodyks,
// Uziel & Markram (2000), appendix, in x (recovered), y and u.
func TestThreePoolsAgainstReference(t *testing.T) {
	for _, c := range []struct {
		rule                  string
		U, rec, facil, tauPSC float64
	}{
		{"TsodyksMarkramSynapse(U = 0.3, tau_rec = 120 ms, tau_facil = 80 ms)", 0.3, 120, 80, 5},
		{"TsodyksMarkramSynapse()", 0.5, 100, 0, 5},
		{"tsodyks_synapse(U = 0.2, tau_rec = 300 ms, tau_fac = 500 ms)", 0.2, 300, 500, 3},
	} {
		for _, d := range delaysOf {
			_, _, r := interpreted(t, connectedFrom(twice, c.rule, delayText(d), ""))
			x, y, u, last, total := 1.0, 0.0, 0.0, 0.0, 0.0
			for i, at := range twice {
				h := at - last
				last = at
				z := 1 - x - y
				Pyy, Pzz := math.Exp(-h/c.tauPSC), math.Exp(-h/c.rec)
				Pxy := (c.tauPSC*Pyy-c.rec*Pzz)/(c.rec-c.tauPSC) + 1
				x, y = x+Pxy*y+(1-Pzz)*z, y*Pyy
				switch {
				case c.facil > 0:
					u *= math.Exp(-h / c.facil)
				case h > 0:
					u = 0
				}
				u += c.U * (1 - u)
				release := u * x
				x, y = x-release, y+release
				total += 50 * release
				if i+1 < len(twice) && twice[i+1] == at {
					continue // both have arrived then
				}
				if got := r.Traces[1][0][int(math.Round((at+d[0]+d[1])*10))]; math.Abs(got-total) > 1e-9 {
					t.Fatalf("%s, delays %v ms: %v pA have arrived by spike %d instead of %v", c.rule, d, got, i, total)
				}
			}
		}
	}
}

// Draws of a release are number n of the stream of their text at event n.
func TestReleaseAgainstReference(t *testing.T) {
	stream := func(n int) rng.Stream { return rng.NewStream(3, rng.Release, fmt.Sprintf("ab.draw.%d", n), 0) }
	for _, rule := range []string{"SimpleStochasticSynapse(p = 0.6)", "stochastic_release(p = 0.6)", "bernoulli_synapse(p_transmit = 0.6)"} {
		for _, d := range delaysOf {
			_, _, r := interpreted(t, connectedFrom(twice, rule, delayText(d), ""))
			seen, total := 0, 0.0
			for n, at := range twice {
				if stream(1).Uniform(uint64(n)) < 0.6 {
					seen++
					total += 50
				}
				if n+1 < len(twice) && twice[n+1] == at {
					continue // both have arrived then
				}
				arrived := at + d[0] + d[1]
				if got := r.Traces[1][0][int(math.Round(arrived*10))]; math.Abs(got-total) > 1e-9 {
					t.Fatalf("%s: %v pA have arrived by %v ms instead of %v", rule, got, arrived, total)
				}
			}
			if seen == 0 || seen == len(twice) {
				t.Errorf("%d of %d spikes are delivered", seen, len(twice))
			}
		}
	}
	for _, c := range []struct {
		rule          string
		n             float64
		U, rec, facil float64
	}{
		{"MultiQuantalSynapse(n = 7, U = 0.4, tau_rec = 60 ms, tau_facil = 30 ms)", 7, 0.4, 60, 30},
		{"StochasticTsodyksMarkramSynapse(tau_rec = 20 ms)", 1, 0.5, 20, 0},
		{"quantal_stp_synapse(n = 4, tau_rec = 50 ms, tau_fac = 10 ms)", 4, 0.5, 50, 10},
		{"multi_quantal(n = 5, tau_rec = 40 ms)", 5, 0.5, 40, 0},
	} {
		for _, d := range delaysOf {
			_, _, r := interpreted(t, connectedFrom(twice, c.rule, delayText(d), ""))
			u, held, last, total := c.U, c.n, -1.0, 0.0
			for n, at := range twice {
				empty := 0.0
				if last >= 0 {
					empty = math.Exp(-(at - last) / c.rec)
					decay := 0.0
					switch {
					case c.facil > 0:
						decay = math.Exp(-(at - last) / c.facil)
					case at == last:
						decay = 1
					}
					u = c.U + u*(1-c.U)*decay
				}
				last = at
				held += float64(stream(1).Binomial(uint64(n), uint32(c.n-held), 1-empty))
				k := float64(stream(2).Binomial(uint64(n), uint32(held), u))
				held -= k
				total += 50 * k
				if n+1 < len(twice) && twice[n+1] == at {
					continue
				}
				arrived := at + d[0] + d[1]
				if got := r.Traces[1][0][int(math.Round(arrived*10))]; math.Abs(got-total) > 1e-9 {
					t.Fatalf("%s: %v pA have arrived by %v ms instead of %v", c.rule, got, arrived, total)
				}
			}
			if total == 0 {
				t.Errorf("%s delivers nothing", c.rule)
			}
		}
	}
}

// Dopamine: every pair of a change of the eligibility and a spike of the modulator
// adds an integral of its own to the weight.
func TestDopamineAgainstReference(t *testing.T) {
	const tau, tauC, tauN, b = 20.0, 100.0, 40.0, 0.002
	dopa := []float64{20, 31, 75, 121}
	for name, port := range map[string]string{
		"stdp_dopamine(A_plus = 1 pA, A_minus = 1.5 pA, tau_c = 100 ms, tau_n = 40 ms, b = 2 Hz, w_min = 0 pA, w_max = 200 pA)": "dopamine",
		"stdp_dopamine_synapse(A_plus = 1 pA, A_minus = 1.5 pA, tau_c = 100 ms, tau_n = 40 ms, b = 2 Hz, Wmax = 200 pA)":        "vt",
	} {
		for _, d := range delaysOf {
			_, net, r := interpreted(t, connected(name, delayText(d), "  population vta = spikes_at(["+listed(dopa, 0)+"])\n  connect vta -> ab."+port+" by all_to_all() { weight = 2; delay = 1 ms }"))
			at := synapses(net, "ab")
			events := reaching(d[0], d[1])
			// All jumps of the eligibility.
			var when, jump []float64
			for i, e := range events {
				p := past{t: e.t}
				for _, f := range events[:i] {
					if f.t < e.t-1e-9 {
						if f.post {
							p.post = append(p.post, f.t)
						} else {
							p.pre = append(p.pre, f.t)
						}
					}
				}
				when = append(when, e.t)
				if e.post {
					jump = append(jump, p.x(tau))
				} else {
					jump = append(jump, -1.5*p.y(tau))
				}
			}
			for k, values := range r.WeightSamples[0][at] {
				now, want := float64(k)*0.1, 50.0
				for i, s := range when {
					if s > now {
						continue
					}
					want -= b * jump[i] * tauC * (1 - math.Exp(-(now-s)/tauC))
					for _, m := range dopa {
						from := max(s, m+1)
						if m+1 > now {
							continue
						}
						rate := 1/tauC + 1/tauN
						start := jump[i] * 2 / tauN * math.Exp(-(from-s)/tauC-(from-m-1)/tauN)
						want += start * (1 - math.Exp(-(now-from)*rate)) / rate
					}
				}
				if math.Abs(values[0]-want) > 1e-9 {
					t.Fatalf("%s, delays %v ms: the weight at %v ms is %v instead of %v", name, d, now, values[0], want)
				}
			}
		}
	}
}

// Clopath's rules against a loop over steps that reads the recorded potential.
func TestClopathAgainstReference(t *testing.T) {
	for k, d := range slices.Concat(delaysOf, delaysOf) {
		rule, v := "clopath(A_LTP = 15e-3 mV^-2, A_LTD = 1e-3 mV^-1, w_max = 100 pA)", "V"
		if k >= len(delaysOf) {
			rule, v = "clopath_synapse(A_LTP = 15e-3 mV^-2, A_LTD = 1e-3 mV^-1, unit_weight = 100 pA, Wmax = 100 pA)", "V_m"
		}
		text := strings.NewReplacer("RULE", rule, "V_m", v).Replace(`
import "std/plasticity"
import "std/nest"
neuron Membrane {
  state V_m = -70.6 mV
  V_m' = (-70.6 mV - V_m)/(10 ms)
  on spike from kick(w : mV) { V_m += w }
  on spike from port(w : pA) { V_m += w*(1 mV/pA)/500 }
  on V_m >= -40 mV { spike; V_m = -60 mV }
}
network one {
  population a = spikes_at([` + listed(preTimes, 0) + `])
  population b = spikes_at([` + listed(postTimes, -0.1) + `])
  population n[1] = Membrane()
  connect b -> n.kick by all_to_all() { weight = 29 mV; delay = 0.1 ms }
  connect ab = a -> n.port by all_to_all() { weight = 50 pA; ` + delayText(d) + `; plasticity = RULE }
  record spikes of n
  record V_m of n
  record w of ab every 0.1 ms
}
experiment default { step 0.1 ms; seed 3; run 200 ms }
`)
		_, net, r := interpreted(t, text)
		at := synapses(net, "ab")
		V := r.Traces[1][0]
		// The averages, with V as it is at the beginning of each step.
		minus, plus := []float64{-70.6}, []float64{-70.6}
		for k := range len(V) - 1 {
			minus = append(minus, V[k]+(minus[k]-V[k])*math.Exp(-0.1/10))
			plus = append(plus, V[k]+(plus[k]-V[k])*math.Exp(-0.1/7))
		}
		above := func(x, theta float64) float64 { return max(x-theta, 0) }
		steps := func(ms float64) int { return int(math.Round(ms * 10)) }
		w, x := 50.0, 0.0
		next := 0
		for k, values := range r.WeightSamples[0][at] {
			if k > 0 {
				j := max(0, k-1-steps(d[1])) // what the target was when this step began here
				L := 1e-3 * above(V[j], -45.3) * above(plus[j], -70.6)
				w += top * L * x * 15 * (1 - math.Exp(-0.1/15))
				w = min(max(w, 0), top)
				x *= math.Exp(-0.1 / 15)
				if next < len(preTimes) && steps(preTimes[next]+d[0]) == k {
					w = min(max(w-top*1e-3*above(minus[j], -70.6), 0), top)
					x++
					next++
				}
			}
			if math.Abs(values[0]-w) > 1e-9 {
				t.Fatalf("delays %v ms: the weight at %v ms is %v instead of %v", d, float64(k)*0.1, values[0], w)
			}
		}
		if len(r.Spikes) == 0 || math.Abs(w-50) < 1e-3 {
			t.Errorf("%d spikes, the weight is still %v", len(r.Spikes), w)
		}
	}
}
