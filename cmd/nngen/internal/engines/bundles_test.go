package engines

import (
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/ir/lower"
)

// TestPlasticFans: connections of sources with many targets, which the native engine
// advances together, have the weights that the interpreter gives them one by one, to
// the last bit: with every pairing, with weights that differ per connection in what
// bounds them, with sources and targets that fire in the same step, several spikes
// of a source in one step, and delays that differ.
func TestPlasticFans(t *testing.T) {
	const model = `import "std/neurons"
import "std/plasticity"
network fans {
    population inputs[7] = poisson(rate = 400 Hz)
    population busy[3] = poisson(rate = 15000 Hz)
    population cells[13] = LIF_exp(tau_m = 10 ms, t_ref = 0.5 ms, exc.tau = 1 ms)
    connect a = inputs -> cells.exc by all_to_all() {
        weight = uniform(100 pA, 900 pA); delay = uniform(0.1 ms, 0.8 ms)
        plasticity = RULE
    }
    connect b = cells -> cells.exc by all_to_all(self = false) {
        weight = uniform(0 pA, 400 pA); delay = 0.2 ms
        plasticity = stdp(w_max = 400 pA, lambda = 0.05)
    }
    connect c = busy -> cells.exc by all_to_all() {
        weight = 30 pA; delay = 0.1 ms
        plasticity = stdp_multiplicative(w_max = 60 pA)
    }
    record spikes of cells
    record w of a every 20 ms
}
experiment default { step 0.1 ms; seed 3; run 200 ms }
`
	for _, rule := range []string{"stdp(w_max = 1000 pA)", "stdp(w_max = uniform(900 pA, 1200 pA), mu_plus = 0.5)", "stdp_nearest(w_max = 1000 pA)", "stdp_triplet(w_max = 1000 pA)"} {
		t.Run(rule, func(t *testing.T) {
			s, net := expanded(t, pipeline.Parse("model.nn", strings.Replace(model, "RULE", rule, 1)), lower.Options{})
			job := &Job{Study: s.Study.Alone(), Network: net, Spread: true}
			want, err := interpreter(t.Context(), job)
			if err != nil {
				t.Fatal(err)
			}
			if len(want.Spikes) < 300 {
				t.Fatalf("only %d spikes", len(want.Spikes))
			}
			for _, threads := range []int{1, 2} {
				job.Threads = threads
				got, err := native(t.Context(), job)
				if err != nil {
					t.Fatal(err)
				}
				equal(t, threads, want, got)
			}
		})
	}
}
