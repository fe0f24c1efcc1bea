package native

// synapseModel is a synapse of NEST's own.
type synapseModel struct {
	name, doc string
	params    []parameter
	weighted  map[string]bool // parameters in units of the weight: scaled with it
	unsigned  map[string]bool // of these, those that have no sign
	lines     []string
	own       []string // states of the connection besides the weight
	start     map[string]string
	pairs     bool // spikes of the target matter
	fit       func(*rule) *unlike
}

const (
	preTrace  = "Kplus' = -Kplus/tau_plus"
	postTrace = "Kminus' = -Kminus/tau_minus"
)

var pairParameters = []parameter{{"tau_plus", "ms", "time constant of potentiation"}, {"tau_minus", "ms", "time constant of depression, a parameter of the target"},
	{"lambda", "1", "relative size of a potentiation"}, {"alpha", "1", "depression over potentiation"}, {"mu_plus", "1", "dependence of potentiation on the weight"},
	{"mu_minus", "1", "dependence of depression on the weight"}, {"Wmax", "", "largest weight"}}

// synapseModels are the candidates, with the equations of the documentation of NEST 3.10.
// Of events in one instant NEST has the order of nngen: spikes of the target first.
//
// stdp_nn_symm_synapse and its kin are none of them: until the first spike of the source
// comes, they pair spikes of the target with one at t = 0 that never was.
func synapseModels() []synapseModel {
	return []synapseModel{
		{name: "static_synapse", doc: "stays as it is", lines: []string{"on pre: deliver w"}, fit: func(*rule) *unlike { return nil }},
		{name: "stdp_synapse", doc: "pairs of spikes, all to all; any dependence on the weight", params: pairParameters, weighted: map[string]bool{"Wmax": true}, pairs: true,
			lines: []string{preTrace, postTrace,
				"on post: w = Wmax*min(w/Wmax + lambda*(1 - w/Wmax)^mu_plus*Kplus, 1); Kminus += 1",
				"on pre: w = Wmax*max(w/Wmax - alpha*lambda*(w/Wmax)^mu_minus*Kminus, 0); Kplus += 1; deliver w"}, fit: (*rule).pairRule},
		{name: "vogels_sprekeler_synapse", doc: "symmetric rule of inhibitory connections", pairs: true,
			params: []parameter{{"tau", "ms", "time constant of the trace of the source"}, {"tau_minus", "ms", "time constant of the trace of the target, a parameter of the target"},
				{"eta", "", "size of a change"}, {"alpha", "1", "depression for each spike of the source"}, {"Wmax", "", "largest weight"}},
			weighted: map[string]bool{"Wmax": true, "eta": true}, unsigned: map[string]bool{"eta": true},
			lines: []string{"Kplus' = -Kplus/tau", postTrace,
				"on post: w = Wmax*min(w/Wmax + eta/abs(Wmax)*Kplus, 1); Kminus += 1",
				"on pre: w = Wmax*max(min(w/Wmax + eta/abs(Wmax)*Kminus, 1) - alpha*eta/abs(Wmax), 0); Kplus += 1; deliver w"}, fit: (*rule).symmetricRule},
		{name: "tsodyks2_synapse", doc: "short-term depression and facilitation", own: []string{"u", "x"}, start: map[string]string{"u": "u", "x": "x"},
			params: []parameter{{"U", "1", "utilisation at rest"}, {"tau_rec", "ms", "time constant of recovery"}, {"tau_fac", "ms", "time constant of facilitation"}},
			lines: []string{"u' = (U - u)/tau_fac", "x' = (1 - x)/tau_rec",
				"on pre: deliver w*u*x; x = x - u*x; u = u + U*(1 - u)"}, fit: (*rule).resources},
		{name: "tsodyks_synapse", doc: "short-term plasticity with active and inactive resources; x = 1 - y - z", own: []string{"u", "y", "z"}, start: map[string]string{"u": "u", "y": "y"},
			params: []parameter{{"U", "1", "utilisation at rest"}, {"tau_rec", "ms", "time constant of recovery"}, {"tau_fac", "ms", "time constant of facilitation"}, {"tau_psc", "ms", "time constant of the synaptic current"}},
			lines: []string{"u' = -u/tau_fac", "y' = -y/tau_psc", "z' = y/tau_psc - z/tau_rec",
				"on pre: deliver w*(u + U*(1 - u))*(1 - y - z); y = y + (u + U*(1 - u))*(1 - y - z); u = u + U*(1 - u)"}, fit: (*rule).threeStates},
	}
}
