package verify_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
)

// TestClopath: clopath_synapse of std/nest changes as NEST's own, onto a
// Hodgkin-Huxley neuron. NEST sums what potentiation adds in its own steps and solves
// the neuron with an adaptive method, so changes agree within two hundredths of the
// largest; its delay_u_bars, which std/nest has not, is as short as can be.
func TestClopath(t *testing.T) {
	need(t, "nest")
	const step, ms, weight, within = 0.002, 90.0, 1.0, 0.02
	pre := []float64{5, 12, 20, 21, 33, 40, 47, 60, 61, 62, 85}
	for _, delay := range []float64{0.1, 1} {
		var answer struct {
			Delivered []float64
			Spikes    []int
		}
		askNEST(t, "testdata/clopath.py", map[string]any{
			"step": step, "ms": ms, "weight": weight, "delay": delay, "pre": pre, "synapse": map[string]float64{"tau_x": 15, "Wmax": 50},
			"neuron": map[string]any{"I_e": 650, "A_LTD": 14e-3, "A_LTP": 8e-3, "A_LTD_const": true, "delay_u_bars": step, "theta_plus": -45.3, "theta_minus": -70.6,
				"tau_u_bar_minus": 10, "tau_u_bar_plus": 7, "u_bar_plus": -65, "u_bar_minus": -65},
		}, &answer)
		var times []string
		for _, x := range pre {
			times = append(times, fmt.Sprintf("%v ms", x))
		}
		path := filepath.Join(t.TempDir(), "model.nn")
		text := fmt.Sprintf(`import "std/nest"
network n {
  population a = spikes_at([%s])
  population p[1] = hh_psc_alpha(I_e = 650 pA)
  connect learned = a -> p.ex by all_to_all() {
    weight = %v pA; delay = %v ms
    plasticity = clopath_synapse(A_LTD = 14e-3 mV^-1, A_LTP = 8e-3 mV^-2, E_L = -65 mV, unit_weight = 1 pA, Wmax = 50 pA)
  }
  record spikes of p
}
experiment default { step %[4]v ms; seed 1; record w of learned every %[4]v ms; run %[5]v ms }
`, strings.Join(times, ", "), weight, delay, step, ms)
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		list, err := engines.Find([]string{"interp"})
		if err != nil {
			t.Fatal(err)
		}
		o, err := list[0].Run(t.Context(), job(t, path, "", 0))
		if err != nil {
			t.Fatal(err)
		}
		if len(answer.Spikes) < 4 || len(o.Spikes) != len(answer.Spikes) || len(answer.Delivered) != len(pre) {
			t.Fatalf("%d spikes, in NEST at %v, which delivers %v", len(o.Spikes), answer.Spikes, answer.Delivered)
		}
		samples := o.WeightSamples[0][slices.IndexFunc(o.WeightSamples[0], func(x [][]float64) bool { return x != nil })]
		largest := 0.0
		for _, w := range answer.Delivered {
			largest = max(largest, math.Abs(w-weight))
		}
		for i, at := range pre {
			got, want := samples[int(math.Round(at/step))][0], answer.Delivered[i]
			if !(math.Abs(got-want) < within*largest) {
				t.Errorf("delay %v ms: the spike at %v ms finds a weight of %v, in NEST %v", delay, at, got, want)
			}
		}
		if largest < 1 {
			t.Errorf("weights only move by %v", largest)
		}
	}
}
