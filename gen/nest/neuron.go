package nest

import (
	"fmt"
	"reflect"
	"slices"
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
	ranges                            []string    // per quantity
	err                               error
}

// newNeuron makes the node class of p; shows are the variables that nodes read of
// others, the inputs that varies marks and the
// quantities that switches marks change in time.
func newNeuron(p *program.Program, name, header string, recorded []int, shows []string, varies, switches []bool) (neuron, error) {
	b := &builder{p: p, shows: shows, varies: varies, switches: switches, table: names.New(false, reserved()...), dialect: dialect()}
	b.n = &neuron{Header: header, Name: name, Model: "nngen_" + name, origin: map[string]string{}}
	b.declare()
	b.couple()
	b.keep(recorded)
	b.update()
	b.record(recorded)
	b.initial()
	b.n.tables.quantities = sortedPairs(b.n.tables.quantities)
	var texts []string
	for _, w := range b.n.bodies {
		texts = append(texts, w.lines...)
	}
	for _, r := range append(slices.Clone(b.n.Recordables), b.n.Kept...) {
		texts = append(texts, r.Value)
	}
	for _, s := range b.n.Sums {
		texts = append(texts, s.Value)
	}
	b.n.Smaller, b.n.Larger = calls(texts, "smaller( "), calls(texts, "larger( ")
	return *b.n, b.err
}

// calls reports whether a text calls a function.
func calls(texts []string, function string) bool {
	return slices.ContainsFunc(texts, func(text string) bool { return strings.Contains(text, function) })
}

// declare gives every member its name: first those of the model.
func (b *builder) declare() {
	p, n := b.p, b.n
	needed, timed, elementary := gen.Reads(p)
	n.Random = gen.Draws(p)
	n.Timed, n.Elementary = timed || n.Random, elementary || n.Random
	for _, s := range p.States {
		b.states = append(b.states, b.table.Fresh(s.Name))
		n.origin[b.states[len(b.states)-1]] = s.Name
	}
	var blocks []*program.Block
	gen.Blocks(p, func(block *program.Block) { blocks = append(blocks, block) })
	b.ranges = ranges(p.Quantities, &p.Derive, blocks...)
	keys, own := map[int]string{}, make([]string, len(p.Quantities))
	for i, q := range p.Quantities {
		if !needed[i] && q.Derived {
			b.quants = append(b.quants, "")
			continue
		}
		id := b.table.Fresh(q.Name)
		n.origin[id] = originOf(p, q)
		if !q.Derived {
			keys[i] = id
		}
		if !needed[i] {
			b.quants = append(b.quants, "")
			continue
		}
		own[i] = id
		m := member{Name: id, Value: literal(q.Value), Comment: comment(q.Unit, q.Doc), Unit: statusUnit(q.Unit), Range: b.ranges[i]}
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
		n.origin[id] = in.Name
		n.Parameters = append(n.Parameters, member{Name: id, Value: "0.0", Comment: comment(in.Unit, doc), Unit: statusUnit(in.Unit), Range: anyNumber})
		if b.varies[i] {
			n.Changing = append(n.Changing, n.Parameters[len(n.Parameters)-1])
		}
		n.tables.drive = append(n.tables.drive, gen.Renamed{Model: in.Name, Own: id})
		b.inputs = append(b.inputs, "P_."+id)
	}
	for i, s := range p.States {
		n.States = append(n.States, member{Name: b.states[i], Value: "0.0", Comment: comment(s.Unit, s.Doc), Unit: statusUnit(s.Unit)})
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
		n.Arrivals = n.Arrivals || !port.Continuous
		n.tables.ports = append(n.tables.ports, port.Name)
	}
	n.status = statusOf(p.Quantities, &p.Derive, keys, own)
	b.document(keys)
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
	n.Parameters = append(n.Parameters, member{Name: n.Element, Value: "0.0", Comment: "which element of its population it is, for random numbers", Range: whole})
	for _, r := range b.p.Random {
		object, purpose := b.table.Fresh("object_"+r.Name), b.table.Fresh("purpose_"+r.Name)
		n.Parameters = append(n.Parameters, named(object, "names the random numbers "+r.Name), named(purpose, "names them too"))
		n.tables.streams = append(n.tables.streams, gen.Renamed{Model: r.Name, Own: "(" + gen.PyString(object) + ", " + gen.PyString(purpose) + ")"})
		b.streams = append(b.streams, [2]string{"P_." + object, "P_." + purpose})
	}
}

// named is a member that names random numbers.
func named(name, doc string) member {
	return member{Name: name, Value: "0.0", Comment: gen.OneLine(doc), Range: whole}
}

// originOf is the name in the model that a quantity comes from: its own, or that of the
// state whose equation it is part of.
func originOf(p *program.Program, q program.Quantity) string {
	if !q.Derived {
		return q.Name
	}
	best := ""
	for _, s := range p.States {
		if strings.Contains("."+q.Name+".", "."+s.Name+".") && (best == "" || strings.Index(q.Name, s.Name) < strings.Index(q.Name, best)) {
			best = s.Name
		}
	}
	return best
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

// body begins a piece of code and notes it for the map from lines of the file to places of the model.
func (b *builder) body(depth int) *body {
	w := &body{depth: depth}
	b.n.bodies = append(b.n.bodies, w)
	return w
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
	w := b.body(2)
	held := make([]string, len(b.hold))
	for c, counter := range b.hold {
		held[c] = b.local.Fresh("is_held_" + p.Holds[c].Name)
		w.line(fmt.Sprintf("const bool %s = %s > 0;", held[c], counter))
		w.open("if ( " + held[c] + " )")
		w.line("--" + counter + ";")
		w.close()
	}
	w.comment("from t_k to t_k + h")
	common := b.print(w, &p.Integrate.Common)
	next := b.compute(w, common)
	b.variants(w, held)
	for _, s := range next {
		w.at = origin{name: p.States[s.State].Name}
		w.line(assign(b.states[s.State], s.Expr))
	}
	for i := range p.Arrive {
		if p.Ports[i].Continuous {
			continue
		}
		w.at = origin{name: p.Ports[i].Name}
		w.comment("what arrived at " + p.Ports[i].Name)
		b.arrive(w, i, held)
	}
	w.at = origin{}
	for i := range p.Conditions {
		b.condition(w, i, held)
	}
	b.n.Update = w.lines
}

// variants writes the integration that depends on what is held.
func (b *builder) variants(w *body, held []string) {
	list := b.p.Integrate.Variants
	same := !slices.ContainsFunc(list, func(v program.Variant) bool { return !reflect.DeepEqual(v.Block, list[0].Block) })
	if len(held) == 0 || same {
		if len(list) > 0 && len(list[0].Block.Stores) > 0 {
			b.store(w, &list[0].Block, nil, nil)
		}
		return
	}
	for i := range list {
		v := &list[i]
		if len(v.Block.Stores) == 0 {
			continue
		}
		if i == 1 && len(list) == 2 && len(list[0].Block.Stores) > 0 {
			w.open("else")
		} else {
			w.open("if ( " + exactly(held, v.Held) + " )")
		}
		b.store(w, &v.Block, nil, nil)
		w.close()
	}
}

// exactly is the test that the hold counters of mask and no others were positive
// when the step began.
func exactly(held []string, mask uint32) string {
	var tests []string
	for c, id := range held {
		if mask>>c&1 == 0 {
			id = "not " + id
		}
		tests = append(tests, id)
	}
	return strings.Join(tests, " and ")
}

// free is the test that none of the counters of mask was positive.
func free(held []string, mask uint32) string {
	var tests []string
	for c, id := range held {
		if mask>>c&1 == 1 {
			tests = append(tests, "not "+id)
		}
	}
	return strings.Join(tests, " and ")
}

// compute puts the new values of a printed block into locals.
func (b *builder) compute(w *body, t *exprfmt.Text) []exprfmt.Store {
	if t == nil {
		return nil
	}
	var out []exprfmt.Store
	for _, s := range t.Stores {
		id := b.local.Fresh("new_" + b.p.States[s.State].Name)
		if w.at.handler == "" {
			w.at = origin{name: b.p.States[s.State].Name}
		}
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
	at := w.at
	for _, s := range stores {
		if at.handler == "" && at.name == "" {
			w.at = origin{name: b.p.States[s.State].Name}
		}
		statement := assign(b.states[s.State], s.Expr)
		if guard != nil && guard(s.State) != "" {
			w.open("if ( " + guard(s.State) + " )")
			w.line(statement)
			w.close()
			continue
		}
		w.line(statement)
	}
	w.at = at
}

// arrive writes what arrives at a port; locals have a block of their own.
func (b *builder) arrive(w *body, i int, held []string) {
	if t, err := exprfmt.Block(b.dialect, b.names(), &b.p.Arrive[i]); err != nil || len(t.Lines) > 0 || len(t.Stores) != 1 {
		w.open("")
		defer w.close()
	}
	b.store(w, &b.p.Arrive[i], nil, func(state int) string { return free(held, b.p.States[state].HeldBy) })
}

// condition writes one `on COND { … }`.
func (b *builder) condition(w *body, i int, held []string) {
	c := &b.p.Conditions[i]
	if c.Fires < 0 {
		return
	}
	w.at = origin{handler: c.Doc}
	defer func() { w.at = origin{} }()
	w.comment("on " + c.Doc)
	if test := free(held, c.Blocked); test != "" {
		w.open("if ( " + test + " )")
	} else {
		w.open("")
	}
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
		fires = now + " and not " + before
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
				w.open("if ( " + t.Value(r) + " )")
				w.line(statement)
				w.close()
			}
		}
		when(c.Spike, "spiked = true;")
		for _, s := range c.Starts {
			when(s.When, b.hold[s.Hold]+" = "+steps(t.Value(s.Steps))+";")
		}
	}, nil, outputs...)
	w.close()
}

// steps is a number of steps as a whole number.
func steps(value string) string {
	if n, ok := strings.CutSuffix(value, ".0"); ok && strings.Trim(n, "0123456789") == "" {
		return n
	}
	return "static_cast< long >( " + value + " )"
}

// record writes what a multimeter can read: states by their own names.
func (b *builder) record(recorded []int) {
	for _, i := range recorded {
		o := &b.p.Observe[i]
		if readsSums(&o.Block) {
			continue // see keep
		}
		b.scope()
		w := b.body(1)
		t := b.print(w, &o.Block, o.Result)
		if t == nil {
			return
		}
		state := len(o.Block.Instrs) == 1 && o.Block.Instrs[0].Op == program.LoadState
		id := ""
		if state {
			id = strings.TrimPrefix(b.states[o.Block.Instrs[0].Index], "S_.")
			state = !slices.ContainsFunc(b.n.Recordables, func(r recordable) bool { return r.Name == id })
		}
		if !state {
			id = b.table.Fresh(o.Name)
		}
		b.n.Recordables = append(b.n.Recordables, recordable{Name: id, State: state, Lines: w.lines, Value: t.Value(o.Result), Doc: gen.OneLine(o.Name + " (" + o.Unit + ")")})
		b.n.tables.observables = append(b.n.tables.observables, gen.Renamed{Model: o.Name, Own: id})
	}
}

// initial writes the values of rising conditions in the initial state.
func (b *builder) initial() {
	b.scope()
	w := b.body(1)
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
