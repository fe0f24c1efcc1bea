package nestml

import (
	"flag"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/gentest"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
)

var update = flag.Bool("update", false, "rewrite the list of refusals in README.md")

// modelsOf are the emitted models of a study, by file.
func modelsOf(t *testing.T, text string) map[string]string {
	t.Helper()
	files, list := Target{}.Generate(irtest.Study(t, text, lower.Options{}), gen.Options{})
	if list.HasErrors() {
		t.Fatalf("%s\n%s", list[0].Message, text)
	}
	models := map[string]string{}
	for _, f := range files {
		if strings.HasSuffix(f.Path, ".nestml") {
			models[strings.TrimPrefix(f.Path, "models/")] = string(f.Data)
		}
	}
	return models
}

// kindOf is a model of one kind of neuron.
func kindOf(body string) string {
	return "neuron N {\n" + body + "\n}\nnetwork n { population p[2] = N(); record spikes of p }\nexperiment default { step 0.1 ms; run 1 ms }\n"
}

// TestText: numbers have the units that they lost, functions are NESTML's, handlers
// are its blocks.
func TestText(t *testing.T) {
	for body, want := range map[string]string{
		"state V = -65 mV; V' = (-60 mV - V)/(10 ms)\non V >= -50 mV { spike; V = -60 mV }":            "V' = (-60 mV - V) / (10 ms)\n",
		"state V = 0 mV; V' = 0.04*V^2/mV/ms + 5*V/ms":                                                 "V' = 0.04 / (1 mV) / (1 ms) * V**2 + 5.0 / (1 ms) * V\n",
		"state V = 0 mV, n = 0; V' = -V/(5 ms); n' = 0.1/mV/ms*linoid(V - 10 mV, 4 mV)*(1 - n)":        "n' = 0.1 / (1 mV) / (1 ms) * ((4 mV) / exprel(-(V - 10 mV) / (4 mV))) * (1.0 - n)\n",
		"input I : pA; state V = 0 mV; V' = I/(1 pF)":                                                  "V' = I_stim / (1 pF)\n",
		"state V = 0 mV; V' = V < 1 mV ? 1 mV/ms : -1 mV/ms":                                           "V' = V < 1 mV ? 1 mV / (1 ms) : -1 mV / (1 ms)\n",
		"state V = 0 mV; V' = -V/(5 ms)\non rising(V > 1 mV) { spike }":                                "    update:\n        V_was = V > 1 mV\n        integrate_odes()\n\n    onCondition(not V_was and V > 1 mV):\n        emit_spike()\n",
		"state V = 0 mV; V' = -V/(5 ms)\non V > 1 mV { spike; V = 0 mV; hold V for 2 ms }":             "        V_held = V_hold > 0\n        if V_held:\n            V_hold -= 1\n        if not V_held:\n            integrate_odes()\n",
		"state V = 0 mV, u = 1 mV; V' = -V/(5 ms)\non V > 1 mV { let old = V; spike; V = u; u = old }": "        new_u mV = V\n        V = u\n        u = new_u\n        emit_spike()\n",
		"state V = 0 mV, n = 0; V' = -V/(5 ms)\non V > 1 mV { if n < 2 { spike }; n += 1 }":            "        spikes boolean = n < 2.0\n        n += 1.0\n        if spikes:\n            emit_spike()\n",
		"state V = 0 mV; V' = -V/(5 ms)\non spike from exc(w : mV) { V += 2*w }":                       "    onReceive(exc_spikes):\n        V += 2.0 * exc_spikes * (1 mV) * (1 s)\n",
		"param tau = inf*(1 ms); state V = 0 mV; V' = -V/tau":                                          "tau ms = inf * (1 ms)\n",
		"state V = 0 mV, n = 0; V' = -V/(5 ms); n' = -n/max(V/mV*ms, -inf)":                            "max(V, -(inf * (1 mV)))",
		"param g = 2 nS; state V = 0 mV; V' = -g*V/(10 pF)":                                            "g nS = 2 nS\n",
	} {
		if text := modelsOf(t, kindOf(body))["N_neuron.nestml"]; !strings.Contains(text, want) {
			t.Errorf("%s\nlacks %s in\n%s", body, want, text)
		}
	}
}

// TestKindsShareAText: neurons that differ in values of parameters are one model.
func TestKindsShareAText(t *testing.T) {
	models := modelsOf(t, `neuron N { param tau = 10 ms; state V = 0 mV; V' = -V/tau; on V > 1 mV { spike; V = 0 mV } }
network n { population p[2] = N(); population q[2] = N(tau = 20 ms); population r[2] = N(tau = uniform(5 ms, 8 ms)); record spikes of p + q + r }
experiment default { step 0.1 ms; run 1 ms }
`)
	if len(models) != 1 {
		t.Errorf("%d models", len(models))
	}
}

const hostile = `/// A "doc" comment: \ """ ''' */ {{ end }} ${x} # and
/// model evil_neuron:
///     state:
/// ` + "\u2028 `x` \u202e é ∑" + `
neuron lambda {
  /// # not = a comment
  param int = 10 ms
  param ms = 2 ms
  param mV = -50 mV; param model = 1; param E = -65 mV; param I = 20 pA; param S = 100 pF; param beta = 1
  state e = E; state update = 0 pA
  input input : pA
  e' = (E - e)/int*model*beta + (update + I + input)/S
  update' = -update/ms
  on spike from spike_(w : pA) { update += w }
  on spike from from(w : pA) { update -= w }
  on e >= mV { spike; e = E; hold e for ms }
}
network lambda { population class[2] = lambda(); population _with_[1] = lambda(int = 12 ms); record spikes of class; record e of class }
experiment default { step 0.1 ms; run 1 ms }
`

// TestHostile: comments stay in their lines, and reserved words do not name anything.
func TestHostile(t *testing.T) {
	for file, text := range modelsOf(t, hostile) {
		for i, l := range strings.Split(text, "\n") {
			code, _, _ := strings.Cut(l, "#")
			if strings.HasPrefix(strings.TrimSpace(code), "model evil") || strings.ContainsAny(l, "\u2028\u202e\"\\") {
				t.Errorf("%s:%d: %s", file, i+1, l)
			}
			if m := regexp.MustCompile(`^        (\w+) (\S+ =|<-)`).FindStringSubmatch(code); m != nil && (slices.Contains(reserved, m[1]) || written[m[1]]) {
				t.Errorf("%s:%d: %s is reserved", file, i+1, m[1])
			}
		}
	}
}

// TestClashes: variables that drive one another and decay equally fast are found;
// where the rates are one expression there is nothing to divide by.
func TestClashes(t *testing.T) {
	for body, digits := range map[string]int{
		"param a = 5 ms; param b = 5 ms; state V = 0 mV, I = 0 mV/ms; V' = -V/a + I; I' = -I/b":                                    0,
		"param a = 5 ms; param b = 5.00001 ms; state V = 0 mV, I = 0 mV/ms; V' = -V/a + I; I' = -I/b":                              6,
		"param a = 5 ms; state V = 0 mV, I = 0 mV/ms; V' = -V/a + I; I' = -I/a":                                                    -1,
		"param a = 5 ms; param b = 5 ms; state V = 0 mV, I = 0 mV/ms; V' = -V/a; I' = -I/b":                                        -1,
		"param a = 5 ms; param b = 6 ms; state V = 0 mV, I = 0 mV/ms; V' = -V/a + I; I' = -I/b":                                    -1,
		"param a = 5 ms; param b = 5 ms; state V = 0 mV, J = 0 mV/ms, I = 0 mV/ms; V' = -V/a + J; J' = I/ms - J/(2 ms); I' = -I/b": 0,
	} {
		s := irtest.Study(t, kindOf(body), lower.Options{})
		list := clashes(s.Model.Dynamics[0])
		if got := -1; len(list) > 0 {
			got = list[0].digits
			if got != digits {
				t.Errorf("%s: %d digits instead of %d", body, got, digits)
			}
		} else if digits >= 0 {
			t.Errorf("%s: nothing found", body)
		}
		_, messages := Target{}.Generate(s, gen.Options{})
		if messages.HasErrors() != (digits == 0) {
			t.Errorf("%s: %v", body, messages)
		}
	}
}

// What NESTML cannot carry is declared with its reason, so that it is refused with
// its place; README.md has the list.
func TestRefused(t *testing.T) {
	gentest.Refused(t, Target{}.Features(), refusals)
	gentest.Keep(t, "refused", Refusals(), *update)
}

// TestRulesShareAText: what connections differ in is set by the script, so that rules of
// the same text are one model.
func TestRulesShareAText(t *testing.T) {
	text := `plasticity grow { param step : weight; state w : weight; on pre { w += step; deliver w } }
neuron N { state V = 0 mV, I = 0 pA; V' = -V/(5 ms) + I/(10 pF); I' = -I/(3 ms); on spike from exc(w : pA) { I += w }; on V > 1 mV { spike; V = 0 mV } }
network n {
  population p[2], q[2] = N()
  connect p -> q.exc by all_to_all() { weight = 5 pA; delay = 1 ms; plasticity = grow(step = 2 pA) }
  connect q -> p.exc by all_to_all() { weight = 7 pA; delay = 2 ms; plasticity = grow(step = 2 pA) }
  connect p -> p.exc by one_to_one() { weight = 7 pA; delay = 2 ms; plasticity = grow(step = 3 pA) }
  record spikes of p
}
experiment default { step 0.1 ms; run 1 ms }
`
	models := modelsOf(t, text)
	if len(models) != 3 { // N, and grow with two values of step
		t.Errorf("%d models: %v", len(models), slices.Sorted(maps.Keys(models)))
	}
}
