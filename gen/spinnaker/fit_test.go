package spinnaker

import (
	"context"
	"encoding/json"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir/irtest"
	compile "github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/network"
)

// fitOf checks a text.
func fitOf(t *testing.T, text string) (*Fit, diag.List) {
	t.Helper()
	s := irtest.Study(t, text, compile.Options{})
	net, err := network.Expand(context.Background(), s.Network, 0)
	if err != nil {
		t.Fatal(err)
	}
	fit, list, err := (Target{}).Check(t.Context(), s, net, gen.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, table := range fit.Tables {
		for _, row := range table.Rows {
			if len(row) != len(table.Rows[0]) {
				t.Errorf("%s: a row of %d cells below a head of %d", table.Title, len(row), len(table.Rows[0]))
			}
		}
	}
	if _, err := json.Marshal(fit.Data); err != nil {
		t.Error(err)
	}
	return fit.Data.(*Fit), list
}

func has(list diag.List, code, text string) bool {
	return slices.ContainsFunc(list, func(d diag.Diagnostic) bool { return d.Code == code && strings.Contains(d.Message, text) })
}

// TestFits: a network that fits has no complaints, and its numbers are those that
// follow by hand.
func TestFits(t *testing.T) {
	x, list := fitOf(t, `
import "std/neurons"
network n {
  population p[100] = LIF_exp(I_e = 400 pA)
  population source[10] = spikes_at([10 ms, 20 ms])
  connect source -> p.exc by all_to_all() { weight = 30 pA; delay = 1 ms }
  record spikes of p
}
experiment default { step 0.1 ms; run 100 ms }
`)
	if len(list) > 0 {
		t.Errorf("%v", list)
	}
	// 10 sources of 30 pA: 300 pA in one step. 2^9 = 512 holds it: left shift 8, weights
	// in steps of 2^(8 - 15).
	if p := x.Ports[0]; p.Total != 300 || p.Expected != 300 || p.Shift != 8 || p.Step != 0x1p-7 || p.Capacity != 65535*0x1p-7 {
		t.Errorf("the ring buffer is %+v", p)
	}
	if p := x.Projections[0]; p.Count != 1000 || p.Zeroed != 0 || p.Error != 0 {
		t.Errorf("30 pA are a whole number of steps: %+v", p)
	}
	p := x.Populations[0]
	if p.Cores != 4 || p.PerCore != 32 || p.Delay != 10 || p.Slots != 1<<(14-5) || p.Matrix != 4*1000+12*10 || p.Binary != "combined" {
		t.Errorf("the population is %+v", p)
	}
	if d := x.Drift.Populations[0]; d.Spikes == 0 || d.Spikes != d.Reference || d.First != -1 || d.Saturated != 0 {
		t.Errorf("the drift is %+v", d)
	}
	if x.Boards != 1 || x.Cores != 4+1 {
		t.Errorf("%d cores on %d boards", x.Cores, x.Boards)
	}
}

// TestDoesNotFit: each limit has its message.
func TestDoesNotFit(t *testing.T) {
	network := func(step, connect, more string) string {
		return "import \"std/neurons\"\nimport \"std/pynn\"\nnetwork n {\n  population p[200] = LIF_exp(I_e = 400 pA)\n  population source[10] = poisson(rate = 20 Hz)\n  " + connect + "\n" + more + "\n  record spikes of p\n}\nexperiment default { step " + step + " ms; run 20 ms }\n"
	}
	plastic := func(connect string) string {
		return "import \"std/neurons\"\nimport \"std/plasticity\"\nnetwork n {\n  population p[20] = LIF_exp(I_e = 800 pA)\n  population source[10] = poisson(rate = 20 Hz)\n  " + connect + "\n  record spikes of p\n}\nexperiment default { step 0.1 ms; run 400 ms }\n"
	}
	for _, c := range []struct{ code, says, text string }{
		{"NN7010", "of 200 weights become 0", network("0.1", "connect source -> p.exc by fixed_indegree(1) { weight = 0.001 pA; delay = 1 ms }\n  connect source -> p.exc by all_to_all() { weight = 3000 pA; delay = 1 ms }", "")},
		{"NN7011", "rounding changes weights", network("0.1", "connect source -> p.exc by fixed_indegree(1) { weight = 0.9 pA; delay = 1 ms }\n  connect source -> p.exc by all_to_all() { weight = 3000 pA; delay = 1 ms }", "")},
		{"NN7014", "delays of up to 2000 steps", network("0.1", "connect source -> p.exc by fixed_indegree(1) { weight = 9 pA; delay = 200 ms }", "")},
		{"NN7016", "a step of HH_cond_exp takes about", network("0.01", "connect source -> p.exc by fixed_indegree(1) { weight = 9 pA; delay = 1 ms }", "population h[1] = HH_cond_exp()")},
		{"NN7017", "which are 2 boards", network("0.1", "connect source -> p.exc by fixed_indegree(1) { weight = 9 pA; delay = 1 ms }", "population h[1000] = HH_cond_exp()")},
		{"NN7020", "of the rules stdp and stdp_nearest, and a core has one", plastic("connect source -> p.exc by all_to_all() { weight = 1 pA; delay = 1 ms; plasticity = stdp(w_max = 2 pA) }\n  connect source -> p.exc by all_to_all() { weight = 1 pA; delay = 1 ms; plasticity = stdp_nearest(w_max = 2 pA) }")},
		{"NN7021", "spikes of a target come between two", plastic("connect spikes_at([1 ms, 300 ms]) -> p.exc by all_to_all() { weight = 1 pA; delay = 1 ms; plasticity = stdp(w_max = 2 pA) }")},
		{"NN7023", "needs", plastic("inject noisy_current(mean = 0 pA, sd = 1 pA, dt = 0.1 ms) -> p\n  inject noisy_current(mean = 0 pA, sd = 1 pA, dt = 0.1 ms) -> p[:5]")},
		{"NN7024", "plastic connections with delays of up to 2000 steps", plastic("connect source -> p.exc by all_to_all() { weight = 1 pA; delay = 200 ms; plasticity = stdp(w_max = 2 pA) }")},
		{"NN7018", "the step is 0.05 ms", network("0.05", "connect source -> p.exc by fixed_indegree(1) { weight = 9 pA; delay = 1 ms }", "")},
	} {
		t.Run(c.code, func(t *testing.T) {
			if _, list := fitOf(t, c.text); !has(list, c.code, c.says) {
				for _, d := range list {
					t.Log(d.Code, d.Message)
				}
				t.Errorf("nothing says %s: %s", c.code, c.says)
			}
		})
	}
}

// TestClipped: a weight beyond what the ring buffer was made for is told; the bounds of
// distributions lie so far out that none is likely.
func TestClipped(t *testing.T) {
	s := irtest.Study(t, "import \"std/neurons\"\nnetwork n {\n  population p[20] = LIF_exp()\n  connect p -> p.exc by all_to_all() { weight = 1 pA; delay = 1 ms }\n  record spikes of p\n}\nexperiment default { step 0.1 ms; run 10 ms }\n", compile.Options{})
	net, err := network.Expand(t.Context(), s.Network, 0)
	if err != nil {
		t.Fatal(err)
	}
	net.Synapses[0].Weight[3] = 1e6
	_, list, err := (Target{}).Check(t.Context(), s, net, gen.Options{})
	if err != nil || !has(list, "NN7022", "1 of 400 weights are too large") {
		t.Error(list, err)
	}
}

// TestRefusals: what has no form in fixed point is refused by name.
func TestRefusals(t *testing.T) {
	for text, why := range map[string]string{
		"V' = sin(V/(1 mV))*1 mV/ms":                          "sin",
		"V' = -V/(1 ms); on V > 2 mV { V = gamma(2, 1 mV) }":  "the distribution gamma",
		"V' = erf(V/(1 mV))*1 mV/ms":                          "erf",
		"V' = -V/(1 ms); on spike from in(w : mV) { V += w }": "no bound",
	} {
		weight := "1 mV"
		if why == "no bound" {
			weight = "d*1 mV/um"
		} else {
			text += "\n  on spike from in(w : mV) { V += w }"
		}
		s := irtest.Study(t, "neuron N { state V = 1 mV\n "+strings.ReplaceAll(text, "; ", "\n ")+"\n}\nnetwork n {\n population p[2] = N() { at line(dx = 1 um) }\n connect p -> p.in by all_to_all() { weight = "+weight+"; delay = 1 ms }\n record V of p }\nexperiment default { step 0.1 ms; run 1 ms }", compile.Options{})
		if _, list := (Target{}).Generate(s, gen.Options{}); !list.HasErrors() || !strings.Contains(list[0].Message, why) {
			t.Errorf("%s: %v", why, list)
		}
	}
}

// TestTrains: the first difference and the mean shift of two trains.
func TestTrains(t *testing.T) {
	a := trains{0: {10, 20, 30}, 1: {5}}
	b := trains{0: {10, 22, 30}, 1: {5, 50}}
	if first, shift := compareTrains(a, b, 2, 0.1); first != 20 || math.Abs(shift-0.05) > 1e-12 {
		t.Errorf("%d, %v", first, shift)
	}
	if first, shift := compareTrains(a, a, 2, 0.1); first != -1 || shift != 0 {
		t.Errorf("%d, %v", first, shift)
	}
	if first, _ := compareTrains(trains{}, b, 2, 0.1); first != 5 {
		t.Errorf("%d", first)
	}
}
