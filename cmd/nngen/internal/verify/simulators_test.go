package verify_test

import (
	"bytes"
	"context"
	"fmt"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
	"github.com/nngen/nngen/cmd/nngen/internal/verify"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// external are the engines that need a simulator.
var external = []string{"neuron", "nest", "brian2"}

// shared keeps emitted code, network data, and which simulators there are, for all
// tests: asking one for its version takes seconds.
var shared = &engines.Cache{Root: simulators.Home(), Keep: 300}

// need skips a test when a simulator is not installed, unless the simulators are
// required, as they are in `make test`.
func need(t *testing.T, names ...string) {
	t.Helper()
	for _, n := range names {
		if _, err := shared.Simulator(t.Context(), n); err != nil {
			if os.Getenv("NNGEN_REQUIRE_SIMULATORS") != "" {
				t.Fatal(err)
			}
			t.Skipf("%v", err)
		}
	}
}

// job compiles a model; sets are of the form name=value.
func job(t *testing.T, path, experiment string, ms float64, sets ...string) *engines.Job {
	t.Helper()
	return seeded(t, path, experiment, ms, nil, sets...)
}

// seeded is a job with another seed than the experiment's.
func seeded(t *testing.T, path, experiment string, ms float64, seed *uint64, sets ...string) *engines.Job {
	t.Helper()
	m, err := pipeline.Load(path)
	if err != nil {
		t.Fatal(err)
	}
	opt := lower.Options{Experiment: experiment, Duration: ms, Seed: seed}
	for _, s := range sets {
		o, list := pipeline.Override(s)
		if list.HasErrors() {
			t.Fatal(s)
		}
		opt.Set = append(opt.Set, o)
	}
	s, list := m.Compile(opt)
	if list.HasErrors() {
		var b bytes.Buffer
		diag.WriteText(&b, list, diag.TextOptions{})
		t.Fatal(b.String())
	}
	net, list, err := pipeline.Expand(t.Context(), &s, 0)
	if err != nil || list.HasErrors() {
		t.Fatal(err, list)
	}
	return &engines.Job{Study: s.Study, Network: net, Cache: shared, Limit: 5 * time.Minute}
}

func run(t *testing.T, j *engines.Job, names ...string) *verify.Report {
	t.Helper()
	list, err := engines.Find(names)
	if err != nil {
		t.Fatal(err)
	}
	r, err := verify.Run(t.Context(), j, list)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func example(name string) string {
	return filepath.Join("..", "..", "..", "..", "examples", name, "model.nn")
}

// TestAgreement: every simulator has the spikes of the interpreter, and its
// traces within 1e-9, on every example and on models made to be difficult.
func TestAgreement(t *testing.T) {
	t.Parallel() // simulators use one processor each
	for _, c := range []struct {
		name, path, experiment string
		ms                     float64
		sets                   []string
		engines                []string // nil: all
	}{
		{name: "pynn", path: "testdata/pynn.nn"},
		{name: "pynn_exp", path: "testdata/pynn_exp.nn", engines: []string{"go", "go-kernel", "neuron", "nest", "brian2"}},
		{name: "plastic", path: "testdata/plastic.nn"},
		{name: "plastic_weights", path: "testdata/plastic_weights.nn"},
		{name: "rules", path: "testdata/rules.nn"},
		{name: "third_factors", path: "testdata/third_factors.nn", engines: []string{"go", "go-kernel", "nest", "brian2", "neuron"}},
		{name: "plastic_parameters", path: "testdata/plastic_parameters.nn", engines: []string{"go", "go-kernel", "nest", "brian2", "neuron"}},
		{name: "release", path: "testdata/release.nn", engines: []string{"go", "go-kernel", "neuron", "nest"}},
		{name: "coupled", path: "testdata/coupled.nn", engines: []string{"go", "go-kernel", "neuron", "nest"}},
		{name: "draws", path: "testdata/draws.nn", engines: []string{"go", "go-kernel", "nest", "neuron"}},
		{name: "shaped", path: "testdata/shaped.nn", engines: []string{"go", "go-kernel", "nest", "neuron"}},
		{name: "couplings", path: "testdata/couplings.nn", engines: []string{"go", "go-kernel", "nest"}},
		{name: "song", path: example("stdp_song_abbott2000"), experiment: "verify", ms: 500},
		{name: "vogels", path: example("vogels2011"), experiment: "verify", ms: 200},
		{name: "lif", path: example("lif"), experiment: "default"},
		{name: "brunel", path: example("brunel"), experiment: "verify"},
		{name: "cuba", path: example("cuba"), experiment: "verify", ms: 100, sets: []string{"size=2000"}},
		{name: "coba", path: example("coba"), experiment: "verify", ms: 60, sets: []string{"size=2000"}},
		{name: "handwritten", path: "testdata/handwritten/model.nn"},
		{name: "odd", path: "testdata/odd.nn"},
		{name: "names", path: "testdata/names.nn"},
		{name: "delta", path: "testdata/delta.nn"},
		{name: "ports", path: "testdata/ports.nn"},
		{name: "currents", path: "testdata/currents.nn"},
		{name: "actions", path: "testdata/actions.nn"},
		{name: "microcircuit", path: example("potjans_diesmann2014"), experiment: "verify"},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := job(t, c.path, c.experiment, c.ms, c.sets...)
			list := c.engines
			if list == nil {
				list = append([]string{"go", "go-kernel"}, external...)
			}
			if c.name != "lif" { // which starts processes as users do
				j.Start = served()
			}
			// All of them in one report: the reference runs once.
			found := slices.DeleteFunc(slices.Clone(list), func(e string) bool { _, err := shared.Simulator(t.Context(), e); return err != nil })
			r := run(t, j, append([]string{"interp"}, found...)...)
			for _, e := range list {
				t.Run(e, func(t *testing.T) {
					need(t, e)
					row := r.Rows[1+slices.Index(found, e)]
					if r.Weakness != "" || row.Engine != e || !row.Identical {
						t.Error(r.Table())
					}
				})
			}
		})
	}
}

// TestRanks: several processes have the spikes and traces of one, and weights, also
// where delays between them are a single step. CoreNEURON has them too.
func TestRanks(t *testing.T) {
	need(t, "neuron")
	for _, c := range []struct {
		name, path, experiment, engine string
		sets                           []string
		ranks                          []int
	}{
		{"brunel", example("brunel"), "verify", "neuron", []string{"order=50"}, []int{2, 4}},
		{"plastic", "testdata/plastic.nn", "", "neuron", nil, []int{2}},
		{"plastic", "testdata/plastic.nn", "", "coreneuron", nil, []int{1}},
	} {
		j := job(t, c.path, c.experiment, 0, c.sets...)
		for _, n := range c.ranks {
			t.Run(fmt.Sprintf("%s/%s/%d", c.name, c.engine, n), func(t *testing.T) {
				if _, err := exec.LookPath("mpiexec"); n > 1 && err != nil {
					t.Skip("there is no mpiexec; on Debian: apt-get install openmpi-bin")
				}
				several := *j
				several.Ranks = n
				if r := run(t, &several, "go", c.engine); !r.OK() {
					t.Error(r.Table())
				}
			})
		}
	}
}

// TestModulesOnly: what the page about mechanisms shows runs on NEURON, and a neuron
// that is made so spikes as in the model.
func TestModulesOnly(t *testing.T) {
	need(t, "neuron")
	sim, err := shared.Simulator(t.Context(), "neuron")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		path   string
		spikes int // in 20 ms, -1: any
	}{{example("lif"), -2}, {"testdata/plastic.nn", -1}, {"testdata/names.nn", -1}, {"testdata/ends.nn", -1}} {
		j := job(t, c.path, "", 0)
		if c.spikes == -2 {
			list, err := engines.Find([]string{"interp"})
			if err != nil {
				t.Fatal(err)
			}
			o, err := list[0].Run(t.Context(), j)
			if err != nil {
				t.Fatal(err)
			}
			c.spikes = 0
			for _, s := range o.Spikes {
				if float64(s.Step)*j.Study.Timeline.Step < 19.95 {
					c.spikes++
				}
			}
			if c.spikes == 0 {
				t.Fatal("the neuron does not spike")
			}
		}
		target, _ := all.Find("neuron")
		files, list := target.Generate(j.Study, gen.Options{Form: gen.ModulesOnly})
		if list.HasErrors() {
			t.Fatal(list)
		}
		folder, page := t.TempDir(), ""
		for _, f := range files {
			path := filepath.Join(folder, f.Path)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
			if f.Path == "README.md" {
				page = string(f.Data)
			}
		}
		_, code, _ := strings.Cut(page, "```python\n")
		code, _, found := strings.Cut(code, "```")
		if !found {
			t.Fatalf("no code in\n%s", page)
		}
		build, _ := target.(gen.Runner).Commands(j.Study, "")
		if err := process.Run(t.Context(), process.Command{Dir: folder, Args: build[0].Args, Env: sim.Env, Limit: 5 * time.Minute}); err != nil {
			t.Fatal(err)
		}
		out, err := process.Output(t.Context(), process.Command{Dir: folder, Args: []string{sim.Python, "-c", code}, Env: sim.Env, Limit: time.Minute})
		if err != nil {
			t.Fatal(err)
		}
		var n int
		if _, err := fmt.Sscanf(strings.TrimSpace(string(out)), "%d spikes", &n); err != nil || c.spikes >= 0 && n != c.spikes {
			t.Errorf("%s: it says %q; the model has %d spikes", c.path, out, c.spikes)
		}
	}
}

// TestByHand: scripts written by hand for NEST and Brian2, which use no file of
// nngen, have the spikes of the model.
func TestByHand(t *testing.T) {
	j := job(t, "testdata/handwritten/model.nn", "", 0)
	list, err := engines.Find([]string{"interp"})
	if err != nil {
		t.Fatal(err)
	}
	o, err := list[0].Run(t.Context(), j)
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for _, s := range o.Spikes {
		want[fmt.Sprintf("%s,%d,%d", j.Study.Network.Populations[s.Population].Name, s.Index, s.Step)] = true
	}
	if len(want) < 100 {
		t.Fatalf("only %d spikes", len(want))
	}
	line := regexp.MustCompile(`^(exc|inh),\d+,\d+$`)
	for _, name := range []string{"nest", "brian2"} {
		t.Run(name, func(t *testing.T) {
			need(t, name)
			sim, err := shared.Simulator(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			out, err := process.Output(t.Context(), process.Command{Args: []string{sim.Python, "testdata/handwritten/by_hand_" + name + ".py"}, Env: sim.Env, Limit: 2 * time.Minute})
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]bool{}
			for _, l := range strings.Split(string(out), "\n") {
				if line.MatchString(strings.TrimSpace(l)) {
					got[strings.TrimSpace(l)] = true
				}
			}
			for s := range want {
				if !got[s] {
					t.Errorf("%s is missing in the script's %d spikes", s, len(got))
					break
				}
			}
			if len(got) != len(want) {
				t.Errorf("%d spikes instead of %d", len(got), len(want))
			}
		})
	}
}

// TestMutants: small wrong changes of data or code make verify fail. A check
// that cannot fail proves nothing.
func TestMutants(t *testing.T) {
	j := job(t, example("brunel"), "verify", 60, "order=50")
	j.Start = served()
	data := map[string]func(*network.Network){
		"a delay one step longer":  func(n *network.Network) { bump(n.Synapses[1].Delay, 1) },
		"a delay one step shorter": func(n *network.Network) { bump(n.Synapses[2].Delay, -1) },
		"one weight changed":       func(n *network.Network) { n.Synapses[0].Weight[0] *= 1.5 },
	}
	for name, change := range data {
		t.Run(name, func(t *testing.T) {
			m := *j
			m.Alter = func(n *network.Network) *network.Network {
				c := *n
				c.Synapses = append([]network.Synapses(nil), n.Synapses...)
				for i := range c.Synapses {
					c.Synapses[i].Delay = append([]uint16(nil), c.Synapses[i].Delay...)
					c.Synapses[i].Weight = append([]float64(nil), c.Synapses[i].Weight...)
				}
				change(&c)
				return &c
			}
			for _, e := range append([]string{"go-kernel"}, external...) {
				t.Run(e, func(t *testing.T) {
					need(t, e)
					caught(t, run(t, &m, "interp", e))
				})
			}
		})
	}
	// In the order of handlers: the second one looks at what the first one does.
	odd := job(t, "testdata/odd.nn", "", 0)
	odd.Start = j.Start
	odd.Change = func(s *ir.Study) *ir.Study {
		c, p := *s, *s.Programs[0]
		p.Conditions = []program.Condition{p.Conditions[1], p.Conditions[0]}
		c.Programs = []*program.Program{&p}
		net := *s.Network
		net.Populations = append([]network.Population(nil), net.Populations...)
		for i := range net.Populations {
			if net.Populations[i].Program != nil {
				net.Populations[i].Program = &p
			}
		}
		c.Network = &net
		return &c
	}
	for _, e := range append([]string{"go-kernel"}, external...) {
		t.Run("handlers swapped/"+e, func(t *testing.T) {
			need(t, e)
			caught(t, run(t, odd, "interp", e))
		})
	}
	// In the emitted code: the refractory period of 20 steps and the threshold's
	// sign of equality, wherever the target writes them.
	for _, e := range append([]string{"go-kernel"}, external...) {
		for _, steps := range []string{"19", "21"} {
			t.Run(e+" refractory "+steps, func(t *testing.T) {
				need(t, e)
				m := *j
				edits := 0
				m.Edit = func(files []gen.File) []gen.File { return edit(files, &edits, steps) }
				r := run(t, &m, "interp", e)
				if edits == 0 {
					t.Fatal("the emitted code has no refractory period of 20 steps to change")
				}
				caught(t, r)
			})
		}
	}
}

// bump changes the first delays that stay possible.
func bump(delays []uint16, by int) {
	for i := range min(50, len(delays)) {
		if d := int(delays[i]) + by; d >= 1 {
			delays[i] = uint16(d)
		}
	}
}

// twenty finds the number of refractory steps in emitted code.
var twenty = regexp.MustCompile(`\b20(\.0)?\b`)

// holding finds lines about hold counters.
var holding = regexp.MustCompile(`(?i)h[eo]ld`)

// edit changes the refractory period in lines that store a number of steps: the
// model's only 20 that is no time constant.
func edit(files []gen.File, edits *int, steps string) []gen.File {
	var out []gen.File
	for _, f := range files {
		lines := strings.Split(string(f.Data), "\n")
		for i, l := range lines {
			if holding.MatchString(l) && twenty.MatchString(l) && !strings.Contains(f.Path, "runtime/") {
				lines[i] = twenty.ReplaceAllString(l, steps+"$1")
				*edits++
			}
		}
		f.Data = []byte(strings.Join(lines, "\n"))
		out = append(out, f)
	}
	return out
}

func caught(t *testing.T, r *verify.Report) {
	t.Helper()
	row := r.Rows[1]
	if row.Error != "" {
		t.Fatalf("the mutant did not run: %s", row.Error)
	}
	if r.OK() {
		t.Errorf("the mutant was not caught:\n%s", r.Table())
	}
}

// TestSilentNetwork: agreement about nothing is none.
func TestSilentNetwork(t *testing.T) {
	j := job(t, example("lif"), "default", 0, "cell.I_e=0 pA")
	r := run(t, j, "interp", "go")
	if r.OK() || !strings.Contains(r.Weakness, "no recorded neuron spiked") {
		t.Error(r.Table())
	}
}

// TestFailureIsReported: an engine that crashes has its message in the report.
func TestFailureIsReported(t *testing.T) {
	j := job(t, example("lif"), "default", 0)
	j.Cache = &engines.Cache{Root: t.TempDir(), Keep: 1}
	j.Edit = func(files []gen.File) []gen.File {
		for i := range files {
			if files[i].Path == "main.go" {
				files[i].Data = append(files[i].Data, "\nfunc init() { panic(\"out of cheese\") }\n"...)
			}
		}
		return files
	}
	r := run(t, j, "interp", "go-kernel")
	if r.OK() || !strings.Contains(r.Rows[1].Error, "out of cheese") {
		t.Error(r.Table())
	}
}

// TestInterruption: a run that is interrupted ends soon and says so.
func TestInterruption(t *testing.T) {
	j := job(t, example("brunel"), "verify", 10000)
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(200*time.Millisecond, cancel)
	list, err := engines.Find([]string{"interp", "go"})
	if err != nil {
		t.Fatal(err)
	}
	begin := time.Now()
	if _, err := verify.Run(ctx, j, list); err != context.Canceled {
		t.Error(err)
	}
	if took := time.Since(begin); took > 3*time.Second {
		t.Errorf("it took %v", took)
	}
}

// TestEqualTimeConstants: tau_syn = tau_m is a removable singularity of the
// closed form and gives no NaN anywhere.
func TestEqualTimeConstants(t *testing.T) {
	j := job(t, "testdata/handwritten/model.nn", "", 0, "exc.exc.tau=10 ms", "exc.inh.tau=10 ms")
	j.Start = served()
	for _, q := range j.Study.Programs[0].Quantities {
		if math.IsNaN(q.Value) || math.IsInf(q.Value, 0) {
			t.Errorf("%s is %v", q.Name, q.Value)
		}
	}
	for _, e := range append([]string{"go"}, external...) {
		t.Run(e, func(t *testing.T) {
			need(t, e)
			if r := run(t, j, "interp", e); !r.OK() {
				t.Error(r.Table())
			}
		})
	}
}

// TestPlasticMutants: a rule that does things in another order, or at another
// time, is caught in its spikes or weights.
func TestPlasticMutants(t *testing.T) {
	need(t, "brian2")
	j := job(t, "testdata/plastic_weights.nn", "", 60)
	j.Start = served()
	for name, edit := range map[string][2]string{
		"pre before post":      {`pathway(s, "post", -most - 1, 2 * d - 1)`, `pathway(s, "post", 1, 2 * d - 1)`},
		"traces before pre":    {`pathway(s, "after", 1, 2 * d - 1)`, `pathway(s, "after", -most - 2, 2 * d - 1)`},
		"post a step late":     {`pathway(s, "post", -most - 1, 2 * d - 1)`, `pathway(s, "post", -most - 1, 2 * d)`},
		"samples a step early": {`steps = (times[:, None] + delays).ravel()`, `steps = (times[:, None] + delays - (times > 0)[:, None]).ravel()`},
		"an end too late":      {`s.until = net.steps + d - 1`, `s.until = net.steps + d + 20`},
	} {
		t.Run(name, func(t *testing.T) {
			m := *j
			m.Edit = func(files []gen.File) []gen.File {
				files = slices.Clone(files)
				for i := range files {
					if files[i].Path == "run.py" {
						changed := strings.Replace(string(files[i].Data), edit[0], edit[1], 1)
						if changed == string(files[i].Data) {
							t.Fatalf("the script has no %q", edit[0])
						}
						files[i].Data = []byte(changed)
					}
				}
				return files
			}
			caught(t, run(t, &m, "interp", "brian2"))
		})
	}
}

// TestClasses: engines in fixed point are compared among themselves, and their
// distance from the reference is told; one of them alone proves nothing.
func TestClasses(t *testing.T) {
	j := job(t, example("lif"), "default", 0)
	r := run(t, j, "interp", "spinnaker-twin", "spinnaker-host")
	if !r.OK() || r.Class != "identical" || r.Rows[1].Class != "fixed-point" || r.Rows[1].Divergence == "" || r.Rows[2].Divergence != "" {
		t.Error(r.Table())
	}
	if r := run(t, j, "interp", "spinnaker-twin"); r.OK() || !strings.Contains(r.Weakness, "no two engines of one class") {
		t.Error(r.Table())
	}
	if r := run(t, j, "spinnaker-twin", "spinnaker-host"); !r.OK() || r.Class != "fixed-point" {
		t.Error(r.Table())
	}
	j.Cache = &engines.Cache{Root: t.TempDir(), Keep: 1}
	edits := 0
	j.Edit = func(files []gen.File) []gen.File {
		var out []gen.File
		for _, f := range files {
			if strings.HasSuffix(f.Path, "nngen_fixed.h") {
				edits += strings.Count(string(f.Data), "(x + ((int64_t) 1 << ((s - 1) & 63)))")
				f.Data = []byte(strings.Replace(string(f.Data), "(x + ((int64_t) 1 << ((s - 1) & 63)))", "(x)", 1)) // rounds down
			}
			out = append(out, f)
		}
		return out
	}
	if r := run(t, j, "interp", "spinnaker-twin", "spinnaker-host"); r.OK() || r.Rows[2].Identical || edits != 1 {
		t.Errorf("%d edits\n%s", edits, r.Table())
	}
}
