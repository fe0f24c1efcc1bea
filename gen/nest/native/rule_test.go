package native

import (
	"fmt"
	"strings"
	"testing"

	"github.com/nngen/nngen/ir/irtest"
	"github.com/nngen/nngen/ir/lower"
)

// connection recognises the rule of a projection.
func connection(t *testing.T, text, rule string) (*rule, *unlike) {
	t.Helper()
	s := irtest.Study(t, "import \"std/neurons\"\n"+text+fmt.Sprintf("\nnetwork net {\n population p[2] = LIF_exp()\n connect p -> p.exc by all_to_all() { weight = 10 pA; delay = 1 ms; plasticity = %s }\n record spikes of p\n}\nexperiment e { step 0.1 ms; run 1 ms }\n", rule), lower.Options{})
	return recogniseRule(s.Model.Rules[0])
}

// The rules of the library: what they are of NEST's own, or what differs.
func TestRules(t *testing.T) {
	for _, x := range []struct{ lib, rule, want, refused string }{
		{"nest", "stdp_synapse(Wmax = 50 pA)", "stdp_synapse", ""},
		{"nest", "static_synapse()", "static_synapse", ""},
		{"nest", "stdp_nn_symm_synapse(Wmax = 50 pA)", "", "a spike of the"},
		{"nest", "stdp_nn_pre_centered_synapse(Wmax = 50 pA)", "", "1 variables"},
		{"nest", "tsodyks2_synapse()", "tsodyks2_synapse", ""},
		{"nest", "tsodyks2_synapse(tau_fac = 100 ms)", "tsodyks2_synapse", ""},
		{"nest", "tsodyks_synapse(tau_fac = 100 ms)", "tsodyks_synapse", ""},
		{"nest", "vogels_sprekeler_synapse(Wmax = 50 pA, eta = 0.1 pA)", "vogels_sprekeler_synapse", ""},
		{"nest", "vogels_sprekeler_synapse(Wmax = -50 pA, eta = -0.1 pA)", "vogels_sprekeler_synapse", ""},
		{"nest", "stdp_triplet_synapse(Wmax = 50 pA, Aplus = 1 pA, Aminus = 1 pA, Aplus_triplet = 1 pA, Aminus_triplet = 1 pA)", "", "2 traces of the source"},
		{"nest", "bernoulli_synapse()", "", "draws random numbers"},
		{"plasticity", "stdp(w_max = 50 pA)", "stdp_synapse", ""},
		{"plasticity", "stdp(w_max = 50 pA, mu_plus = 0.4, mu_minus = 0.7, alpha = 1.1, lambda = 0.02)", "stdp_synapse", ""},
		{"plasticity", "stdp_mixed(w_max = 50 pA)", "stdp_synapse", ""},
		{"plasticity", "stdp_nearest(w_max = 50 pA)", "", "a spike of the"},
		{"plasticity", "tsodyks_markram(tau_facil = 20 ms)", "tsodyks2_synapse", ""},
		{"plasticity", "vogels_sprekeler(eta = 1 pA, w_min = 0 pA, w_max = 50 pA)", "", "a spike of the source changes w"},
		{"plasticity", "clopath(w_max = 50 pA)", "", "reads V of its target"},
		{"pynn", "SpikePairRule_Additive(w_max = 0.05 nA)", "stdp_synapse", ""},
		{"pynn", "SpikePairRule_Gutig(w_max = 0.05 nA)", "stdp_synapse", ""},
		{"pynn", "SpikePairRule_Additive(w_min = 0.01 nA, w_max = 0.05 nA)", "", "kept between"},
		{"pynn", "TsodyksMarkramSynapse(tau_facil = 20 ms)", "tsodyks_synapse", ""},
		{"pynn", "StaticSynapse()", "static_synapse", ""},
	} {
		r, why := connection(t, "import \"std/"+x.lib+"\"", x.rule)
		switch {
		case why != nil && x.refused == "":
			t.Errorf("%s is refused: %s", x.rule, why.what)
		case why != nil && !strings.Contains(why.what, x.refused):
			t.Errorf("%s is refused because %s, not because of %s", x.rule, why.what, x.refused)
		case why == nil && r.model.name != x.want:
			t.Errorf("%s is taken for %s instead of %q", x.rule, r.model.name, x.want)
		case why == nil:
			text := ""
			for _, q := range r.model.params {
				text += q.name + "=" + r.text(r.params[q.name]) + " "
			}
			t.Logf("%s: %s %s", x.rule, x.want, text)
		}
	}
}
