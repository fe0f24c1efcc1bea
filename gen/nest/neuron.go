package nest

import (
	"fmt"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/runtime/program"
)

// builder turns a program into a node class.
type builder struct {
	p       *program.Program
	n       *neuron
	table   *names.Table
	dialect *exprfmt.Dialect
	local   *names.Table // of the function being written

	states, quants, inputs, hold, was []string
	streams                           [][2]string // object and purpose of each
	sums                              []string    // locals that hold them
	shows                             []string    // variables that nodes read of others
	varies, switches                  []bool      // per input, per quantity
	err                               error
}

// newNeuron makes the node class of p; shows are the variables that nodes read of
// others, the inputs that varies marks and the
// quantities that switches marks change in time.
func newNeuron(p *program.Program, name, header string, recorded []int, shows []string, varies, switches []bool) (neuron, error) {
	b := &builder{p: p, shows: shows, varies: varies, switches: switches, table: names.New(false, reserved()...), dialect: dialect()}
	b.n = &neuron{Header: header, Name: name, Model: "nngen_" + name, Title: gen.Paragraph(p.Doc), Method: gen.OneLine(p.Method), Why: gen.OneLine(p.Why)}
	for _, e := range p.Equations {
		b.n.Equations = append(b.n.Equations, gen.Paragraph(e)...)
	}
	b.declare()
	b.couple()
	b.keep(recorded)
	b.update()
	b.record(recorded)
	b.initial()
	b.n.tables.quantities = sortedPairs(b.n.tables.quantities)
	return *b.n, b.err
}

// declare gives every member its name: first those of the model.
func (b *builder) declare() {
	p, n := b.p, b.n
	needed, timed, elementary := gen.Reads(p)
	n.Random = gen.Draws(p)
	n.Timed, n.Elementary = timed || n.Random, elementary || n.Random
	for _, s := range p.States {
		b.states = append(b.states, b.table.Fresh(s.Name))
	}
	for i, q := range p.Quantities {
		if !needed[i] {
			b.quants = append(b.quants, "")
			n.Unused = append(n.Unused, gen.QuantityLine(q))
			continue
		}
		id := b.table.Fresh(q.Name)
		m := member{Name: id, Value: literal(q.Value), Comment: comment(q.Unit, q.Doc)}
		if q.Binding == program.Column {
			m.Value = "0.0"
			n.Parameters = append(n.Parameters, m)
			if b.switches[i] {
				n.Changing = append(n.Changing, m)
			}
			n.tables.quantities = append(n.tables.quantities, gen.Renamed{Model: q.Name, Own: id})
			b.quants = append(b.quants, "P_."+id)
			continue
		}
		n.Constants = append(n.Constants, m)
		b.quants = append(b.quants, id)
	}
	for i, in := range p.Inputs {
		id := b.table.Fresh(in.Name)
		doc := "constant part of the input " + in.Name
		if b.varies[i] {
			doc = "input " + in.Name
		}
		n.Parameters = append(n.Parameters, member{id, "0.0", comment(in.Unit, doc)})
		if b.varies[i] {
			n.Changing = append(n.Changing, n.Parameters[len(n.Parameters)-1])
		}
		n.tables.drive = append(n.tables.drive, gen.Renamed{Model: in.Name, Own: id})
		b.inputs = append(b.inputs, "P_."+id)
	}
	for i, s := range p.States {
		n.States = append(n.States, member{b.states[i], "0.0", comment(s.Unit, s.Doc)})
		n.tables.init = append(n.tables.init, gen.Renamed{Model: s.Name, Own: b.states[i]})
		b.states[i] = "S_." + b.states[i]
	}
	for _, h := range p.Holds {
		id := b.table.Fresh("held_" + h.Name)
		n.Counters = append(n.Counters, id)
		b.hold = append(b.hold, "S_."+id)
	}
	for i, c := range p.Conditions {
		id := ""
		if c.Rising {
			id = b.table.Fresh(fmt.Sprintf("was_%d", i+1))
			n.Was = append(n.Was, id)
			id = "S_." + id
		}
		b.was = append(b.was, id)
	}
	for i, port := range p.Ports {
		n.Ports = append(n.Ports, portOf(i, port))
		n.tables.ports = append(n.tables.ports, port.Name)
	}
	b.random()
	if n.Timed {
		n.StepName, n.H = b.table.Fresh("step_done"), literal(p.Step)
	}
}

// random declares what names the streams of a node: parameters, set from outside.
func (b *builder) random() {
	n := b.n
	if !n.Random {
		return
	}
	n.Element = b.table.Fresh("element")
	n.Parameters = append(n.Parameters, member{n.Element, "0.0", "which element of its population it is, for random numbers"})
	for _, r := range b.p.Random {
		object, purpose := b.table.Fresh("object_"+r.Name), b.table.Fresh("purpose_"+r.Name)
		n.Parameters = append(n.Parameters, member{object, "0.0", "names the random numbers " + r.Name}, member{purpose, "0.0", "names them too"})
		n.tables.streams = append(n.tables.streams, gen.Renamed{Model: r.Name, Own: "(" + gen.PyString(object) + ", " + gen.PyString(purpose) + ")"})
		b.streams = append(b.streams, [2]string{"P_." + object, "P_." + purpose})
	}
}

// draw is the draw of this step from a stream.
func (b *builder) draw(fn string, stream int, parameters ...string) string {
	step := "S_." + b.n.StepName
	if b.p.Random[stream].Number(0) == 1 {
		step += " + 1"
	}
	arguments := append([]string{"P_." + b.n.Element, b.streams[stream][0], b.streams[stream][1], step}, parameters...)
	return "nngen_" + fn + "( " + strings.Join(arguments, ", ") + " )"
}

func portOf(i int, p program.Port) port {
	doc := p.Name + " (" + p.Unit + ")"
	if p.Doc != "" {
		doc += ": " + p.Doc
	}
	return port{i, i + 1, gen.OneLine(doc)}
}

func comment(unit, doc string) string {
	if doc == "" {
		return gen.OneLine(unit)
	}
	return gen.OneLine(unit + ", " + doc)
}

func (b *builder) names() *exprfmt.Names {
	pick := func(ids []string) func(int) string { return func(i int) string { return ids[i] } }
	return &exprfmt.Names{State: pick(b.states), Quant: pick(b.quants), Input: pick(b.inputs),
		Draw:     func(fn string, stream int) string { return b.draw(fn, stream) },
		DrawWith: func(fn string, stream int, parameters []string) string { return b.draw(fn, stream, parameters...) },
		Sum:      func(i int) string { return b.sums[i] },
		Acc:      func(i int) string { return fmt.Sprintf("in[ %d ]", i) },
		Temp: func(hint string) string {
			if hint == "" {
				hint = "t"
			}
			return b.local.Fresh(hint)
		},
		Time: func(offset float64) string {
			return "( ( S_." + b.n.StepName + " + " + literal(offset) + " ) * " + b.n.H + " )"
		}}
}

// scope begins a function: its locals must not hide members.
func (b *builder) scope() { b.local = names.New(false, append(reserved(), b.members())...) }

func (b *builder) members() []string {
	var list []string
	for _, m := range b.n.Constants {
		list = append(list, m.Name)
	}
	for _, c := range b.hold {
		list = append(list, strings.TrimPrefix(c, "S_."))
	}
	return append(list, b.sums...)
}

// update writes one step.
func (b *builder) update() {
	p := b.p
	b.scope()
	w := &body{depth: 2}
	held := make([]string, len(b.hold))
	for c, counter := range b.hold {
		held[c] = b.local.Fresh("is_held_" + p.Holds[c].Name)
		w.line(fmt.Sprintf("const bool %s = %s > 0;", held[c], counter))
		w.line(fmt.Sprintf("%s -= %s;", counter, held[c]))
	}
	w.comment("from t_k to t_k + h")
	common := b.print(w, &p.Integrate.Common)
	next := b.compute(w, common)
	for i := range p.Integrate.Variants {
		v := &p.Integrate.Variants[i]
		if len(v.Block.Stores) == 0 {
			continue
		}
		if len(held) == 0 {
			b.store(w, &v.Block, nil, nil)
			continue
		}
		w.open("if ( " + exactly(held, v.Held) + " )")
		b.store(w, &v.Block, nil, nil)
		w.close()
	}
	for _, s := range next {
		w.line(b.states[s.State] + " = " + s.Expr + ";")
	}
	for i := range p.Arrive {
		if p.Ports[i].Continuous {
			continue
		}
		w.comment("what arrived at " + p.Ports[i].Name)
		w.open("")
		b.arrive(w, i, held)
		w.close()
	}
	for i := range p.Conditions {
		b.condition(w, i, held)
	}
	b.n.Update = w.lines
}

// exactly is the test that the hold counters of mask and no others were positive
// when the step began.
func exactly(held []string, mask uint32) string {
	var tests []string
	for c, id := range held {
		if mask>>c&1 == 0 {
			id = "!" + id
		}
		tests = append(tests, id)
	}
	return strings.Join(tests, " && ")
}

// free is the test that none of the counters of mask was positive.
func free(held []string, mask uint32) string {
	var tests []string
	for c, id := range held {
		if mask>>c&1 == 1 {
			tests = append(tests, "!"+id)
		}
	}
	return strings.Join(tests, " && ")
}

// compute puts the new values of a printed block into locals.
func (b *builder) compute(w *body, t *exprfmt.Text) []exprfmt.Store {
	if t == nil {
		return nil
	}
	var out []exprfmt.Store
	for _, s := range t.Stores {
		id := b.local.Fresh("new_" + b.p.States[s.State].Name)
		w.line("const double " + id + " = " + s.Expr + ";")
		out = append(out, exprfmt.Store{State: s.State, Expr: id})
	}
	return out
}

// store writes a block whose stores take effect together. before is written
// between computing and storing; guard gives the condition for a state to move,
// "" for none.
func (b *builder) store(w *body, block *program.Block, before func(*exprfmt.Text), guard func(state int) string, outputs ...program.Ref) {
	t := b.print(w, block, outputs...)
	if t == nil {
		return
	}
	if before != nil {
		before(t)
	}
	stores, ok := exprfmt.InPlace(t.Stores)
	if !ok {
		stores = b.compute(w, t)
	}
	for _, s := range stores {
		assign := b.states[s.State] + " = " + s.Expr + ";"
		if guard != nil && guard(s.State) != "" {
			w.open("if ( " + guard(s.State) + " )")
			w.line(assign)
			w.close()
			continue
		}
		w.line(assign)
	}
}

func (b *builder) arrive(w *body, i int, held []string) {
	b.store(w, &b.p.Arrive[i], nil, func(state int) string { return free(held, b.p.States[state].HeldBy) })
}

// condition writes one `on COND { … }`.
func (b *builder) condition(w *body, i int, held []string) {
	c := &b.p.Conditions[i]
	if c.Fires < 0 {
		return
	}
	w.comment("on " + c.Doc)
	head := ""
	if test := free(held, c.Blocked); test != "" {
		head = "if ( " + test + " )"
	}
	w.open(head)
	defer w.close()
	t := b.print(w, &c.Test, c.Fires)
	if t == nil {
		return
	}
	fires := t.Value(c.Fires)
	if c.Rising {
		now, before := b.local.Fresh("is_true"), b.local.Fresh("was_true")
		w.line(fmt.Sprintf("const bool %s = %s;", now, fires))
		w.line(fmt.Sprintf("const bool %s = %s;", before, b.was[i]))
		w.line(fmt.Sprintf("%s = %s;", b.was[i], now))
		fires = now + " && !" + before
	}
	w.open("if ( " + fires + " )")
	outputs := []program.Ref{c.Spike}
	for _, s := range c.Starts {
		outputs = append(outputs, s.Steps, s.When)
	}
	b.store(w, &c.Action, func(t *exprfmt.Text) {
		when := func(r program.Ref, statement string) {
			switch {
			case r == program.Always:
				w.line(statement)
			case r >= 0:
				w.line("if ( " + t.Value(r) + " )")
				w.open("")
				w.line(statement)
				w.close()
			}
		}
		when(c.Spike, "spiked = true;")
		for _, s := range c.Starts {
			when(s.When, b.hold[s.Hold]+" = static_cast< long >( "+t.Value(s.Steps)+" );")
		}
	}, nil, outputs...)
	w.close()
}

// record writes what a multimeter can read.
func (b *builder) record(recorded []int) {
	for _, i := range recorded {
		o := &b.p.Observe[i]
		if readsSums(&o.Block) {
			continue // see keep
		}
		b.scope()
		w := &body{depth: 1}
		t := b.print(w, &o.Block, o.Result)
		if t == nil {
			return
		}
		id := b.table.Fresh("out_" + o.Name)
		b.n.Recordables = append(b.n.Recordables, recordable{Name: id, Lines: w.lines, Value: t.Value(o.Result), Doc: gen.OneLine(o.Name + " (" + o.Unit + ")")})
		b.n.tables.observables = append(b.n.tables.observables, gen.Renamed{Model: o.Name, Own: id})
	}
}

// initial writes the values of rising conditions in the initial state.
func (b *builder) initial() {
	b.scope()
	w := &body{depth: 1}
	for i := range b.p.Conditions {
		c := &b.p.Conditions[i]
		if !c.Rising || c.Fires < 0 {
			continue
		}
		w.open("")
		if t := b.print(w, &c.Test, c.Fires); t != nil {
			w.line(b.was[i] + " = " + t.Value(c.Fires) + ";")
		}
		w.close()
	}
	b.n.InitialTests = w.lines
}
