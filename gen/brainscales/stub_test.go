package brainscales

import (
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"gopkg.in/yaml.v3"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
)

// stub is a stand-in for pynn_brainscales.brainscales2, made of the list of calls:
// it takes the keywords of the list and no others, and notes what it is told.
func stub() string {
	var b strings.Builder
	b.WriteString("import atexit, json, os\nNOTED = []\n\n")
	quoted := func(list []string) string {
		text, _ := json.Marshal(list)
		if list == nil {
			return "[]"
		}
		return string(text)
	}
	b.WriteString(`
def note(kind, allowed, args, keywords):
    unknown = [k for k in keywords if k not in allowed]
    assert not unknown, f"{kind} takes no {unknown}"
    NOTED.append([kind, [a if isinstance(a, (int, float, str, list, type(None))) else getattr(a, "number", -1) for a in args], {k: v if isinstance(v, (int, float, str, list)) else getattr(v, "number", -1) for k, v in keywords.items()}])
    return len(NOTED) - 1


class Thing:
    def record(self, what):
        note("record", [], [self, list(what)], {})

    def get_data(self, what):
        class Data:
            class Segment:
                spiketrains, irregularlysampledsignals = [[0.001]], []
            segments = [Segment]
        return Data


class Names:
    pass


@atexit.register
def write():
    with open(os.environ["NOTES"], "w") as f:
        json.dump(NOTED, f)


`)
	spaces := map[string]bool{}
	for _, c := range calls {
		parts := strings.Split(c.Name, ".")
		for i := 1; i < len(parts); i++ {
			space := strings.Join(parts[:i], ".")
			if !spaces[space] {
				spaces[space] = true
				fmt.Fprintf(&b, "%s = Names()\n", space)
			}
		}
		switch {
		case parts[0] == "RunCommand":
			fmt.Fprintf(&b, "%s = %q\n", c.Name, parts[1])
		case strings.ToLower(c.Name[:1]) == c.Name[:1] && len(parts) == 1:
			fmt.Fprintf(&b, "def %s(*args, **keywords): note(%q, %s, args, keywords)\n", c.Name, c.Name, quoted(c.Keywords))
		default:
			class := strings.ReplaceAll(c.Name, ".", "_") + "_"
			fmt.Fprintf(&b, "class %s(Thing):\n    def __init__(self, *args, **keywords):\n        self.number = note(%q, %s, args, keywords)\n\n\n%s = %s\n", class, c.Name, quoted(c.Keywords), c.Name, class)
		}
	}
	return b.String()
}

// noted is one call that the stand-in has noted.
type noted struct {
	kind     string
	args     []any
	keywords map[string]any
}

// runScript writes the files of a target, runs the script on the stand-in to its
// end and returns what it configured.
func runScript(t *testing.T, files []gen.File) []noted {
	t.Helper()
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("no python3 to run the script with")
	}
	folder := t.TempDir()
	script := ""
	write := func(path, text string) {
		full := filepath.Join(folder, path)
		if err := os.MkdirAll(filepath.Dir(full), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(full, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range files {
		write(f.Path, string(f.Data))
		if strings.HasSuffix(f.Path, "_pynn.py") {
			script = f.Path
		}
		if strings.HasSuffix(f.Path, ".py") {
			if out, err := exec.CommandContext(t.Context(), python, "-m", "py_compile", filepath.Join(folder, f.Path)).CombinedOutput(); err != nil {
				t.Fatalf("%s: %v\n%s", f.Path, err, out)
			}
		}
	}
	write("pynn_brainscales/__init__.py", "")
	write("pynn_brainscales/brainscales2.py", stub())
	cmd := exec.CommandContext(t.Context(), python, script, "--out", "results", "--gain", "400", "300")
	cmd.Dir = folder
	cmd.Env = append(os.Environ(), "NOTES="+filepath.Join(folder, "notes.json"), "PYTHONDONTWRITEBYTECODE=1")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("the script fails on the stand-in: %v\n%s", err, out)
	}
	for _, f := range []string{"spikes.csv", "traces.csv", "run.json"} {
		if _, err := os.Stat(filepath.Join(folder, "results", f)); err != nil {
			t.Error(err)
		}
	}
	text, err := os.ReadFile(filepath.Join(folder, "notes.json"))
	if err != nil {
		t.Fatal(err)
	}
	var raw [][3]json.RawMessage
	if err := json.Unmarshal(text, &raw); err != nil {
		t.Fatal(err)
	}
	list := make([]noted, len(raw))
	for i, r := range raw {
		json.Unmarshal(r[0], &list[i].kind)
		json.Unmarshal(r[1], &list[i].args)
		json.Unmarshal(r[2], &list[i].keywords)
	}
	return list
}

func modelOf(t *testing.T, example string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "examples", example, "model.nn"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// chips are the examples that fit.
var chips = []string{"balanced", "synfire", "winner_take_all", "facets"}

// TestScriptConfiguresTheDocument: the script runs to its end on a stand-in, and what
// it configures are the numbers of the document.
func TestScriptConfiguresTheDocument(t *testing.T) {
	for _, example := range chips {
		t.Run(example, func(t *testing.T) {
			s := irtest.Study(t, modelOf(t, example), lower.Options{Experiment: "default"})
			files, list := Target{}.Generate(s, gen.Options{})
			if list.HasErrors() {
				t.Fatal(list)
			}
			var d document
			for _, f := range files {
				if strings.HasSuffix(f.Path, ".yaml") {
					if err := yaml.Unmarshal(f.Data, &d); err != nil {
						t.Fatal(err)
					}
				}
			}
			notes := runScript(t, files)
			populations, projections, at := 0, 0, 0
			prepared := false
			for i, n := range notes {
				switch n.kind {
				case "cells." + d.Target.Cell:
					p := d.Populations[populations]
					populations++
					if n.keywords["i_synin_gm_E"] != 400.0 || n.keywords["i_synin_gm_I"] != 300.0 {
						t.Errorf("%s: gains %v", p.Name, n.keywords)
					}
					for name, q := range p.Parameters {
						var want any = q.Values[0]
						if len(q.Values) > 1 {
							list := make([]any, len(q.Values))
							for k, v := range q.Values {
								list[k] = v
							}
							want = list
						}
						if !reflect.DeepEqual(n.keywords[name], want) {
							t.Errorf("%s of %s is %v instead of %v", name, p.Name, n.keywords[name], want)
						}
					}
				case "Population":
					if at < len(d.Populations) {
						if n.args[0] != float64(d.Populations[at].Size) {
							t.Errorf("population %d has %v neurons", at, n.args[0])
						}
					}
					at++
				case "cells.SpikeSourceArray":
					x := d.Sources[at-len(d.Populations)]
					times := n.keywords["spike_times"].([]any)
					for k, list := range x.Times {
						got := times[k].([]any)
						if len(got) != len(list) {
							t.Fatalf("%s[%d] has %d spikes instead of %d", x.Name, k, len(got), len(list))
						}
						for j, us := range list {
							if g := got[j].(float64) * 1000; g < us*(1-1e-9) || g > us*(1+1e-9) {
								t.Fatalf("%s[%d]: a spike at %v us instead of %v", x.Name, k, g, us)
							}
						}
					}
				case "FromListConnector":
					x := d.Projections[projections]
					projections++
					pairs := n.args[0].([]any)
					if len(pairs) != len(x.Synapses) {
						t.Fatalf("%s has %d synapses instead of %d", x.Name, len(pairs), len(x.Synapses))
					}
					sign := 1.0
					if x.Receptor == "inhibitory" && d.Target.Cell == "CalibHXNeuronCuba" {
						sign = -1
					}
					for k, want := range x.Synapses {
						got := pairs[k].([]any)
						if got[0] != float64(want[0]) || got[1] != float64(want[1]) || got[2] != sign*float64(want[2]) || got[3] != 0.0 {
							t.Fatalf("%s: synapse %v instead of %v", x.Name, got, want)
						}
					}
				case "run":
					if n.args[0] == nil {
						prepared = true
					} else if us := n.args[0].(float64) * 1000; !prepared || us < d.Run.Runtime*(1-1e-9) || us > d.Run.Runtime*(1+1e-9) {
						t.Errorf("call %d runs %v us, prepared: %v", i, us, prepared)
					}
				}
			}
			if populations != len(d.Populations) || projections != len(d.Projections) || at != len(d.Populations)+len(d.Sources) || !prepared || projections == 0 {
				t.Errorf("%d populations, %d projections, %d with sources, prepared: %v", populations, projections, at, prepared)
			}
		})
	}
}

// TestPlasticScript: a script with a rule imports its kernel and gives it to the
// projection.
func TestPlasticScript(t *testing.T) {
	text := `import "std/neurons"
import "std/plasticity"
network n {
  population p[2] = LIF_exp(exc.tau = 5 ms, inh.tau = 5 ms); population s[3] = spikes_at([1 ms])
  connect s -> p.exc by all_to_all() { weight = 20 pA; delay = 0.1 ms; plasticity = stdp(w_max = 31.5 pA, lambda = 0.1) }
  record spikes of p
}
experiment default { step 0.1 ms; run 1 s }
`
	files, list := Target{}.Generate(irtest.Study(t, text, lower.Options{}), gen.Options{Allow: []string{PeriodicRule}})
	if list.HasErrors() {
		t.Fatal(list)
	}
	timers := 0
	for _, n := range runScript(t, files) {
		if n.kind == "Timer" {
			timers++
			if n.keywords["period"] != 0.2 || n.keywords["num_periods"] != 5.0 {
				t.Errorf("%v", n.keywords)
			}
		}
	}
	if timers != 1 {
		t.Errorf("%d timers", timers)
	}
}

// TestCheckScript: names and keywords that the interface does not have are found.
func TestCheckScript(t *testing.T) {
	for _, c := range []struct{ text, says string }{
		{"pynn.setup()\npynn.Population(3, cell)\nx = pynn.RunCommand.PREPARE", ""},
		{"pynn.Assembly(a, b)", "Assembly is not in the list"},
		{"pynn.cells.CalibHXNeuronCuba(\n    v_rest=3,\n    e_rev_E=1)", "takes no e_rev_E"},
		{"pynn.Projection(a, b, pynn.FromListConnector(x, safe=True))", "takes no safe"},
		{"# pynn.nothing", ""},
	} {
		err := checkScript(c.text)
		if (err == nil) != (c.says == "") || err != nil && !strings.Contains(err.Error(), c.says) {
			t.Errorf("%q: %v instead of %q", c.text, err, c.says)
		}
	}
}
