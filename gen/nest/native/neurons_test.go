package native

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
)

// cell recognises a neuron that stands alone in a network.
func cell(t *testing.T, text, population string, signs ...int) (*neuron, *unlike) {
	t.Helper()
	s := irtest.Study(t, text+fmt.Sprintf("\nnetwork net {\n population p[2] = %s\n record spikes of p\n}\nexperiment e { step 0.1 ms; run 1 ms }\n", population), lower.Options{})
	return recognise(s.Model.Dynamics[0], use{signs: signs})
}

// The neurons of the library: what they are of NEST's own, or what differs.
func TestLibrary(t *testing.T) {
	for _, x := range []struct{ lib, cell, want, refused string }{
		{"nest", "iaf_psc_exp()", "iaf_psc_exp", ""},
		{"nest", "iaf_psc_alpha()", "iaf_psc_alpha", ""},
		{"nest", "iaf_psc_delta()", "iaf_psc_delta", ""},
		{"nest", "iaf_cond_exp()", "iaf_cond_exp", ""},
		{"nest", "iaf_cond_alpha()", "iaf_cond_alpha", ""},
		{"nest", "iaf_cond_beta(tau_rise_ex = 1 ms, tau_decay_ex = 3 ms, tau_rise_in = 2.1 ms)", "iaf_cond_beta", ""},
		{"nest", "aeif_cond_exp()", "aeif_cond_exp", ""},
		{"nest", "aeif_cond_alpha()", "aeif_cond_alpha", ""},
		{"nest", "aeif_psc_exp()", "aeif_psc_exp", ""},
		{"nest", "izhikevich()", "izhikevich", ""},
		{"nest", "hh_psc_alpha()", "", "2 conditions"},
		{"nest", "iaf_psc_exp_htum()", "", "V_m >= V_th and silence < 1"},
		{"nest", "mat2_psc_exp()", "", "V_m >= V_th and silence < 1"},
		{"nest", "iaf_chxk_2008()", "", "rising(V_m >= V_th)"},
		{"pynn", "IF_curr_exp()", "iaf_psc_exp", ""},
		{"pynn", "IF_curr_alpha()", "iaf_psc_alpha", ""},
		{"pynn", "IF_curr_delta()", "iaf_psc_delta", ""},
		{"pynn", "IF_cond_exp()", "iaf_cond_exp", ""},
		{"pynn", "IF_cond_alpha()", "iaf_cond_alpha", ""},
		{"pynn", "IF_facets_hardware1()", "iaf_cond_exp", ""},
		{"pynn", "EIF_cond_exp_isfa_ista()", "aeif_cond_exp", ""},
		{"pynn", "EIF_cond_alpha_isfa_ista()", "aeif_cond_alpha", ""},
		{"pynn", "Izhikevich()", "izhikevich", ""},
		{"pynn", "IF_cond_exp_gsfa_grr()", "", "a further variable, g_s"},
		{"pynn", "HH_cond_exp()", "", "rising(v > v_spike)"},
		{"pynn", "GIF_cond_exp()", "", "hazard"},
		{"neurons", "LIF_exp()", "iaf_psc_exp", ""},
		{"neurons", "LIF_cond_exp()", "iaf_cond_exp", ""},
		{"neurons", "LIF_delta(tau_m = 10 ms + 1 ms*i)", "iaf_psc_delta", ""},
	} {
		inhibition := 1
		if strings.Contains(x.want, "psc") {
			inhibition = -1
		}
		n, why := cell(t, "import \"std/"+x.lib+"\"", x.cell, 1, inhibition)
		switch {
		case why != nil && x.refused == "":
			t.Errorf("%s is refused: %s", x.cell, why.what)
		case why != nil && !strings.Contains(why.what, x.refused):
			t.Errorf("%s is refused because %s, not because of %s", x.cell, why.what, x.refused)
		case why == nil && n.model.name != x.want:
			t.Errorf("%s is taken for %s instead of %q", x.cell, n.model.name, x.want)
		case why == nil:
			// Every parameter that NEST's model has is one of the cell's, or a number.
			for name, e := range n.params {
				if k := e.Kind(); k != expr.Symbol && k != expr.Const && n.text(e) != "cm/tau_m" && !strings.Contains(x.cell, "facets") {
					t.Errorf("%s: %s is %s", x.cell, name, n.text(e))
				}
			}
			for _, r := range n.receptors {
				if r.factor.IsValid() && !r.factor.IsOne() && !r.factor.IsInt(-1) {
					t.Errorf("%s: weights are multiplied by %s", x.cell, n.text(r.factor))
				}
			}
		}
	}
}

// adex is an adaptive exponential neuron, with places for mistakes.
const adex = `neuron X {
    param C = 200 pF, g = 10 nS, E = -70 mV, VT = -50 mV, D = 2 mV, A = 2 nS, B = 60 pA, tau = 100 ms, peak = 0 mV, R = -58 mV, tr = 2 ms
    state V = E
    state z = 0 pA
    state G = 0 nS
    G' = -G/(5 ms)
    V' = %s
    z' = %s
    on spike from exc(w : nS) { G += w }
    on %s {
        spike
        %s
        hold V for tr
    }
}`

// Near misses are refused, and what differs is said.
func TestNearMisses(t *testing.T) {
	membrane, adaptation, condition, reset := "(g*(E - V) + g*D*exp((V - VT)/D) - z - G*V)/C", "(A*(V - E) - z)/tau", "V >= peak", "V = R\nz += B"
	if n, why := cell(t, fmt.Sprintf(adex, membrane, adaptation, condition, reset), "X()", 1); why != nil || n.model.name != "aeif_cond_exp" {
		t.Fatalf("the neuron without a mistake is refused: %v", why)
	}
	for _, x := range []struct{ membrane, adaptation, condition, reset, says string }{
		{"(g*(E - V) + g*D*exp((V - VT)/(2*D)) - z - G*V)/C", adaptation, condition, reset, ""}, // another Delta_T and V_th: no mistake
		{"(g*(E - V) + g*D*exp((V - VT)/D)^2*(V/(1 mV)) - z - G*V)/C", adaptation, condition, reset, "V' is not"},
		{"(g*(E - V) + g*D*exp((V - VT)/D) - z*z/(1 pA) - G*V)/C", adaptation, condition, reset, "is no current of adaptation"},
		{membrane, "(A*(V - E - 1 mV) - z)/tau", condition, reset, "z' is not that of aeif_cond_exp, w' = (a*(V_m - E_L) - w)/tau_w"},
		{membrane, adaptation, condition, "V = R\nz = 2*z + B", "resets z to 2*z + B"},
		{membrane, adaptation, condition, "V = R\nz += B\nG = 0 nS", "a spike changes G to 0"},
		{membrane, adaptation, "V > peak", reset, "above its threshold"},
		{membrane, adaptation, condition, "V += -10 mV\nz += B", "which is no constant"},
		{membrane, adaptation, condition, "z += B", "does not reset V"},
	} {
		n, why := cell(t, fmt.Sprintf(adex, x.membrane, x.adaptation, x.condition, x.reset), "X()", 1)
		switch {
		case x.says == "" && why != nil:
			t.Errorf("%s: refused: %s", x.membrane, why.what)
		case x.says != "" && why == nil:
			t.Errorf("%s; %s; %s; %s is taken for %s", x.membrane, x.adaptation, x.condition, x.reset, n.model.name)
		case x.says != "" && !strings.Contains(why.what, x.says):
			t.Errorf("%s; %s; %s; %s: refused because %s, not because %s", x.membrane, x.adaptation, x.condition, x.reset, why.what, x.says)
		}
	}
}

// What a model calls its variables, and in what units and scales it has them, does not matter.
func TestScales(t *testing.T) {
	n, why := cell(t, `neuron X {
    param tau = 20 ms, R = 100 Mohm
    state u = 0 mV      // distance from rest
    state y = 0         // a share of the largest current
    y' = -y/(3 ms)
    u' = (R*0.5 nA*y - u)/tau
    on spike from syn(w : 1) { y += 2*w }
    on u >= 15 mV {
        spike
        u = 0 mV
        hold u for 1 ms
    }
}`, "X()", 0)
	if why != nil {
		t.Fatal(why.what)
	}
	if n.model.name != "iaf_psc_exp" {
		t.Fatalf("it is taken for %s", n.model.name)
	}
	at := func(name string) float64 { return constantValue(n.d, n.params[name]) }
	// V' = 0.5 nA*s/(tau/R): with the capacitance that the scale of y leaves open, the
	// weight of 1 has to move V as it does in the model.
	moves := constantValue(n.d, n.receptors[0].factor) / at("C_m")
	if want := 100e-3 * 0.5e3 / 20 * 2; !agree(moves, want, 0) || at("tau_m") != 20 || at("tau_syn_ex") != 3 || at("V_th") != 15 || at("E_L") != 0 {
		t.Errorf("a weight moves V' by %v instead of %v; tau_m %v, tau_syn %v, V_th %v, E_L %v", moves, want, at("tau_m"), at("tau_syn_ex"), at("V_th"), at("E_L"))
	}
}

// Weights whose sign is open go to a model with a receptor for each port.
func TestSigns(t *testing.T) {
	for _, x := range []struct {
		signs []int
		want  string
	}{{[]int{1, -1}, "iaf_psc_exp"}, {[]int{-1, 1}, "iaf_psc_exp"}, {[]int{1, 1}, "iaf_psc_exp_multisynapse"}, {[]int{0, -1}, "iaf_psc_exp_multisynapse"}} {
		n, why := cell(t, `import "std/neurons"`, "LIF_exp()", x.signs...)
		if why != nil || n.model.name != x.want {
			t.Errorf("signs %v: %v, %v instead of %s", x.signs, n, why, x.want)
			continue
		}
		var events []string
		for _, r := range n.receptors {
			events = append(events, r.event)
		}
		if x.signs[0] < 0 && !slices.Equal(events, []string{"in", "ex"}) {
			t.Errorf("signs %v: receptors %v", x.signs, events)
		}
	}
	// Equal time constants need no receptors of their own.
	if n, why := cell(t, `import "std/neurons"`, "LIF_exp(inh.tau = 2 ms)", 0, 0); why != nil || n.model.name != "iaf_psc_exp" {
		t.Errorf("equal time constants: %v", why)
	}
}
