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

// defaultsOfNESTML are the parameters of the neurons of std/nest that NEST has only as
// models of NESTML (nest/nestml, models/neurons), with std/nest's names: t_ref for refr_T,
// ex and in for exc and inh, E_in for E_gg and E_gs. NEST's own are compared with NEST in
// cmd/nngen/internal/verify TestBuiltin.
var defaultsOfNESTML = map[string]string{
	"terub_gpe": "E_L = -55 mV, g_L = 0.1 nS, C_m = 1 pF, E_Na = 55 mV, g_Na = 120 nS, E_K = -80 mV, g_K = 30 nS, E_Ca = 120 mV, g_Ca = 0.15 nS, g_T = 0.5 nS, g_ahp = 30 nS, " +
		"tau_syn_ex = 1 ms, tau_syn_in = 12.5 ms, E_in = -100 mV, t_ref = 2 ms, I_e = 0 pA",
	"terub_stn": "E_L = -60 mV, g_L = 2.25 nS, C_m = 1 pF, E_Na = 55 mV, g_Na = 37.5 nS, E_K = -80 mV, g_K = 45 nS, E_Ca = 140 mV, g_Ca = 0.5 nS, g_T = 0.5 nS, g_ahp = 9 nS, " +
		"tau_syn_ex = 1 ms, tau_syn_in = 0.08 ms, E_in = -85 mV, t_ref = 2 ms, I_e = 0 pA",
	"wb_cond_exp": "C_m = 100 pF, g_Na = 3500 nS, g_K = 900 nS, g_L = 10 nS, E_Na = 55 mV, E_K = -90 mV, E_L = -65 mV, t_ref = 2 ms, " +
		"tau_syn_ex = 0.2 ms, tau_syn_in = 10 ms, E_ex = 0 mV, E_in = -75 mV, I_e = 0 pA",
	"traub_psc_alpha": "C_m = 100 pF, g_Na = 10000 nS, g_K = 8000 nS, g_L = 10 nS, E_Na = 50 mV, E_K = -100 mV, E_L = -67 mV, t_ref = 2 ms, " +
		"tau_syn_ex = 0.2 ms, tau_syn_in = 2 ms, I_e = 0 pA",
	"traub_cond_multisyn": "C_m = 100 pF, g_Na = 10000 nS, g_K = 8000 nS, g_L = 10 nS, E_Na = 50 mV, E_K = -100 mV, E_L = -67 mV, V_Tr = -20 mV, t_ref = 2 ms, " +
		"AMPA_g_peak = 0.1 nS, AMPA_E_rev = 0 mV, tau_AMPA_1 = 0.5 ms, tau_AMPA_2 = 2.4 ms, NMDA_g_peak = 0.075 nS, NMDA_E_rev = 0 mV, tau_NMDA_1 = 4 ms, tau_NMDA_2 = 40 ms, " +
		"NMDA_Vact = -58 mV, NMDA_Sact = 2.5 mV, GABA_A_g_peak = 0.33 nS, GABA_A_E_rev = -70 mV, tau_GABAA_1 = 1 ms, tau_GABAA_2 = 7 ms, " +
		"GABA_B_g_peak = 0.0132 nS, GABA_B_E_rev = -90 mV, tau_GABAB_1 = 60 ms, tau_GABAB_2 = 200 ms, I_e = 0 pA",
}

// TestDefaultsOfNESTML: these neurons have NESTML's parameters with their defaults.
func TestDefaultsOfNESTML(t *testing.T) {
	found := 0
	for _, path := range std.Names() {
		name, text, _ := std.Lookup(path)
		f, _ := parser.Parse(source.New(name, string(text)))
		for _, it := range f.Items {
			n, ok := it.(*ast.Neuron)
			if !ok || defaultsOfNESTML[n.Name.Text] == "" {
				continue
			}
			found++
			var got []string
			for _, m := range n.Body {
				if d, ok := m.(*ast.Decl); ok && d.Kind == ast.Param {
					got = append(got, d.Name.Text+" = "+d.Value.Span().Text())
				}
			}
			want := strings.Split(defaultsOfNESTML[n.Name.Text], ", ")
			slices.Sort(want)
			slices.Sort(got)
			if !slices.Equal(got, want) {
				t.Errorf("%s has the parameters\n%s instead of\n%s", n.Name.Text, strings.Join(got, ", "), strings.Join(want, ", "))
			}
		}
	}
	if found != len(defaultsOfNESTML) {
		t.Errorf("%d of %d neurons are there", found, len(defaultsOfNESTML))
	}
}
