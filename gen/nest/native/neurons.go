package native

import "fmt"

// parameter is one of NEST's, as the table of a model shows it.
type parameter struct{ name, unit, doc string }

// shape is the course of what an arriving spike does.
type shape string

// The shapes.
const (
	jump        shape = "jump of the potential"
	exponential shape = "exponential"
	alpha       shape = "alpha function"
	beta        shape = "difference of exponentials"
)

// neuronModel is a neuron of NEST's own.
type neuronModel struct {
	name     string
	doc      string // where its equations come from
	shape    shape
	conduct  bool // receptors are conductances
	many     bool // one receptor for each port; else two, which the sign of a weight chooses
	exact    bool // NEST carries it over a step without error
	euler    bool // by Euler's method, as the model may ask for
	family   family
	params   []parameter
	lines    func(receptors int) []string
	record   map[string]string // states of the equations: recordables
	settable map[string]bool   // states that can be given initial values, besides V_m
}

// family is what a membrane does beside its synapses.
type family string

// The families.
const (
	leaky      family = "leaky"
	adaptive   family = "adaptive exponential"
	izhikevich family = "quadratic of Izhikevich"
)

var (
	capacity   = parameter{"C_m", "pF", "membrane capacitance"}
	timeOfLeak = parameter{"tau_m", "ms", "membrane time constant"}
	leak       = parameter{"g_L", "nS", "leak conductance"}
	rest       = parameter{"E_L", "mV", "resting potential"}
	threshold  = parameter{"V_th", "mV", "threshold"}
	reset      = parameter{"V_reset", "mV", "potential after a spike"}
	refractory = parameter{"t_ref", "ms", "refractory period"}
	constant   = parameter{"I_e", "pA", "constant current"}
	tauEx      = parameter{"tau_syn_ex", "ms", "time constant of excitation"}
	tauIn      = parameter{"tau_syn_in", "ms", "time constant of inhibition"}
	taus       = parameter{"tau_syn", "ms", "time constants, one for each receptor"}
	reverseEx  = parameter{"E_ex", "mV", "reversal potential of excitation"}
	reverseIn  = parameter{"E_in", "mV", "reversal potential of inhibition"}
	adapting   = []parameter{{"a", "nS", "adaptation below threshold"}, {"b", "pA", "adaptation by a spike"},
		{"Delta_T", "mV", "sharpness of the onset of a spike"}, {"tau_w", "ms", "time constant of adaptation"},
		{"V_th", "mV", "threshold of the exponential"}, {"V_peak", "mV", "a spike is counted here"}}
)

func params(groups ...any) []parameter {
	var list []parameter
	for _, g := range groups {
		switch g := g.(type) {
		case parameter:
			list = append(list, g)
		case []parameter:
			list = append(list, g...)
		}
	}
	return list
}

// lif are the lines of a leaky neuron with the given membrane.
func lif(membrane string) []string {
	return []string{"V_m' = " + membrane, "on V_m >= V_th: V_m = V_reset; hold V_m for t_ref"}
}

const (
	twoCurrents = "(E_L - V_m)/tau_m + (I_syn_ex + I_syn_in + I_e + I_stim)/C_m"
	twoConduct  = "(g_L*(E_L - V_m) + g_ex*(E_ex - V_m) + g_in*(E_in - V_m) + I_e + I_stim)/C_m"
	upstroke    = "g_L*(E_L - V_m + Delta_T*exp((V_m - V_th)/Delta_T))"
)

func twoExponential(x string) []string {
	return []string{x + "_ex' = -" + x + "_ex/tau_syn_ex", x + "_in' = -" + x + "_in/tau_syn_in",
		"on ex: " + x + "_ex += amount", "on in: " + x + "_in += amount"}
}

func twoAlpha(x string) []string {
	var l []string
	for _, r := range []string{"ex", "in"} {
		l = append(l, fmt.Sprintf("d%s_%s' = -d%s_%s/tau_syn_%s", x, r, x, r, r), fmt.Sprintf("%s_%s' = d%s_%s - %s_%s/tau_syn_%s", x, r, x, r, x, r, r),
			fmt.Sprintf("on %s: d%s_%s += amount*exp(1)/tau_syn_%s", r, x, r, r))
	}
	return l
}

func twoBeta(x string) []string {
	var l []string
	for _, r := range []string{"ex", "in"} {
		l = append(l, fmt.Sprintf("d%s_%s' = -d%s_%s/tau_decay_%s", x, r, x, r, r), fmt.Sprintf("%s_%s' = d%s_%s - %s_%s/tau_rise_%s", x, r, x, r, x, r, r),
			fmt.Sprintf("on %s: d%s_%s += amount/tau_rise_%s*exp(1/exprel(log(tau_decay_%s/tau_rise_%s)))", r, x, r, r, r, r))
	}
	return l
}

// aeif are the lines of an adaptive exponential neuron with the given receptors.
func aeif(current string, receptors []string) func(int) []string {
	return func(int) []string {
		return append([]string{"V_m' = (" + upstroke + " + " + current + " - w + I_e + I_stim)/C_m", "w' = (a*(V_m - E_L) - w)/tau_w",
			"on V_m >= V_peak: V_m = V_reset; w += b; hold V_m for t_ref"}, receptors...)
	}
}

// both are the lines of a leaky neuron and of its receptors.
func both(membrane string, receptors []string) func(int) []string {
	return func(int) []string { return append(lif(membrane), receptors...) }
}

// several are the lines of a leaky neuron with any number of receptors.
func several(receptor func(k int) []string) func(int) []string {
	return func(n int) []string {
		sum, lines := "", []string{}
		for k := 1; k <= n; k++ {
			sum += fmt.Sprintf("I_syn_%d + ", k)
			lines = append(lines, receptor(k)...)
		}
		return append(lif("(E_L - V_m)/tau_m + ("+sum+"I_e + I_stim)/C_m"), lines...)
	}
}

const (
	currentEx = "g_ex*(E_ex - V_m) + g_in*(E_in - V_m)"
	synEx     = "I_syn_ex + I_syn_in"
)

// neuronModels are the candidates, the plainer ones first. The equations are those of
// the documentation of NEST 3.10 (nest-simulator.readthedocs.io, "Model directory").
func neuronModels() []neuronModel {
	currents := map[string]string{"V_m": "V_m", "I_syn_ex": "I_syn_ex", "I_syn_in": "I_syn_in"}
	conduct := map[string]string{"V_m": "V_m", "g_ex": "g_ex", "g_in": "g_in"}
	adapted := map[string]string{"V_m": "V_m", "g_ex": "g_ex", "g_in": "g_in", "w": "w"}
	psc := params(capacity, timeOfLeak, rest, threshold, reset, refractory, constant)
	cond := params(capacity, leak, rest, threshold, reset, refractory, constant, reverseEx, reverseIn)
	aeifs := params(capacity, leak, rest, reset, refractory, constant, adapting)
	g := map[string]bool{"g_ex": true, "g_in": true, "dg_ex": true, "dg_in": true, "w": true}
	return []neuronModel{
		{name: "iaf_psc_delta", doc: "jumps of the potential; what arrives while it is held is lost", shape: jump, exact: true, family: leaky, params: psc,
			lines: func(int) []string {
				return append(lif("(E_L - V_m)/tau_m + (I_e + I_stim)/C_m"), "on ex: V_m += amount")
			}, record: map[string]string{"V_m": "V_m"}},
		{name: "iaf_psc_exp", doc: "exponential currents", shape: exponential, exact: true, family: leaky, params: params(psc, tauEx, tauIn),
			lines: both(twoCurrents, twoExponential("I_syn")), record: currents},
		{name: "iaf_psc_alpha", doc: "currents in the form of an alpha function", shape: alpha, exact: true, family: leaky, params: params(psc, tauEx, tauIn),
			lines: both(twoCurrents, twoAlpha("I_syn")), record: currents},
		{name: "iaf_psc_exp_multisynapse", doc: "any number of exponential currents, of any sign", shape: exponential, many: true, exact: true, family: leaky,
			params: params(psc, taus), record: map[string]string{"V_m": "V_m"},
			lines: several(func(k int) []string {
				return []string{fmt.Sprintf("I_syn_%d' = -I_syn_%d/tau_syn_%d", k, k, k), fmt.Sprintf("on %d: I_syn_%d += amount", k, k)}
			})},
		{name: "iaf_psc_alpha_multisynapse", doc: "any number of currents in the form of an alpha function, of any sign", shape: alpha, many: true, exact: true, family: leaky,
			params: params(psc, taus), record: map[string]string{"V_m": "V_m"},
			lines: several(func(k int) []string {
				return []string{fmt.Sprintf("dI_syn_%d' = -dI_syn_%d/tau_syn_%d", k, k, k), fmt.Sprintf("I_syn_%d' = dI_syn_%d - I_syn_%d/tau_syn_%d", k, k, k, k),
					fmt.Sprintf("on %d: dI_syn_%d += amount*exp(1)/tau_syn_%d", k, k, k)}
			})},
		{name: "iaf_cond_exp", doc: "exponential conductances", shape: exponential, conduct: true, family: leaky, params: params(cond, tauEx, tauIn),
			lines: both(twoConduct, twoExponential("g")), record: conduct, settable: g},
		{name: "iaf_cond_alpha", doc: "conductances in the form of an alpha function", shape: alpha, conduct: true, family: leaky, params: params(cond, tauEx, tauIn),
			lines: both(twoConduct, twoAlpha("g")), record: conduct, settable: g},
		{name: "iaf_cond_beta", doc: "conductances with two time constants", shape: beta, conduct: true, family: leaky,
			params: params(cond, parameter{"tau_rise_ex", "ms", "rise of excitation"}, parameter{"tau_decay_ex", "ms", "decay of excitation"},
				parameter{"tau_rise_in", "ms", "rise of inhibition"}, parameter{"tau_decay_in", "ms", "decay of inhibition"}),
			lines: both(twoConduct, twoBeta("g")), record: conduct, settable: g},
		{name: "aeif_cond_exp", doc: "adaptive exponential neuron, exponential conductances", shape: exponential, conduct: true, family: adaptive,
			params: params(aeifs, reverseEx, reverseIn, tauEx, tauIn), lines: aeif(currentEx, twoExponential("g")), record: adapted, settable: g},
		{name: "aeif_cond_alpha", doc: "adaptive exponential neuron, conductances in the form of an alpha function", shape: alpha, conduct: true, family: adaptive,
			params: params(aeifs, reverseEx, reverseIn, tauEx, tauIn), lines: aeif(currentEx, twoAlpha("g")), record: adapted, settable: g},
		{name: "aeif_psc_exp", doc: "adaptive exponential neuron, exponential currents", shape: exponential, family: adaptive,
			params: params(aeifs, tauEx, tauIn), lines: aeif(synEx, twoExponential("I_syn")),
			record:   map[string]string{"V_m": "V_m", "I_syn_ex": "I_syn_ex", "I_syn_in": "I_syn_in", "w": "w"},
			settable: map[string]bool{"w": true, "I_syn_ex": true, "I_syn_in": true}},
		{name: "aeif_psc_alpha", doc: "adaptive exponential neuron, currents in the form of an alpha function", shape: alpha, family: adaptive,
			params: params(aeifs, tauEx, tauIn), lines: aeif(synEx, twoAlpha("I_syn")),
			record:   map[string]string{"V_m": "V_m", "I_syn_ex": "I_syn_ex", "I_syn_in": "I_syn_in", "w": "w"},
			settable: map[string]bool{"w": true, "I_syn_ex": true, "I_syn_in": true, "dI_syn_ex": true, "dI_syn_in": true}},
		{name: "izhikevich", doc: "by Euler's method, jumps of the potential", shape: jump, euler: true, family: izhikevich,
			params: params(parameter{"a", "1", "rate of recovery, per ms"}, parameter{"b", "1", "sensitivity of recovery"}, parameter{"c", "mV", "potential after a spike"},
				parameter{"d", "mV", "what a spike adds to the recovery"}, threshold, parameter{"I_e", "pA", "constant current, in which 1 pA stands for 1 mV/ms"}),
			lines: func(int) []string {
				return []string{"V_m' = 0.04*V_m^2 + 5*V_m + 140 - U_m + I_e + I_stim", "U_m' = a*(b*V_m - U_m)", "on V_m >= V_th: V_m = c; U_m += d", "on ex: V_m += amount"}
			}, record: map[string]string{"V_m": "V_m", "U_m": "U_m"}, settable: map[string]bool{"U_m": true}},
	}
}
