package engines

import (
	"encoding/json"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/brainscales"
	"github.com/nngen/nngen/ir/lower"
)

// chips are the examples that fit a chip.
var chips = []string{"lif", "balanced", "synfire", "winner_take_all", "facets"}

func chipJob(t *testing.T, example, experiment string) *Job {
	t.Helper()
	m, err := pipeline.Load(filepath.Join("..", "..", "..", "..", "examples", example, "model.nn"))
	if err != nil {
		t.Fatal(err)
	}
	if example == "lif" {
		experiment = "default" // it has no other
	}
	s, list := m.Compile(lower.Options{Experiment: experiment})
	if list.HasErrors() {
		t.Fatal(list)
	}
	net, list, err := pipeline.Expand(t.Context(), &s, 0)
	if err != nil || list.HasErrors() {
		t.Fatal(err, list)
	}
	return &Job{Study: s.Study, Network: net, Allow: []string{brainscales.CoarseRecording}}
}

// TestTwinWithoutLimitsIsTheModel: with unlimited resolution the twin has the spikes
// and potentials of the model to the last bit; with the chip's it has others.
func TestTwinWithoutLimitsIsTheModel(t *testing.T) {
	for _, example := range chips {
		t.Run(example, func(t *testing.T) {
			j := chipJob(t, example, "verify")
			ideal, err := native(t.Context(), j)
			if err != nil {
				t.Fatal(err)
			}
			m := brainscales.Map(j.Study, j.Allow)
			if m.Findings.HasErrors() {
				t.Fatal(m.Findings)
			}
			same, err := Twin(t.Context(), j, m, brainscales.TwinOptions{Unlimited: true})
			if err != nil {
				t.Fatal(err)
			}
			if len(same.Spikes) != len(ideal.Spikes) || len(ideal.Spikes) == 0 {
				t.Fatalf("%d spikes instead of %d", len(same.Spikes), len(ideal.Spikes))
			}
			for i, s := range ideal.Spikes {
				if same.Spikes[i] != s {
					t.Fatalf("spike %d is %+v instead of %+v", i, same.Spikes[i], s)
				}
			}
			samples := 0
			for r := range ideal.Traces {
				for e := range ideal.Traces[r] {
					for k, v := range ideal.Traces[r][e] {
						samples++
						if x := same.Traces[r][e][k]; math.Float64bits(x) != math.Float64bits(v) {
							t.Fatalf("sample %d is %v instead of %v", k, x, v)
						}
					}
				}
			}
			if samples == 0 {
				t.Error("nothing was recorded")
			}
			chip, err := Twin(t.Context(), j, m, brainscales.TwinOptions{})
			if err != nil {
				t.Fatal(err)
			}
			p := m.Populations[0]
			for _, v := range chip.Traces[len(chip.Traces)-1][0] {
				if p.Readout(v) != v {
					t.Fatalf("%v mV is nothing that a converter of 8 bits says", v)
				}
			}
			for _, c := range m.Compare(Activity(j, ideal), Activity(j, same)) {
				if c.Distance > 1e-12 || c.RMS > 0 || c.Ideal != c.Twin {
					t.Errorf("equal runs are compared as %+v", c)
				}
			}
			mismatched, err := Twin(t.Context(), j, m, brainscales.TwinOptions{Mismatch: 0.1, Seed: 1})
			if err != nil {
				t.Fatal(err)
			}
			far := 0.0
			for _, c := range m.Compare(Activity(j, ideal), Activity(j, mismatched)) {
				far += c.Distance
			}
			if !(far > 0.01) {
				t.Errorf("circuits that differ by a tenth change nothing: %v", far)
			}
		})
	}
}

// TestDocumentsFollowTheSchema checks every document with an independent validator.
func TestDocumentsFollowTheSchema(t *testing.T) {
	python, err := simulators.Need(t.Context(), "brian2") // any: the validator is in the same environment
	if err != nil {
		if os.Getenv("NNGEN_REQUIRE_SIMULATORS") != "" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	const validate = `import copy, json, jsonschema
schema = json.load(open("bss2.schema.json"))
jsonschema.Draft202012Validator.check_schema(schema)
document = json.load(open("document.json"))
jsonschema.Draft202012Validator(schema).validate(document)
for change in (lambda d: d["populations"][0].update(size=0), lambda d: d.pop("run"), lambda d: d["projections"][0]["synapses"].append([0, 0, 64]) if d["projections"] else d.update(schema="other"), lambda d: d["populations"][0]["parameters"]["v_rest"].update(values=[10.0])):
    broken = copy.deepcopy(document)
    change(broken)
    assert not jsonschema.Draft202012Validator(schema).is_valid(broken)
print("valid")
`
	for _, example := range chips {
		t.Run(example, func(t *testing.T) {
			j := chipJob(t, example, "default")
			files, list := brainscales.Target{}.Generate(j.Study, gen.Options{Allow: j.Allow})
			if list.HasErrors() {
				t.Fatal(list)
			}
			folder := t.TempDir()
			for _, f := range files {
				if strings.HasSuffix(f.Path, ".yaml") {
					var document any
					if err := yaml.Unmarshal(f.Data, &document); err != nil {
						t.Fatal(err)
					}
					data, err := json.Marshal(document) // Python reads it a hundred times faster
					if err != nil {
						t.Fatal(err)
					}
					files = append(files, gen.File{Path: "document.json", Data: data})
				}
			}
			for _, f := range files {
				if strings.HasSuffix(f.Path, ".json") && !json.Valid(f.Data) {
					t.Errorf("%s is no JSON", f.Path)
				}
				if err := os.WriteFile(filepath.Join(folder, f.Path), f.Data, 0o644); err != nil {
					t.Fatal(err)
				}
			}
			cmd := exec.CommandContext(t.Context(), python.Python, "-c", validate)
			cmd.Dir = folder
			if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "valid") {
				t.Errorf("%v\n%s", err, out)
			}
		})
	}
}
