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
var refusedByNEST = map[string]string{
	"rule_changes": "parameters of plasticity rules that are set",
}

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
	m := &module{folder: filepath.Join(root, "module"), classes: map[string]string{}}
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
			m.take(t, u.folder, files)
			units = append(units, u)
		}
	}
	sim, err := simulators.Need(t.Context(), "nest")
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	m.build(t, sim, units[0].folder)
	t.Logf("%d segments of %d cases, %d classes compiled in %.0f s", len(units), len(paths), len(m.classes), time.Since(begin).Seconds())
	interpreter, err := engines.Find([]string{"interp"})
	if err != nil {
		t.Fatal(err)
	}
	cache := &engines.Cache{Root: simulators.Home(), Keep: 300}
	f := forksOf(t, "nest", "import numpy, nest", false)
	for _, u := range units {
		data, err := cache.Data(u.study, u.net)
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
			if err := f.start(t.Context(), process.Command{Dir: u.folder, Args: args}); err != nil {
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

// module is one extension module with the classes of many studies.
type module struct {
	folder  string
	classes map[string]string // names by text
	order   []string          // lines of registration
	lines   []string          // lines of inclusion
}

var registered = regexp.MustCompile(`(?m)^ *nest::register_(?:node|connection)_model< (\w+) >\( "(\w+)" \);$`)

// take writes the files of a study. Its classes go into the module, each with a
// name of its own, the same for the same text.
func (m *module) take(t *testing.T, folder string, files []gen.File) {
	t.Helper()
	texts := map[string]string{}
	for _, f := range files {
		texts[f.Path] = string(f.Data)
	}
	rename := map[string]string{}
	for _, x := range registered.FindAllStringSubmatch(texts["module/nngen_module.cpp"], -1) {
		line, class, model := x[0], x[1], x[2]
		path := "module/" + strings.TrimPrefix(model, "nngen_") + ".h"
		text := texts[path]
		delete(texts, path)
		_, code, _ := strings.Cut(text, "\n#pragma once") // without the hash of the model
		name, there := m.classes[code]
		same := class == "Signals" || class == "stamped_source" // of all studies
		if !there {
			name = strings.TrimPrefix(model, "nngen_")
			if !same {
				name = fmt.Sprintf("%s_%d", class, len(m.classes))
			}
			m.classes[code] = name
			if !same {
				text = regexp.MustCompile(`\b`+class+`\b`).ReplaceAllString(text, name)
				line = strings.NewReplacer("< "+class+" >", "< "+name+" >", `"`+model+`"`, `"nngen_`+name+`"`).Replace(line)
			}
			put(t, filepath.Join(m.folder, name+".h"), text)
			m.lines = append(m.lines, `#include "`+name+`.h"`)
			m.order = append(m.order, line)
		}
		rename[model] = "nngen_" + name
	}
	for path, text := range texts {
		if strings.HasSuffix(path, ".h") {
			put(t, filepath.Join(m.folder, filepath.Base(path)), text)
			continue
		}
		for own, name := range rename {
			text = strings.ReplaceAll(text, `"`+own+`"`, `"`+name+`"`)
		}
		if filepath.Ext(path) == ".py" {
			put(t, filepath.Join(folder, path), text)
		}
	}
	if err := os.Symlink(m.folder, filepath.Join(folder, "module")); err != nil {
		t.Fatal(err)
	}
}

// build compiles the module as the build script of a study does.
func (m *module) build(t *testing.T, sim simulators.Simulator, folder string) {
	t.Helper()
	put(t, filepath.Join(m.folder, "nngen_module.cpp"), `#include "nest_extension_interface.h"
`+strings.Join(m.lines, "\n")+`

namespace nngen
{
class nngen_module : public nest::NESTExtensionInterface
{
public:
  void
  initialize() override
  {
`+strings.Join(m.order, "\n")+`
  }
};
}
nngen::nngen_module nngen_module_LTX_module;
`)
	err := process.Run(t.Context(), process.Command{Dir: folder, Args: []string{sim.Python, "build.py"}, Env: append(sim.Env, "CXXFLAGS=-O1"), Limit: 20 * time.Minute})
	if err != nil {
		t.Fatal(err)
	}
}

func put(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}
