package verify_test

import (
	"flag"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
	"github.com/nngen/nngen/cmd/nngen/internal/verify"
)

// TestCompiledModes: C++ gives the spikes, traces and weights of numpy on a model that
// has one of everything, Cython, which compiles a file for every piece of code, on a
// small one. A second run with the same content compiles nothing.
func TestCompiledModes(t *testing.T) {
	need(t, "brian2")
	// A cache that no other test compiles into, kept for the next time.
	cache := &engines.Cache{Root: filepath.Join(simulators.Home(), "compiled"), Keep: 4}
	for e, path := range map[string]string{"brian2-cpp": "testdata/compiled.nn", "brian2-cython": "testdata/plastic_small.nn"} {
		t.Run(e, func(t *testing.T) {
			j := job(t, path, "", 0)
			j.Limit, j.Cache = 15*time.Minute, cache
			if r := run(t, j, "interp", e); !r.OK() {
				t.Fatal(r.Table())
			}
			made := objects(t, cache.Root)
			if len(made) < 8 {
				t.Fatalf("%d compiled files in the cache", len(made))
			}
			if r := run(t, j, "interp", e); !r.OK() {
				t.Fatal(r.Table())
			}
			for path, at := range objects(t, cache.Root) {
				// Brian2 writes the clocks in main.cpp in the order of their addresses.
				if before, there := made[path]; (!there || !at.Equal(before)) && filepath.Base(path) != "main.o" {
					t.Errorf("%s was compiled again", path)
				}
			}
		})
	}
}

// objects are the files under a folder that a compiler has made, with their times.
func objects(t *testing.T, root string) map[string]time.Time {
	t.Helper()
	made := map[string]time.Time{}
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil || !slices.Contains([]string{".o", ".so"}, filepath.Ext(path)) {
			return err
		}
		info, err := d.Info()
		if err == nil {
			made[path] = info.ModTime()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// compiledEngine asks for a whole that takes an hour: every conformance case, segment by
// segment, and every example, on an engine that compiles.
var compiledEngine = flag.String("compiled", "", "brian2-cpp or brian2-cython: run TestCompiledWhole with it")

// TestCompiledWhole: every conformance case and every example that the target does not
// refuse is the same in code that Brian2 compiles.
func TestCompiledWhole(t *testing.T) {
	if *compiledEngine == "" {
		t.Skip("it takes an hour: -compiled ENGINE asks for it; TestCompiledModes is its sample")
	}
	need(t, "brian2")
	list, err := engines.Find([]string{"interp", *compiledEngine})
	if err != nil {
		t.Fatal(err)
	}
	f := forks(t, "brian2", false)
	kept := &engines.Cache{Root: t.TempDir(), Keep: 1}
	same := func(t *testing.T, j *engines.Job) {
		t.Helper()
		j.Start, j.Cache, j.Limit = f.Run, kept, 15*time.Minute
		r, err := verify.Run(t.Context(), j, list)
		if err != nil {
			t.Fatal(err)
		}
		switch missing := list[1].Target.Features().Missing(j.Study.Needs()); {
		case len(missing) > 0:
			if !strings.Contains(r.Rows[1].Error, string(missing[0])) {
				t.Errorf("it should be refused for %v: %q", missing, r.Rows[1].Error)
			}
		case !r.Rows[1].Identical:
			t.Errorf("%s%s", r.Rows[1].Error, r.Table())
		}
	}
	cases, err := filepath.Glob("../../../../golden/conformance/*.txtar")
	if err != nil || len(cases) < 100 {
		t.Fatalf("%d cases, %v", len(cases), err)
	}
	for _, path := range cases {
		t.Run(strings.TrimSuffix(filepath.Base(path), ".txtar"), func(t *testing.T) {
			for _, j := range segments(t, path) {
				same(t, j)
			}
		})
	}
	examples, err := filepath.Glob("../../../../examples/*/model.nn")
	if err != nil || len(examples) < 19 {
		t.Fatalf("%d examples, %v", len(examples), err)
	}
	for _, path := range examples {
		name := filepath.Base(filepath.Dir(path))
		t.Run(name, func(t *testing.T) { same(t, job(t, path, verifying(t, path), shorter[name])) })
	}
}
