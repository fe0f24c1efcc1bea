package neuron

import (
	"fmt"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// advance writes the procedure that does one step.
func (b *builder) advance() *body {
	w := newBody(b.table)
	if b.m.CoupleName != "" {
		w.line(b.m.CoupleName + "()")
	}
	if b.step != "" {
		w.assign(b.step, b.step+" + 1")
	}
	if b.m.Apart {
		w.assign(b.spk, "0")
	}
	if len(b.hold) > 0 {
		w.comment("what is held during this step")
		w.locals.order = append(w.locals.order, b.held...)
	}
	for c, counter := range b.hold {
		w.assign(b.held[c], "0")
		w.line(fmt.Sprintf("if (%s > 0) { %s = 1  %s = %s - 1 }", counter, b.held[c], counter, counter))
	}
	b.integrate(w)
	b.arrive(w)
	for i := range b.p.Conditions {
		w.locals.scope()
		b.condition(w, i)
	}
	if o := b.own; o.count != "" {
		w.comment("own spikes are kept for the connections")
		w.open("if (" + b.spk + " > 0)")
		w.assign(o.spikes+"["+o.slot+"]", b.step+" + 1")
		w.assign(o.count, o.count+" + 1")
		w.assign(o.slot, o.slot+" + 1")
		w.line(fmt.Sprintf("if (%s == %s) { %s = 0 }", o.slot, o.size, o.slot))
		w.close()
	}
	for _, r := range b.followers {
		w.locals.scope()
		r.follow(w, false)
	}
	b.send(w, false)
	return w
}

// integrate carries the states from t_k to t_k + h. The common stores come
// last: whatever a variant reads must still be as it was at t_k.
func (b *builder) integrate(w *body) {
	p := b.p
	w.comment("from t_k to t_k + h")
	common := b.print(w, &p.Integrate.Common)
	stores := common.Stores
	if b.variantsDisturb(stores) {
		stores = nil
		for _, s := range common.Stores {
			id := w.locals.temp("new_" + p.States[s.State].Name)
			w.assign(id, s.Expr)
			stores = append(stores, exprfmt.Store{State: s.State, Expr: id})
		}
	}
	opened := false
	for i := range p.Integrate.Variants {
		v := &p.Integrate.Variants[i]
		if len(v.Block.Stores) == 0 {
			continue
		}
		if len(b.held) > 0 {
			head := "if (" + b.exactly(v.Held) + ")"
			if opened {
				w.reopen("else " + head)
			} else {
				w.open(head)
			}
			opened = true
		}
		mark := w.locals.mark()
		b.store(w, b.print(w, &v.Block).Stores, false)
		w.locals.release(mark)
	}
	if opened {
		w.close()
	}
	b.store(w, stores, false)
}

// variantsDisturb reports whether a variant stores a state that one of the
// common stores reads directly.
func (b *builder) variantsDisturb(stores []exprfmt.Store) bool {
	for _, v := range b.p.Integrate.Variants {
		for _, x := range v.Block.Stores {
			for _, s := range stores {
				for _, r := range s.Reads {
					if r == x.State {
						return true
					}
				}
			}
		}
	}
	return false
}

// exactly is the test that the hold counters of mask and no others were
// positive when the step began.
func (b *builder) exactly(mask uint32) string {
	var tests []string
	for c, id := range b.held {
		tests = append(tests, fmt.Sprintf("%s == %d", id, mask>>c&1))
	}
	return conjunction(tests)
}

// arrive applies what arrived at t_k + h, port by port, and clears the sums.
func (b *builder) arrive(w *body) {
	if len(b.p.Arrive) == 0 {
		return
	}
	w.comment("what arrived at t_k + h")
	for i := range b.p.Arrive {
		w.locals.scope()
		b.store(w, b.print(w, &b.p.Arrive[i]).Stores, true)
	}
	for _, id := range b.acc {
		if id != "" {
			w.assign(id, "0")
		}
	}
}

// condition writes one `on COND { … }`.
func (b *builder) condition(w *body, i int) {
	c := &b.p.Conditions[i]
	w.comment("on " + c.Doc)
	if c.Blocked != 0 && len(b.held) > 0 {
		w.open("if (" + b.free(c.Blocked) + ")")
		defer w.close()
	}
	if c.Fires == program.None {
		return
	}
	head := ""
	if c.Fires >= 0 {
		head = b.print(w, &c.Test, c.Fires).Value(c.Fires)
	} else {
		head = "1 > 0"
	}
	if c.Rising {
		rises := w.locals.temp("rises")
		w.assign(rises, "0")
		w.line(fmt.Sprintf("if (%s) { if (%s == 0) { %s = 1 }  %s = 1 } else { %s = 0 }", head, b.was[i], rises, b.was[i], b.was[i]))
		head = rises + " > 0"
	}
	w.open("if (" + head + ")")
	b.action(w, c)
	w.close()
}

// action writes what happens when a condition fires. Everything is computed
// from the states before it; so the stores come last.
func (b *builder) action(w *body, c *program.Condition) {
	outputs := []program.Ref{c.Spike}
	for _, s := range c.Starts {
		outputs = append(outputs, s.Steps, s.When)
	}
	t := b.print(w, &c.Action, outputs...)
	if b.err != nil {
		return
	}
	when := func(r program.Ref, statement string) {
		switch {
		case r == program.Always:
			w.line(statement)
		case r >= 0:
			w.line("if (" + t.Value(r) + ") { " + statement + " }")
		}
	}
	when(c.Spike, b.spk+" = 1")
	for _, s := range c.Starts {
		if s.Steps >= 0 {
			when(s.When, b.hold[s.Hold]+" = "+t.Value(s.Steps))
		}
	}
	b.store(w, t.Stores, false)
}

// record writes the procedure that computes the recorded expressions; those
// that are just a state are recorded as that state. Those that read sums over
// continuous connections go to the procedure that computes these: they are known
// when the next step begins.
func (b *builder) record(recorded []int, couple *body) *body {
	w := newBody(b.table)
	for _, i := range recorded {
		o := &b.p.Observe[i]
		if o.Result < 0 || int(o.Result) >= len(o.Block.Instrs) {
			continue
		}
		if in := o.Block.Instrs[o.Result]; in.Op == program.LoadState {
			b.m.names.Observables = append(b.m.names.Observables, gen.Renamed{Model: o.Name, Own: b.states[in.Index]})
			continue
		}
		id := b.table.Fresh(o.Name)
		b.m.names.Observables = append(b.m.names.Observables, gen.Renamed{Model: o.Name, Own: id})
		b.m.Recorded = append(b.m.Recorded, declaration{Name: id, Unit: b.unit(o.Unit), Doc: "recorded"})
		into := w
		if b.late(&o.Block) {
			into = couple
			b.m.names.Late = append(b.m.names.Late, o.Name)
		}
		into.locals.scope()
		if t := b.print(into, &o.Block, o.Result); b.err == nil {
			into.assign(id, t.Value(o.Result))
		}
	}
	if len(w.lines) > 0 {
		b.m.RecordName = b.table.Fresh("record")
	}
	return w
}

// initialise writes the INITIAL block.
func (b *builder) initialise(records bool) *body {
	w := newBody(b.table)
	w.assign("tick", "0")
	for i, id := range b.states {
		w.assign(id, b.initial[i])
	}
	for _, id := range append(append([]string{}, b.hold...), b.acc...) {
		if id != "" {
			w.assign(id, "0")
		}
	}
	w.assign(b.spk, "0")
	if b.step != "" {
		w.assign(b.step, "-1")
	}
	if b.own.count != "" {
		w.assign(b.own.count, "0")
		w.assign(b.own.slot, "0")
	}
	if b.lost != "" {
		w.assign(b.lost, "0")
	}
	for _, g := range b.rings {
		g.clear(w)
	}
	for _, r := range b.followers {
		w.locals.scope()
		r.follow(w, true)
	}
	b.send(w, true)
	for i, id := range b.was {
		if id == "" {
			continue
		}
		w.locals.scope()
		c := &b.p.Conditions[i]
		if t := b.print(w, &c.Test, c.Fires); b.err == nil {
			w.line(fmt.Sprintf("if (%s) { %s = 1 } else { %s = 0 }", t.Value(c.Fires), id, id))
		}
	}
	if records {
		w.line(b.m.RecordName + "()")
	}
	return w
}

// receive writes what a spike does that arrives: it adds its weight to the sum of
// its port, or reaches a plastic connection.
func (b *builder) receive() {
	w := newBody(b.table)
	var ports []int // that take spikes
	for i, id := range b.acc {
		if id != "" {
			ports = append(ports, i)
		}
	}
	for k, i := range ports {
		id := b.acc[i]
		add := "{ " + id + " = " + id + " + weight }"
		switch {
		case len(ports) == 1:
			w.assign(id, id+" + weight")
		case k == 0:
			w.line(fmt.Sprintf("if (port == %d) %s", i, add))
		case k == len(ports)-1:
			w.line("else " + add)
		default:
			w.line(fmt.Sprintf("else if (port == %d) %s", i, add))
		}
	}
	if len(b.m.Rules) == 0 {
		b.m.Receive = w.lines
		return
	}
	p := newBody(b.table)
	p.open("if (rule == 0)")
	for _, l := range w.lines {
		p.lines = append(p.lines, "  "+l)
	}
	begin := newBody(b.table)
	for i, r := range b.m.Rules {
		head := fmt.Sprintf("if (rule == %d)", i+1)
		p.reopen("else " + head)
		begin.open(head)
		for j, id := range r.slots {
			p.assign(id, b.m.Slots[j])
			if r.start[j] != "" {
				begin.assign(b.m.Slots[j], r.start[j])
			}
		}
		p.line(fmt.Sprintf("%s(%s + 2 - delay, delay, port)", r.spike, b.step))
		for j, id := range r.slots {
			p.assign(b.m.Slots[j], id)
		}
		begin.close()
	}
	for i, r := range b.m.Rules {
		if r.hear != "" { // delay is the number of the modulator then, and port that of the group
			p.reopen(fmt.Sprintf("else if (rule == -%d)", i+1))
			p.line(fmt.Sprintf("%s(%s + 2, weight, port, delay)", r.hear, b.step))
		}
	}
	p.close()
	b.m.Receive, b.m.Begin = p.lines, begin.lines
}
