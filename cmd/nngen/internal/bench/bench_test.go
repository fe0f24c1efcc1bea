package bench

import (
	"context"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/ir/lower"
)

// TestCases compiles every case: examples, settings and times exist.
func TestCases(t *testing.T) {
	for _, c := range Cases() {
		path, text, err := c.Model()
		if err != nil {
			t.Fatal(err)
		}
		var opt lower.Options
		if (c.Scale != nil) != (c.Usual > 0) {
			t.Errorf("%s: its usual scale is %v", c.Name, c.Usual)
		}
		for _, s := range append(c.Settings(0.05), c.Direct...) {
			o, list := pipeline.Override(s)
			if list.HasErrors() {
				t.Fatal(list)
			}
			opt.Set = append(opt.Set, o)
		}
		stages, list := pipeline.Parse(path, string(text)).Compile(opt)
		if list.HasErrors() {
			t.Fatalf("%s: %v", c.Name, list)
		}
		for p := range c.Rates {
			found := false
			for _, pop := range stages.Study.Network.Populations {
				found = found || pop.Name == p
			}
			if !found {
				t.Errorf("%s has no population %s", c.Name, p)
			}
		}
	}
	if _, err := Find([]string{"nothing"}); err == nil {
		t.Error("a benchmark was found that does not exist")
	}
}

// TestRun times a small network on two engines: hashes are equal exactly when the
// spikes are.
func TestRun(t *testing.T) {
	const model = `neuron N { state V = 0 mV; param I = 1 mV/ms; V' = I; on V >= 1 mV { spike; V = 0 mV } }
network n { population p[3] = N(I = 0.5 mV/ms + i*0.25 mV/ms); record spikes of p }
experiment default { step 0.1 ms; run 50 ms }
experiment slow of n { step 0.1 ms; run 49 ms }
`
	list, err := engines.Find([]string{"interp", "go"})
	if err != nil {
		t.Fatal(err)
	}
	var results []*Result
	for _, experiment := range []string{"default", "slow"} {
		stages, messages := pipeline.Parse("model.nn", model).Compile(lower.Options{Experiment: experiment})
		if messages.HasErrors() {
			t.Fatal(messages)
		}
		net, messages, err := pipeline.Expand(context.Background(), &stages, 1)
		if err != nil || messages.HasErrors() {
			t.Fatal(err, messages)
		}
		r := &Result{Name: experiment, Neurons: 3, Steps: stages.Study.Timeline.Segments[0].Steps, Step: 0.1}
		if err := Run(context.Background(), &engines.Job{Study: stages.Study, Network: net}, list, 2, experiment == "slow", r); err != nil {
			t.Fatal(err)
		}
		a, b := r.Rows[0], r.Rows[1]
		if a.Hash != b.Hash || a.Spikes != b.Spikes || a.Spikes == 0 {
			t.Errorf("%s: %d spikes with hash %s and %d with %s", experiment, a.Spikes, a.Hash, b.Spikes, b.Hash)
		}
		if a.Ratio != 1 || b.Ratio <= 0 || a.Least > a.Factor || a.Factor > a.Most || a.Runs != 2 {
			t.Errorf("%s: ratios %v and %v, times %v %v %v", experiment, a.Ratio, b.Ratio, a.Least, a.Factor, a.Most)
		}
		if b.Work < 0 || a.Work != 0 || a.WorkRatio != 0 || b.WorkRatio != 0 {
			t.Errorf("%s: the interpreter does not say for how long it worked: %+v %+v", experiment, a, b)
		}
		results = append(results, r)
	}
	if results[0].Rows[0].Hash == results[1].Rows[0].Hash {
		t.Error("different spikes have the same hash")
	}
	if x := median([]float64{3, 1, 2}); x != 2 {
		t.Errorf("the median of 1, 2, 3 is %v", x)
	}
	if x := median([]float64{4, 1, 2, 3}); x != 2.5 {
		t.Errorf("the median of 1, 2, 3, 4 is %v", x)
	}
}
