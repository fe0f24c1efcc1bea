package verify_test

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
)

// TestSections: Hodgkin-Huxley, Traub-Miles and Wang-Buzsaki neurons and HH_cond_exp of
// std/pynn as sections spike when the reference does: with NEURON's fixed step within
// an error of first order, with CVODE within three steps of 0.01 ms. Constant
// currents, a conductance and an alpha current act.
func TestSections(t *testing.T) {
	t.Parallel() // simulators use one processor each
	need(t, "neuron")
	sim, err := simulators.Need(t.Context(), "neuron")
	if err != nil {
		t.Fatal(err)
	}
	const path = "testdata/sections.nn"
	folder, page := t.TempDir(), ""
	target, _ := all.Find("neuron")
	for _, form := range []string{"", gen.ModulesOnly} {
		files, list := target.Generate(job(t, path, "", 0).Study, gen.Options{Embed: gen.Section, Form: form})
		if list.HasErrors() {
			t.Fatal(list)
		}
		for _, f := range files {
			if f.Path == "README.md" {
				page = string(f.Data)
			}
			file := filepath.Join(folder, f.Path)
			if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	var said bytes.Buffer
	if err := process.Run(t.Context(), process.Command{Dir: folder, Args: []string{"nrnivmodl", "mod"}, Env: sim.Env, Limit: 20 * time.Minute, Said: &said}); err != nil {
		t.Fatal(err)
	}
	if m := warning.FindString(said.String()); m != "" {
		t.Errorf("nrnivmodl says %s", m)
	}
	cache := &engines.Cache{Root: simulators.Home(), Keep: 300}
	outcome := func(experiment string, arguments ...string) map[[2]int][]float64 {
		j := job(t, path, experiment, 0)
		var o *engines.Outcome
		if arguments == nil {
			list, err := engines.Find([]string{"interp"})
			if err != nil {
				t.Fatal(err)
			}
			if o, err = list[0].Run(t.Context(), j); err != nil {
				t.Fatal(err)
			}
		} else {
			data, err := cache.Data(j.Study, j.Network)
			if err != nil {
				t.Fatal(err)
			}
			out := t.TempDir()
			arguments = append([]string{sim.Python, "run.py", "--data", data, "--out", out}, arguments...)
			if err := process.Run(t.Context(), process.Command{Dir: folder, Args: arguments, Env: sim.Env, Limit: 20 * time.Minute}); err != nil {
				t.Fatal(err)
			}
			if o, err = engines.Read(out, j.Study, j.Network); err != nil {
				t.Fatal(err)
			}
			recorded := 0
			for _, record := range o.Traces {
				for _, values := range record {
					recorded++
					if int64(len(values)) != j.Study.Timeline.Segments[0].Steps+1 {
						t.Errorf("a trace has %d samples", len(values))
					}
				}
			}
			if recorded != 2 {
				t.Errorf("%d traces", recorded)
			}
		}
		o.Sort()
		times := map[[2]int][]float64{}
		for _, s := range o.Spikes {
			key := [2]int{int(s.Population), int(s.Index)}
			times[key] = append(times[key], float64(s.Step)*j.Study.Timeline.Step)
		}
		return times
	}
	reference := outcome("")
	if len(reference) != 5 {
		t.Fatalf("%d neurons spike", len(reference))
	}
	// The largest and the sum of the differences.
	compare := func(name string, got map[[2]int][]float64) (worst, sum float64) {
		for key, want := range reference {
			if len(want) < 2 || len(got[key]) != len(want) {
				t.Errorf("%s: neuron %v has %d spikes instead of %d", name, key, len(got[key]), len(want))
				continue
			}
			for i := range want {
				d := math.Abs(got[key][i] - want[i])
				worst, sum = max(worst, d), sum+d
			}
		}
		return worst, sum
	}
	coarse, atCoarse := compare("0.02 ms", outcome("coarse", "--cvode", "0"))
	fine, atFine := compare("0.01 ms", outcome("", "--cvode", "0"))
	order := math.Log2(atCoarse / atFine)
	t.Logf("worst %.3f ms at 0.02 ms, %.3f ms at 0.01 ms, order %.2f", coarse, fine, order)
	if coarse > 0.8 || fine > 0.4 || order < 0.7 || order > 1.6 {
		t.Errorf("spikes differ by up to %.3f ms at 0.02 ms and %.3f ms at 0.01 ms, order %.2f", coarse, fine, order)
	}
	if worst, _ := compare("CVODE", outcome("", "--cvode", "1e-6")); worst > 0.03 {
		t.Errorf("with CVODE spikes differ by up to %.3f ms", worst)
	}

	mods, err := filepath.Glob(filepath.Join(folder, "mod", "*.mod"))
	if err != nil || len(mods) < 8 {
		t.Fatalf("%d mechanisms, %v", len(mods), err)
	}
	for _, p := range checkers(t) {
		for _, file := range mods {
			p.read(t, "sections.nn", file)
		}
	}

	// What the page shows runs: a clamp, a dendrite and the receptors.
	blocks := strings.Split(page, "```python\n")[1:]
	if len(blocks) != 4 {
		t.Fatalf("%d kinds of neurons in\n%s", len(blocks), page)
	}
	for _, block := range blocks {
		code, _, _ := strings.Cut(block, "```")
		out, err := process.Output(t.Context(), process.Command{Dir: folder, Args: []string{sim.Python, "-c", code}, Env: sim.Env, Limit: 5 * time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(out), " spikes") || strings.Contains(string(out), ": 0 spikes") {
			t.Errorf("with a clamp and a dendrite it says %s", out)
		}
	}
}
