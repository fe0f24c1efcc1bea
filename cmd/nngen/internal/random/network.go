package random

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// population is one of the network; a source has no neuron.
type population struct {
	name   string
	n      int
	neuron *neuron
}

// Model writes the model of a seed.
func Model(seed uint64) string {
	w := &writer{Rand: rand.New(rand.NewPCG(seed, 0x6e6e67656e))}
	w.line("import \"std/synapses\"")
	w.line("import \"std/plasticity\"")
	w.line("")
	w.synapses()
	rules := make([]rule, 3) // of no name: none
	for k := range w.IntN(3) {
		name := fmt.Sprintf("rule_%d", k)
		rules = append(rules, w.rule(name))
	}
	var kinds []neuron
	for k := range 1 + w.IntN(3) {
		kinds = append(kinds, w.neuron(fmt.Sprintf("Kind_%d", k)))
	}
	for k := range kinds {
		if w.chance(0.3) {
			kinds = append(kinds, w.extended(kinds[k]))
		}
	}
	h := pick(w, 0.1, 0.1, 0.05, 0.25, 1)
	w.network(kinds, rules, h)
	w.experiment(h)
	return w.text.String()
}

// steps draws a delay of whole steps.
func (w *writer) steps(h float64, most int) string {
	return fmt.Sprintf("%.6g ms", h*float64(1+w.IntN(most)))
}

func (w *writer) network(kinds []neuron, rules []rule, h float64) {
	w.line("network n {")
	defer w.line("}")
	w.line("param scale = %s; const few = %d", w.between(0.5, 2), 2+w.IntN(3))
	var cells, all []population
	space := w.chance(0.3)
	for k := range 1 + w.IntN(3) {
		p := population{name: fmt.Sprintf("p%d", k), n: 1 + w.IntN(9), neuron: &kinds[w.IntN(len(kinds))]}
		args := strings.Join(some(w, 0.3,
			"I_e = normal(300 pA, 100 pA)", "v_th = uniform(-54 mV, -48 mV)", fmt.Sprintf("tau_m = (%s + i) ms", w.between(5, 15)), "b = 0.1*i/N"), ", ")
		args = strings.ReplaceAll(args, " + i) ms", " + i)*(1 ms)")
		w.line("population %s[%d] = %s(%s) {", p.name, p.n, p.neuron.name, args)
		if w.chance(0.7) {
			w.line("init v = %s", pick(w, "uniform(-70 mV, -50 mV)", "normal(-62 mV, 3 mV)", "-60 mV - i*(1 mV)"))
		}
		if space {
			w.line("at %s", pick(w, "line(dx = 10 um)", "random(box(100 um, 100 um, 50 um))", "random(sphere(r = 80 um))"))
		}
		w.line("}")
		cells = append(cells, p)
	}
	all = append(all, cells...)
	for k := range w.IntN(3) {
		p := population{name: fmt.Sprintf("s%d", k), n: 1 + w.IntN(6)}
		w.line("population %s[%d] = %s", p.name, p.n, w.source(h))
		all = append(all, p)
	}
	w.line("group everyone = %s", join(cells, " + "))
	named := []string{}
	for k := range 1 + w.IntN(5) {
		from, to := all[w.IntN(len(all))], cells[w.IntN(len(cells))]
		plastic := rules[w.IntN(len(rules))]
		name := w.connect(k, from, to, plastic, h, space)
		if plastic.name == "" {
			continue
		}
		named = append(named, name)
		if plastic.heard {
			w.line("connect %s -> %s.reward by all_to_all() { weight = %s; delay = %s }", all[w.IntN(len(all))].name, name, w.between(0.1, 1), w.steps(h, 9))
		}
	}
	for _, p := range cells {
		if !p.neuron.currents || p.n < 2 {
			continue
		}
		if w.chance(0.3) {
			w.line("gap %s <-> %s by fixed_probability(%s) { conductance = %s nS%s }", p.name, p.name, w.between(0.3, 1), w.between(0.1, 1), pick(w, "", "; delay = "+w.steps(h, 4)))
		}
	}
	for _, p := range cells {
		if p.neuron.currents && w.chance(0.5) {
			w.line("inject %s -> %s", w.current(h), p.name)
		}
	}
	w.line("record spikes of everyone")
	for _, p := range cells {
		if list := some(w, 0.7, p.neuron.states...); len(list) > 0 {
			w.line("record %s of %s%s", strings.Join(list, ", "), p.name, pick(w, "", " every 1 ms", "[:1]"))
		}
	}
	for _, name := range named {
		w.line("record w of %s every %s", name, pick(w, "1 ms", "5 ms"))
	}
}

// source draws a source of spikes.
func (w *writer) source(h float64) string {
	rate := w.between(20, 400) + " Hz"
	switch w.IntN(7) {
	case 0:
		return fmt.Sprintf("regular(rate = %s)", rate)
	case 1:
		return fmt.Sprintf("spikes_at([%s, %.6g ms])", w.steps(h, 10), 15+h*float64(w.IntN(20)))
	case 2:
		return fmt.Sprintf("poisson(rate = %s, refractory = 2 ms)", rate)
	case 3:
		return fmt.Sprintf("gamma(shape = %s, rate = %s)", w.between(1, 4), rate)
	case 4:
		return fmt.Sprintf("poisson(rate = %s*(1 + sin(2*pi*t/(10 ms) + i)))", rate)
	case 5:
		return fmt.Sprintf("poisson(rate = %s*(1 + i/N), start = 3 ms, stop = 20 ms)", rate)
	}
	return fmt.Sprintf("poisson(rate = %s)", rate)
}

// current draws a current to inject.
func (w *writer) current(h float64) string {
	switch w.IntN(4) {
	case 0:
		return fmt.Sprintf("dc_current(amplitude = %s, start = %s)", w.quantity("pA"), w.steps(h, 100))
	case 1:
		return fmt.Sprintf("ac_current(amplitude = %s, frequency = %s Hz)", w.quantity("pA"), w.between(5, 200))
	case 2:
		return fmt.Sprintf("noisy_current(mean = 0 pA, sd = %s, dt = %.6g ms)", w.quantity("pA"), h*float64(1+w.IntN(5)))
	}
	return fmt.Sprintf("step_current(times = [0 ms, %s, 20 ms], values = [%s, 0 pA, %s])", w.steps(h, 19), w.quantity("pA"), w.quantity("pA"))
}

// connect writes a projection, whose name it returns.
func (w *writer) connect(k int, from, to population, plastic rule, h float64, space bool) string {
	p := to.neuron.ports[w.IntN(len(to.neuron.ports))]
	spatial := space && from.neuron != nil
	fewest := min(from.n, 2)
	by := []string{"all_to_all()", "all_to_all(self = false)", fmt.Sprintf("fixed_probability(%s)", w.between(0.2, 0.9)), "fixed_indegree(few)",
		fmt.Sprintf("fixed_indegree(%d, replace = false)", fewest), fmt.Sprintf("fixed_total(%d)", 1+w.IntN(20)), "fixed_outdegree(few)",
		fmt.Sprintf("from_list([[0, 0, %s, %s]])", w.weight(p.unit), w.steps(h, 9)), "probability(exp(-abs(i - j)/3))"}
	if from.n == to.n {
		by = append(by, "one_to_one()", "all_to_all() - one_to_one()")
	}
	if spatial {
		by = append(by, "probability(exp(-d/(60 um)))", "probability(0.5*exp(-d/(60 um)), self = false)")
	}
	rule := by[w.IntN(len(by))]
	if from.neuron == nil || from.name != to.name {
		rule = strings.ReplaceAll(strings.ReplaceAll(rule, ", self = false", ""), "self = false", "")
	}
	name := fmt.Sprintf("c%d", k)
	if w.chance(0.2) && to.n > 1 && !strings.Contains(rule, "one_to_one") && !strings.HasPrefix(rule, "from_list") && !strings.Contains(rule, "self") {
		to.name += pick(w, "[:1]", "[::2]", "[1:]", "[[0]]")
	}
	w.line("connect %s = %s -> %s.%s by %s {", name, from.name, to.name, p.name, rule)
	defer w.line("}")
	if !strings.HasPrefix(rule, "from_list") {
		value := w.weight(p.unit)
		switch w.IntN(4) {
		case 0:
			value = fmt.Sprintf("scale*%s", value)
		case 1:
			value = fmt.Sprintf("uniform(0.5, 1.5)*%s", value)
		case 2:
			value = fmt.Sprintf("%s*(1 + 0.1*i - 0.05*j)", value)
		}
		if plastic.name != "" { // bounds are those of positive weights
			value = w.weight(p.unit)
		}
		w.line("weight = %s", value)
		delay := pick(w, w.steps(h, 5), w.steps(h, 40), fmt.Sprintf("uniform(%s, %.6g ms)", w.steps(h, 1), h*12))
		if spatial && w.chance(0.3) {
			delay = fmt.Sprintf("%s + d/(100 um/ms)", w.steps(h, 3))
		}
		if plastic.name != "" && w.chance(0.3) {
			w.line("axonal_delay = %s; dendritic_delay = %s", w.steps(h, 4), delay)
		} else {
			w.line("delay = %s", delay)
		}
	}
	if plastic.name == "" {
		return name
	}
	unit := " " + p.unit
	if p.unit == "1" {
		unit = ""
	}
	w.line("plasticity = %s(top = %g%s, half = %g%s)", plastic.name, 2*sizes[p.unit], unit, sizes[p.unit]/2, unit)
	return name
}

// sizes are usual weights by their unit.
var sizes = map[string]float64{"pA": 150, "nS": 4, "mV": 1, "1": 0.8}

func (w *writer) weight(unit string) string {
	x := w.between(0.2*sizes[unit], sizes[unit])
	if unit == "1" {
		return x
	}
	return x + " " + unit
}

func join(list []population, sep string) string {
	var names []string
	for _, p := range list {
		names = append(names, p.name)
	}
	return strings.Join(names, sep)
}

// experiment writes the protocol: about 30 ms in one or several parts.
func (w *writer) experiment(h float64) {
	w.line("experiment default {")
	defer w.line("}")
	w.line("step %g ms; seed %d", h, 1+w.IntN(1000))
	if w.chance(0.2) {
		w.line("at %s { set p0.I_e = %s }", w.steps(h, 20), w.quantity("pA"))
	}
	if w.chance(0.1) {
		w.line("every 7 ms { set p0.v_th = uniform(-54 mV, -48 mV) }")
	}
	w.line("run 20 ms")
	switch w.IntN(6) {
	case 0:
		w.line("set p0.tau_m = %s ms", w.between(5, 25))
		w.line("run 10 ms")
	case 1:
		w.line("reset")
		w.line("set scale = %s", w.between(0.5, 2))
		w.line("run 15 ms")
	case 2:
		w.line("run 10 ms")
	}
}
