package nest

import "strings"

// reserved are the words that may not name a member or a parameter.
func reserved() [][]string {
	return [][]string{strings.Fields(cppKeywords), strings.Fields(cNames), strings.Fields(nestNames), strings.Fields(statusKeys), strings.Fields(ownNames)}
}

// reservedClasses are the words that may not name a class, nor the file that holds it.
func reservedClasses() [][]string { return append(reserved(), strings.Fields(headerNames)) }

// cppKeywords are those of C++20.
const cppKeywords = `alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class co_await
co_return co_yield compl concept const const_cast consteval constexpr constinit continue decltype default delete do double dynamic_cast
else enum explicit export extern false final float for friend goto if import inline int long module mutable namespace new noexcept not
not_eq nullptr operator or or_eq override private protected public register reinterpret_cast requires return short signed sizeof static
static_assert static_cast struct switch template this thread_local throw true try typedef typeid typename union unsigned using virtual
void volatile wchar_t while xor xor_eq main`

// cNames are macros and functions of the C library that headers bring in.
const cNames = `NULL EOF BUFSIZ assert errno signal stdin stdout stderr INFINITY NAN HUGE_VAL I complex abs exp log log10 log2 log1p expm1 pow
sqrt cbrt sin cos tan asin acos atan atan2 sinh cosh tanh erf erfc tgamma lgamma gamma floor ceil round trunc fabs fmod fmin fmax
j0 j1 jn y0 y1 yn time clock rand index div size_t unix linux std alloca assert_perror i386 major makedev math_errhandling minor
offsetof sched_priority setjmp strdupa strndupa va_arg va_copy va_end va_start be16toh be32toh be64toh le16toh le32toh le64toh
htobe16 htobe32 htobe64 htole16 htole32 htole64 isfinite isinf isnan isnormal issubnormal signbit timeradd timerclear timercmp
timerisset timersub pthread_cleanup_pop pthread_cleanup_push st_atime st_ctime st_mtime si_addr si_pid si_uid sa_handler
sa_sigaction`

// nestNames are types and names of the kernel that the class uses or inherits.
const nestNames = `nest nngen kernel names node Node ArchivingNode StructuralPlasticityNode SpikeEvent CurrentEvent DataLoggingRequest Time
RecordablesMap UniversalDataLogger MultiChannelInputBuffer RingBuffer Dictionary DictionaryDatum BadProperty KernelException
IncompatibleReceptorType UnknownReceptorType synindex handle handles_test_event send_test_event get_status set_status update init_buffers_
pre_run_hook calibrate get_name get_thread get_model_id get_node_id set_spiketime get_spiketime_ms recordables_ history properties
Parameters State Buffers ports each`

// statusKeys are keys of the status dictionary that NEST itself uses.
const statusKeys = `Ca beta_Ca tau_Ca tau_minus tau_minus_triplet archiver_length capacity element_type frozen global_id local local_id model model_id
model_type node_uses_wfr post_trace recordables supports_precise_spikes synaptic_elements synaptic_element_updates t_spike thread
thread_local_id vp receptor_types network_size params positions origin start stop label ignore_and_spike ignore_and_spike_interval
ignore_and_spike_offset vp_thread elements compartments receptors parent synapse_model weight delay receptor_type senders times
offsets targets`

// ownNames are used by the templates.
const ownNames = `P_ S_ B_ buffer logger slot lag from to in e d p s x v f r k h n now key smaller larger spiked request target show begin_step steps_back keeping keeping_ projection sum end Board Coupling Couplings
status constants_ indirect_ together_ tables_ changes_ source`

// headerNames are the headers of NEST that the module includes. A class of such a
// name would have a file that hides one of them.
const headerNames = `archiving_node config dict_util board event event_delivery_manager_impl nest_extension_interface nest_names node
recordables_map ring_buffer ring_buffer_impl universal_data_logger_impl exceptions status connection nest_impl spike_history nngen_elementary nngen_prelude`
