package nestml

import (
	"fmt"
	"math"
	"math/bits"
	"regexp"
	"slices"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/program"
)

// neuron is a kind of neuron in NESTML, and what the run script calls its parts.
type neuron struct {
	model
	parameters  []parameter
	shape       string        // the text without the values of parameters: kinds of the same shape share one
	quantities  []gen.Renamed // parameters that differ per neuron
	init        []gen.Renamed
	drive       []gen.Renamed // constant currents: parameters
	currents    []gen.Renamed // currents that vary: ports
	observables []gen.Renamed
	first       []gen.Renamed // samples at t = 0 of what is no state, as Python functions of the status
	ports       []gen.Renamed
	euler       bool // integrated by Euler's method
	moves       []string
}

// parameter is one that has a literal value.
type parameter struct {
	name, text string
	value      float64
}

// maxCounters bounds how many sets of variables are held independently.
const maxCounters = 3

// neuronBuilder writes a neuron.
type neuronBuilder struct {
	*builder
	p        *program.Program
	out      neuron
	injected map[string]bool // inputs that have constant currents
	waves    []bool
	recorded map[string]bool

	states, parameters, internals, equations, inputs []line
	counters                                         []counter
}

// counter is a set of states that are held together.
type counter struct{ held, left string }

// newNeuron writes a neuron; the error says why it has no form in NESTML.
func newNeuron(d *ir.Dynamics, p *program.Program, recorded, injected map[string]bool, waves []bool) (neuron, error) {
	b := &neuronBuilder{builder: newBuilder(d), p: p, injected: injected, waves: waves, recorded: recorded}
	if len(p.Holds) > maxCounters {
		return neuron{}, fmt.Errorf("%s holds %d sets of variables independently", d.Name, len(p.Holds))
	}
	b.declare()
	b.lets()
	b.dynamics()
	receive := b.arrivals()
	conditions, guards := b.conditions()
	m := &b.out.model
	m.Title = headline(gen.OneLine(d.Name), "neuron model", d.Doc)
	m.add("state", aligned(b.states))
	m.add("equations", aligned(b.equations))
	m.Blocks = append(m.Blocks, block{Head: "parameters"})
	m.add("internals", aligned(b.internals))
	m.add("input", aligned(b.inputs))
	m.add("output", []string{"spike"})
	m.add("update", append(guards, b.update()...))
	m.Blocks = append(append(m.Blocks, receive...), conditions...)
	b.functions(m)
	b.tidy()
	b.out.euler = p.Method == "euler"
	b.out.shape = b.shape()
	return b.out, b.failure()
}

// tidy declares the parameters that the text mentions. The parameters of a port, such
// as exc.tau, have values of their own once the neuron gave them.
func (b *neuronBuilder) tidy() {
	mentioned := map[string]bool{}
	for _, x := range b.out.Blocks {
		for _, l := range append([]string{x.Head}, x.Lines...) {
			code, _, _ := strings.Cut(l, "#")
			for _, w := range word.FindAllString(code, -1) {
				mentioned[w] = true
			}
		}
	}
	b.parameters = slices.DeleteFunc(b.parameters, func(l line) bool { return !mentioned[first(l.code)] })
	b.out.quantities = slices.DeleteFunc(b.out.quantities, func(r gen.Renamed) bool { return !mentioned[r.Own] })
	b.out.parameters = slices.DeleteFunc(b.out.parameters, func(p parameter) bool { return !mentioned[p.name] })
	at := slices.IndexFunc(b.out.Blocks, func(x block) bool { return x.Head == "parameters" })
	if b.out.Blocks[at].Lines = aligned(b.parameters); len(b.parameters) == 0 {
		b.out.Blocks = slices.Delete(b.out.Blocks, at, at+1)
	}
}

// word is an identifier.
var word = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

// first is the name that a declaration begins with.
func first(code string) string {
	name, _, _ := strings.Cut(code, " ")
	return name
}

// shape is the text without the values of parameters.
func (b *neuronBuilder) shape() string {
	var text strings.Builder
	for _, x := range b.out.Blocks {
		fmt.Fprintln(&text, x.Head)
		if x.Head != "parameters" {
			fmt.Fprintln(&text, x.Lines)
			continue
		}
		for _, l := range b.parameters {
			head, _, _ := strings.Cut(l.code, " = ")
			fmt.Fprintln(&text, head)
		}
	}
	return text.String()
}

// declare names everything in the order of the model, and declares parameters, inputs
// and states.
func (b *neuronBuilder) declare() {
	for i, s := range b.d.Symbols {
		if s.Kind == ir.SymState || s.Kind == ir.SymParam {
			b.names[expr.Sym(i)] = b.ids.fresh(s.Name)
		}
	}
	columns := map[string]bool{}
	for _, q := range b.p.Quantities {
		columns[q.Name] = q.Binding == program.Column && !q.Derived
	}
	for _, p := range b.d.Params {
		s := b.d.Symbols[p.Sym]
		id, u := b.names[p.Sym], b.internal(p.Sym)
		head := id + " " + b.declared(u) + " = "
		switch {
		case p.Literal && !columns[s.Name]:
			text := b.quantity(p.Value, u)
			b.parameters = append(b.parameters, line{head + text, s.Doc})
			b.out.parameters = append(b.out.parameters, parameter{id, text, p.Value})
		case p.Derived.IsValid():
			b.internals = append(b.internals, line{head + b.q.print(p.Derived, u), s.Doc})
		default:
			b.parameters = append(b.parameters, line{head + b.quantity(typical(p), u), strings.TrimPrefix(s.Doc+"; set by the network", "; ")})
			b.out.quantities = append(b.out.quantities, gen.Renamed{Model: s.Name, Own: id})
		}
	}
	inputs := map[string]int{}
	for i, in := range b.p.Inputs {
		inputs[in.Name] = i
	}
	for _, in := range b.d.Inputs {
		s, u := b.d.Symbols[in], b.internal(in)
		hint := s.Name
		if hint == "I" { // sympy's imaginary unit
			hint = "I_stim"
		}
		id := b.ids.fresh(hint)
		b.names[in] = id
		b.inputs = append(b.inputs, line{id + " " + b.declared(u) + " <- continuous", s.Doc})
		i, there := inputs[s.Name]
		if there && b.waves[i] {
			b.out.currents = append(b.out.currents, gen.Renamed{Model: s.Name, Own: strings.ToUpper(id)})
		}
		if there && b.injected[s.Name] {
			constant := b.ids.fresh(s.Name + "_constant")
			b.parameters = append(b.parameters, line{constant + " " + b.declared(u) + " = " + b.quantity(0, u), "injected from the beginning on"})
			b.out.drive = append(b.out.drive, gen.Renamed{Model: s.Name, Own: constant})
			b.names[in] = "(" + id + " + " + constant + ")"
		}
	}
	for _, s := range b.d.States {
		sym := b.d.Symbols[s.Sym]
		id, u := b.names[s.Sym], b.internal(s.Sym)
		b.states = append(b.states, line{id + " " + b.declared(u) + " = " + b.q.print(s.Init, u), sym.Doc})
		b.out.init = append(b.out.init, gen.Renamed{Model: sym.Name, Own: id})
		if s.Rate.IsValid() {
			b.out.moves = append(b.out.moves, id)
		}
	}
	for _, h := range b.p.Holds {
		c := counter{b.ids.fresh(h.Name + "_held"), b.ids.fresh(h.Name + "_hold")}
		b.counters = append(b.counters, c)
		b.states = append(b.states, line{c.held + " boolean = false", "does " + h.Name + " stay in this step"}, line{c.left + " integer = 0", "steps for which it will stay"})
	}
}

// typical is a value that stands in the text for a parameter that differs per neuron
// or segment: the first number of its distribution.
func typical(p ir.Param) float64 {
	if p.Column == nil {
		return 1
	}
	if _, ok := p.Column.Constant(); ok {
		return 1
	}
	for _, in := range p.Column.Block.Instrs {
		if in.Op == program.Const && in.Value != 0 && !math.IsInf(in.Value, 0) {
			return in.Value
		}
	}
	return 1
}

// lets declares expressions that have a name and are used or recorded.
func (b *neuronBuilder) lets() {
	var roots []expr.Expr
	for _, s := range b.d.States {
		roots = append(roots, s.Rate)
	}
	for _, h := range b.d.Handlers {
		roots = append(roots, h.Cond)
		for _, a := range h.Body {
			roots = append(roots, a.Value)
		}
	}
	used := marked(roots...)
	for _, o := range b.d.Observe {
		if o.Value.Kind() == expr.Symbol {
			b.out.observables = append(b.out.observables, gen.Renamed{Model: o.Name, Own: b.names[o.Value.Sym()]})
			continue
		}
		known := b.q.named[o.Value]
		wanted := b.recorded[o.Name]
		if known != "" && !wanted || !wanted && (!used[o.Value] || o.Value.Kind() <= expr.Symbol || o.Value.IsConst() || o.Value.Kind().IsBool()) {
			continue
		}
		u := unit.Internal(o.Unit.Dim())
		id := b.ids.fresh(o.Name)
		head := "inline "
		if wanted {
			head = "recordable inline "
			b.out.observables = append(b.out.observables, gen.Renamed{Model: o.Name, Own: id})
			b.sample(o.Name)
		}
		text := b.q.print(o.Value, u)
		if o.Value.Kind().IsBool() {
			text = "(" + text + ") ? 1.0 : 0.0"
		}
		b.equations = append(b.equations, line{head + id + " " + b.declared(u) + " = " + text, ""})
		if !o.Value.Kind().IsBool() {
			b.q.named[o.Value], b.q.units[o.Value] = id, u
		}
	}
}

// dynamics writes the differential equations.
func (b *neuronBuilder) dynamics() {
	for _, s := range b.d.States {
		if !s.Rate.IsValid() {
			continue
		}
		rate := b.internal(s.Sym).Div(unit.Internal(millisecond.Dim()))
		b.equations = append(b.equations, line{b.names[s.Sym] + "' = " + b.q.print(s.Rate, rate), ""})
	}
}

// update integrates what is not held.
func (b *neuronBuilder) update() []string {
	_, all := moving(b.d, b.p, 0)
	var out []string
	for _, c := range b.counters {
		out = append(out, c.held+" = "+c.left+" > 0", "if "+c.held+":", indented+c.left+" -= 1")
	}
	if len(all) == 0 {
		return out
	}
	if free, _ := moving(b.d, b.p, ^uint32(0)); len(free) == len(all) {
		return append(out, "integrate_odes()")
	}
	n := len(b.counters)
	// The set of counters decides which variables move. The most are held first.
	word := "if "
	for held := uint32(1)<<n - 1; held > 0; held-- {
		free, _ := moving(b.d, b.p, held)
		var terms []string
		for c := range b.counters {
			if held&(1<<c) != 0 {
				terms = append(terms, b.counters[c].held)
			} else if bits.OnesCount32(held) < n {
				terms = append(terms, "not "+b.counters[c].held)
			}
		}
		call := "integrate_odes(" + b.list(free) + ")"
		if len(free) == len(all) {
			call = "integrate_odes()"
		}
		if len(free) == 0 {
			if n == 1 {
				return append(out, "if not "+b.counters[0].held+":", indented+"integrate_odes()")
			}
			call = "pass_time real = 0.0  # nothing moves"
		}
		out = append(out, word+strings.Join(terms, " and ")+":", indented+call)
		word = "elif "
	}
	if n == 0 {
		return append(out, "integrate_odes()")
	}
	return append(out, "else:", indented+"integrate_odes()")
}

func (b *neuronBuilder) list(states []expr.Sym) string {
	var names []string
	for _, s := range states {
		names = append(names, b.names[s])
	}
	return strings.Join(names, ", ")
}

// heldBy is the condition under which a state is held in this step, "" for never.
func (b *neuronBuilder) heldBy(s expr.Sym) uint32 {
	if i := b.p.StateIndex(b.d.Symbols[s].Name); i >= 0 {
		return b.p.States[i].HeldBy
	}
	return 0
}

// free is the condition that none of some counters holds.
func (b *neuronBuilder) free(held uint32) string {
	var terms []string
	for c := range b.counters {
		if held&(1<<c) != 0 {
			terms = append(terms, "not "+b.counters[c].held)
		}
	}
	return strings.Join(terms, " and ")
}

// arrivals writes what a spike does that arrives at a port.
func (b *neuronBuilder) arrivals() []block {
	var out []block
	enums := map[string]bool{}
	for _, port := range b.d.Ports {
		id := b.ids.fresh(port.Name + "_spikes")
		for enums[strings.ToUpper(id)] { // pynestml writes ports as constants in capitals
			id = b.ids.fresh(port.Name + "_spikes")
		}
		enums[strings.ToUpper(id)] = true
		u := unit.Internal(port.Unit.Dim())
		doc := port.Doc
		if doc == "" && !u.IsOne() {
			doc = "weights in " + unit.Format(u)
		}
		b.inputs = append(b.inputs, line{id + " <- spike", doc})
		b.out.ports = append(b.out.ports, gen.Renamed{Model: port.Name, Own: strings.ToUpper(id)})
		// A port is a train of weighted impulses, in 1/s.
		if text, level, ok := literal(1, u); ok && !u.IsOne() {
			if level != unitLevel {
				b.fail("weights of %s at %s have the unit %s", port.Name, b.d.Name, unit.Format(u))
			}
			b.names[port.Amount] = id + " * (" + text + ") * (1 s)"
		} else {
			b.names[port.Amount] = id + " * (1 s)"
		}
		var lines []string
		for _, a := range port.Body {
			coef, _, ok := b.d.Pool.AffineIn(a.Value, []expr.Sym{port.Amount})
			if !ok {
				b.fail("what arrives at %s of %s is not added up", port.Name, b.d.Name)
				continue
			}
			add := b.names[a.State] + " += " + b.names[port.Amount]
			if c := b.d.Pool.Simplify(coef[0]); !c.IsOne() || b.internal(a.State) != u {
				add = b.names[a.State] + " += " + b.q.write(c, b.internal(a.State).Div(u), productLevel) + " * " + b.names[port.Amount]
			}
			lines = append(lines, b.guarded(b.free(b.heldBy(a.State)), add)...)
		}
		if len(lines) > 0 {
			out = append(out, block{"onReceive(" + id + ")", lines})
		}
	}
	return out
}

// conditions writes the handlers, and what they need to know of the step before it
// begins.
func (b *neuronBuilder) conditions() (list []block, before []string) {
	next := 0
	for _, h := range b.d.Handlers {
		if next == len(b.p.Conditions) || b.p.Conditions[next].Doc != h.Text {
			continue // it never fires, and the program does without
		}
		c := b.p.Conditions[next]
		next++
		cond := b.q.truth(h.Cond, andLevel)
		if h.Rising {
			b.risingAllowed(h, c.Blocked)
			was := b.ids.fresh("was_true")
			if len(h.Cond.Symbols()) > 0 {
				was = b.ids.fresh(b.names[h.Cond.Symbols()[0]] + "_was")
			}
			b.states = append(b.states, line{was + " boolean = false", "did " + gen.OneLine(h.Text) + " hold before"})
			before = append(before, was+" = "+b.q.truth(h.Cond, lowest))
			cond = "not " + was + " and " + cond
		}
		if free := b.free(c.Blocked); free != "" {
			cond = free + " and " + cond
		}
		var body []assigned
		for _, a := range h.Body {
			body = append(body, assigned{Assign: a})
		}
		var lines []string
		emit := ""
		if h.Spike.IsValid() && !h.Spike.IsZero() {
			emit = "emit_spike()"
			if !h.Spike.IsOne() {
				id := b.ids.fresh("spikes")
				lines = append(lines, id+" boolean = "+b.q.truth(h.Spike, lowest))
				emit = id
			}
		}
		var holds []string
		for k, hold := range h.Holds {
			holds = append(holds, b.hold(hold, c.Starts[k].Hold, &lines)...)
		}
		lines = append(append(lines, b.assignments(body)...), holds...)
		switch {
		case emit == "emit_spike()":
			lines = append(lines, emit)
		case emit != "":
			lines = append(lines, "if "+emit+":", indented+"emit_spike()")
		}
		if len(lines) > 0 {
			list = append(list, block{"onCondition(" + cond + ")", lines})
		}
	}
	return list, before
}

// risingAllowed: the value before is that at the beginning of the step, which is that
// of the last test unless the handler changes it or there was none.
func (b *neuronBuilder) risingAllowed(h ir.Handler, blocked uint32) {
	if blocked != 0 {
		b.fail("%s waits for a rise of what it holds, in %s", gen.OneLine(h.Text), b.d.Name)
	}
	for _, other := range b.d.Handlers {
		for _, a := range other.Body {
			if h.Cond.DependsOn(a.State) && (!other.Rising || other.Span == h.Span) {
				b.fail("%s waits for a rise of what a handler sets, in %s", gen.OneLine(h.Text), b.d.Name)
			}
		}
	}
}

// hold starts a counter.
func (b *neuronBuilder) hold(h ir.Hold, number int, lines *[]string) []string {
	ms := unit.Internal(millisecond.Dim())
	c := b.counters[number]
	text := "steps(" + b.q.print(h.Time, ms) + ")"
	name := c.left + "_steps"
	if h.Time.Kind() == expr.Symbol {
		name = b.names[h.Time.Sym()] + "_steps"
	}
	if x, ok := literalValue(b.d, h.Time); ok {
		if n := math.Round(x / b.p.Step); math.Abs(x/b.p.Step-n) > 1e-6 {
			text = fmt.Sprintf("steps(%s ms)", short(math.Round(n*b.p.Step*1e9)/1e9))
		}
	}
	id := ""
	for _, l := range b.internals {
		if l.code == name+" integer = "+text {
			id = name
		}
	}
	if id == "" {
		id = b.ids.fresh(name)
		b.internals = append(b.internals, line{id + " integer = " + text, ""})
	}
	start := c.left + " = " + id
	if h.When.IsValid() && !h.When.IsOne() {
		when := b.ids.fresh("holds")
		*lines = append(*lines, when+" boolean = "+b.q.truth(h.When, lowest))
		return b.guarded(when, start)
	}
	return []string{start}
}

// literalValue is the value of an expression of literal parameters.
func literalValue(d *ir.Dynamics, e expr.Expr) (float64, bool) {
	values, ok := literals(d), true
	x := expr.Eval(e, func(s expr.Sym) float64 {
		v, there := values[s]
		ok = ok && there
		return v
	})
	return x, ok
}

// literals are the values of the literal parameters.
func literals(d *ir.Dynamics) map[expr.Sym]float64 {
	values := map[expr.Sym]float64{}
	for _, p := range d.Params {
		if p.Literal {
			values[p.Sym] = p.Value
		}
	}
	return values
}
