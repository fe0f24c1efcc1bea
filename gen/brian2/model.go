package brian2

import (
	"fmt"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// model is a program as Brian2 gets it. All strings are final.
type model struct {
	Name        string // for people
	Title       []string
	Equations   []string
	Method, Why string
	Unused      []string // quantities that enter only through others
	Constants   []line   // the same for every neuron
	Variables   []line
	Recorded    []line
	Once        []string // before the first step
	Step        []string
	Threshold   string
	Reset       []string
	Tables      []gen.PyTable
	Waves       []wave
	Random      bool // draws random numbers
	Switches    []switched
	Couplings   []coupling
}

// switched is a quantity that has the values of a row of the table Values; Rows
// says of which one.
type switched struct {
	Model              string // name of the quantity in the model, quoted
	Name, Rows, Values string
}

// wave is an input that varies: a value of the table Values, of the row that the
// neuron has, is added to its constant part.
type wave struct {
	Model                    string // name of the input in the model, quoted
	Input, Base, Row, Values string
}

// line is a statement with what to say behind it.
type line struct{ Code, Doc string }

// builder turns a program into a model.
type builder struct {
	p                *program.Program
	x                places
	m                model
	ids              identifiers
	temp             *temporaries
	dialect          *exprfmt.Dialect
	used             *usage // functions that are called
	varies, switches []bool // per input, per quantity

	place, quant, input, sum []string    // identifiers; "" where unused
	total                    []string    // per sum over continuous connections
	streams                  [][2]string // object and purpose of each
	streamNames              []gen.Renamed
	h                        string // of the step size; "" when unused
	initial, quantities      []gen.Renamed
	drive, observables       []gen.Renamed
	err                      error
}

// newModel builds the model of p, with the recorded observables as
// subexpressions; the inputs that varies marks and the quantities that
// switches marks change in time. Functions that its code calls are noted in used.
func newModel(p *program.Program, recorded []int, varies, switches []bool, used *usage) (model, error) {
	b := &builder{p: p, x: placesOf(p), ids: newIdentifiers(), used: used, varies: varies, switches: switches}
	b.temp = newTemporaries(b.ids)
	b.dialect = dialect(&b.err)
	b.m = model{Name: gen.OneLine(p.Name), Title: gen.Paragraph(p.Doc), Method: gen.OneLine(p.Method), Why: gen.OneLine(p.Why)}
	for _, e := range p.Equations {
		b.m.Equations = append(b.m.Equations, gen.Paragraph(e)...)
	}
	b.name()
	b.declare()
	b.m.Once, _ = b.print(initialOf(p).fused, -1)
	reset := b.resets()
	b.step(reset)
	b.record(recorded)
	b.couple()
	b.tables()
	return b.m, b.err
}

// name gives every variable its identifier: first those of the model, so that
// they keep their names where they can.
func (b *builder) name() {
	p := b.p
	needed, timed, _ := gen.Reads(p)
	b.place = make([]string, b.x.n)
	for i, s := range p.States {
		b.place[i] = b.ids.fresh(s.Name)
	}
	for i, q := range p.Quantities {
		id := ""
		if needed[i] {
			id = b.ids.fresh(q.Name)
		} else {
			b.m.Unused = append(b.m.Unused, gen.QuantityLine(q))
		}
		b.quant = append(b.quant, id)
	}
	for _, in := range p.Inputs {
		b.input = append(b.input, b.ids.fresh(in.Name))
	}
	for _, port := range p.Ports {
		if port.Continuous {
			b.sum = append(b.sum, "")
			continue
		}
		b.sum = append(b.sum, b.ids.fresh("sum_"+port.Name))
	}
	for _, x := range p.Sums {
		b.total = append(b.total, b.ids.fresh("sum_"+x.Name))
	}
	for i, h := range p.Holds {
		b.place[b.x.hold+i] = b.ids.fresh("hold_" + h.Name)
		b.place[b.x.held+i] = b.ids.fresh("held_" + h.Name)
	}
	for i, c := range p.Conditions {
		if c.Rising {
			b.place[b.x.was+i] = b.ids.fresh(fmt.Sprintf("was_%d", i+1))
		}
	}
	b.place[b.x.fires] = "fires"
	b.random()
	if timed {
		b.h = b.ids.fresh("h")
	}
}

// declare fills constants and variables.
func (b *builder) declare() {
	p := b.p
	variable := func(id, kind, unit, doc string) {
		b.m.Variables = append(b.m.Variables, line{id + " : " + kind, described(unit, doc)})
	}
	for i, s := range p.States {
		variable(b.place[i], "1", s.Unit, s.Doc)
		b.initial = append(b.initial, gen.Renamed{Model: s.Name, Own: b.place[i]})
	}
	for i, q := range p.Quantities {
		switch id := b.quant[i]; {
		case id == "":
		case q.Binding == program.Column:
			kind := "1 (constant)"
			if b.switches[i] {
				kind = "1"
				b.m.Switches = append(b.m.Switches, switched{gen.PyString(q.Name), id, b.ids.fresh(q.Name + "_rows"), b.ids.fresh(q.Name + "_values")})
			}
			variable(id, kind, q.Unit, gen.DescribeQuantity(q))
			b.quantities = append(b.quantities, gen.Renamed{Model: q.Name, Own: id})
		default:
			b.constant(id, q.Value, described(q.Unit, gen.DescribeQuantity(q)))
		}
	}
	if b.h != "" {
		b.constant(b.h, p.Step, "ms: step of the grid")
	}
	for i, in := range p.Inputs {
		if b.varies[i] {
			b.wave(in, b.input[i], variable)
			continue
		}
		variable(b.input[i], "1 (constant)", in.Unit, "input "+in.Name)
		b.drive = append(b.drive, gen.Renamed{Model: in.Name, Own: b.input[i]})
	}
	for i, port := range p.Ports {
		if !port.Continuous {
			variable(b.sum[i], "1", port.Unit, gen.DescribeSum(port))
		}
	}
	for i, x := range p.Sums {
		variable(b.total[i], "1", x.Unit, "sum over the connections of "+p.Ports[x.Port].Name)
	}
	for i, h := range p.Holds {
		variable(b.place[b.x.hold+i], "1", "1", "steps for which "+h.Name+" is still held")
		variable(b.place[b.x.held+i], "boolean", "1", "is "+h.Name+" held in this step")
	}
	for i, id := range b.place[b.x.was:b.x.fires] {
		if id != "" {
			variable(id, "boolean", "1", fmt.Sprintf("did condition %d hold at the last sample", i+1))
		}
	}
}

// wave declares an input that varies.
func (b *builder) wave(in program.Input, id string, variable func(id, kind, unit, doc string)) {
	w := wave{Model: gen.PyString(in.Name), Input: id, Base: b.ids.fresh(in.Name + "_constant"), Row: b.ids.fresh(in.Name + "_row"), Values: b.ids.fresh(in.Name + "_values")}
	variable(id, "1", in.Unit, "input "+in.Name)
	variable(w.Base, "1 (constant)", in.Unit, "its part that does not vary")
	variable(w.Row, "integer (constant)", "1", "the column of the table that is added")
	b.drive = append(b.drive, gen.Renamed{Model: in.Name, Own: w.Base})
	b.m.Waves = append(b.m.Waves, w)
}

func (b *builder) constant(id string, value float64, doc string) {
	b.m.Constants = append(b.m.Constants, line{gen.PyString(id) + ": " + pyNumber(value, &b.err) + ",", doc})
}

// print prints fused code of the neuron.
func (b *builder) print(f *fused, shift float64, outputs ...program.Ref) ([]string, *exprfmt.Text) {
	p := printer{b.temp, b.dialect, b.used, b.place, b.variables(shift), &b.err}
	return p.print(f, outputs...)
}

// variables are the names of what a block reads. Brian2 counts the steps that
// have begun; shift is what has to be added for the step that the code means.
func (b *builder) variables(shift float64) *exprfmt.Names {
	pick := func(ids []string) func(int) string { return func(i int) string { return ids[i] } }
	return &exprfmt.Names{State: pick(b.place), Quant: pick(b.quant), Input: pick(b.input), Acc: pick(b.sum), Sum: pick(b.total), Draw: plain(b.draw(shift)), DrawWith: b.draw(shift), Temp: b.temp.next,
		Time: func(offset float64) string {
			switch x := offset + shift; {
			case x > 0:
				return "((t_in_timesteps + " + exprfmt.Literal(x) + ")*" + b.h + ")"
			case x < 0:
				return "((t_in_timesteps - " + exprfmt.Literal(-x) + ")*" + b.h + ")"
			}
			return "(t_in_timesteps*" + b.h + ")"
		}}
}

// resets writes the last condition as Brian2's threshold and reset, where it can
// be: it always spikes, no other condition does, and its test is one expression.
// It returns the number of conditions that are left to the step.
func (b *builder) resets() int {
	last := len(b.p.Conditions) - 1
	for i := range b.p.Conditions {
		if c := &b.p.Conditions[i]; (c.Spike == program.Always) != (i == last) || c.Spike >= 0 || i == last && c.Rising {
			return last + 1
		}
	}
	if last < 0 {
		return 0
	}
	c := &b.p.Conditions[last]
	s, test := thresholdOf(b.p, c)
	for i := range s.block.Instrs {
		s.block.Instrs[i].Name = ""
	}
	code, text := b.print(s.fused, 0, test)
	if len(code) > 0 || b.err != nil {
		return last + 1
	}
	b.m.Threshold = text.Value(test)
	b.m.Reset, _ = b.print(resetOf(b.p, c).fused, 0)
	return last
}

// step writes what a neuron does in one step, with the first n conditions.
func (b *builder) step(n int) {
	for i := range b.p.Holds {
		b.m.Step = append(b.m.Step, b.place[b.x.held+i]+" = "+b.place[b.x.hold+i]+" > 0.0")
	}
	code, _ := b.print(stepOf(b.p, n).fused, 0)
	b.m.Step = append(b.m.Step, code...)
	for _, id := range b.sum {
		if id != "" {
			b.m.Step = append(b.m.Step, id+" = 0.0")
		}
	}
	if b.m.Threshold == "" {
		b.m.Threshold = b.place[b.x.fires]
		b.m.Variables = append(b.m.Variables, line{b.m.Threshold + " : boolean", "does the neuron spike in this step"})
	}
}

// record declares the recorded observables. Those that are just a variable are
// recorded as that variable.
func (b *builder) record(recorded []int) {
	b.temp.scope()
	for _, i := range recorded {
		o := &b.p.Observe[i]
		if o.Result < 0 || int(o.Result) >= len(o.Block.Instrs) {
			continue
		}
		s := newStepper(b.p)
		r := s.inline(&o.Block)[o.Result]
		s.sweep([]program.Ref{r})
		names := b.variables(-1)
		names.Temp = b.ids.fresh // subexpressions are variables of the group
		t, err := exprfmt.Block(b.dialect, names, &s.block, r)
		if err != nil {
			if b.err == nil {
				b.err = err
			}
			return
		}
		functionsOf([]*program.Block{&s.block}, b.used)
		if op := s.block.Instrs[r].Op; op == program.LoadState || op == program.LoadInput || op == program.LoadSum {
			b.observables = append(b.observables, gen.Renamed{Model: o.Name, Own: t.Value(r)})
			continue
		}
		for _, l := range t.Lines {
			kind := "1"
			if l.Type == program.Bool {
				kind = "boolean"
			}
			b.m.Recorded = append(b.m.Recorded, line{l.Name + " = " + l.Expr + " : " + kind, ""})
		}
		id := b.ids.fresh(o.Name)
		b.m.Recorded = append(b.m.Recorded, line{id + " = " + t.Value(r) + " : 1", described(o.Unit, "recorded")})
		b.observables = append(b.observables, gen.Renamed{Model: o.Name, Own: id})
	}
}

func (b *builder) tables() {
	var ports []gen.Renamed
	for i, p := range b.p.Ports {
		if p.Continuous {
			continue
		}
		ports = append(ports, gen.Renamed{Model: p.Name, Own: b.sum[i]})
	}
	b.m.Tables = []gen.PyTable{
		{Key: "quantities", Value: gen.PyDict(b.quantities)},
		{Key: "init", Value: gen.PyDict(b.initial)},
		{Key: "drive", Value: gen.PyDict(b.drive)},
		{Key: "observables", Value: gen.PyDict(b.observables)},
		{Key: "ports", Value: gen.PyDict(ports)},
	}
	if b.m.Random = gen.Draws(b.p); b.m.Random {
		b.m.Tables = append(b.m.Tables, gen.PyTable{Key: "streams", Value: gen.PyValues(b.streamNames)})
	}
}
