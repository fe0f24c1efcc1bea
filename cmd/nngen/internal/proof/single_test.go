package proof

import (
	"maps"
	"math"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/ir/lower"
)

// How far a run in float32 may be from one in float64: what is recorded, before the
// first spike that is not the same, in parts of its largest size, and of a step that it
// comes earlier or later; the number of spikes, in parts and in spikes.
const (
	singleTrace  = 5e-4
	singleShift  = 0.05
	singleSpikes = 0.02
	singleFew    = 3
)

// TestSingle runs everything in the standard library and every conformance case with
// numbers of float32 and of float64.
func TestSingle(t *testing.T) {
	list, err := Subjects()
	if err != nil {
		t.Fatal(err)
	}
	double, err := engines.Find([]string{"go"})
	if err != nil {
		t.Fatal(err)
	}
	// Right sides that jump just where float64 comes to lie.
	leftOut := map[string]bool{"conformance/functions": true}
	doubles := map[string]string{}
	same, runs, others, rules := 0, 0, 0, 0
	for _, s := range list {
		if s.Group == "examples" {
			continue
		}
		t.Run(s.Group+"/"+s.Name, func(t *testing.T) {
			all, messages := pipeline.Parse(s.Name, s.Text).CompileAll(lower.Options{})
			if messages.HasErrors() {
				t.Fatal(messages)
			}
			for i := range all {
				all[i].Study = all[i].Study.Alone()
				net, messages, err := pipeline.Expand(t.Context(), &all[i], 1)
				if err != nil || messages.HasErrors() {
					t.Fatal(err, messages)
				}
				job := &engines.Job{Study: all[i].Study, Network: net, Threads: 1}
				want, err := double[0].Run(t.Context(), job)
				if err != nil {
					t.Fatal(err)
				}
				got, err := engines.Single().Run(t.Context(), job)
				if err != nil {
					t.Fatal(err)
				}
				for _, p := range net.Spec.Populations {
					if why, is := got.Doubles[p.Name]; is {
						doubles[s.Group+"/"+s.Name] = why
					}
				}
				for k := range net.Synapses {
					if x := &net.Synapses[k]; x.Plasticity != nil {
						rules++
						if got.Doubles[x.Name] == "" {
							t.Errorf("%s has a rule, which is not said to be in float64", x.Name)
						}
					}
				}
				if leftOut[s.Group+"/"+s.Name] {
					return
				}
				first := differ(want, got)
				if runs++; first == math.MaxInt64 {
					same++
				}
				if d := math.Abs(float64(len(got.Spikes) - len(want.Spikes))); d > max(singleFew, singleSpikes*float64(len(want.Spikes))) {
					t.Errorf("%d spikes instead of %d", len(got.Spikes), len(want.Spikes))
				}
				if !reflect.DeepEqual(want.Traces, got.Traces) {
					others++
				}
				for r, rec := range all[i].Study.Records {
					if want.Traces[r] == nil {
						continue
					}
					for e, trace := range want.Traces[r] {
						n := int(min(int64(len(trace)), (first-1)/rec.Every))
						scale := 1e-6
						for _, x := range trace[:n] {
							scale = max(scale, math.Abs(x))
						}
						for k, x := range trace[:n] {
							late := 0.0 // what a shift in time changes
							if k > 0 {
								late = singleShift * math.Abs(x-trace[k-1])
							}
							if d := math.Abs(got.Traces[r][e][k] - x); !(d <= singleTrace*scale+late) {
								t.Fatalf("record %d of element %d is %v at sample %d, %v in float64, %.1g of the largest", r, e, got.Traces[r][e][k], k, x, d/scale)
							}
						}
					}
				}
			}
		})
	}
	for _, name := range slices.Sorted(maps.Keys(doubles)) {
		t.Logf("%s stays in float64: %s", name, doubles[name])
		if strings.HasPrefix(name, "std/") && name != "std/pynn.GIF_cond_exp" {
			t.Errorf("%s of the library is not computed in float32", name)
		}
	}
	t.Logf("%d of %d runs have the same spikes, %d other numbers; %d rules", same, runs, others, rules)
	if same < runs*9/10 || others < 100 || rules < 60 {
		t.Error("so many should have the same spikes, and other numbers than in float64")
	}
}

// differ is the first step at which spikes differ, far away if none do.
func differ(a, b *engines.Outcome) int64 {
	for i := range max(len(a.Spikes), len(b.Spikes)) {
		switch {
		case i >= len(a.Spikes):
			return b.Spikes[i].Step
		case i >= len(b.Spikes):
			return a.Spikes[i].Step
		case a.Spikes[i] != b.Spikes[i]:
			return min(a.Spikes[i].Step, b.Spikes[i].Step)
		}
	}
	return math.MaxInt64
}
