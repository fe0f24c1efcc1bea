package brian2

import (
	"slices"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// Handlers of a neuron in the idiomatic form: its threshold and reset, and events.

// spike writes threshold, reset and refractory period. The counter of the grid
// holds a neuron for the steps after that of the spike; Brian2 counts from the
// beginning of that step, one earlier.
func (b *idiomBuilder) spike() {
	slot := "before_thresholds"
	if !slices.ContainsFunc(b.d.Handlers, b.spikes) {
		slot = "after_resets"
	}
	for _, h := range b.d.Handlers {
		if h.Cond.DependsOn(b.varying...) {
			b.fail(currentAtThreshold.of(b.d.Name))
		}
		if !b.spikes(h) {
			b.event(h, slot)
			continue
		}
		slot = "after_resets"
		b.atEnd(func() {
			b.out.Threshold = b.q.print(h.Cond, unit.One)
			b.out.Reset = b.assignments(h.Body)
		})
		if cond := b.q.print(h.Cond, unit.One); h.Rising { // looked at when the next step begins
			b.out.Refractory = gen.PyString(cond)
			b.out.begin = "not (" + cond + ")"
		}
		for _, hold := range h.Holds {
			text := b.q.write(hold.Time, unit.Internal(millisecond.Dim()), sumLevel)
			if x, ok := literalValue(b.d, hold.Time); ok && !onGrid(x, b.p.Step) {
				text = short(float64(int64(x/b.p.Step+0.5))*b.p.Step) + "*ms"
			}
			b.out.Refractory = gen.PyString(text + " + dt")
		}
	}
}

// event writes a condition that does not spike.
func (b *idiomBuilder) event(h ir.Handler, slot string) {
	b.atEnd(func() {
		e := idiomEvent{Code: b.assignments(h.Body), Slot: slot}
		if !copies(h) {
			e.Name, e.Condition = b.ids.fresh("event"), b.q.print(h.Cond, unit.One)
		}
		b.out.Events = append(b.out.Events, e)
	})
}

// copies reports whether a handler makes one variable equal to another where they
// differ, which may as well be done at every step.
func copies(h ir.Handler) bool {
	if h.Cond.Kind() != expr.Ne || len(h.Body) != 1 || h.Body[0].Value.Kind() != expr.Symbol {
		return false
	}
	to, from := h.Body[0].State, h.Body[0].Value.Sym()
	sides := h.Cond.Args()
	return !slices.ContainsFunc(sides, func(e expr.Expr) bool { return e.Kind() != expr.Symbol || e.Sym() != to && e.Sym() != from }) && sides[0] != sides[1]
}

// atEnd writes what happens at the end of a step, where Brian2's t is still that of its
// beginning.
func (b *idiomBuilder) atEnd(write func()) {
	at := slices.IndexFunc(b.d.Symbols, func(s ir.Symbol) bool { return s.Kind == ir.SymTime })
	if at < 0 {
		write()
		return
	}
	now, named := expr.Sym(at), b.q.named
	b.names[now], b.q.named = "(t + dt)", map[expr.Expr]string{}
	for e, id := range named {
		if !e.DependsOn(now) {
			b.q.named[e] = id
		}
	}
	write()
	b.names[now], b.q.named = "t", named
}

func onGrid(ms, h float64) bool {
	n := ms / h
	d := n - float64(int64(n+0.5))
	return d < 1e-9 && d > -1e-9
}

// assignments writes assignments that read the values from before all of them.
func (b *idiomBuilder) assignments(body []ir.Assign) []string {
	var code, copies []string
	assigned := map[expr.Sym]bool{}
	for _, a := range body {
		late := false
		for s := range assigned {
			late = late || a.Value.DependsOn(s)
		}
		text := b.assignment(a)
		if late { // reads what is assigned before: the old value is needed
			fresh := b.ids.fresh("new_" + b.names[a.State])
			sym := b.d.Symbols[a.State]
			code = append(code, fresh+" = "+b.q.print(a.Value, unit.Internal(sym.Unit.Dim())))
			text = b.names[a.State] + " = " + fresh
		}
		assigned[a.State] = true
		copies = append(copies, text)
	}
	return append(code, copies...)
}

// assignment writes one, as x += … where it adds.
func (b *idiomBuilder) assignment(a ir.Assign) string {
	id, u := b.names[a.State], unit.Internal(b.d.Symbols[a.State].Unit.Dim())
	if v := a.Value; (v.Kind() == expr.Add || v.Kind() == expr.Sub) && v.Arg(0).Kind() == expr.Symbol && v.Arg(0).Sym() == a.State {
		rest := b.d.Pool.Make(v.Kind(), 0, append([]expr.Expr{b.d.Pool.Int(0)}, v.Args()[1:]...)...)
		if !rest.DependsOn(a.State) {
			if v.Kind() == expr.Sub {
				return id + " -= " + b.q.print(v.Arg(1), u)
			}
			return id + " += " + b.q.print(rest, u)
		}
	}
	return id + " = " + b.q.print(a.Value, u)
}
