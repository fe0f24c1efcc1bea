package neuron

import (
	"fmt"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// The events of a rule: what spikes of both sides do to a connection, one after the other.

// settles writes the procedure that brings a carried connection to the step before
// a limit.
func (r *ruleBuilder) settles(name func(string) string, add func(head, doc string, w *body)) string {
	settle := name("settle")
	w := newBody(r.table)
	if r.catch != "" {
		w.line(r.catch + "(limit, delay)")
	}
	w.line(r.carry + "(limit - 1, delay)")
	add(settle+"(limit, delay)", "Brings a connection to the step before limit.", w)
	return settle
}

// event writes what a spike of one side does.
func (r *ruleBuilder) event(e *program.PlasticEvent, kind int, site program.Site, deliver string) *body {
	w := newBody(r.table)
	r.seen(w, &e.Block)
	var outputs []program.Ref
	for _, d := range e.Deliver {
		outputs = append(outputs, d.Amount, d.When)
	}
	t := r.printRule(w, &e.Block, kind, outputs...)
	for _, d := range e.Deliver {
		switch {
		case r.err != nil:
		case d.When == program.Always:
			w.line(deliver + "(" + t.Value(d.Amount) + ", port)")
		case d.When >= 0:
			w.line("if (" + t.Value(d.When) + ") { " + deliver + "(" + t.Value(d.Amount) + ", port) }")
		}
	}
	r.storeRule(w, t)
	for _, c := range []string{r.clocks[program.AtConnection], r.clocks[site]} {
		if c != "" {
			w.assign(c, "now")
		}
	}
	if n := r.counts[kind]; n != "" {
		w.assign(n, n+" + 1")
	}
	return w
}

// storeRule writes the stores of a block so that they take effect together.
func (r *ruleBuilder) storeRule(w *body, t *exprfmt.Text) {
	ordered, ok := exprfmt.InPlace(t.Stores)
	if !ok {
		for _, s := range t.Stores {
			id := w.locals.temp("new_" + r.x.rule.States[s.State].Name)
			w.assign(id, s.Expr)
			ordered = append(ordered, exprfmt.Store{State: s.State, Expr: id})
		}
	}
	for _, s := range ordered {
		w.assign(r.states[s.State], s.Expr)
	}
}

// place writes the place of the next own spike into a local variable.
func (r *ruleBuilder) place(w *body) string {
	slot := w.locals.temp("slot")
	w.assign(slot, fmt.Sprintf("%s - %s*floor(%s/%s)", r.next, r.own.size, r.next, r.own.size))
	return r.own.spikes + "[" + slot + "]"
}

// catchUp writes a loop over all steps before a limit in which an own spike or a
// modulator reaches the connection.
func (r *ruleBuilder) catchUp() *body {
	w := newBody(r.table)
	if r.next != "" {
		w.line(fmt.Sprintf("if (%s - %s > %s) { %s = 1  %s = %s - %s }", r.own.count, r.next, r.own.size, r.lost, r.next, r.own.count, r.own.size))
	}
	at := w.locals.temp("at")
	if r.signals.count == "" {
		w.assign(at, "-1")
		w.open(fmt.Sprintf("while (%s < limit && %s < %s)", at, r.next, r.own.count))
		w.assign(at, r.place(w)+" + delay")
		w.open("if (" + at + " < limit)")
		if r.carry != "" {
			w.line(r.carry + "(" + at + ", delay)")
		}
		w.line(r.v.post + "(" + at + ", delay)")
		w.assign(r.next, r.next+" + 1")
		w.close()
		w.close()
		return w
	}
	r.signals.loss(w, r.lost)
	own, signal := w.locals.temp("own"), w.locals.temp("signal")
	w.assign(at, "-1")
	w.open("while (" + at + " < limit)")
	w.assign(own, "limit")
	if r.next != "" {
		w.open(fmt.Sprintf("if (%s < %s)", r.next, r.own.count))
		w.assign(own, r.place(w)+" + delay")
		w.close()
	}
	w.assign(signal, "limit")
	w.open(fmt.Sprintf("if (%s < %s[%s])", r.signals.next, r.signals.count, r.v.group))
	slot := w.locals.temp("slot")
	w.assign(slot, r.signals.slot())
	w.assign(signal, r.signals.at+"["+slot+"]")
	w.close()
	w.assign(at, own)
	w.line(fmt.Sprintf("if (%s < %s) { %s = %s }", signal, at, at, signal))
	w.open("if (" + at + " < limit)")
	if r.carry != "" {
		w.line(r.carry + "(" + at + ", delay)")
	}
	if r.next != "" {
		w.open("if (" + own + " == " + at + ")")
		r.saveAs(w, program.AtTarget, at, false)
		w.line(r.v.post + "(" + at + ", delay)")
		w.assign(r.next, r.next+" + 1")
		w.close()
	}
	w.line("if (" + signal + " == " + at + ") { " + r.signal + "(" + at + ", delay) }")
	w.close()
	w.close()
	return w
}

// coincide deals with an own spike that reaches the connection in the same step.
func (r *ruleBuilder) coincide(w *body) {
	w.open(fmt.Sprintf("if (%s < %s)", r.next, r.own.count))
	w.open("if (" + r.place(w) + " + delay == now)")
	r.save(w, program.AtTarget, false)
	w.line(r.v.post + "(now, delay)")
	w.assign(r.next, r.next+" + 1")
	w.close()
	w.close()
}

// save keeps the states of a side as they are before an event of step now; once
// per step where there may be several.
func (r *ruleBuilder) save(w *body, side program.Site, once bool) {
	r.saveAs(w, side, "now", once)
}

func (r *ruleBuilder) saveAs(w *body, side program.Site, now string, once bool) {
	k := r.kept[side]
	if k == nil {
		return
	}
	if once {
		w.open("if (" + k.at + " < " + now + ")")
		defer w.close()
	}
	w.assign(k.at, now)
	for _, id := range r.v.slots {
		if before := k.before[id]; before != "" {
			w.assign(before, id)
		}
	}
}

func (r *ruleBuilder) exchange(k *kept) *body {
	w := newBody(r.table)
	x := w.locals.temp("x")
	for _, id := range r.v.slots {
		if before := k.before[id]; before != "" {
			w.assign(x, id)
			w.assign(id, before)
			w.assign(before, x)
		}
	}
	return w
}

func (r *ruleBuilder) observation() *body {
	w := newBody(r.table)
	for _, i := range r.x.observed {
		o := &r.x.rule.Observe[i]
		id := r.table.Fresh(r.x.rule.Name + "_seen_" + o.Name)
		r.m.Recorded = append(r.m.Recorded, declaration{Name: id, Unit: r.unit(o.Unit), Doc: "recorded"})
		r.v.observables = append(r.v.observables, gen.Renamed{Model: o.Name, Own: id})
		if o.Name == r.x.rule.States[r.x.rule.Weight].Name {
			r.v.weight = id
		}
		w.locals.scope()
		r.seen(w, &o.Block)
		if t := r.printRule(w, &o.Block, ofPre, o.Result); r.err == nil {
			w.assign(id, t.Value(o.Result))
		}
	}
	return w
}

// change writes what goes before a change of parameters: all states become what they
// are at step now, as from then on they move differently.
func (r *ruleBuilder) change() *body {
	w := newBody(r.table)
	var values []string
	for _, s := range r.x.rule.States {
		o := &r.x.rule.Observe[r.x.rule.ObservableIndex(s.Name)]
		id := w.locals.temp("new_" + s.Name)
		r.seen(w, &o.Block)
		if t := r.printRule(w, &o.Block, ofPre, o.Result); r.err == nil {
			w.assign(id, t.Value(o.Result))
		}
		values = append(values, id)
	}
	for i, id := range values {
		w.assign(r.states[i], id)
	}
	for _, clock := range r.clocks {
		if clock != "" {
			w.assign(clock, "now")
		}
	}
	return w
}

// rebounds writes what goes behind it.
func (r *ruleBuilder) rebounds() *body {
	w := newBody(r.table)
	if block := &r.x.rule.Rebound; len(block.Stores) > 0 {
		r.storeRule(w, r.printRule(w, block, ofPre))
	}
	return w
}

// printRule prints a block of the rule, of a kind of events.
func (r *ruleBuilder) printRule(w *body, block *program.Block, kind int, outputs ...program.Ref) *exprfmt.Text {
	n := &exprfmt.Names{
		State:   func(i int) string { return r.states[i] },
		Quant:   func(i int) string { return r.quants[i] },
		Elapsed: func(site int) string { return "(now - " + r.clocks[site] + ")" },
		Acc:     func(int) string { return "amount" },
		Target:  func(i int) string { return r.followed.at(i) },
		Draw:    func(_ string, stream int) string { return drawOf(r.draws[stream], r.streams[stream], r.counts[kind]) },
		Temp:    w.locals.temp,
	}
	n.DrawWith = func(fn string, stream int, args []string) string { return r.drawn(fn, n.Draw(fn, stream), args) }
	t, err := exprfmt.Block(r.dialect, n, block, outputs...)
	if err != nil {
		if r.err == nil {
			r.builder.err = &misfit{rule: r.x.number, err: fmt.Errorf("plasticity %s: %w", r.x.rule.Name, err)}
		}
		return &exprfmt.Text{}
	}
	w.temporaries(t.Lines)
	return t
}
