package neuron

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// plastic is a plasticity rule of connections onto the neurons of one mechanism,
// and what is recorded of them.
type plastic struct {
	number   int // in the study
	rule     *program.Plasticity
	observed []int
}

// plasticOf are the rules of the connections onto neurons of program p.
func plasticOf(s *ir.Study, p *program.Program) []plastic {
	var list []plastic
	for number, rule := range s.Rules {
		x := plastic{number: number, rule: rule}
		used := false
		for j, pr := range s.Network.Projections {
			if pr.Plasticity != rule {
				continue
			}
			for _, run := range pr.Post.Runs {
				used = used || s.ProgramOf(run.Population) == p
			}
			for _, w := range s.Weights {
				if w.Projection == j {
					x.observed = append(x.observed, w.Observable)
				}
			}
		}
		if used {
			x.observed = append(x.observed, rule.ObservableIndex(rule.States[rule.Weight].Name)) // for the final weights
			slices.Sort(x.observed)
			x.observed = slices.Compact(x.observed)
			list = append(list, x)
		}
	}
	return list
}

// blocks are the blocks of a rule that are written.
func (x *plastic) blocks(f func(*program.Block)) {
	f(&x.rule.Pre.Block)
	f(&x.rule.Post.Block)
	for _, o := range x.observed {
		f(&x.rule.Observe[o].Block)
	}
}

// ruleView is the part of a mechanism that carries out a rule. A connection keeps
// its numbers in the arguments behind its weight; for an event they are taken to
// variables of the neuron, and put back when it is over.
type ruleView struct {
	Name             string
	Title, Equations []string
	Procedures       []procedure

	number      int
	spike       string // the procedure of a spike of the source
	settle      string // that of everything before a step; "" when the rule does not listen to the target
	observe     string // that of what is recorded
	slots       []string
	start       []string      // their values at the beginning; "weight" is the connection's
	weight      string        // what is observed of the weight
	columns     []gen.Renamed // slots of what differs per connection
	states      []gen.Renamed // slots of the states
	next        string        // that of the number of spikes dealt with
	observables []gen.Renamed
}

// Slots are the names of what a connection keeps.
func (r ruleView) Slots() []string { return r.slots }

type procedure struct {
	Head  string
	Doc   []string
	Lines []string
}

// ownSpikes is how many of its own spikes a neuron keeps. The run script lets
// connections take note of them long before they are overwritten.
const ownSpikes = 256

// OwnSpikes is that number.
func (*mechanism) OwnSpikes() int { return ownSpikes }

// own are the variables in which a neuron keeps its spikes for its connections.
type own struct {
	spikes, size, count, slot string
	lost                      string // set when a spike was needed and gone
}

// ruleBuilder writes one rule into the mechanism of its builder.
type ruleBuilder struct {
	*builder
	x          plastic
	v          *ruleView
	states     []string
	quants     []string
	clocks     [program.Sites]string // steps at which the states of a site were stored; "" when nobody asks
	next       string                // how many own spikes have been dealt with
	coincident string                // step of the last spike of the target that came with one of the source
	before     map[string]string
}

// addRules writes everything that the rules need.
func (b *builder) addRules() {
	if len(b.rules) == 0 {
		return
	}
	m := b.m
	setting := func(hint, unit, value, doc string) string {
		id := b.table.Fresh(hint)
		m.Settings = append(m.Settings, declaration{Name: id, Value: value, Unit: b.unit(unit), Doc: oneLine(doc)})
		return id
	}
	b.until = setting("until", "1", "1e15", "last step whose spikes change connections")
	m.names.Until = b.until
	var quanta []string
	for _, port := range b.p.Ports {
		id := setting("quantum_"+port.Name, port.Unit, "0", "what plastic connections deliver at "+port.Name+" is rounded to multiples of this")
		quanta = append(quanta, id)
		m.names.Quanta = append(m.names.Quanta, gen.Renamed{Model: port.Name, Own: id})
	}
	b.deliver = b.table.Fresh("deliver")
	m.Procedures = append(m.Procedures, procedure{Head: b.deliver + "(amount, port)", Doc: []string{"Adds what a plastic connection delivers to the sum of a port."}, Lines: b.deliverBody(quanta)})
	for _, x := range b.rules {
		r := &ruleBuilder{builder: b, x: x, before: map[string]string{},
			v: &ruleView{Name: oneLine(x.rule.Name), Title: paragraph(x.rule.Doc), number: x.number}}
		for _, e := range x.rule.Equations {
			r.v.Equations = append(r.v.Equations, paragraph(e)...)
		}
		r.declare()
		r.write()
		m.Rules = append(m.Rules, *r.v)
	}
	n := 0
	for _, r := range m.Rules {
		n = max(n, len(r.slots))
	}
	for i := range n {
		m.Slots = append(m.Slots, b.table.Fresh("c"+strconv.Itoa(i+1)))
	}
}

// keep declares the variables in which the neuron keeps its own spikes.
func (b *builder) keep() {
	heard := false
	for _, x := range b.rules {
		heard = heard || x.rule.HasPost()
	}
	if !heard {
		return
	}
	b.own = own{spikes: b.table.Fresh("own_spikes"), size: b.table.Fresh("OWN_SPIKES"), count: b.table.Fresh("own_count"), slot: b.table.Fresh("own_slot"), lost: b.table.Fresh("lost")}
	one := b.unit("1")
	b.m.OwnSize = b.own.size
	b.m.Counters = append(b.m.Counters, declaration{Name: b.own.count, Unit: one, Doc: "how many spikes this neuron has fired"},
		declaration{Name: b.own.lost, Unit: one, Doc: "set when a connection needed one that was no longer kept"})
	b.m.Hidden = append(b.m.Hidden, declaration{Name: b.own.spikes + "[" + b.own.size + "]", Unit: one, Doc: "steps of the last ones"},
		declaration{Name: b.own.slot, Unit: one, Doc: "place of the next one"})
	b.m.names.Count, b.m.names.Lost = b.own.count, b.own.lost
}

// deliverBody rounds an amount to the quantum of its port, so that sums do not
// depend on the order of their terms.
func (b *builder) deliverBody(quanta []string) []string {
	w := newBody(b.table)
	rounded := w.locals.temp("rounded")
	for i, id := range b.acc {
		if len(b.acc) > 1 {
			head := fmt.Sprintf("if (port == %d)", i)
			if i == 0 {
				w.open(head)
			} else {
				w.reopen("else " + head)
			}
		}
		q := quanta[i]
		w.assign(rounded, "amount")
		w.line(fmt.Sprintf("if (%s > 0) { %s = %s(amount/%s)*%s }", q, rounded, b.helpers["nearest"], q, q))
		w.assign(id, id+" + "+rounded)
	}
	if len(b.acc) > 1 {
		w.close()
	}
	return b.finish(w)
}

// declare names and declares what a connection keeps and the constants.
func (r *ruleBuilder) declare() {
	rule, m := r.x.rule, r.m
	var asked [program.Sites]bool
	needed := make([]bool, len(rule.Quantities))
	r.x.blocks(func(b *program.Block) {
		for _, in := range b.Instrs {
			switch in.Op {
			case program.LoadQuant:
				needed[in.Index] = true
			case program.LoadElapsed:
				asked[in.Index] = true
			}
		}
	})
	slot := func(hint, unit, value, doc string) string {
		id := r.table.Fresh(rule.Name + "_" + hint)
		m.Scratch = append(m.Scratch, declaration{Name: id, Unit: r.unit(unit), Doc: oneLine(doc)})
		r.v.slots, r.v.start = append(r.v.slots, id), append(r.v.start, value)
		return id
	}
	values := make([]float64, len(rule.Quantities))
	for i, q := range rule.Quantities {
		values[i] = q.Value
		id := ""
		switch {
		case !needed[i]:
		case q.Binding == program.Column:
			r.v.columns = append(r.v.columns, gen.Renamed{Model: q.Name, Own: strconv.Itoa(len(r.v.slots))})
			id = slot(q.Name, q.Unit, "", describe(q)+"; differs per connection")
		default:
			id = r.table.Fresh(rule.Name + "_" + q.Name)
			r.constant(id, q.Value, q.Unit, describe(q))
		}
		r.quants = append(r.quants, id)
	}
	initial := make([]float64, len(rule.States))
	rule.Init.Store(initial, program.Eval(&rule.Init, &program.Env{Quants: values, H: rule.Step}, nil), nil)
	for i, s := range rule.States {
		value, doc := r.literal(initial[i]), s.Doc
		switch {
		case i == rule.Weight:
			value = "weight"
		case math.IsNaN(initial[i]) || math.IsInf(initial[i], 0): // differs per connection, and is set by the script
			value = "0"
		}
		r.v.states = append(r.v.states, gen.Renamed{Model: s.Name, Own: strconv.Itoa(len(r.v.slots))})
		if doc == "" {
			doc = s.Name + " of a connection"
		}
		r.states = append(r.states, slot(s.Name, s.Unit, value, doc))
	}
	for site, yes := range asked {
		if yes {
			name := program.Site(site).String()
			r.clocks[site] = slot("at_"+name, "1", "0", "step at which the states of "+name+" were stored")
		}
	}
	if !rule.HasPost() {
		return
	}
	r.next = slot("next", "1", "0", "spikes of this neuron that have been dealt with")
	r.v.next = r.next
	for i, s := range rule.States {
		if s.Site == program.AtTarget {
			r.before[r.states[i]] = ""
		}
	}
	if len(r.before) == 0 {
		return
	}
	r.coincident = slot("coincident", "1", "-1", "step at which a spike of this neuron came together with one of the source")
	for i, s := range rule.States {
		if s.Site == program.AtTarget {
			r.before[r.states[i]] = slot("before_"+s.Name, s.Unit, "0", s.Name+" from before that spike")
		}
	}
	if at := r.clocks[program.AtTarget]; at != "" {
		r.before[at] = slot("before_at_post", "1", "0", "and the step at which it was stored")
	}
}

// write writes the procedures.
func (r *ruleBuilder) write() {
	rule, v := r.x.rule, r.v
	name := func(hint string) string { return r.table.Fresh(rule.Name + "_" + hint) }
	add := func(head, doc string, w *body) {
		v.Procedures = append(v.Procedures, procedure{Head: head, Doc: paragraph(doc), Lines: r.finish(w)})
	}
	pre := name("on_pre")
	v.spike = name("spike")
	w := newBody(r.table)
	w.open("if (now <= " + r.until + ")")
	if rule.HasPost() {
		post, catch, swap := name("on_post"), name("catch_up"), ""
		v.settle = catch
		add(post+"(now)", "A spike of this neuron reaches a connection.", r.event(&rule.Post, program.AtTarget, ""))
		add(catch+"(limit, delay)", "Deals with own spikes that reach a connection before step limit.", r.catchUp(post))
		if len(r.before) > 0 {
			swap = name("exchange")
			add(swap+"()", "Exchanges the states of this neuron with those from before its last coincident spike.", r.exchange())
		}
		w.line(catch + "(now, delay)")
		r.coincide(w, post)
		if swap != "" {
			w.line(fmt.Sprintf("if (%s == now) { %s() }", r.coincident, swap))
		}
		w.line(pre + "(now, port)")
		if swap != "" {
			w.line(fmt.Sprintf("if (%s == now) { %s() }", r.coincident, swap))
		}
	} else {
		w.line(pre + "(now, port)")
	}
	w.close()
	add(pre+"(now, port)", "A spike of the source reaches a connection.", r.event(&rule.Pre, program.AtSource, r.deliver))
	doc := "A spike of the source that reached a connection at step now arrives."
	if rule.HasPost() {
		doc += " Own spikes go first; `on pre` reads the states of this neuron as they were before a coincident one."
	}
	add(v.spike+"(now, delay, port)", doc, w)
	v.observe = name("observe")
	add(v.observe+"(now)", "What is recorded of a connection at step now.", r.observation())
}

// event writes what a spike of one side does.
func (r *ruleBuilder) event(e *program.PlasticEvent, site program.Site, deliver string) *body {
	w := newBody(r.table)
	var outputs []program.Ref
	for _, d := range e.Deliver {
		outputs = append(outputs, d.Amount, d.When)
	}
	t := r.printRule(w, &e.Block, outputs...)
	for _, d := range e.Deliver {
		switch {
		case r.err != nil:
		case d.When == program.Always:
			w.line(deliver + "(" + t.Value(d.Amount) + ", port)")
		case d.When >= 0:
			w.line("if (" + t.Value(d.When) + ") { " + deliver + "(" + t.Value(d.Amount) + ", port) }")
		}
	}
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
	for _, c := range []string{r.clocks[program.AtConnection], r.clocks[site]} {
		if c != "" {
			w.assign(c, "now")
		}
	}
	return w
}

// place writes the place of the next own spike into a local variable.
func (r *ruleBuilder) place(w *body) string {
	slot := w.locals.temp("slot")
	w.assign(slot, fmt.Sprintf("%s - %s*floor(%s/%s)", r.next, r.own.size, r.next, r.own.size))
	return r.own.spikes + "[" + slot + "]"
}

func (r *ruleBuilder) catchUp(post string) *body {
	w := newBody(r.table)
	w.line(fmt.Sprintf("if (%s - %s > %s) { %s = 1  %s = %s - %s }", r.own.count, r.next, r.own.size, r.own.lost, r.next, r.own.count, r.own.size))
	at := w.locals.temp("at")
	w.assign(at, "-1")
	w.open(fmt.Sprintf("while (%s < limit && %s < %s)", at, r.next, r.own.count))
	w.assign(at, r.place(w)+" + delay")
	w.open("if (" + at + " < limit)")
	w.line(post + "(" + at + ")")
	w.assign(r.next, r.next+" + 1")
	w.close()
	w.close()
	return w
}

// coincide deals with an own spike that reaches the connection in the same step.
func (r *ruleBuilder) coincide(w *body, post string) {
	w.open(fmt.Sprintf("if (%s < %s)", r.next, r.own.count))
	w.open("if (" + r.place(w) + " + delay == now)")
	if r.coincident != "" {
		w.assign(r.coincident, "now")
		for _, id := range r.v.slots {
			if kept := r.before[id]; kept != "" {
				w.assign(kept, id)
			}
		}
	}
	w.line(post + "(now)")
	w.assign(r.next, r.next+" + 1")
	w.close()
	w.close()
}

func (r *ruleBuilder) exchange() *body {
	w := newBody(r.table)
	x := w.locals.temp("x")
	for _, id := range r.v.slots {
		if kept := r.before[id]; kept != "" {
			w.assign(x, id)
			w.assign(id, kept)
			w.assign(kept, x)
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
		if t := r.printRule(w, &o.Block, o.Result); r.err == nil {
			w.assign(id, t.Value(o.Result))
		}
	}
	return w
}

// printRule prints a block of the rule.
func (r *ruleBuilder) printRule(w *body, block *program.Block, outputs ...program.Ref) *exprfmt.Text {
	n := &exprfmt.Names{
		State:   func(i int) string { return r.states[i] },
		Quant:   func(i int) string { return r.quants[i] },
		Elapsed: func(site int) string { return "(now - " + r.clocks[site] + ")" },
		Temp:    w.locals.temp,
	}
	t, err := exprfmt.Block(r.dialect, n, block, outputs...)
	if err != nil {
		if r.err == nil {
			r.builder.err = fmt.Errorf("plasticity %s: %w", r.x.rule.Name, err)
		}
		return &exprfmt.Text{}
	}
	w.temporaries(t.Lines)
	return t
}
