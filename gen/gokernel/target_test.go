package gokernel

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/gentest"
)

// A module carries the runtime packages as they are, but for where they import
// each other from, and all that they import.
func TestRuntimeIsTheOriginal(t *testing.T) {
	files, list := Target{}.Generate(gentest.LIFExp(), gen.Options{})
	if list.HasErrors() {
		t.Fatal(list)
	}
	copies := map[string][]byte{}
	module := ""
	for _, f := range files {
		if strings.HasPrefix(f.Path, "runtime/") {
			copies[f.Path] = f.Data
		}
		if f.Path == "go.mod" {
			_, rest, _ := strings.Cut(string(f.Data), "\nmodule ")
			module, _, _ = strings.Cut(rest, "\n")
		}
	}
	for _, pkg := range packages {
		paths, err := filepath.Glob(filepath.Join("..", "..", "runtime", pkg, "*"))
		if err != nil || len(paths) == 0 {
			t.Fatalf("%s: %v", pkg, err)
		}
		for _, p := range paths {
			if info, err := os.Stat(p); err != nil || info.IsDir() || strings.HasSuffix(p, "_test.go") {
				continue
			}
			want, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			name := "runtime/" + pkg + "/" + filepath.Base(p)
			got, ok := copies[name]
			delete(copies, name)
			if !ok {
				t.Errorf("%s is missing", name)
				continue
			}
			if !bytes.Equal(bytes.ReplaceAll(got, []byte(module+"/runtime/"), []byte(original)), want) {
				t.Errorf("%s is not the original", name)
			}
			if bytes.Contains(got, []byte(original)) {
				t.Errorf("%s imports from outside of the module", name)
			}
		}
	}
	for name := range copies {
		t.Errorf("%s has no original", name)
	}
}

// Identifiers of Go and of what the code imports are renamed.
func TestOddNames(t *testing.T) {
	files, list := Target{}.Generate(gentest.OddNames(), gen.Options{})
	if list.HasErrors() {
		t.Fatal(list)
	}
	for _, f := range files {
		if filepath.Ext(f.Path) == ".go" && !strings.Contains(f.Path, "/") {
			for _, word := range []string{"\tfunc float64", "\tvar float64", "float64 :=", "engine :=", "program :="} {
				if bytes.Contains(f.Data, []byte(word)) {
					t.Errorf("%s redeclares a name: %q", f.Path, word)
				}
			}
		}
	}
}
