package neuron

import (
	"math"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
)

// membraneModel has a receptor that depends on the potential, one with two variables
// and two ports that share some.
const membraneModel = `import "std/channels"
import "std/synapses"
neuron N {
  param C = 120 pF, g_Na = 12000 nS, g_L = 30 nS, w_tau = 20 ms
  synapse ex = exp_cond(V = V, tau = 5 ms, E_rev = 0 mV)
  synapse in = alpha_current(tau = 2 ms)
  input I : pA
  state V = -65 mV, m = 0.05, w = 0 pA
  m' = hh_alpha_m(V)*(1 - m) - hh_beta_m(V)*m
  w' = (2 nS*(V + 65 mV) - w)/w_tau
  V' = (g_Na*m^3*(50 mV - V) + g_L*(-54 mV - V) - w + ex + in + I)/C
  on rising(V > -20 mV) { spike }
  method rk4
}
network n { population p[2] = N() { } record V of p }
experiment default { step 0.1 ms; seed 1; run 1 ms }
`

// What the mechanisms carry adds up to the model's equation of the potential.
func TestSplitAddsUp(t *testing.T) {
	s := irtest.Study(t, membraneModel, lower.Options{})
	d := s.Model.Dynamics[0]
	x, err := newSplit(d, s.Programs[0])
	if err != nil {
		t.Fatal(err)
	}
	membrane, receptors, err := x.currents()
	if err != nil {
		t.Fatal(err)
	}
	if len(receptors) != 2 || d.Symbols[x.v].Name != "V" {
		t.Fatalf("%d receptors of %s", len(receptors), d.Symbols[x.v].Name)
	}
	r := rand.New(rand.NewPCG(1, 2))
	for range 100 {
		values := map[expr.Sym]float64{}
		for i, symbol := range d.Symbols {
			values[expr.Sym(i)] = r.NormFloat64() * 10
			if symbol.Kind == ir.SymInput {
				values[expr.Sym(i)] = 0
			}
		}
		for _, p := range d.Params {
			if v, ok := literalOf(d, d.Pool.Sym(p.Sym)); ok {
				values[p.Sym] = v
			}
		}
		at := func(e expr.Expr) float64 { return expr.Eval(e, func(s expr.Sym) float64 { return values[s] }) }
		sum := at(membrane)
		for _, c := range receptors {
			sum += at(c) / at(x.capacity)
		}
		if want := at(x.rate); math.Abs(sum-want) > 1e-9*math.Max(1, math.Abs(want)) {
			t.Errorf("%v instead of %v", sum, want)
		}
	}
	v, err := newSections(s)
	if err != nil || v.Cells[0].Area != 12000 {
		t.Errorf("%v, an area of %v um2 instead of 100 for each pF", err, v.Cells[0].Area)
	}
}

// The method follows from the equations: cnexp would solve others wrongly and say
// nothing.
func TestSectionMethods(t *testing.T) {
	files, list := Target{}.Generate(irtest.Study(t, membraneModel, lower.Options{}), gen.Options{Embed: gen.Section})
	if list.HasErrors() {
		t.Fatal(list)
	}
	for path, want := range map[string][]string{
		"mod/N.mod":    {"SUFFIX N", "SOLVE states METHOD cnexp", "m' = (m_inf - m)/m_tau", "NONSPECIFIC_CURRENT i"},
		"mod/N_ex.mod": {"POINT_PROCESS N_ex", "METHOD cnexp", "ex_g' = -ex_g/ex_tau", "ex_g = ex_g + weight"},
		"mod/N_in.mod": {"POINT_PROCESS N_in", "METHOD derivimplicit"},
	} {
		found := false
		for _, f := range files {
			if f.Path != path {
				continue
			}
			found = true
			for _, line := range want {
				if !strings.Contains(string(f.Data), line) {
					t.Errorf("%s has no %q:\n%s", path, line, f.Data)
				}
			}
			for _, w := range []string{"VERBATIM", "POINTER", "TABLE", "GLOBAL"} {
				if strings.Contains(string(f.Data), w) {
					t.Errorf("%s has %s", path, w)
				}
			}
		}
		if !found {
			t.Errorf("there is no %s", path)
		}
	}
}

// What a section cannot say is refused where it stands.
func TestSectionRefusals(t *testing.T) {
	for name, c := range map[string]struct{ old, new, why, line string }{
		"reset":       {"on rising(V > -20 mV) { spike }", "on V > -20 mV { spike; V = -65 mV }", "sets variables", "on V > -20 mV"},
		"hold":        {"on rising(V > -20 mV) { spike }", "on V > -20 mV { spike; hold V for 1 ms }", "holds variables, and NEURON integrates a section without a break; a neuron whose currents make the spikes can count them by `on rising(V > threshold)", "on V > -20 mV"},
		"every step":  {"on rising(V > -20 mV) { spike }", "on V > -20 mV { spike }", "rises above a threshold", "on V > -20 mV"},
		"moving":      {"on rising(V > -20 mV) { spike }", "on rising(V > w/(1 nS)) { spike }", "this one moves", "on rising(V > w/(1 nS))"},
		"two":         {"on rising(V > -20 mV) { spike }", "on rising(V > -20 mV) { spike }\n  on rising(V > 0 mV) { spike }", "a second event", "on rising(V > 0 mV)"},
		"jump":        {"on rising(V > -20 mV) { spike }", "on spike from kick(u : mV) { V += u }\n  on rising(V > -20 mV) { spike }", "make the potential jump", "kick"},
		"capacitance": {"- w + ex + in + I)/C", "- w + ex + in)/C", "", ""},
		"expression":  {"record V of p", "record ex of p", "an expression", ""},
	} {
		text := strings.Replace(membraneModel, c.old, c.new, 1)
		if text == membraneModel {
			t.Fatalf("%s changes nothing", name)
		}
		if name == "capacitance" {
			text = strings.Replace(text, "  input I : pA\n", "", 1)
		}
		s, messages := irtest.TryStudy(t, text, lower.Options{})
		if s == nil {
			t.Errorf("%s: %v", name, messages)
			continue
		}
		_, list := Target{}.Generate(s, gen.Options{Embed: gen.Section})
		if c.why == "" {
			if list.HasErrors() { // the synaptic currents tell the capacitance
				t.Errorf("%s: %s", name, list[0].Message)
			}
			continue
		}
		if len(list) != 1 || !strings.Contains(list[0].Message, c.why) {
			t.Errorf("%s: %v", name, list)
			continue
		}
		if at := list[0].Primary; c.line != "" && !strings.Contains(text[at.Start:], c.line) {
			t.Errorf("%s: the place is %q", name, text[at.Start:at.End])
		}
	}
}
