package random

// rule is a plasticity rule, and whether it hears reward.
type rule struct {
	name  string
	heard bool
}

// rule writes a plasticity rule of its own; each is bounded by its clip.
func (w *writer) rule(name string) rule {
	w.line("plasticity %s {", name)
	w.line("param tau_p = %s, tau_d = %s, rate = %s", w.quantity("ms"), w.quantity("ms"), w.between(0.01, 0.3))
	w.line("param top : weight, half : weight")
	s := scope{"1": {"rate"}}
	pre, post, own := w.chance(0.8), w.chance(0.8), w.chance(0.4)
	if pre {
		w.line("pre state x = 0; x' = -x/tau_p")
		s = s.with("1", "x")
	}
	if post {
		w.line("post state y = 0; y' = -y/tau_d")
		s = s.with("1", "y")
	}
	if own {
		w.line("state u = %s clip(0, 1), r = 1", w.between(0, 1))
		w.line("u' = (%s - u)/tau_d; r' = (1 - r)/tau_p", w.between(0, 1))
		s = s.with("1", "u", "r")
	}
	heard := w.chance(0.25)
	if heard {
		w.line("shared state d = 0; d' = -d/(%s ms)", w.between(5, 50))
		w.line("on reward(a : 1) { d += a }")
	}
	eligible, watches := false, w.chance(0.25)
	if watches {
		w.line("post v : mV")
		if post && w.chance(0.5) {
			w.line("post state m = -65 mV; m' = (v - m)/(%s ms)", w.between(2, 20))
			s = s.with("1", "tanh((m + 60 mV)/(5 mV))")
		}
		s = s.with("1", "tanh((v + 60 mV)/(5 mV))")
	}
	w.line("state w : weight clip(0, top)")
	if heard && w.chance(0.6) && !watches {
		w.line("state e = 0; e' = -e/tau_d")
		w.line("w' = e*d*half*(%s/ms)", w.between(-0.2, 0.2))
		s = s.with("1", "e")
		eligible = true
	}
	change := func() {
		if w.chance(0.3) {
			w.line("if w > half and %s { w *= %s } else { w += half*%s }", w.condition(scope{"1": s["1"]}.units("1"), 1), w.between(0.5, 1.1), w.between(-0.2, 0.2))
			return
		}
		w.line("w %s rate*half*%s", pick(w, "+=", "-="), w.unitless(s, 2))
	}
	w.line("on post {")
	change()
	if eligible {
		w.line("e += %s", w.between(0.1, 0.5))
	}
	if post {
		w.line("y %s", pick(w, "+= 1", "= 1", "+= 0.5*(1 - y)"))
	}
	w.line("}")
	w.line("on pre {")
	if w.chance(0.8) {
		change()
	}
	w.line("let amount = %s", pick(w, "w", "0.5*w", "min(w, half)"))
	if pre {
		w.line("x %s", pick(w, "+= 1", "= 1"))
	}
	switch {
	case own && w.chance(0.6):
		w.line("deliver amount*u*r")
		w.line("r -= u*r; u += 0.2*(1 - u)")
	case w.chance(0.2):
		w.line("if uniform(0, 1) < rate + 0.5 { deliver amount }")
	default:
		w.line("deliver amount")
	}
	w.line("}")
	w.line("}")
	return rule{name, heard}
}

// units limits a scope.
func (s scope) units(list ...string) scope {
	t := scope{}
	for _, u := range list {
		t[u] = s[u]
	}
	return t
}

// unitless draws a moderate number from numbers alone.
func (w *writer) unitless(s scope, depth int) string {
	x := pick(w, s["1"]...)
	switch w.IntN(5) {
	case 0:
		return x
	case 1:
		return "(1 - " + x + ")"
	case 2:
		return "tanh(" + x + " - " + pick(w, s["1"]...) + ")"
	case 3:
		return x + "*" + pick(w, s["1"]...)
	}
	if depth > 0 {
		return "max(" + w.unitless(s, depth-1) + ", " + w.unitless(s, depth-1) + ")"
	}
	return "exp(-" + x + ")"
}
