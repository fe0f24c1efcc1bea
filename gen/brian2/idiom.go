package brian2

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/program"
)

// idiom is a neuron as a Brian2 user writes it. All strings are final.
type idiom struct {
	Name       string // identifier
	Text       string // that of the first one with the same equations
	Title      []string
	Constants  []line
	Equations  []line
	Threshold  string
	Reset      []string
	Refractory string // argument of NeuronGroup
	Method     string // argument of NeuronGroup
	Update     []string
	Events     []idiomEvent

	columns     []column // variables that differ per neuron
	initial     []column // states, by index
	drive       []column // inputs, by index; no name where nothing is injected
	ports       [][]string
	observables map[string]column
	waves       []idiomWave
	begin       string // is a neuron free at the beginning, if that depends
	swapped     bool   // arrivals count before the threshold
}

// idiomEvent is a condition that does not spike, and what happens then.
type idiomEvent struct {
	Name, Condition string // no condition where it makes no difference
	Code            []string
	Slot            string // of Brian2's schedule: before the threshold or after the reset
}

// idiomWave is an input that varies: the variable that says which column of the
// table values is added to it.
type idiomWave struct {
	row    column
	values string
}

// column is a variable of a group: its name in the data, in the script, and the
// unit that numbers in the data have.
type column struct{ Model, Own, Unit string }

// idiomBuilder turns a neuron into equations.
type idiomBuilder struct {
	d       *ir.Dynamics
	p       *program.Program
	out     idiom
	ids     identifiers
	names   map[expr.Sym]string
	q       *equations
	held    map[expr.Sym]bool
	varying []expr.Sym // inputs that change in time
	unheard error
}

// newIdiom writes the equations of a neuron; the error says why there are none.
func newIdiom(d *ir.Dynamics, p *program.Program, name string, recorded, injected map[string]bool, varies []bool) (idiom, error) {
	b := &idiomBuilder{d: d, p: p, ids: newIdentifiers(), names: map[expr.Sym]string{}, held: map[expr.Sym]bool{}}
	b.out = idiom{Name: name, Title: gen.Paragraph(d.Doc), observables: map[string]column{}}
	d = without(d, injected)
	b.d = d
	b.q = &equations{d: d, name: func(s expr.Sym) string { return b.names[s] }, named: map[expr.Expr]string{}, dims: map[expr.Expr]unit.Unit{}}
	if err := b.shape(); err != nil {
		return idiom{}, err
	}
	b.parameters(injected, varies)
	b.lets(recorded)
	b.states()
	b.spike()
	b.arrivals()
	b.method()
	if b.unheard != nil {
		return idiom{}, b.unheard
	}
	b.tidy()
	return b.out, b.q.err
}

// without is a neuron without the inputs at which nothing is injected, where they are
// terms of a sum.
func without(d *ir.Dynamics, injected map[string]bool) *ir.Dynamics {
	zero := map[expr.Sym]expr.Expr{}
	for _, in := range d.Inputs {
		if !injected[d.Symbols[in].Name] {
			zero[in] = d.Pool.Int(0)
		}
	}
	if len(zero) == 0 {
		return d
	}
	depends := func(e expr.Expr) bool {
		for s := range zero {
			if e.IsValid() && e.DependsOn(s) {
				return true
			}
		}
		return false
	}
	// Terms of sums go first: that leaves the rest as the model writes it.
	var drop func(e expr.Expr) expr.Expr
	drop = func(e expr.Expr) expr.Expr {
		if !e.IsValid() || !depends(e) || e.Kind() <= expr.Symbol || e.Kind() == expr.Call {
			return e
		}
		var args []expr.Expr
		for _, a := range e.Args() {
			if a.Kind() == expr.Symbol && depends(a) && e.Kind() == expr.Add {
				continue
			}
			args = append(args, drop(a))
		}
		switch {
		case len(args) == 0:
			return d.Pool.Int(0)
		case len(args) == 1 && e.Kind() == expr.Add:
			return args[0]
		}
		return d.Pool.Make(e.Kind(), 0, args...)
	}
	x := *d
	x.States = slices.Clone(d.States)
	for i := range x.States {
		x.States[i].Rate = drop(x.States[i].Rate)
	}
	x.Observe = slices.Clone(d.Observe)
	for i := range x.Observe {
		x.Observe[i].Value = drop(x.Observe[i].Value)
	}
	x.Handlers = slices.Clone(d.Handlers)
	for i := range x.Handlers {
		h := &x.Handlers[i]
		h.Cond = drop(h.Cond)
		h.Body = slices.Clone(h.Body)
		for k := range h.Body {
			h.Body[k].Value = drop(h.Body[k].Value)
		}
	}
	return &x
}

// tidy drops the constants that nothing mentions.
func (b *idiomBuilder) tidy() {
	var all []string
	for _, l := range b.out.Equations {
		all = append(all, l.Code)
	}
	all = append(all, b.out.Threshold, b.out.Refractory)
	all = append(append(all, b.out.Reset...), b.out.Update...)
	for _, e := range b.out.Events {
		all = append(append(all, e.Condition), e.Code...)
	}
	for _, port := range b.out.ports {
		all = append(all, port...)
	}
	text := strings.Join(all, "\n")
	b.out.Constants = slices.DeleteFunc(b.out.Constants, func(l line) bool { return !mentions(text, l.name()) })
}

// name is that of a constant.
func (l line) name() string { return l.Code[:strings.IndexByte(l.Code, '=')] }

// mentions reports whether code reads a name.
func mentions(code, name string) bool {
	return regexp.MustCompile(`\b` + regexp.QuoteMeta(name) + `\b`).MatchString(code)
}

func (b *idiomBuilder) fail(err error) {
	if b.unheard == nil {
		b.unheard = err
	}
}

func (b *idiomBuilder) unitOf(s expr.Sym) string {
	return unit.Format(unit.Internal(b.d.Symbols[s].Unit.Dim()))
}

func (b *idiomBuilder) declared(s expr.Sym) string {
	text, ok := declaredAs(b.unitOf(s))
	if !ok {
		b.fail(noUnit.of(b.unitOf(s)))
	}
	return text
}

// shape checks that the neuron is of the kind that Brian2's threshold, reset and
// refractory period express.
func (b *idiomBuilder) shape() error {
	d := b.d
	if len(b.p.Random) > 0 {
		return drawing.of(d.Name)
	}
	if len(d.Sums) > 0 {
		return coupled.of(d.Name)
	}
	spiking := 0
	for _, h := range d.Handlers {
		if !h.Spike.IsValid() || h.Spike.IsZero() {
			continue
		}
		if spiking++; spiking > 1 {
			return severalConditions.of(d.Name)
		}
		if !h.Spike.IsOne() {
			return conditionalSpike.of(d.Name)
		}
		if len(h.Holds) > 1 || h.Rising && len(h.Holds) > 0 {
			return severalHolds.of(d.Name)
		}
		blocked := false
		for _, hold := range h.Holds {
			if hold.When.IsValid() && !hold.When.IsOne() {
				return conditionalHold.of(d.Name)
			}
			for _, s := range hold.States {
				b.held[s] = true
			}
			blocked = h.Cond.DependsOn(hold.States...)
		}
		if len(h.Holds) > 0 && !blocked {
			return openThreshold.of(d.Name)
		}
	}
	for _, s := range d.States { // one that nothing changes says only when the neuron is refractory
		if b.held[s.Sym] && !s.Rate.IsValid() && b.assigned(s.Sym) {
			return heldParameter.of(d.Name)
		}
	}
	for _, h := range d.Handlers {
		if b.spikes(h) {
			continue
		}
		free := !h.Rising && len(h.Holds) == 0
		for s := range b.held {
			free = free && !h.Cond.DependsOn(s)
		}
		for _, a := range h.Body {
			free = free && !b.held[a.State]
		}
		if !free {
			return otherConditions.of(d.Name)
		}
	}
	for _, port := range d.Ports {
		for _, a := range port.Body {
			b.out.swapped = b.out.swapped || b.held[a.State]
			for _, h := range d.Handlers {
				b.out.swapped = b.out.swapped || h.Cond.DependsOn(a.State)
			}
		}
	}
	return nil
}

// spikes reports whether a handler is that of the spike.
func (b *idiomBuilder) spikes(h ir.Handler) bool { return h.Spike.IsValid() && !h.Spike.IsZero() }

// assigned reports whether a handler or an arriving spike changes a state.
func (b *idiomBuilder) assigned(state expr.Sym) bool {
	changes := func(a ir.Assign) bool { return a.State == state }
	for _, h := range b.d.Handlers {
		if slices.ContainsFunc(h.Body, changes) {
			return true
		}
	}
	return slices.ContainsFunc(b.d.Ports, func(p ir.Port) bool { return slices.ContainsFunc(p.Body, changes) })
}

// parameters declares literal parameters as constants of the namespace, others as
// variables of the group.
func (b *idiomBuilder) parameters(injected map[string]bool, varies []bool) {
	for i, s := range b.d.Symbols {
		if s.Kind == ir.SymState {
			b.names[expr.Sym(i)] = b.ids.fresh(s.Name)
		}
		switch s.Kind {
		case ir.SymTime:
			b.names[expr.Sym(i)] = "t"
		case ir.SymStep:
			b.names[expr.Sym(i)] = "dt"
		}
	}
	for _, p := range b.d.Params {
		s := b.d.Symbols[p.Sym]
		id := b.ids.fresh(s.Name)
		b.names[p.Sym] = id
		if p.Literal {
			b.constant(id, p.Value, b.unitOf(p.Sym), s.Doc)
			continue
		}
		b.out.Equations = append(b.out.Equations, line{id + " : " + b.declared(p.Sym) + " (constant)", gen.OneLine(s.Doc)})
		b.out.columns = append(b.out.columns, column{s.Name, id, b.unitOf(p.Sym)})
	}
	inputs := map[string]int{}
	if b.p != nil {
		b.out.drive = make([]column, len(b.p.Inputs))
		for i, in := range b.p.Inputs {
			inputs[in.Name] = i
		}
	}
	for _, in := range b.d.Inputs {
		s := b.d.Symbols[in]
		id := b.ids.fresh(s.Name)
		b.names[in] = id
		i, there := inputs[s.Name]
		if there && varies[i] {
			b.varying = append(b.varying, in)
			base, row, values := b.ids.fresh(s.Name+"_constant"), b.ids.fresh(s.Name+"_row"), b.ids.fresh(s.Name+"_values")
			b.out.Equations = append(b.out.Equations,
				line{id + " = " + base + " + " + values + "(t, " + row + ") : " + b.declared(in), "injected"},
				line{base + " : " + b.declared(in) + " (constant)", ""}, line{row + " : integer (constant)", ""})
			b.out.drive[i] = column{s.Name, base, b.unitOf(in)}
			b.out.waves = append(b.out.waves, idiomWave{column{s.Name, row, b.unitOf(in)}, values})
			continue
		}
		if !injected[s.Name] {
			b.constant(id, 0, b.unitOf(in), "nothing is injected")
			continue
		}
		b.out.Equations = append(b.out.Equations, line{id + " : " + b.declared(in) + " (constant)", "injected"})
		b.out.drive[i] = column{s.Name, id, b.unitOf(in)}
	}
}

func (b *idiomBuilder) constant(id string, x float64, u, doc string) {
	text, ok := quantity(pyNumber(x, &b.unheard), u)
	if strings.HasSuffix(pyNumber(x, &b.unheard), ".0") {
		text, ok = quantity(short(x), u)
	}
	if !ok {
		b.fail(noUnit.of(u))
	}
	b.out.Constants = append(b.out.Constants, line{id + "=" + text + ",", gen.OneLine(doc)})
}

// lets declares expressions that equations use or that are recorded.
func (b *idiomBuilder) lets(recorded map[string]bool) {
	used := map[expr.Expr]bool{}
	var mark func(e expr.Expr)
	mark = func(e expr.Expr) {
		if used[e] {
			return
		}
		used[e] = true
		if e.Kind() > expr.Symbol {
			for _, a := range e.Args() {
				mark(a)
			}
		}
	}
	for _, s := range b.d.States {
		if s.Rate.IsValid() {
			mark(s.Rate)
		}
	}
	for _, h := range b.d.Handlers {
		mark(h.Cond)
	}
	for _, o := range b.d.Observe {
		u := unit.Format(unit.Internal(o.Unit.Dim()))
		if recorded[o.Name] && o.Value.DependsOn(b.varying...) {
			b.fail(recordedCurrent.of(b.d.Name))
		}
		if o.Value.Kind() == expr.Symbol {
			b.out.observables[o.Name] = column{o.Name, b.names[o.Value.Sym()], u}
			continue
		}
		known := b.q.named[o.Value]
		if known != "" {
			b.out.observables[o.Name] = column{o.Name, known, u}
			continue
		}
		if !recorded[o.Name] && (!used[o.Value] || o.Value.Kind() <= expr.Symbol || o.Value.IsConst()) {
			continue
		}
		id := b.ids.fresh(o.Name)
		declared, ok := declaredAs(u)
		if !ok {
			b.fail(noUnit.of(u))
		}
		text := b.q.print(o.Value, unit.Internal(o.Unit.Dim()))
		if o.Value.Kind().IsBool() {
			declared = "boolean"
		} else {
			b.q.dims[o.Value] = unit.Internal(o.Unit.Dim())
		}
		b.out.Equations = append(b.out.Equations, line{id + " = " + text + " : " + declared, ""})
		b.out.observables[o.Name] = column{o.Name, id, u}
		b.q.named[o.Value] = id
	}
}

// states writes the differential equations.
func (b *idiomBuilder) states() {
	for _, s := range b.d.States {
		sym := b.d.Symbols[s.Sym]
		id, u := b.names[s.Sym], b.declared(s.Sym)
		b.out.initial = append(b.out.initial, column{sym.Name, id, b.unitOf(s.Sym)})
		if !s.Rate.IsValid() {
			b.out.Equations = append(b.out.Equations, line{id + " : " + u, gen.OneLine(sym.Doc)})
			continue
		}
		rate := unit.Internal(sym.Unit.Dim()).Div(unit.Internal(millisecond.Dim()))
		text := "d" + id + "/dt = " + b.q.print(s.Rate, rate) + " : " + u
		if b.held[s.Sym] {
			text += " (unless refractory)"
		}
		b.out.Equations = append(b.out.Equations, line{text, gen.OneLine(sym.Doc)})
	}
}

var millisecond, _ = unit.Lookup("ms")

// arrivals writes what a spike does that arrives at a port.
func (b *idiomBuilder) arrivals() {
	for _, port := range b.d.Ports {
		var code []string
		for _, a := range port.Body {
			coef, _, ok := b.d.Pool.AffineIn(a.Value, []expr.Sym{port.Amount})
			if !ok {
				b.fail(otherArrivals.of(port.Name + " of " + b.d.Name))
				continue
			}
			b.names[port.Amount] = "weight"
			amount := b.d.Pool.Simplify(b.d.Pool.Mul(b.d.Pool.Sym(port.Amount), coef[0]))
			code = append(code, b.names[a.State]+"_post += "+b.q.print(amount, unit.Internal(b.d.Symbols[a.State].Unit.Dim())))
		}
		b.out.ports = append(b.out.ports, code)
	}
}

// method chooses how Brian2 integrates.
func (b *idiomBuilder) method() {
	rates := 0
	for _, s := range b.d.States {
		if s.Rate.IsValid() {
			rates++
		}
	}
	switch {
	case rates == 0:
		b.out.Method = ""
	case b.p.Method == "heun":
		b.fail(heunWithoutNoise.of(b.d.Name))
	case b.p.Method != "exact":
		b.out.Method = gen.PyString(b.p.Method)
	case exactIsSafe(b.d):
		b.out.Method = gen.PyString("exact")
	default:
		b.update()
	}
}

// update writes the step with propagators, where Brian2's exact is not safe.
func (b *idiomBuilder) update() {
	p := b.p
	if len(p.States) != len(b.d.States) {
		b.fail(fmt.Errorf("%s has other states in its equations than in its step", b.d.Name))
		return
	}
	if len(p.Integrate.Variants) > 2 {
		b.fail(manyHeldSets.of(b.d.Name))
		return
	}
	b.out.Method = "written_out(" + b.out.Name + "_step)"
	quants := make([]string, len(p.Quantities))
	for i, q := range p.Quantities {
		for s, id := range b.names {
			if b.d.Symbols[s].Kind == ir.SymParam && b.d.Symbols[s].Name == q.Name {
				quants[i] = id
			}
		}
	}
	names := &exprfmt.Names{
		State: func(i int) string { return b.out.initial[i].Own },
		Quant: func(i int) string {
			if quants[i] == "" {
				q := p.Quantities[i]
				quants[i] = b.ids.fresh(q.Name)
				if q.Binding == program.Literal {
					b.constant(quants[i], q.Value, q.Unit, q.Doc)
				} else {
					declared, ok := declaredAs(q.Unit)
					if !ok {
						b.fail(noUnit.of(q.Name))
					}
					b.out.Equations = append(b.out.Equations, line{quants[i] + " : " + declared + " (constant)", gen.OneLine(q.Doc)})
					b.out.columns = append(b.out.columns, column{q.Name, quants[i], q.Unit})
				}
			}
			return quants[i]
		},
		Input: func(i int) string { return b.names[b.d.Inputs[i]] },
		Temp:  func(hint string) string { return b.ids.fresh(hint) },
	}
	d := &exprfmt.Dialect{Infix: operators, Literal: short}
	var code, copies []string
	next := map[int][]string{}
	blocks := []*program.Block{&p.Integrate.Common}
	for i := range p.Integrate.Variants {
		blocks = append(blocks, &p.Integrate.Variants[i].Block)
	}
	for i, block := range blocks {
		for _, in := range block.Instrs {
			if in.Op == program.Const && in.Value != 0 {
				b.fail(bareNumbers.of(b.d.Name))
			}
		}
		t, err := exprfmt.Block(d, names, block)
		if err != nil {
			b.fail(err)
			return
		}
		for _, l := range t.Lines {
			code = append(code, l.Name+" = "+l.Expr)
		}
		for _, s := range t.Stores {
			for len(next[s.State]) < len(p.Integrate.Variants) {
				next[s.State] = append(next[s.State], b.out.initial[s.State].Own)
			}
			for v := range next[s.State] {
				if i == 0 || i == v+1 {
					next[s.State][v] = s.Expr
				}
			}
		}
	}
	for i := range p.States {
		list := next[i]
		if list == nil {
			continue
		}
		fresh, text := b.ids.fresh("next_"+b.out.initial[i].Own), list[0]
		if len(list) > 1 && list[0] != list[1] {
			text = "int(not_refractory)*(" + list[0] + ") + int(not not_refractory)*(" + list[1] + ")"
		}
		code = append(code, fresh+" = "+text)
		copies = append(copies, b.out.initial[i].Own+" = "+fresh)
	}
	b.out.Update = append(code, copies...)
}
