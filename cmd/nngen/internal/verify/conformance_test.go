package verify_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
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

// TestConformanceOnNEURON: NEURON has the outcome of the interpreter, whose answers
// package conformance checks, on every case that its target does not refuse. All
// cases are compiled together.
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
	refused := map[string][]string{}
	mechanisms := map[string]string{} // names by text
	for _, path := range paths {
		name := strings.TrimSuffix(filepath.Base(path), ".txtar")
		for i, s := range studies(t, path) {
			for _, f := range target.Features().Missing(s.Study.Needs()) {
				refused[name] = append(refused[name], string(f))
			}
			if len(refused[name]) > 0 {
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
			u.write(t, root, files, mechanisms)
			units = append(units, u)
		}
	}
	if len(units) < 80 {
		t.Fatalf("only %d segments can run: %v", len(units), refused)
	}
	for name, features := range refused {
		t.Logf("refused: %s for its %s", name, strings.Join(features, ", "))
	}
	sim, err := simulators.Need(t.Context(), "neuron")
	if err != nil {
		t.Fatal(err)
	}
	run := func(args ...string) error {
		return process.Run(t.Context(), process.Command{Dir: root, Args: args, Env: sim.Env, Limit: 20 * time.Minute})
	}
	build, _ := target.(gen.Runner).Commands(nil, "")
	var said bytes.Buffer
	err = process.Run(t.Context(), process.Command{Dir: root, Args: build[0].Args, Env: sim.Env, Limit: 20 * time.Minute, Said: &said})
	if err != nil {
		t.Fatal(err)
	}
	if m := warning.FindString(said.String()); m != "" || strings.Count(said.String(), "Thread Safe") < len(mechanisms) {
		t.Errorf("nrnivmodl says of %d mechanisms: %s", len(mechanisms), m)
	}
	interpreter, err := engines.Find([]string{"interp"})
	if err != nil {
		t.Fatal(err)
	}
	cache := &engines.Cache{Root: simulators.Home(), Keep: 300}
	var wait sync.WaitGroup
	slots := make(chan bool, 2)
	for _, u := range units {
		wait.Go(func() {
			slots <- true
			defer func() { <-slots }()
			data, err := cache.Data(u.study, u.net)
			if err != nil {
				t.Error(err)
				return
			}
			if err := run(sim.Python, filepath.Join(u.folder, "run.py"), "--data", data, "--out", u.folder); err != nil {
				t.Errorf("%s: %v", u.name, err)
				return
			}
			got, err := engines.Read(u.folder, u.study, u.net)
			if err != nil {
				t.Errorf("%s: %v", u.name, err)
				return
			}
			want, err := interpreter[0].Run(t.Context(), &engines.Job{Study: u.study, Network: u.net})
			if err != nil {
				t.Errorf("%s: %v", u.name, err)
				return
			}
			got.Sort()
			if r := verify.Compare(u.study, u.net, want, got); !r.Identical {
				t.Errorf("%s: %s", u.name, r.Divergence)
			}
		})
	}
	wait.Wait()
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

var declared = regexp.MustCompile(`POINT_PROCESS (\w+)`)

// write writes the files of a unit. Mechanisms go to one folder for all; each gets
// a name of its own, the same for the same text.
func (u *unit) write(t *testing.T, root string, files []gen.File, mechanisms map[string]string) {
	t.Helper()
	put := func(path, text string) {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	rename := map[string]string{}
	for _, f := range files {
		if filepath.Ext(f.Path) != ".mod" {
			continue
		}
		text := string(f.Data)
		_, code, _ := strings.Cut(text, "\nNEURON {") // without the hash of the model
		own := declared.FindStringSubmatch(text)[1]
		name, there := mechanisms[code]
		if !there {
			name = fmt.Sprintf("M%d", len(mechanisms)+1)
			mechanisms[code] = name
			put(filepath.Join(root, "mod", name+".mod"), strings.Replace(text, "POINT_PROCESS "+own, "POINT_PROCESS "+name, 1))
		}
		rename[own] = name
	}
	for _, f := range files {
		if filepath.Ext(f.Path) == ".mod" {
			continue
		}
		text := string(f.Data)
		for own, name := range rename {
			text = strings.ReplaceAll(text, fmt.Sprintf(`"class": "%s"`, own), fmt.Sprintf(`"class": "%s"`, name))
		}
		put(filepath.Join(u.folder, f.Path), text)
	}
}
