package interp_test

import (
	"math"
	"math/rand/v2"
	"sort"
	"strings"
	"testing"
)

// libraryRules are the rules of std/plasticity, each with how the papers define
// it: what one event does to the weight, from the spikes before it.
var libraryRules = []struct {
	name, setting string
	weight        float64
	low, high     float64
	change        func(w float64, e event, before []event) float64
}{
	{"stdp", "stdp(w_max = 100 pA, tau_plus = 17 ms, alpha = 1.05)", 50, 0, 100, func(w float64, e event, before []event) float64 {
		if e.post {
			return 0.01 * 100 * trace(e, before, 17)
		}
		return -1.05 * 0.01 * 100 * trace(e, before, 20)
	}},
	{"guetig", "stdp(w_max = 100 pA, mu_plus = 0.4, mu_minus = 0.4, lambda = 0.05)", 50, 0, 100, func(w float64, e event, before []event) float64 {
		if e.post {
			return 0.05 * 100 * math.Pow(1-w/100, 0.4) * trace(e, before, 20)
		}
		return -0.05 * 100 * math.Pow(w/100, 0.4) * trace(e, before, 20)
	}},
	{"multiplicative", "stdp_multiplicative(w_max = 100 pA, lambda = 0.05)", 50, 0, 100, func(w float64, e event, before []event) float64 {
		if e.post {
			return 0.05 * (100 - w) * trace(e, before, 20)
		}
		return -0.05 * w * trace(e, before, 20)
	}},
	{"mixed", "stdp_mixed(w_max = 100 pA, lambda = 0.05)", 50, 0, 100, func(w float64, e event, before []event) float64 {
		if e.post {
			return 0.05 * 100 * trace(e, before, 20)
		}
		return -0.05 * w * trace(e, before, 20)
	}},
	{"nearest", "stdp_nearest(w_max = 100 pA, lambda = 0.03)", 50, 0, 100, func(w float64, e event, before []event) float64 {
		last := math.Inf(-1)
		for _, f := range before {
			if f.post != e.post && f.t < e.t-1e-9 {
				last = max(last, f.t)
			}
		}
		change := 0.03 * 100 * math.Exp(-(e.t-last)/20)
		if e.post {
			return change
		}
		return -change
	}},
	{"triplet", "stdp_triplet(w_max = 100 pA)", 50, 0, 100, func(w float64, e event, before []event) float64 {
		if e.post {
			return 100 * trace(e, before, 16.8) * (5e-10 + 6.2e-3*own(e, before, 125))
		}
		return -100 * trace(e, before, 33.7) * (7e-3 + 2.3e-4*own(e, before, 101))
	}},
	{"vogels", "vogels_sprekeler(eta = 2 pA, w_min = 0 pA, w_max = 100 pA)", 50, 0, 100, func(w float64, e event, before []event) float64 {
		if e.post {
			return 2 * trace(e, before, 20)
		}
		return 2 * (trace(e, before, 20) - 0.12)
	}},
}

// trace sums exp(-dt/tau) over the spikes of the other side strictly before e.
func trace(e event, before []event, tau float64) float64 {
	sum := 0.0
	for _, f := range before {
		if f.post != e.post && f.t < e.t-1e-9 {
			sum += math.Exp(-(e.t - f.t) / tau)
		}
	}
	return sum
}

// own is the same over earlier spikes of e's own side.
func own(e event, before []event, tau float64) float64 {
	sum := 0.0
	for _, f := range before {
		if f.post == e.post && f.t < e.t-1e-9 {
			sum += math.Exp(-(e.t - f.t) / tau)
		}
	}
	return sum
}

// train draws spike times on the grid between 1 and 190 ms, ascending.
func train(r *rand.Rand, n int) (list []float64, text string) {
	steps := map[int]bool{}
	for len(steps) < n {
		steps[10+r.IntN(1890)] = true
	}
	for s := range steps {
		list = append(list, float64(s)/10)
	}
	sort.Float64s(list)
	var parts []string
	for _, x := range list {
		parts = append(parts, formatMS(x))
	}
	return list, strings.Join(parts, ", ")
}

// Every rule of std/plasticity against its definition in the papers, as sums
// over all earlier spikes, for three delays; the trains share some steps, so that
// spikes coincide at the connection. Tolerance: 1e-10 of w_max.
func TestLibraryAgainstPapers(t *testing.T) {
	for _, c := range libraryRules {
		t.Run(c.name, func(t *testing.T) {
			for seed, delay := range []float64{0.1, 1.5, 5} {
				r := rand.New(rand.NewPCG(7, uint64(seed)))
				pre, preText := train(r, 40)
				// Half of the target's spikes reach the connection together with
				// one of the source. They are stamped a step after b's.
				var post []float64
				taken := map[int]bool{}
				add := func(at float64) {
					if k := int(math.Round(at * 10)); k > 11 && k < 1990 && !taken[k] {
						taken[k] = true
						post = append(post, float64(k)/10)
					}
				}
				for i := range 15 {
					add(pre[2*i+3] - delay)
				}
				extra, _ := train(r, 25)
				for _, at := range extra {
					add(at)
				}
				sort.Float64s(post)
				var parts []string
				for _, at := range post {
					parts = append(parts, formatMS(math.Round(at*10-1)/10))
				}
				text := strings.Replace(pair(c.setting, preText, strings.Join(parts, ", "), formatMS(delay)), rules, `import "std/plasticity"`, 1)
				_, net, result := interpreted(t, text)
				var events []event
				for _, at := range pre {
					events = append(events, event{at, false})
				}
				for _, at := range post {
					if at+delay < 200 {
						events = append(events, event{math.Round((at+delay)*10) / 10, true})
					}
				}
				sort.SliceStable(events, func(i, j int) bool {
					if events[i].t != events[j].t {
						return events[i].t < events[j].t
					}
					return events[i].post && !events[j].post
				})
				coincident := 0
				for i := 1; i < len(events); i++ {
					if events[i].t == events[i-1].t {
						coincident++
					}
				}
				if coincident < 5 {
					t.Fatalf("only %d coincidences", coincident)
				}
				w, next := c.weight, 0
				for k, got := range result.WeightSamples[0][synapses(net, "ab")] {
					for next < len(events) && events[next].t <= float64(k)/10+1e-9 {
						w = min(max(w+c.change(w, events[next], events[:next]), c.low), c.high)
						next++
					}
					if math.Abs(got[0]-w) > 1e-10*c.high {
						t.Fatalf("delay %v ms: the weight at %v ms is %v instead of %v", delay, float64(k)/10, got[0], w)
					}
				}
				if next != len(events) || w == c.weight {
					t.Errorf("%d of %d events, weight %v", next, len(events), w)
				}
			}
		})
	}
}
