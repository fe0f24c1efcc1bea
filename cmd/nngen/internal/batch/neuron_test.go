package batch

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
	"github.com/nngen/nngen/gen"
)

var renamed = regexp.MustCompile(`M\d+`)

// TestShelves: no process gets more mechanisms than NEURON can tell apart, the
// mechanisms of a study lie together, and the same text is compiled once.
func TestShelves(t *testing.T) {
	root := t.TempDir()
	w := NewNEURON(simulators.Simulator{}, root)
	mod := func(name, text string) gen.File {
		return gen.File{Path: "mod/" + name + ".mod", Data: []byte("\nNEURON {\n  POINT_PROCESS " + name + "\n}\n" + text)}
	}
	const studies = 190
	for k := range studies {
		files := []gen.File{
			mod("a", fmt.Sprint("first of ", k/2)), mod("b", fmt.Sprint("second of ", k)),
			{Path: "run.py", Data: []byte("{\"class\": \"a\"} {\"class\": \"b\"}")},
		}
		if err := w.Take(filepath.Join(root, fmt.Sprint(k)), files); err != nil {
			t.Fatal(err)
		}
	}
	if n := w.Mechanisms(); n < studies*3/2 || n > studies*3/2+2 {
		t.Errorf("%d mechanisms", n)
	}
	for k := range studies {
		folder := filepath.Join(root, fmt.Sprint(k))
		compiled, err := os.Readlink(filepath.Join(folder, "x86_64"))
		if err != nil {
			t.Fatal(err)
		}
		mods, err := filepath.Glob(filepath.Join(compiled, "..", "mod", "*.mod"))
		if err != nil || len(mods) < 2 || len(mods) > shelfSize {
			t.Fatalf("a process gets %d mechanisms, %v", len(mods), err)
		}
		script, err := os.ReadFile(filepath.Join(folder, "run.py"))
		if err != nil {
			t.Fatal(err)
		}
		names := renamed.FindAllString(string(script), -1)
		if len(names) != 2 {
			t.Fatalf("the script has %s", script)
		}
		for name, want := range map[string]string{names[0]: fmt.Sprint("first of ", k/2), names[1]: fmt.Sprint("second of ", k)} {
			text, err := os.ReadFile(filepath.Join(compiled, "..", "mod", name+".mod"))
			if err != nil || !strings.HasSuffix(string(text), "\n"+want) {
				t.Errorf("study %d: %s is %q, %v", k, name, text, err)
			}
		}
	}
}
