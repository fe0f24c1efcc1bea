package interp_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/dsl/std"
)

// What several cells of PyNN have in common.
const (
	lifOfPyNN   = "v_rest = -65 mV, cm = 1 nF, tau_m = 20 ms, tau_refrac = 0.1 ms, v_reset = -65 mV, v_thresh = -50 mV, i_offset = 0 nA"
	condOfPyNN  = ", e_rev_E = 0 mV, e_rev_I = -70 mV"
	adexOfPyNN  = "cm = 0.281 nF, tau_refrac = 0.1 ms, v_spike = -40 mV, v_reset = -70.6 mV, v_rest = -70.6 mV, tau_m = 9.3667 ms, i_offset = 0 nA, a = 4 nS, b = 0.0805 nA, delta_T = 2 mV, tau_w = 144 ms, v_thresh = -50.4 mV"
	alsoOfEIF   = ", e_rev_E = 0 mV, e_rev_I = -80 mV, tau_syn_E = 5 ms, tau_syn_I = 5 ms"
	spanOfPyNN  = ", start = 0 ms, duration = 1e10 ms"
	boundOfPyNN = "w_min = 0, w_max, mu_plus = 0.5, mu_minus = 0.5"
)

// defaultsOfPyNN are the parameters of PyNN 0.12 (pyNN/standardmodels/cells.py,
// synapses.py) with their defaults, in PyNN's order and units. Parameters without a
// default have a unit that the receptor decides.
var defaultsOfPyNN = map[string]string{
	"IF_curr_exp":              lifOfPyNN + ", tau_syn_E = 5 ms, tau_syn_I = 5 ms",
	"IF_curr_alpha":            lifOfPyNN + ", tau_syn_E = 0.5 ms, tau_syn_I = 0.5 ms",
	"IF_curr_delta":            lifOfPyNN,
	"IF_cond_exp":              lifOfPyNN + condOfPyNN + ", tau_syn_E = 5 ms, tau_syn_I = 5 ms",
	"IF_cond_alpha":            lifOfPyNN + condOfPyNN + ", tau_syn_E = 0.3 ms, tau_syn_I = 0.5 ms",
	"IF_cond_exp_gsfa_grr":     lifOfPyNN + condOfPyNN + ", tau_syn_E = 5 ms, tau_syn_I = 5 ms, tau_sfa = 100 ms, e_rev_sfa = -75 mV, q_sfa = 15 nS, tau_rr = 2 ms, e_rev_rr = -75 mV, q_rr = 3000 nS",
	"IF_facets_hardware1":      "g_leak = 40 nS, tau_syn_E = 30 ms, tau_syn_I = 30 ms, v_reset = -80 mV, e_rev_I = -80 mV, v_rest = -65 mV, v_thresh = -55 mV, cm = 0.2 nF, t_ref = 1 ms, e_rev_E = 0 mV",
	"HH_cond_exp":              "gbar_Na = 20 uS, gbar_K = 6 uS, g_leak = 0.01 uS, cm = 0.2 nF, v_offset = -63 mV, e_rev_Na = 50 mV, e_rev_K = -90 mV, e_rev_leak = -65 mV, e_rev_E = 0 mV, e_rev_I = -80 mV, tau_syn_E = 0.2 ms, tau_syn_I = 2 ms, i_offset = 0 nA, v_spike = 0 mV",
	"EIF_cond_exp_isfa_ista":   adexOfPyNN + alsoOfEIF,
	"EIF_cond_alpha_isfa_ista": adexOfPyNN + alsoOfEIF,
	"Izhikevich":               "a = 0.02 ms^-1, b = 0.2 ms^-1, c = -65 mV, d = 2 mV/ms, i_offset = 0 nA",
	"GIF_cond_exp": "v_rest = -65 mV, cm = 1 nF, tau_m = 20 ms, tau_refrac = 4 ms, tau_syn_E = 5 ms, tau_syn_I = 5 ms, e_rev_E = 0 mV, e_rev_I = -70 mV, v_reset = -65 mV, i_offset = 0 nA, delta_v = 0.5 mV, v_t_star = -48 mV, lambda0 = 1 Hz, " +
		"tau_eta1 = 1 ms, tau_eta2 = 10 ms, tau_eta3 = 100 ms, tau_gamma1 = 1 ms, tau_gamma2 = 10 ms, tau_gamma3 = 100 ms, a_eta1 = 1 nA, a_eta2 = 1 nA, a_eta3 = 1 nA, a_gamma1 = 1 mV, a_gamma2 = 1 mV, a_gamma3 = 1 mV",
	"LIF":       lifOfPyNN,
	"AdExp":     adexOfPyNN,
	"CurrExp":   "tau_syn = 5 ms",
	"CondExp":   "e_syn = 0 mV, tau_syn = 5 ms",
	"CondAlpha": "e_syn = 0 mV, tau_syn = 5 ms",
	"CondBeta":  "e_syn = 0 mV, tau_rise = 0.2 ms, tau_decay = 1.7 ms",

	"SpikeSourcePoisson":           "rate = 1 Hz" + spanOfPyNN,
	"SpikeSourcePoissonRefractory": "rate = 1 Hz, tau_refrac = 0 ms" + spanOfPyNN,
	"SpikeSourceGamma":             "alpha = 2, beta = 1 Hz" + spanOfPyNN,
	"SpikeSourceInhGamma":          "a = [1], b = [1 s], tbins = [0 ms]" + spanOfPyNN, // PyNN has no defaults
	"SpikeSourceArray":             "spike_times = []",

	"StaticSynapse":                   "",
	"electrical_synapse":              "",
	"SimpleStochasticSynapse":         "p = 0.5",
	"TsodyksMarkramSynapse":           "U = 0.5, tau_rec = 100 ms, tau_facil = 0 ms, tau_psc = 5 ms", // the last is the receptor's in PyNN
	"MultiQuantalSynapse":             "U = 0.5, n = 1, tau_rec = 800 ms, tau_facil = 0 ms",
	"StochasticTsodyksMarkramSynapse": "U = 0.5, n = 1, tau_rec = 100 ms, tau_facil = 0 ms",

	"SpikePairRule_Gutig":  "tau_plus = 20 ms, tau_minus = 20 ms, A_plus = 0.01, A_minus = 0.01, " + boundOfPyNN,
	"Vogels2011Rule_Gutig": "tau = 20 ms, eta, rho = 3 Hz, " + boundOfPyNN,
	// The numbers of Pfister & Gerstner 2006, table 4, visual cortex, all to all.
	"TripletRule_Gutig": "tau_plus = 16.8 ms, tau_x = 101 ms, tau_minus = 33.7 ms, tau_y = 125 ms, A2_plus = 5e-10, A3_plus = 6.2e-3, A2_minus = 7e-3, A3_minus = 2.3e-4, " + boundOfPyNN,
}

// dependencies are the arguments of the rules of STDP that stand for PyNN's other
// classes of dependence on the weight.
var dependencies = map[string]string{"Additive": "mu_plus = 0, mu_minus = 0", "Multiplicative": "mu_plus = 1, mu_minus = 1", "AdditivePotentiationMultiplicativeDepression": "mu_plus = 0, mu_minus = 1"}

// TestDefaultsOfPyNN: std/pynn has everything of PyNN, nothing else, and PyNN's
// parameters with their defaults and units.
func TestDefaultsOfPyNN(t *testing.T) {
	parameters := map[string][]string{} // of a definition, as "name = default"
	var read func(name string, variant ast.Expr, extends *ast.Name, body []ast.Member)
	read = func(name string, variant ast.Expr, extends *ast.Name, body []ast.Member) {
		if extends != nil {
			parameters[name] = append(parameters[name], parameters[extends.Text]...)
		}
		if call, ok := variant.(*ast.Call); ok {
			base := parameters[call.Fun.(*ast.Name).Text]
			for _, p := range base {
				before, _, _ := strings.Cut(p, " ")
				for _, a := range call.Args {
					if a.Name.String() == before {
						p = before + " = " + a.Value.Span().Text()
					}
				}
				parameters[name] = append(parameters[name], p)
			}
		}
		for _, m := range body {
			d, ok := m.(*ast.Decl)
			switch {
			case !ok || d.Kind != ast.Param:
			case d.Value == nil:
				parameters[name] = append(parameters[name], d.Name.Text)
			default:
				parameters[name] = append(parameters[name], d.Name.Text+" = "+d.Value.Span().Text())
			}
		}
		if parameters[name] == nil {
			parameters[name] = []string{}
		}
	}
	for _, path := range []string{"std/pynn", "std/pynn/point"} {
		name, text, _ := std.Lookup(path)
		f, _ := parser.Parse(source.New(name, string(text)))
		for _, it := range f.Items {
			switch it := it.(type) {
			case *ast.Neuron:
				read(it.Name.Text, it.Variant, it.Extends, it.Body)
			case *ast.Synapse:
				read(it.Name.Text, it.Variant, nil, it.Body)
			case *ast.Source:
				read(it.Name.Text, it.Variant, nil, it.Body)
			case *ast.Plasticity:
				read(it.Name.Text, it.Variant, nil, it.Body)
			}
		}
	}
	want := map[string]string{}
	for name, list := range defaultsOfPyNN {
		want[name] = list
		if rule, ok := strings.CutSuffix(name, "_Gutig"); ok {
			for dependence, mu := range dependencies {
				want[rule+"_"+dependence] = strings.Replace(list, "mu_plus = 0.5, mu_minus = 0.5", mu, 1)
			}
		}
	}
	for name, list := range want {
		var expected []string
		if list != "" {
			expected = strings.Split(list, ", ")
		}
		got := slices.Clone(parameters[name])
		slices.Sort(expected)
		slices.Sort(got)
		if parameters[name] == nil {
			t.Errorf("there is no %s", name)
		} else if !slices.Equal(got, expected) {
			t.Errorf("%s has the parameters\n%s instead of\n%s", name, strings.Join(got, ", "), strings.Join(expected, ", "))
		}
	}
	for name := range parameters {
		if _, ok := want[name]; !ok {
			t.Errorf("%s is not of PyNN", name)
		}
	}
}
