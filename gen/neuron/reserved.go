package neuron

import "strings"

// reserved are the words that may not name a variable or a mechanism.
func reserved() [][]string {
	return [][]string{
		strings.Fields(nmodlKeywords), strings.Fields(nmodlMethods), strings.Fields(nmodlFunctions), strings.Fields(neuronNames),
		strings.Fields(cppKeywords), strings.Fields(generatedNames), elementaryLocals,
	}
}

// nmodlKeywords are the words of the language (NMODL chapter of the NEURON
// documentation; nocmodl also keeps the lower-case forms of some).
const nmodlKeywords = `AFTER ARTIFICIAL_CELL ASSIGNED BBCOREPOINTER BEFORE BREAKPOINT BY CHARGE COMMENT COMPARTMENT CONDUCTANCE
CONSERVE CONSTANT CONSTRUCTOR DEFINE DEL DEL2 DEPEND DERIVATIVE DESTRUCTOR DISCRETE ELECTRODE_CURRENT ELSE EQUATION EXTERNAL
FOR_NETCONS FROM FUNCTION FUNCTION_TABLE GETQ GLOBAL IF IFERROR INCLUDE INDEPENDENT INITIAL INT KINETIC LAG LINEAR LOCAL LONGIFUS
LONGITUDINAL_DIFFUSION MATCH METHOD MODEL MODEL_LEVEL MUTEXLOCK MUTEXUNLOCK NET_RECEIVE NEURON NONLINEAR NONSPECIFIC_CURRENT NRNMUTEXLOCK
NRNMUTEXUNLOCK PARAMETER PARTIAL PLOT POINTER POINT_PROCESS PROCEDURE PROTECT PUTQ RANDOM RANGE REACT1 REACTION READ REPRESENTS RESET
SECTION SENS SIMULTANEOUS SOLVE SOLVEFOR START STATE STEADYSTATE STEP STEPPED SUFFIX SWEEP TABLE TERMINAL THREADSAFE TITLE TO UNITS
UNITSOFF UNITSON USEION VALENCE VERBATIM VS WATCH WHILE WITH WRITE if else while from to by`

// nmodlMethods are the names after METHOD.
const nmodlMethods = `adams adeuler adrunge after_cvode clsoda cnexp cvode_t cvode_t_v derivimplicit euler expEuler gear heun newton runge
seidel simeq simplex sparse`

// nmodlFunctions are known to nocmodl, which takes a variable of such a name
// for the function, sometimes with a misleading message.
const nmodlFunctions = `abort abs acos asin atan atan2 b_flux boundary ceil cos cosh deflate derivs erf error exp expfit expint exprand
f_flux fabs factorial first_time floor fmod force gauss gauss_newton harmonic hyperbol invert legendre log log10 net_event net_move
net_send normrand nrn_pointing nrn_random_play perpulse perstep poisrand poisson pow printf prterr pulse ramp random revhyperbol
revsawtooth revsigmoid romberg runge sawtooth schedule scop_random set_seed setseed sigmoid sin sinh spline sqrt squarewave state_discontinuity
step stepforce tan tanh threshold units`

// neuronNames mean something in every mechanism, section or hoc program.
const neuronNames = `FARADAY L PI Ra R area cao cai celsius cm delta_t diam dt e ek ena eca h hoc i ik ina ica ki ko loc nai nao name nil nseg
pi ri secondorder section soma stoprun t v get_loc has_loc get_segment play record NetCon Vector List Section`

// cppKeywords: mechanisms are translated to C++.
const cppKeywords = `alignas alignof and and_eq asm auto bitand bitor bool break case catch char char8_t char16_t char32_t class co_await
co_return co_yield compl concept const const_cast consteval constexpr constinit continue decltype default delete do double dynamic_cast
enum explicit export extern false final float for friend goto import inline int long module mutable namespace new noexcept not not_eq
nullptr operator or or_eq override private protected public register reinterpret_cast requires restrict return short signed sizeof static
static_assert static_cast struct switch template this thread_local throw true try typedef typeid typename union unsigned using virtual
void volatile wchar_t xor xor_eq NULL EOF BUFSIZ assert errno main std`

// generatedNames are used by the C++ that nocmodl writes around the equations,
// where RANGE variables are macros, and by our own templates.
const generatedNames = `Args DoubScal DoubVec Datum HocParmLimits HocParmUnits HocStateTolerance MechanismInstance MechanismRange Memb_list
Member_func NMODL_TEXT NODEV NRNGPU NRN_VECTORIZED Node NrnProperty NrnThread Object Point_process Prop Symbol T VoidFunc adv cache container
create_point_process data destroy_point_process dptr_field field fpfield get get_loc_point_process global has_loc_point index initmodel ionic
math mech_type mechanism mechtype model neuron nmodl_file_text nmodl_filename node node_voltage_storage ob ppval pval size size_t spk
stdio stdlib vector version weight port rule delay now limit amount group seen substeps watched tick advance flag gamma j0 j1 jn y0 y1 yn signal time clock rand remainder round trunc`
