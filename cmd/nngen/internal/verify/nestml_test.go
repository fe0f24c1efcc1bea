package verify_test

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/dsl/std"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/nestml"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/interp"
	"github.com/nngen/nngen/ir/lower"
)

// refusedByNESTML are the neurons and rules of the standard library that NESTML has no
// form for, each with a part of the reason.
var refusedByNESTML = map[string]string{
	"nest.ht_neuron":                       "reads the step",
	"nest.iaf_cond_beta":                   "decay equally fast",
	"nest.bernoulli_synapse":               "draws at connections",
	"nest.clopath_synapse":                 "plasticity that reads its target",
	"nest.quantal_stp_synapse":             "Poisson and binomial draws in handlers",
	"nest.stdp_dopamine_synapse":           "modulated plasticity",
	"plasticity.clopath":                   "plasticity that reads its target",
	"plasticity.multi_quantal":             "Poisson and binomial draws in handlers",
	"plasticity.stdp_dopamine":             "modulated plasticity",
	"plasticity.stochastic_release":        "draws at connections",
	"pynn.GIF_cond_exp":                    "random numbers in neurons",
	"pynn.MultiQuantalSynapse":             "Poisson and binomial draws in handlers",
	"pynn.SimpleStochasticSynapse":         "draws at connections",
	"pynn.StochasticTsodyksMarkramSynapse": "Poisson and binomial draws in handlers",
}

// lacking is what a message says about a parameter without a default.
var lacking = regexp.MustCompile(`needs a value for (\w+)`)

// studyOf compiles a study of the library; parameters of a rule without a default,
// which are weights, get one.
func studyOf(t *testing.T, name, text string) *ir.Study {
	t.Helper()
	for arguments := ""; ; {
		s, list := pipeline.Parse("model.nn", strings.Replace(text, "(ARGUMENTS)", "("+arguments+")", 1)).Compile(lower.Options{})
		if !list.HasErrors() {
			return s.Study
		}
		m := lacking.FindStringSubmatch(list[0].Message)
		if m == nil || strings.Contains(arguments, m[1]+" =") {
			t.Fatalf("%s: %v", name, list[0].Message)
		}
		arguments = strings.TrimPrefix(arguments+", "+m[1]+" = 100 pA", ", ")
	}
}

var definition = regexp.MustCompile(`(?m)^(neuron|plasticity) (\w+)`)

// library lists the neurons and rules of the standard library as studies of one each.
func library(t *testing.T) map[string]string {
	t.Helper()
	list := map[string]string{}
	for _, path := range std.Names() {
		_, data, ok := std.Lookup(path)
		if !ok {
			t.Fatalf("there is no %s", path)
		}
		file := strings.TrimPrefix(path, "std/")
		for _, m := range definition.FindAllStringSubmatch(string(data), -1) {
			kind, name := m[1], m[2]
			if kind == "neuron" {
				list[strings.Split(file, "/")[0]+"."+name] = fmt.Sprintf("import \"std/%s\"\nnetwork n { population p[1] = %s(); record spikes of p }\nexperiment default { step 0.1 ms; run 1 ms }\n", file, name)
				continue
			}
			list[strings.Split(file, "/")[0]+"."+name] = fmt.Sprintf(`import "std/%s"
neuron Relay { state V = 0 mV, seen = 0 pA; let V_m = V; on spike from kick(w : mV) { V += w } on spike from port(w : pA) { seen += w } on V >= 1 mV { spike; V = 0 mV } }
network n {
  population a[1], b[1] = Relay()
  connect a -> b.port by one_to_one() { weight = 50 pA; delay = 1 ms; plasticity = %s(ARGUMENTS) }
  record spikes of b
}
experiment default { step 0.1 ms; run 1 ms }
`, file, name)
		}
	}
	if len(list) < 60 {
		t.Fatalf("only %d definitions", len(list))
	}
	return list
}

// emittedNESTML are the models that the target writes for a study, by path, or why
// it refuses.
func emittedNESTML(s *ir.Study) (map[string]string, string) {
	target := nestml.Target{}
	if missing := target.Features().Missing(s.Needs()); len(missing) > 0 {
		return nil, string(missing[0])
	}
	files, list := target.Generate(s, gen.Options{})
	if list.HasErrors() {
		return nil, list[0].Message
	}
	models := map[string]string{}
	for _, f := range files {
		if strings.HasSuffix(f.Path, ".nestml") {
			models[filepath.Base(f.Path)] = string(f.Data)
		}
	}
	return models, ""
}

// verdict is what pynestml says of a model.
type verdict struct {
	File                      string
	Errors, Warnings, Factors []string
}

// harmless are the warnings of pynestml that do not matter, and why.
var harmless = []*regexp.Regexp{
	// Units that the text writes have no variables of their name.
	regexp.MustCompile(`^Variable ".*" has the same name as a physical unit!$`),
	// What is emitted is for simulators with a fixed step.
	regexp.MustCompile(`^Model contains a call to fixed-timestep functions`),
	// A neuron that nothing reaches.
	regexp.MustCompile(`^Input block not defined!$`),
}

// judge has pynestml read every model below a folder.
func judge(t *testing.T, folder string) []verdict {
	t.Helper()
	sim, err := shared.Simulator(t.Context(), "nestml")
	if err != nil {
		t.Fatal(err)
	}
	script, err := filepath.Abs("testdata/nestml_check.py")
	if err != nil {
		t.Fatal(err)
	}
	var list []verdict
	var out bytes.Buffer
	err = process.Run(t.Context(), process.Command{Dir: folder, Args: []string{sim.Python, script, folder}, Env: sim.Env, Limit: 20 * time.Minute, Line: func(l string) { out.WriteString(l + "\n") }})
	if err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(&out); lines.Scan(); {
		var v verdict
		if json.Unmarshal(lines.Bytes(), &v) == nil && v.File != "" {
			list = append(list, v)
		}
	}
	return list
}

// parameterValue is the value of a declaration, by which texts that are otherwise the
// same may differ.
var parameterValue = regexp.MustCompile(`(?m)^( {8}\w+ \S+ = )[-0-9.e+]+`)

// commentOfNESTML is a comment behind a statement.
var commentOfNESTML = regexp.MustCompile(`(?m)  #.*$`)

// TestRefusedByNESTML needs no simulator: what of the library is refused is the table's,
// for the table's reason.
func TestRefusedByNESTML(t *testing.T) {
	t.Parallel()
	for name, text := range library(t) {
		_, why := emittedNESTML(studyOf(t, name, text))
		want, refused := refusedByNESTML[name]
		switch {
		case !refused && why != "":
			t.Errorf("%s is refused: %s", name, why)
		case refused && why == "":
			t.Errorf("%s is not refused", name)
		case refused && !strings.Contains(why, want):
			t.Errorf("%s is refused: %s; want %s", name, why, want)
		}
	}
}

// TestNESTML: pynestml accepts every model that is emitted for the standard library,
// for the examples and for the conformance cases, without errors, without warnings that
// matter, and without scaling between units.
func TestNESTML(t *testing.T) {
	t.Parallel() // simulators use one processor each
	need(t, "nestml")
	folder := t.TempDir()
	seen := map[string]bool{}
	write := func(name string, models map[string]string) {
		for file, text := range models {
			_, code, _ := strings.Cut(text, "\nmodel ") // one of each text is enough
			_, code, _ = strings.Cut(code, "\n")
			code = parameterValue.ReplaceAllString(commentOfNESTML.ReplaceAllString(code, ""), "$1")
			if seen[code] {
				continue
			}
			seen[code] = true
			path := filepath.Join(folder, strings.ReplaceAll(name, "/", "_"), file)
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, text := range library(t) {
		models, _ := emittedNESTML(studyOf(t, name, text))
		write(name, models)
	}
	examples, _ := filepath.Glob("../../../../examples/*/model.nn")
	cases, _ := filepath.Glob("../../../../golden/conformance/*.txtar")
	for _, path := range append(examples, "testdata/nestml.nn", "testdata/names.nn", "testdata/odd.nn") {
		m, err := pipeline.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		s, list := m.Compile(lower.Options{Experiment: m.Experiment()})
		if list.HasErrors() {
			t.Fatal(list)
		}
		models, _ := emittedNESTML(s.Study.Alone())
		write(m.Name+path, models)
	}
	for _, path := range cases {
		for k, s := range studies(t, path) {
			models, _ := emittedNESTML(s.Study.Alone())
			write(fmt.Sprintf("%s_%d", filepath.Base(path), k), models)
		}
	}
	begin := time.Now()
	verdicts := judge(t, folder)
	t.Logf("pynestml read %d models in %.0f s", len(verdicts), time.Since(begin).Seconds())
	if len(verdicts) != len(seen) || len(seen) < 130 {
		t.Errorf("pynestml read %d of %d models", len(verdicts), len(seen))
	}
	for _, v := range verdicts {
		for _, e := range append(v.Errors, v.Factors...) {
			t.Errorf("%s: %s", v.File, e)
		}
		for _, w := range v.Warnings {
			if !slices.ContainsFunc(harmless, func(r *regexp.Regexp) bool { return r.MatchString(w) }) {
				t.Errorf("%s: warning: %s", v.File, w)
			}
		}
		if t.Failed() {
			text, _ := os.ReadFile(filepath.Join(folder, v.File))
			if len(v.Errors)+len(v.Factors) > 0 {
				t.Logf("%s", text)
			}
		}
	}
}

// TestNESTMLRun: what pynestml makes of the models has the spikes of the interpreter.
// Neurons that pynestml solves in closed form agree in traces, too; the others, which
// it integrates by adaptive steps, in spikes to a step.
func TestNESTMLRun(t *testing.T) {
	t.Parallel() // simulators use one processor each
	need(t, "nestml", "nest")
	j := job(t, "testdata/nestml.nn", "", 0)
	j.Limit = 10 * time.Minute
	kinds := map[string]int{}
	models, _ := emittedNESTML(j.Study)
	for file := range models {
		name := strings.TrimSuffix(file, ".nestml")
		kinds[name[strings.LastIndex(name, "_")+1:]]++
	}
	if kinds["neuron"] < 12 || kinds["synapse"] < 4 {
		t.Fatalf("too few models: %v", kinds)
	}
	list, err := engines.Find([]string{"interp", "nestml"})
	if err != nil {
		t.Fatal(err)
	}
	var outcomes []*engines.Outcome
	for _, e := range list {
		o, err := e.Run(t.Context(), j)
		if err != nil {
			t.Fatal(err)
		}
		outcomes = append(outcomes, o)
	}
	want, got := outcomes[0], outcomes[1]
	s := j.Study
	closed := 0
	for p := range s.Network.Populations {
		program := s.ProgramOf(p)
		if program == nil {
			continue
		}
		a, b := firing(want, p), firing(got, p)
		name := s.Network.Populations[p].Name
		if len(a) == 0 {
			t.Errorf("%s does not spike", name)
		}
		late := int64(1)
		if program.Method == "exact" {
			late = 0
			closed++
		}
		if len(a) != len(b) {
			t.Errorf("%s: %d spikes instead of %d", name, len(b), len(a))
			continue
		}
		for i := range a {
			if a[i].Index != b[i].Index || b[i].Step-a[i].Step > late || a[i].Step-b[i].Step > late {
				t.Errorf("%s: spike %d is %v instead of %v", name, i, b[i], a[i])
				break
			}
		}
	}
	if closed == 0 {
		t.Error("no neuron is solved in closed form")
	}
	for r, record := range s.Records {
		program := s.ProgramOf(record.Population)
		if record.Observable < 0 || program == nil || program.Method != "exact" {
			continue
		}
		for e := range want.Traces[r] {
			for k, x := range want.Traces[r][e] {
				if y := got.Traces[r][e][k]; math.Abs(x-y) > 1e-9*max(1, math.Abs(x)) {
					t.Errorf("%s of %s: sample %d is %v instead of %v", record.Variable, s.Network.Populations[record.Population].Name, k, y, x)
					break
				}
			}
		}
	}
	for i := range want.Weights {
		if p := j.Network.Synapses[i].Plasticity; p == nil || p.HasPost() {
			continue // of these, what arrives is compared: NN7036
		}
		for k, w := range want.Weights[i] {
			if math.Abs(w-got.Weights[i][k]) > 1e-9*math.Abs(w) {
				t.Errorf("weight %d of synapses %d is %v instead of %v", k, i, got.Weights[i][k], w)
			}
		}
	}
	t.Logf("%d neurons and %d synapses, %d neurons in closed form, %d spikes; pynestml and the compiler took %v", kinds["neuron"], kinds["synapse"], closed, len(want.Spikes), got.Build)
}

// firing are the spikes of a population, element by element.
func firing(o *engines.Outcome, population int) []interp.Spike {
	var list []interp.Spike
	for _, x := range o.Spikes {
		if x.Population == population {
			list = append(list, x)
		}
	}
	slices.SortStableFunc(list, func(a, b interp.Spike) int { return cmp.Or(a.Index-b.Index, int(a.Step-b.Step)) })
	return list
}
