package random_test

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/random"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
	"github.com/nngen/nngen/cmd/nngen/internal/verify"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir/lower"
)

var (
	count = flag.Int("models", 60, "how many models are drawn")
	first = flag.Uint64("first", 1, "the seed of the first one")
	names = flag.String("engines", "go", "the engines that are compared with the interpreter")
)

// TestModels: drawn models compile without an error, and the engine has the spikes,
// samples and weights of the interpreter to the last bit.
func TestModels(t *testing.T) {
	spikes, silent := 0, 0
	for seed := *first; seed < *first+uint64(*count); seed++ {
		n := 0
		t.Run(fmt.Sprint(seed), func(t *testing.T) { n = try(t, seed) })
		if spikes += n; n == 0 {
			silent++
		}
	}
	t.Logf("refused: %v", refused)
	for engine, n := range refused {
		if *count >= 10 && n > *count/2 {
			t.Errorf("%s refuses %d of %d models", engine, n, *count)
		}
	}
	t.Logf("%d spikes in %d models, %d of them without any", spikes, *count, silent)
	if *count >= 50 && silent > *count/2 {
		t.Errorf("%d of %d models do nothing", silent, *count)
	}
}

// refused counts the models that an engine cannot run.
var refused = map[string]int{}

// try runs one model and returns its number of spikes.
func try(t *testing.T, seed uint64) (spikes int) {
	text := random.Model(seed)
	t.Cleanup(func() {
		if t.Failed() {
			keep(t, seed, text)
		}
	})
	m := pipeline.Parse("model.nn", text)
	all, list := m.CompileAll(lower.Options{Experiment: m.Experiment()})
	if list.HasErrors() {
		var b strings.Builder
		diag.WriteText(&b, list, diag.TextOptions{})
		t.Fatal(b.String())
	}
	compared, err := engines.Find(strings.Split("interp,"+*names, ","))
	if err != nil {
		t.Fatal(err)
	}
	for k := range all {
		all[k].Study = all[k].Study.Alone()
		net, list, err := pipeline.Expand(t.Context(), &all[k], 1)
		if err != nil || list.HasErrors() {
			t.Fatal(err, list)
		}
		job := &engines.Job{Study: all[k].Study, Network: net, Cache: &engines.Cache{Root: simulators.Home(), Keep: 60}}
		want, err := compared[0].Run(t.Context(), job)
		if err != nil {
			t.Fatal(err)
		}
		if want.Diverged != "" {
			t.Fatalf("%s is not finite", want.Diverged)
		}
		spikes += len(want.Spikes)
		for _, e := range compared[1:] {
			compare(t, e, job, want)
		}
	}
	return spikes
}

// compare runs one engine beside the interpreter: those in this process with one
// thread and with three, and to the last bit.
func compare(t *testing.T, e engines.Engine, job *engines.Job, want *engines.Outcome) {
	if e.Target != nil && len(e.Target.Features().Missing(job.Study.Needs())) > 0 {
		refused[e.Name]++
		return
	}
	threads, bound := []int{1}, 1e-9
	if e.Target == nil {
		threads, bound = []int{1, 3}, 0
	}
	for _, job.Threads = range threads {
		got, err := e.Run(t.Context(), job)
		if err != nil && strings.HasPrefix(err.Error(), "NN7") {
			refused[e.Name]++
			return
		}
		if err != nil {
			t.Errorf("%s: %v", e.Name, err)
			return
		}
		r := verify.Compare(job.Study, job.Network, want, got)
		if !r.Identical || !(r.MaxDV <= bound) {
			t.Errorf("%s, %d threads: %s (largest difference %g)", e.Name, job.Threads, r.Divergence, r.MaxDV)
		}
	}
}

// keep writes a model that fails where it can be looked at.
func keep(t *testing.T, seed uint64, text string) {
	path := filepath.Join(os.TempDir(), fmt.Sprintf("nngen_random_%d.nn", seed))
	if err := os.WriteFile(path, []byte(text), 0o644); err == nil {
		t.Logf("the model is in %s", path)
	}
}
