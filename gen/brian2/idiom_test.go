package brian2

import (
	"strings"
	"testing"

	"github.com/nngen/nngen/examples"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
)

// idiomaticOf is the readable run.py of a model.
func idiomaticOf(t *testing.T, model string) string {
	t.Helper()
	files, list := Target{}.Generate(irtest.Study(t, model, lower.Options{}), gen.Options{Form: gen.Idiomatic})
	if list.HasErrors() {
		t.Fatal(list[0].Message)
	}
	for _, f := range files {
		if f.Path == "run.py" {
			return string(f.Data)
		}
	}
	t.Fatal("no run.py")
	return ""
}

// kindOf is a model of one kind of neuron.
func kindOf(body string) string {
	return "neuron N {\n" + body + "\n}\nnetwork n { population p[2] = N(); record spikes of p }\nexperiment default { step 0.1 ms; run 1 ms }\n"
}

// TestEquations: constants have the units that they lost, functions are Brian2's.
func TestEquations(t *testing.T) {
	for body, want := range map[string]string{
		"state V = -65 mV; V' = (-60 mV - V)/(10 ms)\non V >= -50 mV { spike; V = -60 mV }":     "dV/dt = (-60*mV - V)/(10*ms) : volt\n",
		"state V = 0 mV; V' = 0.04*V^2/mV/ms + 5*V/ms":                                          "dV/dt = 0.04/mV/ms*V**2 + 5/ms*V : volt\n",
		"state V = 0 mV, n = 0; V' = -V/(5 ms); n' = 0.1/mV/ms*linoid(V - 10 mV, 4 mV)*(1 - n)": "dn/dt = 0.1/mV/ms*((4*mV)/exprel(-(V - 10*mV)/(4*mV)))*(1 - n) : 1\n",
		"input I : pA; state V = 0 mV; V' = I/(1 pF)":                                           "dV/dt = I/pF : volt\n",
		"state V = 0 mV; V' = V < 1 mV ? 1 mV/ms : -1 mV/ms":                                    "dV/dt = int(V < 1*mV)*(1*mV/ms) + int(not (V < 1*mV))*(-1*mV/ms) : volt\n",
		"state V = 0 mV; V' = -V/(5 ms)\non rising(V > 1 mV) { spike }":                         `threshold="V > 1*mV", refractory="V > 1*mV"`,
		"state V = 0 mV; V' = -V/(5 ms)\non V > 1 mV { spike; V = 0 mV; hold V for 2 ms }":      `refractory="2*ms + dt"`,
		"state V = 0 mV, u = 1 mV; V' = -V/(5 ms)\non V > 1 mV { spike; V = u; u += 1 mV }":     `reset="V = u; u += 1*mV"`,
		// What has a name has its unit, though constants within it have none.
		"state V = 0 mV, x = 0, g = 1 nS; let open = 1/(1 + exp(x)); let syn = open*g*V\nV' = (300 pA + syn)/(250 pF); x' = -x/(3 ms)":  "dV/dt = (300*pA + syn)/(250*pF) : volt\n",
		"state V = 0 mV, x = 0; let open = 1/(1 + exp(x)); let late = open*V\nV' = -V/(5 ms); x' = -x/(3 ms)\non late > 1 mV { spike }": `threshold="late > 1*mV"`,
		"state x = 1, y = 0; x' = -x/(20 ms); y' = x/(1 ms)\non y > 2 { y = 0; spike }":                                                 "dy/dt = x/ms : 1\n",
		"state x = 1, y = 0; x' = -x/(20 ms); y' = (1 + x)/(1 ms)\non y > 2 { y = 0; spike }":                                           "dy/dt = 1/ms + x/ms : 1\n",
	} {
		if text := idiomaticOf(t, kindOf(body)); !strings.Contains(text, want) {
			t.Errorf("%s\nlacks %s in\n%s", body, want, text)
		}
	}
}

// TestExactOnlyWhereSafe: Brian2's exact gives NaN for equal time constants,
// refuses singular systems, and complex eigenvalues.
func TestExactOnlyWhereSafe(t *testing.T) {
	for body, safe := range map[string]bool{
		"state V = 0 mV; V' = -V/(5 ms)": true,
		"state V = 0 mV, a = 1 mV/ms, b = 0 mV/ms; V' = -V/(5 ms) + a + b; a' = -a/(2 ms); b' = -b/(2 ms)": true,
		"state V = 0 mV, a = 1 mV/ms; V' = -V/(5 ms) + a; a' = -a/(5 ms)":                                  false,
		"state V = 0 mV, a = 1 mV/ms; V' = a; a' = -a/(5 ms)":                                              false,
		"state V = 1 mV, W = 0 mV; V' = -W/(5 ms); W' = V/(5 ms)":                                          false,
	} {
		if text := idiomaticOf(t, kindOf(body)); strings.Contains(text, `method="exact"`) != safe {
			t.Errorf("%s: %v\n%s", body, !safe, text)
		}
	}
}

// linesOfExample is the number of lines of Brian2's own example of the Vogels-Abbott
// network (examples/CUBA.py).
const linesOfExample = 52

// TestWrittenSize: the script of that network is no longer than 1.5 times the example,
// in both ways to write it, and the native one says in Brian2's words who is connected.
func TestWrittenSize(t *testing.T) {
	model, err := examples.Models.ReadFile("cuba/model.nn")
	if err != nil {
		t.Fatal(err)
	}
	s := irtest.Study(t, string(model), lower.Options{Experiment: "default"})
	for _, fidelity := range []string{"", gen.Native} {
		files, list := Target{}.Generate(s, gen.Options{Form: gen.Idiomatic, Fidelity: fidelity})
		if list.HasErrors() {
			t.Fatal(list)
		}
		text := ""
		for _, f := range files {
			if f.Path == "run.py" {
				text = string(f.Data)
			}
		}
		if lines := strings.Count(text, "\n"); lines > linesOfExample*3/2 {
			t.Errorf("%d lines:\n%s", lines, text)
		}
		if !strings.Contains(text, `method="exact"`) || strings.Contains(text, "schedule") {
			t.Error("it is not what a user of Brian2 would write")
		}
		if own := strings.Contains(text, "exc_neurons.connect(p=0.02)") && strings.Contains(text, `neurons.V = "(-60 + 10*rand())*mV"`); own != (fidelity != "") {
			t.Errorf("fidelity %q:\n%s", fidelity, text)
		}
	}
}

// TestDrawn: values that Brian2 can draw, and those that it cannot.
func TestDrawn(t *testing.T) {
	for text, want := range map[string]string{
		"uniform(1 mV, 3 mV)":                        `"(1 + 2*rand())*mV"`,
		"uniform(0 mV, 20 mV)":                       `"20*rand()*mV"`,
		"normal(-50 mV, 5 mV)":                       `"(-50 + 5*randn())*mV"`,
		"clip(normal(-50 mV, 5 mV), -60 mV, -40 mV)": `"clip(-50 + 5*randn(), -60, -40)*mV"`,
		"3 mV*i/N": `"3*i/N*mV"`,
		"uniform(0 mV, 1 mV) + uniform(0 mV, 1 mV)": "data.column",
		"1 mV*gamma(2, 1)":                          "data.column",
	} {
		s := irtest.Study(t, strings.Replace(kindOf("state V = 0 mV; V' = -V/(5 ms)"), "population p[2] = N()", "population p[2] = N() { init V = "+text+" }", 1), lower.Options{})
		files, list := Target{}.Generate(s, gen.Options{Fidelity: gen.Native})
		if list.HasErrors() {
			t.Fatal(list)
		}
		for _, f := range files {
			if f.Path == "run.py" && !strings.Contains(string(f.Data), "p.V = "+want) {
				t.Errorf("%s: not %s:\n%s", text, want, f.Data)
			}
		}
	}
}

// TestForms: what equations cannot say is refused where they are asked for, and
// written out where no form is.
func TestForms(t *testing.T) {
	s := irtest.Study(t, kindOf("state V = 0 mV; V' = -V/(5 ms)\non V > 1 mV { spike }\non V > 2 mV { spike; V = 0 mV }"), lower.Options{})
	if _, list := (Target{}).Generate(s, gen.Options{Form: gen.Idiomatic}); len(list) != 1 || list[0].Code != "NN7002" || !strings.Contains(list[0].Message, "one threshold") {
		t.Error(list)
	}
	files, list := Target{}.Generate(s, gen.Options{})
	if list.HasErrors() || !strings.Contains(string(files[len(files)-1].Data), "MODELS = [") {
		t.Error("it is not written out", list)
	}
}

// TestEvents: conditions that do not spike are events, before the threshold or after the
// reset as in the model; one that makes a copy is no condition at all; those of held
// variables are refused.
func TestEvents(t *testing.T) {
	const equations = "state V = 0 mV, W = 0 mV, n = 0; V' = -V/(5 ms)\n"
	text := idiomaticOf(t, kindOf(equations+"on V > 3 mV { n += 1 }\non V > 1 mV { spike }\non V != W { W = V }\non V > 2 mV { V = 0 mV }"))
	for _, want := range []string{
		`"event": "V > 3*mV"`, `"V > 2*mV"`,
		`.set_event_schedule("event", when="before_thresholds", order=0)`,
		`.run_on_event("event", "n += 1", when="before_thresholds", order=1)`,
		`.run_regularly("W = V", when="after_resets", order=2)`,
		`"V = 0*mV", when="after_resets", order=5)`,
	} {
		if !strings.Contains(text, want) {
			t.Errorf("%s is not in\n%s", want, text)
		}
	}
	for _, handlers := range []string{
		"on V > 1 mV { spike; hold V for 2 ms }\non n < 1 { V = 0 mV }",
		"on V > 1 mV { spike; hold V for 2 ms }\non V > 0.5 mV { n = 1 }",
		"on V > 1 mV { spike }\non rising(V > 2 mV) { n = 1 }",
	} {
		s := irtest.Study(t, kindOf(equations+handlers), lower.Options{})
		if _, list := (Target{}).Generate(s, gen.Options{Form: gen.Idiomatic}); len(list) != 1 || !strings.Contains(list[0].Message, "an event of Brian2") {
			t.Errorf("%s: %v", handlers, list)
		}
	}
}
