package engines

import (
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/ir/lower"
)

// TestSingleThreads: results in float32 do not depend on the number of threads, with
// sums that are whole numbers and, where synapses are plastic, with others.
func TestSingleThreads(t *testing.T) {
	for _, name := range []string{"cuba", "stdp_song_abbott2000"} {
		m, err := pipeline.Load("../../../../examples/" + name + "/model.nn")
		if err != nil {
			t.Fatal(err)
		}
		s, net := expanded(t, m, lower.Options{Experiment: m.Experiment(), Duration: 200})
		var outcomes []*Outcome
		for threads := range 3 {
			o, err := Single().Run(t.Context(), &Job{Study: s.Study.Alone(), Network: net, Threads: 1 + threads, Spread: true})
			if err != nil {
				t.Fatal(err)
			}
			if o.Precision != "float32" || len(o.Spikes) < 10 {
				t.Fatalf("%s: %d spikes in %s", name, len(o.Spikes), o.Precision)
			}
			outcomes = append(outcomes, o)
		}
		for threads, o := range outcomes[1:] {
			equal(t, 2+threads, outcomes[0], o)
		}
	}
}
