package engines

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/network"
)

const ring = `import "std/neurons"
network ring {
  population driven[7] = LIF_exp(C_m = 250 pF, tau_m = 20 ms, E_L = -45 mV, V_th = -50 mV, V_reset = -65 mV, t_ref = 2 ms,
                                 exc.tau = 5 ms, inh.tau = 10 ms) { init V = uniform(-65 mV, -50 mV) }
  population other[3] = LIF_exp(C_m = 250 pF, tau_m = 10 ms, E_L = -45 mV, V_th = -50 mV, V_reset = -65 mV, t_ref = 2 ms,
                                exc.tau = 5 ms, inh.tau = 10 ms)
  connect driven -> other.exc by fixed_probability(0.5) { weight = 80 pA; delay = 1 ms }
  record spikes of driven
  record spikes of other
  record V of other[1:]
}
experiment default { step 0.1 ms; seed 3; run 60 ms }
`

// job compiles ring with another seed, in a cache of its own.
func job(t *testing.T, seed uint64) *Job {
	t.Helper()
	m := pipeline.Parse("ring.nn", ring)
	s, list := m.Compile(lower.Options{Seed: &seed})
	if list.HasErrors() {
		t.Fatal(list)
	}
	net, list, err := pipeline.Expand(t.Context(), &s, 1)
	if err != nil || list.HasErrors() {
		t.Fatal(err, list)
	}
	return &Job{Study: s.Study, Network: net, Cache: &Cache{Root: t.TempDir(), Keep: 3}}
}

func TestFind(t *testing.T) {
	names := func(list []Engine) string {
		var n []string
		for _, e := range list {
			n = append(n, e.Name)
		}
		return strings.Join(n, " ")
	}
	if got := names(List()); got != "interp go go-kernel neuron neuron-section neuron-cvode coreneuron nest nest-native nestml brian2 brian2-idiomatic brian2-native brian2-idiomatic-cpp brian2-cython brian2-cpp spinnaker-twin spinnaker-qemu spinnaker-host brainscales-twin" {
		t.Errorf("engines are %s", got)
	}
	for _, e := range List() {
		alone := e.Name == "go-kernel" || e.Name == "spinnaker-twin" || e.Name == "spinnaker-host" || e.Name == "brainscales-twin" // emitted, but run without a simulator
		if e.Doc == "" || (e.Simulator != "") != (e.Target != nil && !alone) {
			t.Errorf("%s: doc %q, simulator %q, target %v", e.Name, e.Doc, e.Simulator, e.Target)
		}
	}
	list, err := Find([]string{"nest", " interp", "nest"})
	if err != nil || names(list) != "nest interp nest" {
		t.Errorf("%s, %v", names(list), err)
	}
	if _, err := Find([]string{"go", "nets"}); err == nil || !strings.Contains(err.Error(), `no engine "nets"; there are interp, go, go-kernel, neuron, neuron-section, neuron-cvode, coreneuron, nest, nest-native, nestml, brian2, brian2-idiomatic, brian2-native, brian2-idiomatic-cpp, brian2-cython, brian2-cpp, spinnaker-twin, spinnaker-qemu, spinnaker-host, brainscales-twin`) {
		t.Error(err)
	}
}

// TestInProcess: the two engines of this process agree, on spikes that are
// sorted and traces that are there for recorded elements only.
func TestInProcess(t *testing.T) {
	j := job(t, 3)
	list, err := Find([]string{"interp", "go"})
	if err != nil {
		t.Fatal(err)
	}
	var outcomes []*Outcome
	for _, e := range list {
		o, err := e.Run(t.Context(), j)
		if err != nil {
			t.Fatal(err)
		}
		if o.Engine != e.Name || o.Version != Version() {
			t.Errorf("outcome of %s says %s %s", e.Name, o.Engine, o.Version)
		}
		outcomes = append(outcomes, o)
	}
	a, b := outcomes[0], outcomes[1]
	if len(a.Spikes) < 10 || !reflect.DeepEqual(a.Spikes, b.Spikes) {
		t.Errorf("%d and %d spikes, or other ones", len(a.Spikes), len(b.Spikes))
	}
	for i := 1; i < len(a.Spikes); i++ {
		x, y := a.Spikes[i-1], a.Spikes[i]
		if x.Step > y.Step || x.Step == y.Step && (x.Population > y.Population || x.Population == y.Population && x.Index >= y.Index) {
			t.Fatalf("%v comes before %v", x, y)
		}
	}
	if !reflect.DeepEqual(a.Traces, b.Traces) {
		t.Error("traces differ")
	}
	if len(a.Traces) != len(j.Study.Records) || a.Traces[0] != nil || len(a.Traces[2]) != 2 {
		t.Errorf("traces of %d records, of spikes %v, of V %d", len(a.Traces), a.Traces[0], len(a.Traces[2]))
	}
	if a.Cover == nil || b.Cover != nil {
		t.Error("coverage is the interpreter's")
	}
}

func TestInterrupted(t *testing.T) {
	j := job(t, 3)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, e := range List()[:2] {
		if _, err := e.Run(ctx, j); !errors.Is(err, context.Canceled) {
			t.Errorf("%s: %v", e.Name, err)
		}
	}
}

// entries are the names in a folder of the cache, hidden ones too.
func entries(t *testing.T, parts ...string) []string {
	t.Helper()
	list, err := os.ReadDir(filepath.Join(parts...))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Fatal(err)
	}
	var names []string
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

func TestDataByContent(t *testing.T) {
	a, b := job(t, 3), job(t, 4)
	c := a.Cache
	first, err := c.Data(a.Study, a.Network)
	if err != nil {
		t.Fatal(err)
	}
	manifest := filepath.Join(first, network.ManifestName)
	before, err := os.Stat(manifest)
	if err != nil {
		t.Fatal(err)
	}
	second, err := c.Data(a.Study, a.Network)
	if err != nil || second != first {
		t.Fatalf("%s then %s, %v", first, second, err)
	}
	if after, err := os.Stat(manifest); err != nil || !os.SameFile(before, after) || !after.ModTime().Equal(before.ModTime()) {
		t.Errorf("the data were written again: %v", err)
	}
	other, err := c.Data(b.Study, b.Network)
	if err != nil || other == first {
		t.Fatalf("another seed has the same data: %v", err)
	}
	// A longer run has other data too: they hold spikes of its sources.
	longer := *a.Study
	longer.Timeline.Segments = []ir.Segment{{Steps: 1200}}
	if other, err := c.Data(&longer, a.Network); err != nil || other == first {
		t.Errorf("another duration has the same data: %v", err)
	}
	altered, err := c.Altered(a.Study, a.Network)
	if err != nil || altered == first || !strings.HasPrefix(filepath.Base(altered), "altered-") {
		t.Errorf("altered data are in %s, %v", altered, err)
	}
}

func TestCodeByContent(t *testing.T) {
	c := &Cache{Root: t.TempDir(), Keep: 40}
	files := []gen.File{{Path: "a/run.py", Data: []byte("print(1)\n"), Mode: 0o755}, {Path: "b.txt", Data: []byte("x")}}
	built := 0
	build := func(folder string) error {
		built++
		return os.WriteFile(filepath.Join(folder, "made"), []byte("by build"), 0o644)
	}
	code := func(target, builder string, files []gen.File) string {
		t.Helper()
		folder, _, err := c.Code(target, builder, files, build)
		if err != nil {
			t.Fatal(err)
		}
		return folder
	}
	first := code("nest", "python 3.10", files)
	for name, want := range map[string]string{"a/run.py": "print(1)\n", "b.txt": "x", "made": "by build"} {
		if got, err := os.ReadFile(filepath.Join(first, name)); err != nil || string(got) != want {
			t.Errorf("%s holds %q, %v", name, got, err)
		}
	}
	if info, err := os.Stat(filepath.Join(first, "a", "run.py")); err != nil || info.Mode().Perm() != 0o755 {
		t.Errorf("run.py: %v, %v", info, err)
	}
	folder, took, err := c.Code("nest", "python 3.10", files, build)
	if err != nil || folder != first || built != 1 || took != 0 {
		t.Errorf("the second time it was built %d times in %v, %v", built, took, err)
	}
	seen := map[string]string{first: "the first"}
	for what, folder := range map[string]string{
		"another target":      code("neuron", "python 3.10", files),
		"another simulator":   code("nest", "python 3.9", files),
		"another text":        code("nest", "python 3.10", []gen.File{files[0], {Path: "b.txt", Data: []byte("y")}}),
		"another name":        code("nest", "python 3.10", []gen.File{files[0], {Path: "c.txt", Data: []byte("x")}}),
		"one file less":       code("nest", "python 3.10", files[:1]),
		"text that is a name": code("nest", "python 3.10", []gen.File{{Path: "a/run.py"}, {Path: "print(1)\nb.txt", Data: []byte("x")}}),
	} {
		if with, there := seen[folder]; there {
			t.Errorf("%s has the folder of %s", what, with)
		}
		seen[folder] = what
	}
	if built != 7 {
		t.Errorf("built %d times instead of 7", built)
	}
}

// TestFailureLeavesNothing: code that cannot be built is not kept, and is built
// anew the next time.
func TestFailureLeavesNothing(t *testing.T) {
	c := &Cache{Root: t.TempDir(), Keep: 40}
	files := []gen.File{{Path: "run.py", Data: []byte("x")}}
	broken := errors.New("the compiler says no")
	_, _, err := c.Code("nest", "", files, func(folder string) error {
		if _, err := os.Stat(filepath.Join(folder, "run.py")); err != nil {
			t.Error("build runs where the files are:", err)
		}
		return broken
	})
	if !errors.Is(err, broken) {
		t.Fatal(err)
	}
	if left := entries(t, c.Root, "code"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	built := false
	if _, _, err := c.Code("nest", "", files, func(string) error { built = true; return nil }); err != nil || !built {
		t.Errorf("built %t, %v", built, err)
	}
}

// TestAtOnce: when several processes want the same code, all get it, and no
// trace of the slower ones stays.
func TestAtOnce(t *testing.T) {
	c := &Cache{Root: t.TempDir(), Keep: 40}
	files := []gen.File{{Path: "run.py", Data: []byte("x")}}
	var all sync.WaitGroup
	var started sync.WaitGroup
	started.Add(4)
	for range 4 {
		all.Go(func() {
			folder, _, err := c.Code("nest", "", files, func(string) error {
				started.Done()
				started.Wait()
				return nil
			})
			if err != nil {
				t.Error(err)
			}
			if _, err := os.Stat(filepath.Join(folder, "run.py")); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	if left := entries(t, c.Root, "code"); len(left) != 1 {
		t.Errorf("there are %v", left)
	}
}

// TestPrune: the entries that were not used for longest go, but none that was
// used within the hour.
func TestPrune(t *testing.T) {
	c := &Cache{Root: t.TempDir(), Keep: 2}
	add := func(name string) string {
		t.Helper()
		folder, _, err := c.Code("t", "", []gen.File{{Path: name}}, func(string) error { return nil })
		if err != nil {
			t.Fatal(err)
		}
		return folder
	}
	age := func(folder string, by time.Duration) {
		t.Helper()
		at := time.Now().Add(-by)
		if err := os.Chtimes(folder, at, at); err != nil {
			t.Fatal(err)
		}
	}
	old, older, used := add("old"), add("older"), add("used")
	age(old, 2*time.Hour)
	age(older, 3*time.Hour)
	age(used, 4*time.Hour)
	if add("used") != used {
		t.Fatal("not the same folder")
	}
	fresh := add("fresh")
	if left := entries(t, c.Root, "code"); len(left) != 2 {
		t.Errorf("%d entries are left", len(left))
	}
	for _, folder := range []string{used, fresh} {
		if _, err := os.Stat(folder); err != nil {
			t.Errorf("an entry in use is gone: %v", err)
		}
	}
	add("newest")
	if left := entries(t, c.Root, "code"); len(left) != 3 {
		t.Errorf("%d entries are left; all three were used within the hour", len(left))
	}
}

// TestUnwritable: a cache below a file says what to do.
func TestUnwritable(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	c := &Cache{Root: file, Keep: 2}
	_, _, err := c.Code("nest", "", nil, func(string) error { return nil })
	if err == nil || !strings.Contains(err.Error(), "choose another folder") {
		t.Error(err)
	}
}

// TestFixedPoint: the twin and the emitted C compiled for this machine have the
// same spikes, traces and weights, which are near those of the interpreter.
func TestFixedPoint(t *testing.T) {
	j := job(t, 3)
	list, err := Find([]string{"spinnaker-twin", "spinnaker-host", "interp"})
	if err != nil {
		t.Fatal(err)
	}
	var all []*Outcome
	for _, e := range list {
		o, err := e.Run(t.Context(), j)
		if err != nil {
			t.Fatal(e.Name, err)
		}
		all = append(all, o)
	}
	if len(all[0].Spikes) == 0 || !reflect.DeepEqual(all[0].Spikes, all[1].Spikes) || !reflect.DeepEqual(all[0].Traces, all[1].Traces) {
		t.Errorf("twin and C differ: %v, %v", all[0].Spikes, all[1].Spikes)
	}
	if len(all[0].Spikes) != len(all[2].Spikes) {
		t.Errorf("%d spikes instead of %d", len(all[0].Spikes), len(all[2].Spikes))
	}
}
