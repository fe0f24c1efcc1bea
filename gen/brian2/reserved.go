package brian2

import "strings"

// reserved are the words that may not name a variable: of Brian2's equations, of
// its groups and monitors (whose variables are their attributes), of Python,
// Cython and C++, and what Brian2's templates for them define.
var reserved = strings.Fields(`
t dt t_in_timesteps i j N xi lastspike lastupdate not_refractory refractory delay weight fires
N_pre N_post N_incoming N_outgoing integer boolean constant shared linked summed unless
cos sin tan cosh sinh tanh exp log log10 expm1 exprel log1p sqrt ceil floor arccos arcsin arctan abs sign
rand randn poisson clip int timestep pi e inf nan

abstract_code active add_attribute add_dependency add_to_magic_network after_run assign_id before_run
check_units check_variable_write clock code_objects codeobj codeobj_class connect contained_objects
create_code_objects create_default_code_object custom_operation default_event equations event_codes event_driven
events generate_empty_code get_states group id indices invalidates_magic_network method_choice
multisynaptic_index n_indices name namespace needed_variables order override_conditional_write pre post record
record_all record_single_timestep record_variables recorded_variables register_variable reinit resetter resize
resolve_all run run_on_event run_regularly runner set_event_schedule set_states source spikes start state
state_updater stop subexpression_updater summed_updaters target template template_kwds thresholder
unregister_variable update_abstract_code updaters user_code user_equations variables verify_dependencies when
written_readonly_vars

False None True and as assert async await break class continue def del elif else except finally for from global
if import in is lambda nonlocal not or pass raise return try while with yield match case print exec self
array logical_and logical_or logical_not where np numpy

cdef cpdef cimport ctypedef cppclass DEF IF ELIF ELSE extern fused gil include nogil public readonly api by
sizeof NULL bint double float bool char short long object fabs asin acos atan fmod isinf set cython
int_ numpy_True numpy_False int32_t int64_t uint64_t size_t flags

alignas alignof and_eq asm auto bitand bitor catch char8_t char16_t char32_t compl concept const consteval
constexpr constinit const_cast co_await co_return co_yield decltype default delete do dynamic_cast enum explicit
export friend goto inline main mutable new noexcept not_eq nullptr operator or_eq private protected register
reinterpret_cast requires signed static static_assert static_cast struct switch this thread_local
throw typedef typeid typename union unsigned using virtual void volatile wchar_t xor xor_eq
std brian errno stdin stdout stderr assert unix linux sched_priority P_tmpdir L_tmpnam L_ctermid L_cuserid
math_errhandling
`)

var isReserved = set(reserved)

func set(words []string) map[string]bool {
	m := map[string]bool{}
	for _, w := range words {
		m[w] = true
	}
	return m
}

// Brian2 defines a name for every multiple of every unit and its powers.
var (
	unitPrefixes = strings.Fields("Y Z E P T G M k h da d c m u n p f a z y")
	isBaseUnit   = set(strings.Fields(`metre meter kilogram kilogramme kgram gram gramme second amp ampere kelvin mole
mol candle radian steradian hertz newton pascal joule watt coulomb volt farad ohm siemens weber tesla henry lumen lux
becquerel gray sievert katal liter litre molar`))
	isShortUnit = set(strings.Fields("Hz MHz kHz cm mm um ms us mA nA pA uA mM nM uM mV nF pF uF nS uS mS"))
)

// isUnit reports whether name is a unit of Brian2.
func isUnit(name string) bool {
	if n := len(name); n > 1 && (name[n-1] == '2' || name[n-1] == '3') {
		name = name[:n-1]
	}
	if isBaseUnit[name] || isShortUnit[name] {
		return true
	}
	for _, p := range unitPrefixes {
		if strings.HasPrefix(name, p) && isBaseUnit[name[len(p):]] {
			return true
		}
	}
	return false
}

// isMacro reports whether name may be a macro of the C headers: error numbers
// and the constants in capitals.
func isMacro(name string) bool {
	if name != strings.ToUpper(name) || len(name) < 3 {
		return false
	}
	if name[0] == 'E' && !strings.Contains(name, "_") {
		return true
	}
	for _, p := range macroPrefixes {
		if strings.HasPrefix(name, p) {
			return true
		}
	}
	return isMacroName[name]
}

var (
	macroPrefixes = strings.Fields("ADJ_ BC_ BOOL_ CHAR_ CLOCK_ CLONE_ EXIT_ FP_ INT_ INT8_ INT16_ INT32_ INT64_ LC_ LONG_ M_ MATH_ MB_ MOD_ NL_ NPY_ PY_ PTHREAD_ SCHED_ SEEK_ SHRT_ SIZE_ STA_ UINT_ XATTR_")
	isMacroName   = set(strings.Fields(`BUFSIZ EOF INFINITY NAN NULL NZERO SNAN SNANF SNANL HUGE_VAL HUGE_VALF
HUGE_VALL MAXFLOAT RAND_MAX WEOF WNOHANG WNOWAIT WSTOPPED WEXITED WCONTINUED WUNTRACED CSIGNAL NFDBITS FD_SETSIZE
BIG_ENDIAN LITTLE_ENDIAN BYTE_ORDER PDP_ENDIAN TIME_UTC TMP_MAX PATH_MAX NAME_MAX LINE_MAX IOV_MAX PIPE_BUF WORD_BIT
CLOCKS_PER_SEC SIZE_MAX`))
)
