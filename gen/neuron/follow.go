package neuron

import (
	"fmt"

	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// followed are the arrays in which a neuron keeps what a rule reads of it: rings of
// the last steps, variables first, then the states that they drive.
type followed struct {
	arrays []string
	size   int
	slot   string // the local variable with the place of what is read
}

// at is number i as it was at the step that slot stands for.
func (f *followed) at(i int) string { return f.arrays[i] + "[" + f.slot + "]" }

// place is the place of a step.
func (f *followed) place(step string) string {
	return fmt.Sprintf("%s - %d*floor(%s/%d)", step, f.size, step, f.size)
}

// longestUnknown is taken for the longest delay, in steps, where it is drawn.
const longestUnknown = 400

// declareFollowed declares the rings of a rule that reads its target. Connections
// are brought up to date every ownSpikes/4 steps, when they look back by twice
// their delay besides.
func (r *ruleBuilder) declareFollowed() {
	f, rule := &r.x.rule.Follow, r.x.rule
	if !rule.Follows() {
		return
	}
	longest := r.x.longest
	if longest == 0 {
		longest = longestUnknown
	}
	for r.followed.size = 2; int64(r.followed.size) < 2*longest+ownSpikes/4+8; {
		r.followed.size *= 2
	}
	array := func(name, unit, doc string) {
		id := r.table.Fresh(rule.Name + "_was_" + name)
		r.m.Hidden = append(r.m.Hidden, declaration{Name: fmt.Sprintf("%s[%d]", id, r.followed.size), Unit: r.unit(unit), Doc: oneLine(doc)})
		r.followed.arrays = append(r.followed.arrays, id)
	}
	for _, name := range f.Variables {
		array(name, r.p.Observe[r.p.ObservableIndex(name)].Unit, name+" in the last steps")
	}
	for _, s := range f.States {
		array(s.Name, s.Unit, s.Name+" in the last steps")
	}
	r.builder.followers = append(r.builder.followers, r)
}

// seen takes the place of what an event of step now sees of the target: strictly
// before, a delay ago.
func (r *ruleBuilder) seen(w *body, b *program.Block) {
	reads := false
	for _, in := range b.Instrs {
		reads = reads || in.Op == program.LoadTarget
	}
	if !reads {
		return
	}
	slot := w.locals.temp("seen")
	r.followed.slot = slot
	w.assign(slot, "now - 1 - delay")
	w.line("if (" + slot + " < 0) { " + slot + " = 0 }")
	w.line(fmt.Sprintf("if (%s + 1 - %s >= %d) { %s = 1 }", r.step, slot, r.followed.size, r.lost))
	w.assign(slot, r.followed.place(slot))
}

// carrying calls a procedure for every step up to limit.
func (r *ruleBuilder) carrying(one string) *body {
	w := newBody(r.table)
	w.open("while (" + r.clocks[program.AtConnection] + " < limit)")
	w.line(one + "(" + r.clocks[program.AtConnection] + " + 1, delay)")
	w.close()
	return w
}

// oneStep carries the connection to step now.
func (r *ruleBuilder) oneStep() *body {
	w := newBody(r.table)
	r.seen(w, &r.x.rule.Carry)
	r.storeRule(w, r.printRule(w, &r.x.rule.Carry, ofPre))
	w.assign(r.clocks[program.AtConnection], "now")
	return w
}

// follow notes what a rule reads of the neuron at the step that ends, or at the
// beginning.
func (r *ruleBuilder) follow(w *body, beginning bool) {
	f := &r.x.rule.Follow
	w.comment("what connections with the rule " + oneLine(r.x.rule.Name) + " read of the neuron")
	slot := w.locals.temp("place")
	nv := len(f.Variables)
	values := func() {
		for i, name := range f.Variables {
			mark := w.locals.mark()
			o := &r.p.Observe[r.p.ObservableIndex(name)]
			if t := r.builder.print(w, &o.Block, o.Result); r.builder.err == nil {
				w.assign(r.followed.arrays[i]+"["+slot+"]", t.Value(o.Result))
			}
			w.locals.release(mark)
		}
	}
	block := &f.Advance
	if beginning {
		block = &f.Init
		w.assign(slot, "0")
		values()
	}
	from := slot
	if !beginning && len(f.States) > 0 {
		from = w.locals.temp("place")
		w.assign(from, r.followed.place(r.step))
	}
	if !beginning {
		w.assign(slot, r.followed.place("("+r.step+" + 1)"))
	}
	if len(f.States) > 0 {
		r.followed.slot = from
		n := &exprfmt.Names{
			State:  func(i int) string { return r.followed.at(nv + i) },
			Quant:  func(i int) string { return r.quants[i] },
			Target: r.followed.at,
			Temp:   w.locals.temp,
		}
		t, err := exprfmt.Block(r.dialect, n, block)
		if err != nil {
			r.builder.err = &misfit{rule: r.x.number, err: fmt.Errorf("plasticity %s: %w", r.x.rule.Name, err)}
			return
		}
		w.temporaries(t.Lines)
		for _, s := range t.Stores {
			w.assign(r.followed.arrays[nv+s.State]+"["+slot+"]", s.Expr)
		}
	}
	if !beginning {
		values()
	}
}
