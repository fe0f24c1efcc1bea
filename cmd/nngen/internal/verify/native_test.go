package verify_test

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/batch"
	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/verify"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/nest/native"
)

// against runs a job on an engine and on NEST's own models.
func against(t *testing.T, j *engines.Job, f *batch.Forks, reference string) (want, got *engines.Outcome) {
	t.Helper()
	list, err := engines.Find([]string{reference, "nest-native"})
	if err != nil {
		t.Fatal(err)
	}
	if want, err = list[0].Run(t.Context(), j); err != nil {
		t.Fatal(err)
	}
	x := *j
	x.Start = f.Run
	if got, err = list[1].Run(t.Context(), &x); err != nil {
		t.Fatal(err)
	}
	return want, got
}

// TestNativeExact: NEST's own models that it advances without error have the spikes of
// the interpreter, whatever a study does to them, and on networks that are large.
func TestNativeExact(t *testing.T) {
	t.Parallel() // simulators use one processor each
	need(t, "nest")
	f := forks(t, "nest", false)
	for _, c := range []struct {
		name, path, experiment, reference string
		ms                                float64
		sets                              []string
	}{
		{"everything", "testdata/native.nn", "default", "interp", 0, nil},
		{"plastic", "testdata/native_plastic.nn", "default", "interp", 0, nil},
		{"cuba", example("cuba"), "verify", "go", 60, []string{"size=1000"}},
		{"brunel", example("brunel"), "verify", "go", 60, []string{"order=80"}},
	} {
		j := job(t, c.path, c.experiment, c.ms, c.sets...)
		j.Threads = 2
		if class := native.Class(j.Study); (class == "identical") == (c.name == "plastic") {
			t.Errorf("%s: the class is %s", c.name, class)
		}
		want, got := against(t, j, f, c.reference)
		if c.name == "plastic" {
			want.Weights = transmitted(t, c.path, j)
		}
		row := verify.Compare(j.Study, j.Network, want, got)
		if !row.Identical || row.Spikes < 200 {
			t.Errorf("%s, %d spikes: %s", c.name, row.Spikes, row.Divergence)
		}
		changed, worst := map[string]int{}, 0.0
		for set, list := range want.Weights {
			for row, w := range list {
				if w != j.Network.Synapses[set].Weight[row] {
					changed[j.Network.Synapses[set].Name]++
				}
				if g := got.Weights[set][row]; g != w {
					worst = max(worst, math.Abs(g-w)/math.Abs(w))
				}
			}
		}
		if !(worst <= 1e-12) {
			t.Errorf("%s: %v weights changed, they agree within %g", c.name, changed, worst)
		}
		if c.name == "plastic" && len(changed) < 3 {
			t.Errorf("only weights of %v changed", changed)
		}
		t.Logf("%s: %d spikes, traces within %.2g, changed weights %v within %.2g", c.name, row.Spikes, row.MaxDV, changed, worst)
	}
}

// transmitted are the weights that each connection gave its last spike, which are those
// that NEST keeps: it advances a plastic connection only when its source spikes. The
// weights of the model, which hear the target too, are recorded at every step.
func transmitted(t *testing.T, path string, j *engines.Job) [][]float64 {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	watched := strings.Replace(string(text), "    record spikes", "    record w of ee every 0.1 ms\n    record w of se every 0.1 ms\n    record w of ie every 0.1 ms\n    record spikes", 1)
	path = filepath.Join(t.TempDir(), "model.nn")
	if err := os.WriteFile(path, []byte(watched), 0o644); err != nil {
		t.Fatal(err)
	}
	list, err := engines.Find([]string{"interp"})
	if err != nil {
		t.Fatal(err)
	}
	x := job(t, path, "default", 0)
	r, err := list[0].Run(t.Context(), x)
	if err != nil {
		t.Fatal(err)
	}
	last := map[int]int64{} // by global id
	for _, s := range r.Spikes {
		last[j.Network.Spec.Populations[s.Population].First+s.Index] = s.Step
	}
	weights := make([][]float64, len(j.Network.Synapses))
	for set, syn := range j.Network.Synapses {
		if syn.Plasticity == nil {
			continue
		}
		weights[set] = slices.Clone(syn.Weight)
		for _, samples := range r.WeightSamples {
			if samples[set] == nil {
				continue
			}
			for row, pre := range syn.Pre {
				if at, ok := last[int(pre)]; ok {
					weights[set][row] = samples[set][at][row]
				}
			}
		}
	}
	return weights
}

// TestNativeTolerance: where NEST has adaptive steps, membrane potentials below
// threshold are within 1e-3 mV, the absolute tolerance that NEST's neurons give to GSL,
// and 99 of 100 spikes within one step.
func TestNativeTolerance(t *testing.T) {
	t.Parallel()
	need(t, "nest")
	f := forks(t, "nest", false)
	for _, c := range []struct {
		path, experiment string
		ms, most         float64
		sets             []string
	}{
		{example("coba"), "verify", 40, 1e-3, []string{"size=400"}},
		{example("facets"), "verify", 100, 1e-3, nil},
	} {
		j := job(t, c.path, c.experiment, c.ms, c.sets...)
		if class := native.Class(j.Study); class != "tolerance" {
			t.Errorf("%s: the class is %s", c.path, class)
		}
		want, got := against(t, j, f, "go")
		row := verify.Compare(j.Study, j.Network, want, got)
		late := 0
		for i := range min(len(got.Spikes), len(want.Spikes)) {
			if math.Abs(float64(got.Spikes[i].Step-want.Spikes[i].Step)) > 1 {
				late++
			}
		}
		if len(want.Spikes) < 30 || len(got.Spikes) != len(want.Spikes) || 100*late > len(want.Spikes) || row.MaxDV > c.most {
			t.Errorf("%s: %d spikes instead of %d, %d of them late, traces within %g", c.path, len(got.Spikes), len(want.Spikes), late, row.MaxDV)
		}
		t.Logf("%s: %d spikes, traces within %.2g", c.path, row.Spikes, row.MaxDV)
	}
}

// TestNativeNetwork: networks that NEST draws by rules of its own have the statistics of
// the model: rates within 10 %, coefficients of variation within 0.1, over three seeds.
func TestNativeNetwork(t *testing.T) {
	t.Parallel()
	need(t, "nest")
	f := forks(t, "nest", false)
	for _, c := range []struct {
		name string
		ms   float64
		sets []string
	}{
		{"brunel", 200, []string{"order=100"}},
		{"cuba", 200, []string{"size=1000"}},
	} {
		j := job(t, example(c.name), "default", c.ms, c.sets...)
		files, list := native.Generate(j.Study, gen.Options{Fidelity: gen.Native, Network: gen.Native})
		if list.HasErrors() {
			t.Fatal(list)
		}
		const seeds = 3
		n := len(j.Study.Network.Populations)
		rates, cvs := make([]float64, n), make([]float64, n)
		var want *engines.Outcome
		for seed := range seeds {
			j.Edit = func([]gen.File) []gen.File {
				edited := append([]gen.File(nil), files...)
				for i := range edited {
					text := string(edited[i].Data)
					if edited[i].Path == "run.py" && (!strings.Contains(text, "DRAWN = [\n    #") || !strings.Contains(text, ", seed=")) {
						t.Errorf("%s: it is not NEST that draws", c.name)
					}
					edited[i].Data = []byte(strings.Replace(text, "arguments.threads, arguments.seed", fmt.Sprintf("arguments.threads, %d", seed+1), 1))
				}
				return edited
			}
			var got *engines.Outcome
			want, got = against(t, j, f, "go")
			for p := range n {
				rate, cv := statistics(got.Spikes, p, j.Study.Network.Populations[p].N, c.ms, j.Study.Timeline.Step)
				rates[p], cvs[p] = rates[p]+rate/seeds, cvs[p]+cv/seeds
			}
		}
		for p := range n {
			pop := &j.Study.Network.Populations[p]
			if pop.Program == nil {
				continue
			}
			rate, cv := statistics(want.Spikes, p, pop.N, c.ms, j.Study.Timeline.Step)
			if rate < 1 || math.Abs(rates[p]-rate) > 0.1*rate+0.3 || math.Abs(cvs[p]-cv) > 0.1 {
				t.Errorf("%s of %s: %.2f Hz, CV %.3f, and %.2f Hz, CV %.3f in the model", pop.Name, c.name, rates[p], cvs[p], rate, cv)
			}
			t.Logf("%s of %s: %.2f Hz, CV %.3f, and %.2f Hz, CV %.3f in the model", pop.Name, c.name, rates[p], cvs[p], rate, cv)
		}
	}
}
