package neuron

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// plastic is a plasticity rule of connections onto the neurons of one mechanism,
// and what is recorded of them.
type plastic struct {
	number      int // in the study
	rule        *program.Plasticity
	observed    []int
	projections int   // how many have the rule
	longest     int64 // steps, the longest delay of one, or 0 where they are drawn
	set         bool  // parameters become others within the run
}

// plasticOf are the rules of the connections onto neurons of program p.
func plasticOf(s *ir.Study, p *program.Program) []plastic {
	var list []plastic
	for number, rule := range s.Rules {
		x := plastic{number: number, rule: rule}
		used, drawn := false, false
		for j, pr := range s.Network.Projections {
			if pr.Plasticity != rule {
				continue
			}
			x.projections++
			x.set = x.set || len(pr.Settings) > 0
			delay, constant := pr.Delay.Constant()
			drawn = drawn || !constant
			x.longest = max(x.longest, int64(math.Ceil(delay/rule.Step)))
			for _, run := range pr.Post.Runs {
				used = used || s.ProgramOf(run.Population) == p
			}
			for _, w := range s.Weights {
				if w.Projection == j {
					x.observed = append(x.observed, w.Observable)
				}
			}
		}
		if drawn {
			x.longest = 0
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
	for i := range x.rule.Modulators {
		f(&x.rule.Modulators[i].Event.Block)
	}
	f(&x.rule.Follow.Init)
	f(&x.rule.Follow.Advance)
	f(&x.rule.Carry)
	for _, o := range x.observed {
		f(&x.rule.Observe[o].Block)
	}
	if x.set {
		for _, s := range x.rule.States {
			f(&x.rule.Observe[x.rule.ObservableIndex(s.Name)].Block)
		}
		f(&x.rule.Rebound)
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
	post        string // that of one of the target
	hear        string // that of a spike of a modulator
	settle      string // that of everything before a step; "" when the rule listens to nothing but the source
	always      bool   // it has to be called now and then for all connections
	observe     string // that of what is recorded
	change      string // that before parameters become others; "" where none do
	rebound     string // that after it; "" where there is nothing to do
	slots       []string
	start       []string      // their values at the beginning; "weight" is the connection's
	weight      string        // what is observed of the weight
	columns     []gen.Renamed // slots of what differs per connection
	states      []gen.Renamed // slots of the states
	next        string        // that of the number of spikes dealt with
	observables []gen.Renamed
	row         string            // slot of the number of the connection, which names its draws
	streams     []gen.Renamed     // first of two slots that name a stream
	group       string            // slot of the number of what modulates it
	modulators  []string          // their names, in order
	origin      map[string]string // own names to those of the model
}

// Slots are the names of what a connection keeps.
func (r ruleView) Slots() []string { return r.slots }

// Kept says what the arguments of plastic connections are.
func (m *mechanism) Kept() []string {
	var lines []string
	for i, r := range m.Rules {
		for k, l := range wrap(fmt.Sprintf("rule %d, %s: %s", i+1, r.Name, strings.Join(r.slots, ", "))) {
			if k > 0 {
				l = "  " + strings.TrimLeft(l, " ")
			}
			lines = append(lines, l)
		}
	}
	return lines
}

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
type own struct{ spikes, size, count, slot string }

// ruleBuilder writes one rule into the mechanism of its builder.
type ruleBuilder struct {
	*builder
	x        plastic
	v        *ruleView
	states   []string
	quants   []string
	clocks   [program.Sites]string // steps at which the states of a site were stored; "" when nobody asks
	next     string                // how many own spikes have been dealt with
	kept     [program.Sites]*kept  // of source and target
	signals  signals
	followed followed
	draws    []string       // functions of its streams; "" where there is none
	streams  []string       // what names them then
	counts   map[int]string // by kind of event: how many there have been, where it draws
	catch    string         // the procedures
	carry    string
	signal   string
}

// The kinds of events of a connection; modulator m is kind modulated + m.
const (
	ofPre = iota
	ofPost
	modulated
)

// kept are the states of one side as they were before its last event, for other
// events of the same step.
type kept struct {
	at       string            // slot: the step of that event
	before   map[string]string // by slot: the slot with the value from before
	exchange string            // the procedure that exchanges both
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
		if port.Continuous {
			quanta = append(quanta, "")
			continue
		}
		id := setting("quantum_"+port.Name, port.Unit, "0", "what plastic connections deliver at "+port.Name+" is rounded to multiples of this")
		quanta = append(quanta, id)
		m.names.Quanta = append(m.names.Quanta, gen.Renamed{Model: port.Name, Own: id})
	}
	b.deliver = b.table.Fresh("deliver")
	m.Procedures = append(m.Procedures, procedure{Head: b.deliver + "(amount, port)", Doc: []string{"Adds what a plastic connection delivers to the sum of a port."}, Lines: b.deliverBody(quanta)})
	for _, x := range b.rules {
		r := &ruleBuilder{builder: b, x: x, counts: map[int]string{},
			v: &ruleView{origin: map[string]string{}, Name: oneLine(x.rule.Name), Title: paragraph(x.rule.Doc), number: x.number}}
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
	heard, lost := false, false
	for _, x := range b.rules {
		heard = heard || x.rule.HasPost()
		lost = lost || x.rule.HasPost() || len(x.rule.Modulators) > 0 || x.rule.Follows()
	}
	one := b.unit("1")
	if lost {
		b.lost = b.table.Fresh("lost")
		b.m.names.Lost = b.lost
		b.m.Counters = append(b.m.Counters, declaration{Name: b.lost, Unit: one, Doc: "set when a connection needed something that was no longer kept"})
	}
	if !heard {
		return
	}
	b.own = own{spikes: b.table.Fresh("own_spikes"), size: b.table.Fresh("OWN_SPIKES"), count: b.table.Fresh("own_count"), slot: b.table.Fresh("own_slot")}
	b.m.OwnSize = b.own.size
	b.m.Counters = append(b.m.Counters, declaration{Name: b.own.count, Unit: one, Doc: "how many spikes this neuron has fired"})
	b.m.Hidden = append(b.m.Hidden, declaration{Name: b.own.spikes + "[" + b.own.size + "]", Unit: one, Doc: "steps of the last ones"},
		declaration{Name: b.own.slot, Unit: one, Doc: "place of the next one"})
	b.m.names.Count = b.own.count
}

// deliverBody rounds an amount to the quantum of its port, so that sums do not
// depend on the order of their terms.
func (b *builder) deliverBody(quanta []string) []string {
	w := newBody(b.table)
	rounded := w.locals.temp("rounded")
	first := true
	for i, id := range b.acc {
		if id == "" {
			continue
		}
		if len(b.acc) > 1 {
			head := fmt.Sprintf("if (port == %d)", i)
			if first {
				w.open(head)
			} else {
				w.reopen("else " + head)
			}
		}
		first = false
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
	asked[program.AtConnection] = rule.Carried()
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
			r.v.origin[id] = q.Name
		default:
			id = r.table.Fresh(rule.Name + "_" + q.Name)
			r.constant(id, q.Value, q.Unit, describe(q))
			r.v.origin[id] = q.Name
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
		r.v.origin[r.states[i]] = s.Name
	}
	for site, yes := range asked {
		if yes {
			name := program.Site(site).String()
			r.clocks[site] = slot("at_"+name, "1", "0", "step at which the states of "+name+" were stored")
		}
	}
	r.declareDraws(slot)
	r.declareSignals(slot)
	r.declareFollowed()
	if rule.HasPost() {
		r.next = slot("next", "1", "0", "spikes of this neuron that have been dealt with")
		r.v.next = r.next
		r.keepSide(program.AtTarget, "coincident", "step at which a spike of this neuron came together with one of the source", slot)
	}
	if r.modulatorsRead(program.AtSource) {
		r.keepSide(program.AtSource, "fired", "step of the last spike of the source", slot)
	}
}

// keepSide makes room for the states of one side as they were before an event.
func (r *ruleBuilder) keepSide(side program.Site, at, doc string, slot func(hint, unit, value, doc string) string) {
	k := &kept{before: map[string]string{}}
	for _, s := range r.x.rule.States {
		if s.Site == side {
			r.kept[side] = k
		}
	}
	if r.kept[side] == nil {
		return
	}
	k.at = slot(at, "1", "-1", doc)
	for i, s := range r.x.rule.States {
		if s.Site == side {
			k.before[r.states[i]] = slot("before_"+s.Name, s.Unit, "0", s.Name+" from before that spike")
		}
	}
	if clock := r.clocks[side]; clock != "" {
		k.before[clock] = slot("before_at_"+side.String(), "1", "0", "and the step at which it was stored")
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
	for side, k := range r.kept {
		if k != nil {
			k.exchange = name("exchange")
			doc := "Exchanges the states of this neuron with those from before its last coincident spike."
			if program.Site(side) == program.AtSource {
				doc = "Exchanges the states of the source with those from before its last spike."
			}
			add(k.exchange+"()", doc, r.exchange(k))
		}
	}
	if rule.Carried() {
		r.carry = name("carry")
		one := name("one_step")
		add(one+"(now, delay)", "Carries a connection, whose equations read the target, by one step.", r.oneStep())
		add(r.carry+"(limit, delay)", "Carries a connection from step to step.", r.carrying(one))
	}
	if r.signals.count != "" {
		v.hear = name("hear")
		add(v.hear+"(now, amount, group, port)", "A spike of a modulator reaches the connections of a group.", r.hear())
		var procedures []string
		for i := range rule.Modulators {
			m := &rule.Modulators[i]
			procedures = append(procedures, name("on_"+m.Name))
			add(procedures[i]+"(now, delay, amount)", "What "+m.Name+" sent in one step reaches a connection.", r.event(&m.Event, modulated+i, program.Shared, ""))
		}
		r.signal = name("on_signal")
		add(r.signal+"(now, delay)", "What modulators have sent reaches a connection.", r.onSignal(procedures))
	}
	if rule.HasPost() {
		v.post = name("on_post")
		add(v.post+"(now, delay)", "A spike of this neuron reaches a connection.", r.event(&rule.Post, ofPost, program.AtTarget, ""))
	}
	if rule.HasPost() || r.signals.count != "" {
		r.catch = name("catch_up")
		doc := "Deals with own spikes that reach a connection before step limit."
		if r.signals.count != "" {
			doc = "Deals with everything that reaches a connection before step limit, spikes of the source apart."
		}
		add(r.catch+"(limit, delay)", doc, r.catchUp())
		v.settle = r.catch
		w.line(r.catch + "(now, delay)")
	}
	if r.carry != "" {
		w.line(r.carry + "(now, delay)")
		v.settle = r.settles(name, add)
	}
	v.always = r.carry != "" || r.signals.count != "" || rule.Follows()
	if rule.HasPost() {
		r.coincide(w)
	}
	r.save(w, program.AtSource, true)
	swap := func() {
		if k := r.kept[program.AtTarget]; k != nil {
			w.line(fmt.Sprintf("if (%s == now) { %s() }", k.at, k.exchange))
		}
	}
	swap()
	w.line(pre + "(now, delay, port)")
	swap()
	w.close()
	add(pre+"(now, delay, port)", "A spike of the source reaches a connection.", r.event(&rule.Pre, ofPre, program.AtSource, r.deliver))
	doc := "A spike of the source that reached a connection at step now arrives."
	if rule.HasPost() {
		doc += " Own spikes go first; `on pre` reads the states of this neuron as they were before a coincident one."
	}
	add(v.spike+"(now, delay, port)", doc, w)
	v.observe = name("observe")
	add(v.observe+"(now, delay)", "What is recorded of a connection at step now.", r.observation())
	if r.x.set {
		v.change = name("change")
		add(v.change+"(now, delay)", "Brings the states of a connection to step now, before parameters become others.", r.change())
		if w := r.rebounds(); len(w.lines) > 0 {
			v.rebound = name("rebound")
			add(v.rebound+"(now, delay)", "Bounds that have changed move the states of a connection.", w)
		}
	}
}
