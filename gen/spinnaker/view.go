package spinnaker

import (
	"fmt"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/runtime/fixed"
	"github.com/nngen/nngen/runtime/program"
)

// view is what the harness and the scripts are made of.
type view struct {
	Package    string
	Image      string // name of the file
	Header     string // for C
	Make       string // the same for make and Python
	Title      string
	Step       string
	Neurons    []neuron
	Rules      []rule
	RuleStates int // of the rule that has most
	Cores      []core
	Apps       []app
	Kept       int // spikes in a history
}

// app is a binary: of neurons, of synapses, or of both.
type app struct {
	Make, Folder, What string
	Name               string // of the neuron, or ""
	Kind               string // neurons, synapses, or "" for both
	Rule               string // of plasticity, or ""
	Static             bool   // has synapses, and none of them is plastic
}

// core is a population of the harness.
type core struct {
	Header string
	Number int // of the population
	Doc    string
	Neuron *neuron
	Slot   *slot  // of its plastic connections
	Why    string // quoted for Python: why there is no slot for them
}

// field is a member of a struct.
type field struct {
	Name, Doc string
	Bits      int
}

// neuron is what the implementation of a neuron is made of. All strings are final.
type neuron struct {
	Header, Name, Guard string
	Class               string // of Python
	Units               []unit
	Title, Equations    []string
	Method, Why         string
	States              []field
	Params              []field  // columns
	Inputs              []source // constant parts of inputs
	Played              string   // the first input that varies, which the framework plays, or ""
	PlayedAt            int      // its number, -1 for none
	Holds               []string
	Acc                 []field
	Was                 []string
	Recorded            []recorded
	Types               []input // per synapse type
	InitialTests        []string
	Update              []string
	Small               bool // less code, more instructions
	form                *fixed.Program
	observables         []int // of Recorded
}

// source is an input of a neuron.
type source struct {
	field
	Varies bool
}

// unit is the unit of a variable, quoted for Python.
type unit struct{ Own, Unit string }

// recorded is a variable that can be recorded.
type recorded struct {
	Macro, Name string
	Own         string // for Python
	Bits        int
	Lines       []string
	Value       string
	Doc         string
	Format      fixed.Format
	Unit        string
}

// input is what a synapse type does with what its ring buffer held.
type input struct {
	Index    int
	Acc      string
	Operator string
	Doc      string
	Char     string
	Target   string // for Python
	Scale    int    // of the port
	Minus    int    // 1 where it is subtracted
}

// fixedDoc describes a word: its format and unit.
func fixedDoc(f fixed.Format, unit, doc string) string {
	text := f.String()
	if unit != "" && unit != "1" {
		text += ", " + unit
	}
	if doc != "" {
		text += ": " + doc
	}
	return gen.OneLine(text)
}

// newNeuron prints a program.
func newNeuron(p *fixed.Program, name, header string, observed []int, varies []bool) neuron {
	b := &builder{p: p, varies: varies, table: names.New(false, reserved())}
	b.n = neuron{Header: header, Name: name, Guard: strings.ToUpper(name) + "_IMPL_H", Title: gen.Paragraph(p.Doc), Method: gen.OneLine(p.Method), Why: gen.OneLine(p.Why), form: p}
	for _, e := range p.Equations {
		b.n.Equations = append(b.n.Equations, gen.Paragraph(e)...)
	}
	b.declare()
	b.update()
	b.record(observed)
	b.initial()
	return b.n
}

// builder turns a program into the members of a neuron.
type builder struct {
	p      *fixed.Program
	n      neuron
	table  *names.Table
	at     places
	local  *names.Table
	holds  []string
	was    []string
	fields []string
	varies []bool // per input
}

// declare names everything that a neuron keeps.
func (b *builder) declare() {
	p := b.p
	own := func(hint string) (name, path string) {
		name = b.table.Fresh(hint)
		b.fields = append(b.fields, name)
		return name, "neuron->" + name
	}
	for _, s := range p.States {
		name, path := own(s.Name)
		b.unit(name, s.Unit)
		b.n.States = append(b.n.States, field{name, fixedDoc(s.Format, s.Unit, s.Doc), int(s.Format)})
		b.at.states = append(b.at.states, path)
	}
	for _, q := range p.Params {
		name, path := own(q.Name)
		b.unit(name, q.Unit)
		b.n.Params = append(b.n.Params, field{name, fixedDoc(q.Format, q.Unit, q.Doc), int(q.Format)})
		b.at.params = append(b.at.params, path)
	}
	b.n.PlayedAt = -1
	for i, q := range p.Inputs {
		name, path := own(q.Name)
		b.unit(name, q.Unit)
		b.n.Inputs = append(b.n.Inputs, source{field{name, fixedDoc(q.Format, q.Unit, q.Doc), int(q.Format)}, b.varies[i]})
		if b.varies[i] {
			b.fields = append(b.fields, b.table.Fresh(name+"_still"))
			if b.n.PlayedAt < 0 {
				b.n.Played, b.n.PlayedAt = name, i
			}
		}
		b.at.inputs = append(b.at.inputs, path)
	}
	for _, h := range p.Holds {
		name, path := own("held_" + h)
		b.n.Holds = append(b.n.Holds, name)
		b.holds = append(b.holds, path)
	}
	for _, port := range p.Ports {
		name, path := own("acc_" + port.Name)
		b.n.Acc = append(b.n.Acc, field{name, fixedDoc(port.Format(), port.Unit, "what arrived at "+port.Name), int(port.Format())})
		b.at.acc = append(b.at.acc, path)
	}
	for i, c := range p.Conditions {
		path := ""
		if c.Rising {
			var name string
			name, path = own(fmt.Sprintf("was_%d", i+1))
			b.n.Was = append(b.n.Was, name)
		}
		b.was = append(b.was, path)
	}
	targets := names.New(true)
	for i, t := range p.Types {
		in := input{Index: i, Scale: int(p.Ports[t.Port].Scale), Acc: b.at.acc[t.Port], Operator: "+=", Char: gen.OneLine(p.Ports[t.Port].Name), Doc: fmt.Sprintf("port %s, weights in steps of 2^%d %s", p.Ports[t.Port].Name, -int(p.WeightFormat(i)), p.Ports[t.Port].Unit)}
		if t.Minus {
			in.Operator, in.Minus = "-=", 1
			in.Doc += ", subtracted"
		}
		in.Doc = gen.OneLine(in.Doc)
		hint := p.Ports[t.Port].Name
		if t.Minus && p.Ports[t.Port].Plus >= 0 {
			hint += "_minus"
		}
		in.Target = targets.Fresh(hint)
		b.n.Types = append(b.n.Types, in)
	}
	b.at.temp = func(hint string) string {
		if hint == "" {
			hint = "x"
		}
		return b.local.Fresh(hint)
	}
	b.at.step = "(int64_t) time"
}

// unit notes the unit of a name of Python, once.
func (b *builder) unit(own, text string) {
	for _, u := range b.n.Units {
		if u.Own == own {
			return
		}
	}
	if text == "1" {
		text = ""
	}
	b.n.Units = append(b.n.Units, unit{own, gen.PyString(gen.OneLine(text))})
}

func (b *builder) scope() { b.local = scope(b.fields) }

// update writes a step of one neuron.
func (b *builder) update() {
	p := b.p
	b.scope()
	w := &body{depth: 1}
	held := make([]string, len(b.holds))
	for i, counter := range b.holds {
		held[i] = b.local.Fresh("is_" + b.n.Holds[i])
		w.line("const int32_t %s = %s > 0;", held[i], counter)
		w.line("%s -= %s;", counter, held[i])
	}
	w.comment("from t_k to t_k + h")
	common := w.print(&b.at, &p.Common)
	b.variants(w, held)
	b.assign(w, &p.Common, common, nil)
	for i := range p.Arrive {
		w.comment("what arrived at " + p.Ports[i].Name)
		if len(p.Arrive[i].Stores) > 0 {
			w.open("")
			v := w.print(&b.at, &p.Arrive[i])
			b.assign(w, &p.Arrive[i], v, held)
			w.close()
		}
		w.line("%s = 0;", b.at.acc[i])
	}
	for i := range p.Conditions {
		b.condition(w, &p.Conditions[i], i, held)
	}
	b.n.Update = w.lines
}

func (b *builder) variants(w *body, held []string) {
	for i := range b.p.Variants {
		v := &b.p.Variants[i]
		if len(v.Block.Stores) == 0 {
			continue
		}
		if len(held) > 0 {
			var tests []string
			for c, id := range held {
				if v.Held>>c&1 == 0 {
					id = "!" + id
				}
				tests = append(tests, id)
			}
			w.open("if (" + strings.Join(tests, " && ") + ")")
		}
		b.assign(w, &v.Block, w.print(&b.at, &v.Block), nil)
		if len(held) > 0 {
			w.close()
		}
	}
}

// assign writes the stores of a block; held are the names of the counters that
// keep a state from moving.
func (b *builder) assign(w *body, block *fixed.Block, v *printed, held []string) {
	for _, s := range block.Stores {
		text := fmt.Sprintf("%s = %s;", b.at.states[s.State], v.value(s.Value))
		if free := free(held, b.p.States[s.State].HeldBy); free != "" {
			w.open("if (" + free + ")")
			w.line("%s", text)
			w.close()
			continue
		}
		w.line("%s", text)
	}
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

// condition writes one `on COND { … }`.
func (b *builder) condition(w *body, c *fixed.Condition, i int, held []string) {
	w.comment("on " + c.Doc)
	if head := free(held, c.Blocked); head != "" {
		w.open("if (" + head + ")")
	} else {
		w.open("")
	}
	test := w.print(&b.at, &c.Test)
	fires := test.value(c.Fires)
	if c.Rising {
		now, before := b.local.Fresh("is_true"), b.local.Fresh("was_true")
		w.line("const int32_t %s = %s, %s = %s;", now, fires, before, b.was[i])
		w.line("%s = %s;", b.was[i], now)
		fires = now + " && !" + before
	}
	w.open("if (" + fires + ")")
	v := w.print(&b.at, &c.Action)
	when := func(r program.Ref, statement string) {
		switch {
		case r == program.Always:
			w.line("%s", statement)
		case r >= 0:
			w.open("if (" + v.value(r) + ")")
			w.line("%s", statement)
			w.close()
		}
	}
	when(c.Spike, "spiked = true;")
	for _, s := range c.Starts {
		when(s.When, b.holds[s.Hold]+" = "+v.value(s.Steps)+";")
	}
	b.assign(w, &c.Action, v, nil)
	w.close()
	w.close()
}

// record writes what can be recorded: what the study asks for, or all states.
func (b *builder) record(observed []int) {
	macros := names.New(true)
	if len(observed) == 0 {
		for _, s := range b.p.States {
			for i := range b.p.Observe {
				if b.p.Observe[i].Name == s.Name {
					observed = append(observed, i)
				}
			}
		}
	}
	for _, i := range observed {
		o := &b.p.Observe[i]
		b.scope()
		w := &body{depth: 1}
		step := b.at.step
		b.at.step = "(int64_t) time - 1" // it is recorded before the step that follows
		v := w.print(&b.at, &o.Block)
		b.at.step = step
		own := macros.Fresh(o.Name)
		b.unit(own, o.Unit)
		b.n.Recorded = append(b.n.Recorded, recorded{Macro: strings.ToUpper(own) + "_RECORDING_INDEX", Own: own, Bits: int(o.Format), Name: gen.OneLine(o.Name), Lines: w.lines, Value: v.value(o.Result),
			Doc: fixedDoc(o.Format, o.Unit, o.Name), Format: o.Format, Unit: o.Unit})
		b.n.observables = append(b.n.observables, i)
	}
}

// initial writes what the rising conditions were before the first step.
func (b *builder) initial() {
	w := &body{depth: 2}
	b.scope()
	step := b.at.step
	b.at.step = "(int64_t) -1"
	for i := range b.p.Conditions {
		if c := &b.p.Conditions[i]; c.Rising {
			v := w.print(&b.at, &c.Test)
			w.line("%s = %s;", b.was[i], v.value(c.Fires))
		}
	}
	b.at.step = step
	b.n.InitialTests = w.lines
}
