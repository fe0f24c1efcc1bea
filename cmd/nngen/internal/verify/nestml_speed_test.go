package verify_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
	"github.com/nngen/nngen/ir/lower"
)

const speedModel = `import "std/nest"
network n { population p[5000] = iaf_psc_exp(I_e = 400 pA); record spikes of p }
experiment default { step 0.1 ms; run 500 ms }
`

// TestNESTMLSpeed: the node that nngen writes for NEST is not slower than NEST's own
// iaf_psc_exp, and at least 1.5 times as fast as what pynestml makes of the same
// neuron. It times, so it is for a machine that does nothing else, with
// NNGEN_NESTML=speed.
func TestNESTMLSpeed(t *testing.T) {
	if os.Getenv("NNGEN_NESTML") != "speed" {
		t.Skip("set NNGEN_NESTML=speed on an idle machine")
	}
	need(t, "nest", "nestml")
	sim, err := shared.Simulator(t.Context(), "nestml")
	if err != nil {
		t.Fatal(err)
	}
	s, list := pipeline.Parse("model.nn", speedModel).Compile(lower.Options{})
	if list.HasErrors() {
		t.Fatal(list)
	}
	var modules []string
	for _, name := range []string{"nest", "nestml"} {
		begin := time.Now()
		target, _ := all.Find(name)
		files, list := target.Generate(s.Study, gen.Options{})
		if list.HasErrors() {
			t.Fatal(list)
		}
		t.Logf("%s: %d files in %v from the compiled model", name, len(files), time.Since(begin).Round(10*time.Microsecond))
		folder := filepath.Join(t.TempDir(), name)
		for _, f := range files {
			path := filepath.Join(folder, filepath.FromSlash(f.Path))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		args := []string{sim.Python, "build.py"}
		if name == "nestml" {
			args = append(args, "--optimise=-O3")
		}
		begin = time.Now()
		if err := process.Run(t.Context(), process.Command{Dir: folder, Args: args, Env: sim.Env, Limit: 20 * time.Minute}); err != nil {
			t.Fatal(err)
		}
		t.Logf("%s: built in %v", name, time.Since(begin).Round(100*time.Millisecond))
		found, _ := filepath.Glob(filepath.Join(folder, "module", "nngen_*.so"))
		if len(found) != 1 {
			t.Fatal(found)
		}
		modules = append(modules, found[0])
	}
	script, err := filepath.Abs("testdata/nestml_speed.py")
	if err != nil {
		t.Fatal(err)
	}
	var ns map[string]float64
	err = process.Run(t.Context(), process.Command{Dir: t.TempDir(), Args: append([]string{sim.Python, script}, modules...), Env: sim.Env, Limit: 20 * time.Minute, Line: func(l string) {
		if strings.HasPrefix(l, "{") {
			_ = json.Unmarshal([]byte(l), &ns)
		}
	}})
	if err != nil {
		t.Fatal(err)
	}
	t.Logf("ns per neuron and step: NEST's iaf_psc_exp %.1f, nngen's node %.1f, pynestml's %.1f", ns["nest"], ns["nngen"], ns["nestml"])
	if r := ns["nest"] / ns["nngen"]; !(r > 0.95) {
		t.Errorf("nngen's node has %.2f of the speed of NEST's own", r)
	}
	if r := ns["nestml"] / ns["nngen"]; !(r >= 1.5) {
		t.Errorf("nngen's node is only %.2f times as fast as pynestml's", r)
	}
}
