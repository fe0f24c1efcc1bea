package nestml

import (
	"strings"
	"unicode"

	"github.com/nngen/nngen/gen/names"
)

// newNames hands out names of one model.
func newNames() identifiers { return identifiers{names.New(false, reserved)} }

// identifiers gives the names of a model identifiers that NESTML, ode-toolbox, sympy
// and C++ accept.
type identifiers struct{ table *names.Table }

// fresh returns an identifier that no other call has returned. Double underscores
// belong to pynestml (exc__X__spikes, y__for_stdp).
func (t identifiers) fresh(hint string) string {
	id := strings.Map(func(r rune) rune {
		if r < 0x80 && (r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return '_'
	}, hint)
	for strings.Contains(id, "__") {
		id = strings.ReplaceAll(id, "__", "_")
	}
	if written[id] {
		id += "_"
	}
	return t.table.Fresh(id)
}

// written are the units that the text itself uses. A variable of that name would hide
// the unit; of other units it may have the name.
var written = func() map[string]bool {
	m := map[string]bool{"s": true}
	for _, u := range unitNames {
		m[u] = true
	}
	return m
}()

// reserved are words that may not name a variable.
var reserved = strings.Fields(`
integer real string boolean void function inline return if elif else for while in step inf and or not recordable kernel model
state parameters internals update equations input output continuous onReceive onCondition spike inhibitory excitatory true false
t e pi abs max min clip exp expm1 ln log10 sin cos tan sinh cosh tanh erf erfc ceil floor round pow delta convolve integrate_odes
emit_spike resolution timestep steps random_normal random_uniform random_poisson print println info warning deliver_spike exprel

alignas alignof and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class co_await co_return co_yield
compl concept const consteval constexpr constinit const_cast continue decltype default delete do double dynamic_cast enum explicit
export extern float friend goto int long mutable namespace new noexcept not_eq nullptr operator or_eq private protected public
register reinterpret_cast requires short signed sizeof static static_assert static_cast struct switch template this thread_local
throw try typedef typeid typename union unsigned using virtual volatile wchar_t xor xor_eq main

False None True as assert async await def del except finally from global import is lambda nonlocal pass raise with yield

NULL EOF errno signal stdin stdout stderr INFINITY NAN HUGE_VAL complex log log2 log1p sqrt fabs fmod unix linux std M_PI M_E I

oo zoo nan E S N O Q C beta gamma zeta Symbol Function symbols Heaviside DiracDelta h

nest kernel names Node node name status model_id node_id thread vp type local_id archiver_length Ca tau_Ca beta_Ca tau_minus_triplet
element_type frozen global_id local model_type node_uses_wfr post_trace recordables supports_precise_spikes synaptic_elements
synaptic_element_updates t_spike thread_local_id receptor_types network_size params positions origin lag from to start stop label
init_state_internal_ update calibrate pre_run_hook handle handles_test_event send_test_event get_status set_status init_buffers_
set_spiketime weight delay receptor_type delay_steps rport target source synapse_model synapse_id port size_of has_delay requires_symmetric
gsl_abs_error_tol gsl_rel_error_tol event history last_spike spiketime spiketime_ms K_value ode_state logger min_delay max_delay
num_of_receptors
`)

// taken are models that NEST has by itself and that a model of the study could be
// called like.
var taken = strings.Fields(`
parrot_neuron parrot_neuron_ps ht_neuron erfc_neuron ginzburg_neuron mcculloch_pitts_neuron lin_rate_neuron
static_synapse stdp_synapse stdp_pl_synapse stdp_nn_pre_centered_synapse stdp_nn_restr_synapse stdp_nn_symm_synapse stdp_triplet_synapse
stdp_dopamine_synapse stdp_facetshw_synapse tsodyks_synapse tsodyks2_synapse quantal_stp_synapse vogels_sprekeler_synapse clopath_synapse
bernoulli_synapse cont_delay_synapse ht_synapse jonke_synapse urbanczik_synapse gap_junction diffusion_connection eprop_synapse
sic_connection iaf_tum_2000 volume_transmitter izhikevich
`)

// newClasses hands out names of models; pynestml tells neurons from synapses by how
// the name ends.
func newClasses() classes { return classes{names.New(true, reserved, taken)} }

type classes struct{ table *names.Table }

// fresh is a name for a model that ends in kind, "neuron" or "synapse".
func (c classes) fresh(name, kind string) string {
	plain := newNames().fresh(name)
	for strings.Contains(plain, "_with_") { // pynestml cuts names there
		plain = strings.ReplaceAll(plain, "_with_", "_")
	}
	plain = strings.Trim(plain, "_")
	base := strings.TrimSuffix(strings.TrimSuffix(plain, kind), "_")
	if base == "" {
		base = "nngen"
	}
	for n := 1; ; n++ {
		id := base + "_" + kind
		switch {
		case n == 2:
			id = base + "_nestml_" + kind
		case n > 2:
			id = base + "_nestml_" + short(float64(n-1)) + "_" + kind
		}
		if c.table.Fresh(id) == id {
			return id
		}
	}
}
