package native

import (
	"strings"

	"github.com/nngen/nngen/ir/expr"
)

// reference is a model of NEST's with its equations read.
type reference struct {
	pool  *expr.Pool
	names []string // of symbols
	rates map[string]expr.Expr
	order []string            // of the states that have rates
	on    map[string][]change // "ex", "in", "spike", "pre", "post": what happens then, in order
	above [2]string           // state and threshold of the condition of a spike
	hold  [2]string           // what a spike holds, and for how long
	sends expr.Expr           // what a synapse transmits, by the values from before `on pre`
}

// change gives a state another value, which reads the values from before.
type change struct {
	state string
	value expr.Expr
}

// newReference reads equations, one a line:
//
//	V_m' = (E_L - V_m)/tau_m
//	on ex: I_syn_ex += w
//	on V_m >= V_th: V_m = V_reset, hold V_m for t_ref
//	on pre: deliver w
func newReference(lines []string) *reference {
	r := &reference{pool: expr.NewPool(), rates: map[string]expr.Expr{}, on: map[string][]change{}}
	for _, l := range lines {
		if event, rest, ok := strings.Cut(l, ": "); ok {
			r.event(strings.TrimPrefix(event, "on "), rest)
			continue
		}
		state, rate, _ := strings.Cut(l, "' = ")
		r.rates[state] = r.read(rate)
		r.order = append(r.order, state)
	}
	return r
}

func (r *reference) event(name, rest string) {
	if state, threshold, ok := strings.Cut(name, " >= "); ok {
		r.above, name = [2]string{state, threshold}, "spike"
	}
	list := []change{}
	for _, do := range strings.Split(rest, "; ") {
		if what, ok := strings.CutPrefix(do, "deliver "); ok {
			// What is sent sees the changes before it.
			by := map[expr.Sym]expr.Expr{}
			for _, c := range list {
				by[r.sym(c.state)] = c.value
			}
			r.sends = r.pool.Subst(r.read(what), by)
		} else if what, ok := strings.CutPrefix(do, "hold "); ok {
			state, time, _ := strings.Cut(what, " for ")
			r.hold = [2]string{state, time}
		} else if state, value, ok := strings.Cut(do, " += "); ok {
			list = append(list, change{state, r.pool.Add(r.pool.Sym(r.sym(state)), r.read(value))})
		} else if state, value, ok := strings.Cut(do, " = "); ok {
			list = append(list, change{state, r.read(value)})
		}
	}
	r.on[name] = list
}

func (r *reference) read(text string) expr.Expr { return read(r.pool, text, r.sym) }

func (r *reference) sym(name string) expr.Sym {
	for i, n := range r.names {
		if n == name {
			return expr.Sym(i)
		}
	}
	r.names = append(r.names, name)
	return expr.Sym(len(r.names) - 1)
}

// eval is the value of an expression where names have values.
func (r *reference) eval(e expr.Expr, values map[string]float64) float64 {
	return expr.Eval(e, func(s expr.Sym) float64 { return values[r.names[s]] })
}

// after are the values after an event; changes see those from before, as they stand.
func (r *reference) after(event string, values map[string]float64) map[string]float64 {
	next := map[string]float64{}
	for k, v := range values {
		next[k] = v
	}
	for _, c := range r.on[event] {
		next[c.state] = r.eval(c.value, values)
	}
	return next
}
