package verify_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/batch"
	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
	"github.com/nngen/nngen/cmd/nngen/internal/verify"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
)

// refusedByNEST are the conformance cases that NEST cannot run, with a part of its
// reason.
var refusedByNEST = map[string]string{}

// TestConformanceOnNEST: NEST has the outcome of the interpreter, whose answers
// package conformance checks, on every case, with one thread and with two. The
// classes of all cases are compiled into one module.
func TestConformanceOnNEST(t *testing.T) {
	t.Parallel() // simulators use one processor each
	need(t, "nest")
	paths, err := filepath.Glob("../../../../golden/conformance/*.txtar")
	if err != nil || len(paths) < 100 {
		t.Fatalf("%d cases, %v", len(paths), err)
	}
	target, _ := all.Find("nest")
	root := t.TempDir()
	sim, err := shared.Simulator(t.Context(), "nest")
	if err != nil {
		t.Fatal(err)
	}
	m := batch.NewNEST(sim, root)
	var units []*unit
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		for i, s := range studies(t, path) {
			u := &unit{name: fmt.Sprintf("%s/%d", name, i), study: s.Study, folder: filepath.Join(root, fmt.Sprintf("%s_%d", name, i))}
			said := ""
			for _, f := range target.Features().Missing(s.Study.Needs()) {
				said += string(f) + " "
			}
			var files []gen.File
			if said == "" {
				list, messages := target.Generate(s.Study, gen.Options{})
				if files = list; messages.HasErrors() {
					said = messages[0].Message
				}
			}
			if why, refused := refusedByNEST[name]; refused || said != "" {
				if why == "" || !strings.Contains(said, why) {
					t.Errorf("%s: it should be refused for %q: %q", name, why, said)
				}
				continue
			}
			net, list, err := pipeline.Expand(t.Context(), &s, 1)
			if err != nil || list.HasErrors() {
				t.Fatal(name, err, list)
			}
			u.net = net
			if err := m.Take(u.folder, files); err != nil {
				t.Fatal(err)
			}
			units = append(units, u)
		}
	}
	nonsense(t, m, target, filepath.Join(root, "status"))
	begin := time.Now()
	if err := m.Build(t.Context()); err != nil {
		t.Fatal(err)
	}
	t.Logf("%d segments of %d cases, %d classes compiled in %.0f s", len(units), len(paths), m.Classes(), time.Since(begin).Seconds())
	refusesNonsense(t, sim, root)
	interpreter, err := engines.Find([]string{"interp"})
	if err != nil {
		t.Fatal(err)
	}
	f := forks(t, "nest", false)
	for _, u := range units {
		data, err := shared.Data(u.study, u.net)
		if err != nil {
			t.Fatal(err)
		}
		want, err := interpreter[0].Run(t.Context(), &engines.Job{Study: u.study, Network: u.net})
		if err != nil {
			t.Fatal(err)
		}
		for _, threads := range []int{1, 2} {
			out := filepath.Join(u.folder, fmt.Sprintf("out%d", threads))
			args := []string{sim.Python, filepath.Join(u.folder, "run.py"), "--data", data, "--out", out, "--threads", strconv.Itoa(threads)}
			if err := f.Run(t.Context(), process.Command{Dir: u.folder, Args: args}); err != nil {
				t.Errorf("%s, %d threads: %v", u.name, threads, err)
				continue
			}
			got, err := engines.Read(out, u.study, u.net)
			if err != nil {
				t.Errorf("%s, %d threads: %v", u.name, threads, err)
				continue
			}
			got.Sort()
			if r := verify.Compare(u.study, u.net, want, got); !r.Identical {
				t.Errorf("%s, %d threads: %s", u.name, threads, r.Divergence)
			}
		}
	}
}

// nonsense adds the classes of status.nn to a module.
func nonsense(t *testing.T, m *batch.NEST, target gen.Target, folder string) {
	t.Helper()
	files, list := target.Generate(job(t, "testdata/status.nn", "", 0).Study, gen.Options{})
	if list.HasErrors() {
		t.Fatal(list)
	}
	if err := m.Take(folder, files); err != nil {
		t.Fatal(err)
	}
}

var statusModels = regexp.MustCompile(`"nngen_(?:Cell|stdp)\w*"`)

// refusesNonsense sets nonsense in the status dictionaries of those classes.
func refusesNonsense(t *testing.T, sim simulators.Simulator, root string) {
	t.Helper()
	script, err := os.ReadFile(filepath.Join(root, "status", "run.py"))
	if err != nil {
		t.Fatal(err)
	}
	args := []string{sim.Python, "testdata/status.py", filepath.Join(root, "module", "nngen_module.so")}
	for _, name := range statusModels.FindAllString(string(script), -1) {
		args = append(args, strings.Trim(name, `"`))
	}
	out, err := process.Output(t.Context(), process.Command{Args: args, Env: sim.Env, Limit: 2 * time.Minute})
	if strings.TrimSpace(string(out)) != "done" || err != nil {
		t.Errorf("status dictionaries: %v: %s", err, out)
	}
}
