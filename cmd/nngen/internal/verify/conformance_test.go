package verify_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/nngen/nngen/cmd/nngen/internal/batch"
	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/cmd/nngen/internal/verify"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/network"
)

// unit is one segment of a conformance case, as it runs on NEURON.
type unit struct {
	name   string
	study  *ir.Study
	net    *network.Network
	folder string
}

// refusedByNEURON are the cases that it cannot run, with the feature that it lacks.
var refusedByNEURON = map[string]string{}

// TestConformanceOnNEURON: NEURON has the outcome of the interpreter, whose answers
// package conformance checks, on every case. All cases are compiled together.
func TestConformanceOnNEURON(t *testing.T) {
	t.Parallel() // simulators use one processor each
	need(t, "neuron")
	paths, err := filepath.Glob("../../../../golden/conformance/*.txtar")
	if err != nil || len(paths) < 100 {
		t.Fatalf("%d cases, %v", len(paths), err)
	}
	target, _ := all.Find("neuron")
	root := t.TempDir()
	var units []*unit
	sim, err := shared.Simulator(t.Context(), "neuron")
	if err != nil {
		t.Fatal(err)
	}
	shop := batch.NewNEURON(sim, root)
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		for i, s := range studies(t, path) {
			missing := target.Features().Missing(s.Study.Needs())
			if why := refusedByNEURON[name]; why != "" || len(missing) > 0 {
				if !slices.ContainsFunc(missing, func(f ir.Feature) bool { return string(f) == why }) {
					t.Errorf("%s: it should be refused for %q: %v", name, why, missing)
				}
				continue
			}
			u := &unit{name: fmt.Sprintf("%s/%d", name, i), study: s.Study, folder: filepath.Join(root, fmt.Sprintf("%s_%d", name, i))}
			net, list, err := pipeline.Expand(t.Context(), &s, 1)
			if err != nil || list.HasErrors() {
				t.Fatal(name, err, list)
			}
			u.net = net
			files, list := target.Generate(s.Study, gen.Options{})
			if list.HasErrors() {
				t.Fatalf("%s: %v", name, list)
			}
			if err := shop.Take(u.folder, files); err != nil {
				t.Fatal(err)
			}
			units = append(units, u)
		}
	}
	if len(units) < 80 {
		t.Fatalf("only %d segments can run", len(units))
	}
	if err := shop.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	if m := warning.FindString(shop.Said); m != "" || strings.Count(shop.Said, "Thread Safe") < shop.Mechanisms() {
		t.Errorf("nrnivmodl says of %d mechanisms: %s", shop.Mechanisms(), m)
	}
	f := forks(t, "neuron", false)
	interpreter, err := engines.Find([]string{"interp"})
	if err != nil {
		t.Fatal(err)
	}
	for _, u := range units {
		data, err := shared.Data(u.study, u.net)
		if err != nil {
			t.Fatal(err)
		}
		args := []string{sim.Python, filepath.Join(u.folder, "run.py"), "--data", data, "--out", u.folder}
		if err := f.Run(t.Context(), process.Command{Dir: root, Args: args}); err != nil {
			t.Errorf("%s: %v", u.name, err)
			continue
		}
		got, err := engines.Read(u.folder, u.study, u.net)
		if err != nil {
			t.Errorf("%s: %v", u.name, err)
			continue
		}
		want, err := interpreter[0].Run(t.Context(), &engines.Job{Study: u.study, Network: u.net})
		if err != nil {
			t.Errorf("%s: %v", u.name, err)
			continue
		}
		got.Sort()
		if r := verify.Compare(u.study, u.net, want, got); !r.Identical {
			t.Errorf("%s: %s", u.name, r.Divergence)
		}
	}
}

// studies compiles a case: one study for each segment.
func studies(t *testing.T, path string) []pipeline.Stages {
	t.Helper()
	archive, err := txtar.ParseFile(path)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for _, f := range archive.Files {
		if err := os.WriteFile(filepath.Join(folder, f.Name), f.Data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	m, err := pipeline.Load(filepath.Join(folder, "model.nn"))
	if err != nil {
		t.Fatal(err)
	}
	list, messages := m.CompileAll(lower.Options{})
	if messages.HasErrors() {
		t.Errorf("%s: %v", path, messages)
		return nil
	}
	for i := range list {
		list[i].Study = list[i].Study.Alone()
	}
	return list
}

// warning is what nrnivmodl and the compiler say of what they dislike and take all the
// same.
var warning = regexp.MustCompile(`(?i)[^\n]*(warning|notice|not thread safe|deprecated)[^\n]*`)

// forks starts the process for scripts of a simulator; strict makes every warning an
// error.
func forks(t *testing.T, simulator string, strict bool) *batch.Forks {
	t.Helper()
	sim, err := shared.Simulator(t.Context(), simulator)
	if err != nil {
		t.Fatal(err)
	}
	f, err := batch.NewForks(sim, strict)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { f.Close() })
	return f
}
