package all_test

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/program"
)

const model = `
import "std/neurons"
/// A network of two.
network n {
  population p[2] = LIF_exp(I_e = i*100 pA)
  connect poisson(rate = 100 Hz) -> p.exc by one_to_one() { weight = 10 pA; delay = 1 ms }
  connect p -> p.inh by all_to_all() { weight = -10 pA; delay = uniform(0.1 ms, 1 ms) }
  record spikes of p
  record V of p
}
experiment default { step 0.1 ms; run 10 ms }
`

// generate emits a study and checks what holds for every target.
func generate(t *testing.T, target gen.Target, s *ir.Study) []gen.File {
	t.Helper()
	files, list := target.Generate(s, gen.Options{})
	if list.HasErrors() || len(files) == 0 {
		t.Fatalf("%s: %d files, %v", target.Name(), len(files), list)
	}
	again, _ := target.Generate(s, gen.Options{})
	for i, f := range files {
		if i > 0 && f.Path <= files[i-1].Path {
			t.Errorf("%s: %s stands behind %s", target.Name(), f.Path, files[i-1].Path)
		}
		if f.Path != again[i].Path || !bytes.Equal(f.Data, again[i].Data) {
			t.Errorf("%s: %s differs between two calls", target.Name(), f.Path)
		}
		if strings.Contains(f.Path, "..") || strings.HasPrefix(f.Path, "/") || strings.Contains(f.Path, `\`) {
			t.Errorf("%s writes to %s", target.Name(), f.Path)
		}
	}
	return files
}

func TestTargets(t *testing.T) {
	seen := map[string]bool{}
	for _, target := range all.Targets() {
		name := target.Name()
		if name == "" || seen[name] || target.Doc() == "" || len(target.Features()) == 0 {
			t.Errorf("target %q: %q, %d features", name, target.Doc(), len(target.Features()))
		}
		seen[name] = true
		if found, ok := all.Find(name); !ok || found.Name() != name {
			t.Errorf("%s is not found by its name", name)
		}
		_, runs := target.(gen.Runner)
		if _, checks := target.(gen.Checker); !runs && !checks {
			t.Errorf("%s says neither how to run its output nor how a study fits", name)
		}
	}
	if _, ok := all.Find("nest2"); ok {
		t.Error("there is a target nest2")
	}
}

// Every file says where it comes from, and nothing of the machine or the day.
// TestFunctions: every target that claims elementary functions can write all of them.
func TestFunctions(t *testing.T) {
	one, two := program.Functions()
	var terms []string
	for _, f := range append(one, two...) {
		switch f {
		case "probit", "pow": // of draws, and of the operator ^
			terms = append(terms, "(1 + y)^x")
		case "linoid":
			terms = append(terms, "linoid(x, 0.5)")
		default:
			terms = append(terms, f+"(0.1 + x/(1 + abs(x)))")
		}
	}
	m := irtest.Study(t, `
neuron N {
  state x = 0.3, y = 0.2
  y' = -y/(5 ms)
  x' = (`+strings.Join(terms, " + ")+` - x)/(1 s)
  on x > 2 { spike; x = 0 }
}
network n { population p[2] = N(); record spikes of p }
experiment default { step 0.1 ms; run 10 ms }
`, lower.Options{})
	claimed := 0
	for _, target := range all.Targets() {
		switch {
		case len(target.Features().Missing(ir.Features(ir.FeatureElementary))) > 0:
		case target.Name() == "spinnaker": // whose numbers have a range
		case target.Name() == "nestml": // whose language has fewer of them
			if _, list := target.Generate(m, gen.Options{}); !list.HasErrors() || !strings.Contains(list[0].Message, "NESTML has no function") {
				t.Errorf("nestml: %v", list)
			}
		default:
			claimed++
			generate(t, target, m)
		}
	}
	if claimed < 4 {
		t.Errorf("%d targets have elementary functions", claimed)
	}
}

// TestDraws: a target says by its features which distributions it cannot draw from, in
// neurons and at connections, or it writes them: `nngen check` and `nngen targets` tell
// by features what `nngen build` does.
func TestDraws(t *testing.T) {
	carried := 0
	for _, draw := range []string{"gamma(2, 0.5)", "poisson(3)", "binomial(9, 0.4)", "vonmises(0, 2)", "normal(0, 1)", "exponential(2)"} {
		for _, where := range []struct{ handler, rule string }{{draw, "1"}, {"1", draw}} {
			s := irtest.Study(t, `
import "std/neurons"
neuron N extends LIF_exp {
  state c = 0
  after spike { c = `+where.handler+` }
}
plasticity p {
  state w : weight clip(0, 100 pA)
  on pre { deliver w*`+where.rule+` }
}
network n {
  population a[3] = N(I_e = 500 pA)
  connect a -> a.exc by all_to_all() { weight = 10 pA; delay = 1 ms; plasticity = p() }
  record spikes of a
}
experiment default { step 0.1 ms; run 10 ms }
`, lower.Options{})
			for _, target := range all.Targets() {
				if len(target.Features().Missing(s.Needs())) > 0 {
					continue
				}
				carried++
				if target.Name() == "spinnaker" || target.Name() == "brainscales" { // which weigh numbers and circuits, too
					continue
				}
				generate(t, target, s)
			}
		}
	}
	if carried < 24 {
		t.Errorf("only %d are carried", carried)
	}
}

func TestHeaders(t *testing.T) {
	host, _ := os.Hostname()
	folder, _ := os.Getwd()
	for _, target := range all.Targets() {
		for _, f := range generate(t, target, irtest.Study(t, fitting(target, model), lower.Options{})) {
			text := string(f.Data)
			if strings.HasPrefix(f.Path, "runtime/") || strings.HasSuffix(f.Path, ".json") {
				continue // copies, which keep their own beginning, and what has no comments
			}
			if head := strings.Join(strings.SplitN(text, "\n", 4)[:3], "\n"); !strings.Contains(head, "Code generated by nngen; DO NOT EDIT.") || !strings.Contains(head, "model.nn (sha256 0000000000000000)") {
				t.Errorf("%s: %s begins with\n%s", target.Name(), f.Path, head)
			}
			for _, word := range []string{folder, host} {
				if len(word) > 6 && strings.Contains(text, word) {
					t.Errorf("%s: %s names this machine: %s", target.Name(), f.Path, word)
				}
			}
		}
	}
}

// onChip brings a text into the limits of an analog chip.
var onChip = strings.NewReplacer("delay = 1 ms", "delay = 0.1 ms", "delay = uniform(0.1 ms, 1 ms)", "delay = 0.1 ms", "record V of p\n", "record V of p every 2 ms\n")

// fitting is a text that a target takes.
func fitting(target gen.Target, text string) string {
	if target.Name() == "brainscales" {
		return onChip.Replace(text)
	}
	return text
}
