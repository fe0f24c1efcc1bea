package neuron

import (
	"fmt"
	"slices"

	"github.com/nngen/nngen/runtime/program"
)

// signals are the variables in which a neuron keeps what modulators sent to its
// connections. Connections of one projection are a group, as they hear the same.
type signals struct {
	at      string   // steps, a ring of ownSpikes for each group
	amounts []string // per modulator
	heard   []string // per modulator, whether it sent something then; nil for one
	count   string   // how many entries there have been per group
	groups  int
	group   string // slot of a connection: the number of its group
	next    string // slot: entries that have been dealt with
}

// slot is the place of the next entry of a connection.
func (g *signals) slot() string { return g.slotOf(g.group, g.next) }

func (g *signals) slotOf(group, n string) string {
	return fmt.Sprintf("%d*%s + %s - %d*floor(%s/%d)", ownSpikes, group, n, ownSpikes, n, ownSpikes)
}

// loss notes entries that were needed and have been overwritten.
func (g *signals) loss(w *body, lost string) {
	w.line(fmt.Sprintf("if (%s[%s] - %s > %d) { %s = 1  %s = %s[%s] - %d }", g.count, g.group, g.next, ownSpikes, lost, g.next, g.count, g.group, ownSpikes))
}

// clear empties the rings.
func (g *signals) clear(w *body) {
	for i := range g.groups {
		w.assign(fmt.Sprintf("%s[%d]", g.count, i), "0")
	}
}

// declareSignals declares the rings of a rule with modulators.
func (r *ruleBuilder) declareSignals(slot func(hint, unit, value, doc string) string) {
	rule := r.x.rule
	if len(rule.Modulators) == 0 {
		return
	}
	g := &r.signals
	g.groups = r.x.projections
	array := func(hint, unit, doc string, n int) string {
		id := r.table.Fresh(rule.Name + "_" + hint)
		r.m.Hidden = append(r.m.Hidden, declaration{Name: fmt.Sprintf("%s[%d]", id, n), Unit: r.unit(unit), Doc: oneLine(doc)})
		return id
	}
	g.at = array("heard_at", "1", "steps at which modulators reached connections, a ring for each group of them", g.groups*ownSpikes)
	for _, m := range rule.Modulators {
		g.amounts = append(g.amounts, array("heard_"+m.Name, m.Unit, "what "+m.Name+" sent then", g.groups*ownSpikes))
		if len(rule.Modulators) > 1 {
			g.heard = append(g.heard, array("from_"+m.Name, "1", "whether it sent something", g.groups*ownSpikes))
		}
		r.v.modulators = append(r.v.modulators, m.Name)
	}
	g.count = array("heard_count", "1", "how often modulators reached each group", g.groups)
	g.group = slot("group", "1", "", "number of the group of connections that hear the same modulators")
	g.next = slot("heard_next", "1", "0", "how much of what modulators sent has been dealt with")
	r.v.group = g.group
	r.builder.rings = append(r.builder.rings, g)
}

// modulatorsRead reports whether events of modulators read states of a side.
func (r *ruleBuilder) modulatorsRead(side program.Site) bool {
	for _, m := range r.x.rule.Modulators {
		for _, in := range m.Event.Block.Instrs {
			if in.Op == program.LoadState && r.x.rule.States[in.Index].Site == side || in.Op == program.LoadElapsed && program.Site(in.Index) == side {
				return true
			}
		}
	}
	return false
}

// hear writes what a spike of a modulator does that reaches a neuron: it joins
// what else reaches the same connections in the step.
func (r *ruleBuilder) hear() *body {
	w := newBody(r.table)
	g := &r.signals
	n, slot := w.locals.temp("n"), w.locals.temp("slot")
	w.assign(n, g.count+"[group]")
	w.assign(slot, "-1")
	w.open("if (" + n + " > 0)")
	w.assign(slot, g.slotOf("group", "("+n+" - 1)"))
	w.line(fmt.Sprintf("if (%s[%s] < now) { %s = -1 }", g.at, slot, slot))
	w.close()
	w.open("if (" + slot + " < 0)")
	w.assign(slot, g.slotOf("group", n))
	w.assign(g.at+"["+slot+"]", "now")
	w.assign(g.count+"[group]", n+" + 1")
	for _, id := range slices.Concat(g.amounts, g.heard) {
		w.assign(id+"["+slot+"]", "0")
	}
	w.close()
	for i, id := range g.amounts {
		add := fmt.Sprintf("%s[%s] = %s[%s] + amount", id, slot, id, slot)
		if len(g.amounts) > 1 {
			add = fmt.Sprintf("if (port == %d) { %s  %s[%s] = 1 }", i, add, g.heard[i], slot)
		}
		w.line(add)
	}
	return w
}

// onSignal writes what the next entry of its ring does to a connection: modulator
// after modulator, with the states of both sides from before this step.
func (r *ruleBuilder) onSignal(procedures []string) *body {
	w := newBody(r.table)
	g := &r.signals
	slot := w.locals.temp("slot")
	w.assign(slot, g.slot())
	swap := func() {
		for side, k := range r.kept {
			if k != nil && r.modulatorsRead(program.Site(side)) {
				w.line(fmt.Sprintf("if (%s == now) { %s() }", k.at, k.exchange))
			}
		}
	}
	swap()
	for i, id := range g.amounts {
		call := fmt.Sprintf("%s(now, delay, %s[%s])", procedures[i], id, slot)
		if g.heard != nil {
			call = fmt.Sprintf("if (%s[%s] > 0) { %s }", g.heard[i], slot, call)
		}
		w.line(call)
	}
	swap()
	w.assign(g.next, g.next+" + 1")
	return w
}
