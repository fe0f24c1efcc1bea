package neuron

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/runtime/program"
)

// In the body of a helper: its result, and a call of an inner one.
var (
	result = regexp.MustCompile(`\bF\b`)
	called = regexp.MustCompile(`@\w+`)
)

// builder turns a program into a mechanism.
type builder struct {
	p       *program.Program
	rules   []plastic // of the connections onto these neurons
	m       *mechanism
	table   *names.Table
	dialect *exprfmt.Dialect

	states, initial, quants, inputs, acc, hold, held, was []string
	step, h, spk                                          string // "" when unused: step, h
	until, deliver                                        string // of plastic connections
	own                                                   own
	lost                                                  string // set when something was needed that is no longer kept
	rings                                                 []*signals
	followers                                             []*ruleBuilder    // rules that read their target
	release                                               string            // the RANDOM of connections
	distributions                                         map[string]string // functions by the name of a distribution
	coupled                                               *coupled
	sums                                                  []string      // over continuous connections
	draws                                                 []string      // functions of the streams of random numbers; "" where there is none
	streams                                               []string      // what names them then
	precise                                               []declaration // constants of more than six digits
	helpers                                               map[string]string
	inner                                                 map[string]string // names of the inner helpers
	used                                                  []helperFunction  // in order of first use
	units                                                 map[string]bool
	err                                                   error
}

// newMechanism builds the mechanism of p under the given name, with a variable
// for each of the observables in recorded, and with the rules of the connections
// onto it.
func newMechanism(p *program.Program, rules []plastic, c *coupled, name, header string, recorded []int) (mechanism, error) {
	b := &builder{p: p, rules: rules, coupled: c, table: names.New(false, reserved()...), units: map[string]bool{}, helpers: map[string]string{}, distributions: map[string]string{}, inner: map[string]string{}}
	b.m = &mechanism{origin: map[string]string{}, Header: header, Name: name, Title: paragraph(p.Doc), Equations: equations(p), Method: oneLine(p.Method), Why: oneLine(p.Why)}
	b.name()
	b.random()
	b.dialect = dialect(b.helper, b.literal)
	b.declare()
	b.declareCoupling()
	b.keep()
	b.addRules()
	couple := b.couple()
	adv := b.advance()
	record := b.record(recorded, couple)
	initial := b.initialise(len(record.lines) > 0)
	b.m.Advance = b.finish(adv)
	b.m.Initial = b.finish(initial)
	if len(couple.lines) > 0 {
		b.m.Couple = b.finish(couple)
	}
	if len(record.lines) > 0 {
		b.m.Record = b.finish(record)
	}
	b.receive()
	for _, h := range b.used {
		f := function{Name: b.helpers[h.name], Args: h.Args, Doc: h.Doc}
		for _, l := range h.Body {
			l = result.ReplaceAllString(l, f.Name)
			f.Lines = append(f.Lines, called.ReplaceAllStringFunc(l, func(name string) string { return b.inner[name[1:]] }))
		}
		b.m.Functions = append(b.m.Functions, f)
	}
	b.m.Functions = append(b.m.Functions, b.m.Draws...)
	b.m.Units = unitList(b.units)
	return *b.m, b.err
}

// name gives every variable its identifier: first those of the model, so that
// they keep their names where NEURON lets them.
func (b *builder) name() {
	p := b.p
	needed, timed, _ := gen.Reads(p)
	for _, s := range p.States {
		b.states = append(b.states, b.table.Fresh(s.Name))
	}
	for i, q := range p.Quantities {
		id := ""
		switch {
		case !needed[i]:
			b.m.Unused = append(b.m.Unused, ascii(gen.QuantityLine(q)))
		default:
			id = b.table.Fresh(q.Name)
		}
		b.quants = append(b.quants, id)
	}
	for _, in := range p.Inputs {
		b.inputs = append(b.inputs, b.table.Fresh(in.Name))
	}
	for _, s := range p.States {
		b.initial = append(b.initial, b.table.Fresh(s.Name+"_0"))
	}
	b.origins()
	for _, port := range p.Ports {
		id := ""
		if !port.Continuous {
			id = b.table.Fresh("sum_" + port.Name)
		}
		b.acc = append(b.acc, id)
	}
	for _, h := range p.Holds {
		b.hold = append(b.hold, b.table.Fresh("hold_"+h.Name))
		b.held = append(b.held, b.table.Fresh("held_"+h.Name))
	}
	for i, c := range p.Conditions {
		id := ""
		if c.Rising {
			id = b.table.Fresh(fmt.Sprintf("was_%d", i+1))
		}
		b.was = append(b.was, id)
	}
	b.spk = b.table.Fresh("spk")
	if timed || len(b.rules) > 0 || gen.Draws(p) {
		b.step = b.table.Fresh("k")
	}
	if timed {
		b.h = b.table.Fresh("h")
	}
}

// origins notes what the names of the model have become.
func (b *builder) origins() {
	note := func(id, name string) {
		if id != "" {
			b.m.origin[id] = name
		}
	}
	for i, s := range b.p.States {
		note(b.states[i], s.Name)
		note(b.initial[i], s.Name)
	}
	for i, q := range b.p.Quantities {
		note(b.quants[i], q.Name)
	}
	for i, in := range b.p.Inputs {
		note(b.inputs[i], in.Name)
	}
}

// helper names an operation that is written as a FUNCTION, on first use.
func (b *builder) helper(h helperFunction) string {
	uses := h.op == program.Round && len(b.rules) > 0 // see deliverBody
	look := func(block *program.Block) {
		for _, in := range block.Instrs {
			switch {
			case h.inner != "":
				uses = uses || in.Op == program.Call && needs(in.Fn, h.inner) || in.Op == program.Draw && calledByDraw(in.Fn, h)
			case h.fn != "":
				uses = uses || in.Op == program.Call && in.Fn == h.fn || in.Op == program.Draw && calledByDraw(in.Fn, h)
			default:
				uses = uses || in.Op == h.op
			}
		}
	}
	gen.Blocks(b.p, look)
	for _, x := range b.rules {
		x.blocks(look)
	}
	if uses {
		b.helpers[h.name] = b.table.Fresh(h.name)
		if h.inner != "" {
			b.inner[h.inner] = b.helpers[h.name]
		}
		b.used = append(b.used, h)
	}
	return b.helpers[h.name]
}

// needs reports whether the elementary function fn calls the inner one, itself or
// through another.
func needs(fn, inner string) bool {
	for _, h := range elementaryFunctions {
		if h.fn == fn && fn != "" || h.inner == fn && fn != "" {
			for _, n := range h.needs {
				if n == inner || needs(n, inner) {
					return true
				}
			}
		}
	}
	return false
}

// literal writes a number. NMODL has no form for those that are not finite; they
// are what a multiplication gives that overflows.
func (b *builder) literal(x float64) string {
	switch {
	case math.IsInf(x, 1):
		return "(1e308*1e308)"
	case math.IsInf(x, -1):
		return "(-1e308*1e308)"
	case math.IsNaN(x):
		return "(1e308*1e308 - 1e308*1e308)"
	}
	return exprfmt.Literal(x)
}

// unit declares the units that u is made of and returns it in brackets.
func (b *builder) unit(u string) string {
	text, used := nmodlUnit(u)
	for _, n := range used {
		b.units[n] = true
	}
	return "(" + text + ")"
}

// constant declares a number that is the same for all neurons. CoreNEURON's
// translator keeps six digits of a CONSTANT, NEURON of a PARAMETER's default; a
// number with more of them is assigned where it is needed.
func (b *builder) constant(id string, value float64, unit, doc string) {
	d := declaration{Name: id, Value: b.literal(value), Unit: b.unit(unit), Doc: oneLine(doc)}
	if short, err := strconv.ParseFloat(strconv.FormatFloat(value, 'g', 6, 64), 64); err == nil && short == value && !math.IsInf(value, 0) {
		b.m.Constants = append(b.m.Constants, d)
		return
	}
	b.precise = append(b.precise, d)
}

// finish returns the statements of a procedure behind its variables and the
// numbers that it needs.
func (b *builder) finish(w *body) []string {
	used := map[string]bool{}
	for _, l := range w.lines {
		code, _, _ := strings.Cut(l, ": ")
		for _, name := range identifier.FindAllString(code, -1) {
			used[name] = true
		}
	}
	var numbers []string
	for _, d := range b.precise {
		if used[d.Name] {
			w.locals.order = append(w.locals.order, d.Name)
			numbers = append(numbers, fmt.Sprintf("  %s = %s  : %s %s", d.Name, d.Value, d.Unit, d.Doc))
		}
	}
	return slices.Concat(w.locals.declaration(), numbers, w.lines)
}

// declare fills the declarations of the mechanism.
func (b *builder) declare() {
	p, m := b.p, b.m
	variable := func(list *[]declaration, name, unit, doc string) {
		*list = append(*list, declaration{Name: name, Unit: b.unit(unit), Doc: oneLine(doc)})
	}
	for i, q := range p.Quantities {
		if b.quants[i] == "" {
			continue
		}
		if q.Binding == program.Column {
			variable(&m.Columns, b.quants[i], q.Unit, describe(q))
			m.names.Quantities = append(m.names.Quantities, gen.Renamed{Model: q.Name, Own: b.quants[i]})
			continue
		}
		b.constant(b.quants[i], q.Value, q.Unit, describe(q))
	}
	if b.h != "" {
		b.constant(b.h, p.Step, "ms", "step of the grid")
	}
	for i, in := range p.Inputs {
		variable(&m.Inputs, b.inputs[i], in.Unit, "input "+in.Name)
		m.names.Drive = append(m.names.Drive, gen.Renamed{Model: in.Name, Own: b.inputs[i]})
	}
	for i, s := range p.States {
		variable(&m.States, b.states[i], s.Unit, s.Doc)
		variable(&m.InitialValues, b.initial[i], s.Unit, "initial value of "+s.Name)
		m.names.Init = append(m.names.Init, gen.Renamed{Model: s.Name, Own: b.initial[i]})
	}
	for i, h := range p.Holds {
		variable(&m.Counters, b.hold[i], "1", "steps for which "+h.Name+" is still held")
	}
	for i, port := range p.Ports {
		if b.acc[i] != "" {
			variable(&m.Sums, b.acc[i], port.Unit, gen.DescribeSum(port))
		}
		m.names.Ports = append(m.names.Ports, port.Name)
	}
	for i, id := range b.was {
		if id != "" {
			variable(&m.Hidden, id, "1", fmt.Sprintf("did condition %d hold at the last sample", i+1))
		}
	}
	if b.step != "" {
		variable(&m.Hidden, b.step, "1", "the step in progress; t_k = k*h")
	}
	variable(&m.Hidden, b.spk, "1", "set in the step in which the neuron spikes")
	m.Spike, m.Apart = b.spk, apart(p)
}

func (b *builder) namesOf(l *locals) *exprfmt.Names {
	pick := func(ids []string) func(int) string { return func(i int) string { return ids[i] } }
	return &exprfmt.Names{State: pick(b.states), Quant: pick(b.quants), Input: pick(b.inputs), Acc: pick(b.acc), Draw: b.draw, DrawWith: b.drawWith, Sum: pick(b.sums), Temp: l.temp,
		Time: func(offset float64) string {
			if offset == 0 {
				return "(" + b.step + "*" + b.h + ")"
			}
			return "((" + b.step + " + " + exprfmt.Literal(offset) + ")*" + b.h + ")"
		}}
}

// print prints a block and writes its temporaries.
func (b *builder) print(w *body, block *program.Block, outputs ...program.Ref) *exprfmt.Text {
	t, err := exprfmt.Block(b.dialect, b.namesOf(w.locals), block, outputs...)
	if err != nil {
		if b.err == nil {
			b.err = &misfit{rule: -1, err: fmt.Errorf("neuron %s: %w", b.p.Name, err)}
		}
		return &exprfmt.Text{}
	}
	w.temporaries(t.Lines)
	return t
}

// store writes stores so that they take effect together: in an order in which
// none destroys what another reads or, where there is none, through copies.
func (b *builder) store(w *body, stores []exprfmt.Store, held bool) {
	ordered, ok := exprfmt.InPlace(stores)
	if !ok {
		ordered = nil
		for _, s := range stores {
			id := w.locals.temp("new_" + b.p.States[s.State].Name)
			w.assign(id, s.Expr)
			ordered = append(ordered, exprfmt.Store{State: s.State, Expr: id})
		}
	}
	for _, s := range ordered {
		if mask := b.p.States[s.State].HeldBy; held && mask != 0 {
			w.line("if (" + b.free(mask) + ") { " + b.states[s.State] + " = " + s.Expr + " }")
			continue
		}
		w.assign(b.states[s.State], s.Expr)
	}
}

// free is the test that none of the hold counters in mask was positive when the
// step began.
func (b *builder) free(mask uint32) string {
	var tests []string
	for c, id := range b.held {
		if mask>>c&1 == 1 {
			tests = append(tests, id+" == 0")
		}
	}
	return conjunction(tests)
}

func conjunction(tests []string) string {
	if len(tests) == 1 {
		return tests[0]
	}
	return "(" + strings.Join(tests, ") && (") + ")"
}
