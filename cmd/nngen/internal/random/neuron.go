package random

import "fmt"

// port is a receptor port: its name and the unit of the weights that it takes.
type port struct{ name, unit string }

// neuron is what the network needs to know of one.
type neuron struct {
	name     string
	ports    []port
	states   []string          // that can be recorded
	params   map[string]string // that can be set, by unit
	currents bool              // whether inject may reach it
}

// receptor draws a port; it returns the term that the port adds to a current, ""
// for a port that moves v itself.
func (w *writer) receptor(name string) (p port, term string) {
	tau := w.between(0.5, 15) + " ms"
	reversal := pick(w, "0 mV", "-80 mV", "E_L", "10 mV")
	switch w.IntN(8) {
	case 0:
		w.line("synapse %s = exp_current(tau = %s)", name, tau)
		return port{name, "pA"}, name
	case 1:
		w.line("synapse %s = alpha_current(tau = %s)", name, tau)
		return port{name, "pA"}, name
	case 2:
		w.line("synapse %s = exp_cond(tau = %s, E_rev = %s, V = v)", name, tau, reversal)
		return port{name, "nS"}, name
	case 3:
		w.line("synapse %s = alpha_cond(tau = %s, E_rev = %s, V = v)", name, tau, reversal)
		return port{name, "nS"}, name
	case 4:
		w.line("synapse %s = beta_current(tau_rise = %s ms, tau_decay = %s)", name, w.between(0.2, 2), tau)
		return port{name, "pA"}, name
	case 5:
		w.line("synapse %s = beta_cond(tau_rise = %s ms, tau_decay = %s, E_rev = %s, V = v)", name, w.between(0.2, 2), tau, reversal)
		return port{name, "nS"}, name
	case 6:
		w.line("synapse %s = saturating(tau = %s)", name, tau)
		return port{name, "1"}, name
	}
	w.line("on spike from %s(x : mV) { v += x }", name)
	return port{name, "mV"}, ""
}

// synapses writes the synapse that no library has.
func (w *writer) synapses() {
	w.line("/// A current that depends on a gate, which arrivals open.")
	w.line("synapse saturating {")
	w.line("param tau = 5 ms, top = %s pA", w.between(20, 200))
	w.line("state g = 0, h = %s", w.between(0, 1))
	w.line("let open = g/(1 + abs(g))")
	w.line("g' = -g/tau")
	w.line("h' = (open - h)/(2*tau)")
	w.line("on spike(w : 1) { g += w*%s }", w.between(0.1, 1))
	w.line("output top*open*h : pA")
	w.line("}")
}

// neuron writes a kind of neuron.
func (w *writer) neuron(name string) neuron {
	n := neuron{name: name, states: []string{"v"}, params: map[string]string{"I_e": "pA", "tau_m": "ms", "v_th": "mV"}}
	s := scope{"mV": {"v", "E_L", "v_th"}, "pA": {"I_e"}, "1": {"b"}, "ms": {"tau_m"}}
	w.line("/// Drawn.")
	w.line("neuron %s {", name)
	w.line("param C_m = %s pF, tau_m = %s ms", w.between(80, 300), w.between(5, 25))
	w.line("param E_L = -65 mV; param v_th = %s mV, v_reset = %s mV", w.between(-55, -45), w.between(-70, -60))
	w.line("param I_e = %s pA, b = %s", w.between(-50, 1200), w.between(0.1, 1))
	w.line("const t_ref = %s ms", pick(w, "0", "0.1", "0.5", "2", "1.23"))
	current := "I_e"
	if w.chance(0.6) {
		w.line("input I_x : pA")
		n.currents, current = true, "I_e + I_x"
	}
	for _, p := range some(w, 0.45, "exc", "inh", "slow", "fast") {
		q, term := w.receptor(p)
		n.ports = append(n.ports, q)
		if term != "" {
			current += pick(w, " + ", " + ", " - ") + term
		}
	}
	if len(n.ports) == 0 {
		w.line("synapse exc = exp_current(tau = 3 ms)")
		n.ports, current = []port{{"exc", "pA"}}, current+" + exc"
	}
	w.line("state v = %s", pick(w, "E_L", "-60 mV", "(E_L + v_th)/2"))
	var equations []string
	eq := func(format string, args ...any) { equations = append(equations, fmt.Sprintf(format, args...)) }
	if w.chance(0.5) {
		w.line("state a = 0 pA")
		eq("a' = %s", pick(w, "-a/(100 ms)", "(2 nS*(v - E_L) - a)/(60 ms)", "-a/(0.05 s) + 0.1 pA/ms"))
		n.states, current, s = append(n.states, "a"), current+" - a", s.with("pA", "a")
	}
	if w.chance(0.4) {
		w.line("state u = %s", w.between(0, 1))
		if w.chance(0.5) {
			eq("u' = -u/(%s ms)", w.between(3, 80))
		} else {
			eq("u' = (%s - u)/(%s ms)", w.bounded(s.with("1", "u"), 2), w.between(3, 80))
		}
		n.states, s = append(n.states, "u"), s.with("1", "u")
	}
	vector := w.chance(0.25)
	if vector {
		w.line("param tau_q[2] = [%s, %s]", w.quantity("ms"), w.quantity("ms"))
		w.line("state q[2] = %s mV", w.between(0, 2))
		eq("q' = -q/tau_q")
		s = s.with("mV", "q[0]", "sum(q)")
		n.states = append(n.states, "q[1]")
	}
	if w.chance(0.2) {
		w.line("state y = 0 mV, y'")
		eq("y'' = -%s*y/ms^2 - y'/(%s ms) + %s mV/ms^2", w.between(0.01, 0.2), w.between(2, 20), w.between(0, 0.05))
		n.states, s = append(n.states, "y"), s.with("mV", "y")
	}
	if w.chance(0.4) {
		w.line("let drive = %s", w.expr("pA", s, 2))
		if w.chance(0.5) {
			current += " + drive/(1 + abs(drive)/(50 pA))"
		}
		n.states, s = append(n.states, "drive"), s.with("pA", "drive")
	}
	more := ""
	if w.chance(0.35) {
		more += fmt.Sprintf(" + %s*(%s mV/ms)", w.bounded(s, 2), w.between(0.05, 1))
	}
	if w.chance(0.2) {
		more += fmt.Sprintf(" + noise(%s mV/ms^(1/2))", w.between(0.1, 1))
	}
	eq("v' = (E_L - v)/tau_m + (%s)/C_m%s", current, more)
	if w.chance(0.15) {
		equations = append(equations, "method "+pick(w, "rk4", "euler", "heun"))
	}
	w.Shuffle(len(equations), func(i, j int) { equations[i], equations[j] = equations[j], equations[i] })
	for _, e := range equations {
		w.line("%s", e)
	}
	w.handlers(n, s, vector)
	w.line("}")
	return n
}

// handlers writes what a neuron does at the end of steps.
func (w *writer) handlers(n neuron, s scope, vector bool) {
	has := map[string]bool{}
	for _, x := range n.states {
		has[x] = true
	}
	if w.chance(0.25) {
		w.line("on rising(%s) {", pick(w, "v > E_L + 3 mV", "v < E_L", "v >= v_th - 2 mV and v < v_th"))
		w.line("let jump = %s", w.expr("mV", s, 1))
		w.line("v += clamp(jump, -1 mV, 1 mV)")
		w.line("}")
	}
	switch w.IntN(5) {
	case 0:
		w.line("on hazard(exp(clamp((v - v_th)/(2 mV), -20, 3))/(5 ms)) {")
	case 1:
		w.line("on rising(v >= v_th) {")
	case 2:
		w.line("on v >= v_th and %s {", w.condition(s, 1))
	default:
		w.line("on v >= v_th {")
	}
	w.line("spike")
	switch {
	case has["a"] && w.chance(0.5):
		w.line("if %s { v = v_reset; a += %s pA } else { v = E_L }", w.condition(s, 1), w.between(1, 40))
	case w.chance(0.2):
		w.line("v = normal(-65 mV, 2 mV)")
	default:
		w.line("v = v_reset")
		if has["a"] {
			w.line("a += %s", w.quantity("pA"))
		}
	}
	if has["u"] {
		w.line("u %s", pick(w, "= 0", "+= 0.1", "*= 0.5", "+= 0.2*(1 - u)"))
	}
	if vector {
		w.line("q += [%s mV, %s mV]", w.between(0, 1), w.between(-1, 1))
	}
	if w.chance(0.7) {
		w.line("hold %s for %s", pick(w, "v", "v"), pick(w, "t_ref", "t_ref", "2*t_ref"))
	}
	w.line("}")
	if w.chance(0.2) {
		w.line("on v < -95 mV { v = -95 mV }")
	}
}

// extended writes a neuron with something more than another, or a variant of it.
func (w *writer) extended(from neuron) neuron {
	n := from
	n.name = from.name + "_x"
	if w.chance(0.4) {
		w.line("neuron %s = %s(tau_m = %s, b = 0.7)", n.name, from.name, w.quantity("ms"))
		return n
	}
	n.states = append(append([]string{}, from.states...), "z")
	w.line("neuron %s extends %s {", n.name, from.name)
	w.line("state z = 0 pA")
	w.line("z' = -z/(%s ms)", w.between(10, 100))
	w.line("v' %s z/C_m", pick(w, "+=", "-="))
	w.line("after spike { z += %s }", w.quantity("pA"))
	w.line("}")
	return n
}
