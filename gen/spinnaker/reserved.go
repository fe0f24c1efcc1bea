package spinnaker

import "strings"

// reserved are words that C, the framework's headers and the templates have taken.
func reserved() []string { return strings.Fields(reservedWords) }

const reservedWords = `
auto break case char const continue default do double else enum extern float for goto if inline int long register
restrict return short signed sizeof static struct switch typedef union unsigned void volatile while
bool true false accum fract sat input_t state_t index_t address_t uint REAL
int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t
neuron neurons neuron_t neuron_params_t neuron_array params time step n next address timer_count index value
n_neurons neuron_index synapse_type_index weights_this_timestep save_initial_state spiked held w i j k t s
main errno time exp log sin cos tan sqrt pow floor ceil round abs fabs y0 y1 yn j0 j1 jn gamma signal
states elapsed out deliver amount to
harness_deliver bitsk kbits neuron_record initialise
nn_cut nn_sat nn_right nn_shift nn_product nn_quotient nn_root nn_floor nn_ceil nn_round nn_exp2 nn_exp nn_tanh nn_linoid
nn_log2 nn_scaled_log nn_log nn_log10 nn_time self values cls type and as assert class def del elif except False finally from global import in is lambda None nonlocal not or pass raise True try with yield
print super Implementation FixedPointModel AbstractPyNNNeuronModel AbstractNeuronImpl DataType Struct to_fraction spikes gsyn_exc
nn_draw nn_unit nn_open nn_normal nn_probit nn_least nn_greatest nn_mul nn_mul_sat nn_add_sat nn_sub_sat NN_MAX NN_MIN`
