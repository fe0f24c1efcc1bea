package proof

import (
	"slices"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
)

// sampled are the engines that take minutes to build a model, or run the text of
// another engine, with the models that they run; the tests of package verify run them
// on models made for them.
var sampled = map[string][]string{
	"nestml":               {"lif", "facets", "synfire", "neurons.LIF_exp", "nest.adaptive.izhikevich"},
	"neuron-section":       {"examples", "neurons.LIF_exp", "nest.currents.iaf_psc_exp", "nest.conductances.iaf_cond_alpha", "nest.channels.hh_cond_exp_traub", "pynn.HH_cond_exp", "pynn.EIF_cond_exp_isfa_ista", "plasticity.stdp"},
	"neuron-cvode":         {"examples", "neurons.LIF_exp", "nest.channels.hh_cond_exp_traub", "pynn.HH_cond_exp"},
	"coreneuron":           {"lif", "facets", "brunel", "stdp_song_abbott2000"},
	"nest-native":          {"examples"},
	"brian2-cython":        {"lif", "conductance"},
	"brian2-cpp":           {"lif", "conductance"},
	"brian2-idiomatic-cpp": {"lif", "conductance"},
	"brian2-native":        {"examples"},
	"spinnaker-host":       {"examples"},
	"spinnaker-qemu":       {"lif", "facets", "f_I", "synfire", "winner_take_all"},
}

// inSample reports whether an engine runs a model where all engines are asked for.
func inSample(e engines.Engine, s Subject) bool {
	names, some := sampled[e.Name]
	return !some || slices.Contains(names, s.Name) || slices.Contains(names, s.Group)
}
