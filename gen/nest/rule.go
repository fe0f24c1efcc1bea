package nest

import (
	"fmt"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// rule is what a connection class is made of. All strings are final.
type rule struct {
	Header, Name, Model string
	Docs                userdoc
	status                   // of parameters that are no members
	Smaller, Larger     bool // it calls them
	Constants           []member
	Parameters          []member // what differs per connection, streams included
	States              []member
	Driven              []member // states of the target that its variables drive
	Weight              string   // the state that begins with the weight
	Pre, Post, Carry    []string
	Begin, Advance      []string   // of driven states
	Modulators          []string   // members that hold the nodes of modulators
	Signals             [][]string // what modulators do
	Samples             []sampled
	Final               []string // the weight at a step
	Sides               []side
	HasPost             bool
	Follows             bool
	Elementary, Random  bool
	Bounds              []bounds // of states
	Changing            []member // parameters that may become others in the run
	Settle              []string // brings all states to step now
	Rebound             []string
	tables              ruleTables
	bodies              []*body           // the code, with its places
	origin              map[string]string // own names to those of the model
}

// bounds are those of a state, as text.
type bounds struct{ State, Low, High, Unit string }

// side are the states of source, target or modulators with their clock.
type side struct {
	Name, Clock string
	States      []string
	OnPre       bool // on pre reads them as they were before the instant
	Kept        bool // so does something: see Exchanges
}

// sampled is an observable that is recorded.
type sampled struct {
	Name, Next string
	Every      int64
	Lines      []string
	variable   string
}

// ruleTables translate the names of the model into keys of the status.
type ruleTables struct {
	quantities, init, streams, samples, modulators []gen.Renamed
	changing                                       []string // names of quantities, in order
}

// Tables are the translations as Python dictionaries.
func (r *rule) Tables() []gen.PyTable {
	list := []gen.PyTable{
		{Key: "model", Value: gen.PyString(r.Model)},
		{Key: "weight", Value: gen.PyString(r.Weight)},
		{Key: "quantities", Value: gen.PyDict(r.tables.quantities)},
		{Key: "init", Value: gen.PyDict(r.tables.init)},
		{Key: "streams", Value: gen.PyValues(r.tables.streams)},
		{Key: "samples", Value: gen.PyDict(r.tables.samples)},
		{Key: "modulators", Value: gen.PyDict(r.tables.modulators)},
	}
	if len(r.Changing) > 0 {
		list = append(list, gen.PyTable{Key: "changing", Value: gen.PyIndex(r.tables.changing, 0)})
	}
	return list
}

// ruleBuilder turns a plasticity rule into a connection class.
type ruleBuilder struct {
	r        *program.Plasticity
	out      rule
	table    *names.Table
	local    *names.Table
	dialect  *exprfmt.Dialect
	states   []string
	quants   []string
	keys     map[int]string // of given quantities
	driven   []string
	streams  [][2]string
	followed []string // variables that the targets keep
	changes  bool     // parameters are set in the run
	err      error
}

// clocks are the members that hold when the states of a site were stored.
var clocks = [...]string{program.AtConnection: "connection_at_", program.AtSource: "pre_at_", program.AtTarget: "post_at_", program.Shared: "shared_at_"}

// newRule makes the connection class of r; some of its parameters become others in the
// run if changes says so.
func newRule(r *program.Plasticity, name, header string, records []ir.WeightRecord, followed []string, changes bool) (rule, error) {
	b := &ruleBuilder{r: r, table: names.New(false, append(reserved(), ruleNames)...), dialect: dialect(), followed: followed, keys: map[int]string{}, changes: changes}
	b.out = rule{Header: header, Name: name, Model: "nngen_" + name, HasPost: r.HasPost(), Follows: r.Follows(), Random: len(r.Random) > 0, origin: map[string]string{}}
	b.quantities(records)
	b.declare()
	b.document()
	b.out.Pre = b.event(&r.Pre, program.AtSource)
	if r.HasPost() {
		b.out.Post = b.event(&r.Post, program.AtTarget)
	}
	for i := range r.Modulators {
		id := b.table.Fresh("signals_" + r.Modulators[i].Name)
		b.out.Modulators = append(b.out.Modulators, id)
		b.out.tables.modulators = append(b.out.tables.modulators, gen.Renamed{Model: r.Modulators[i].Name, Own: id})
		b.out.Signals = append(b.out.Signals, b.event(&r.Modulators[i].Event, program.Shared))
	}
	if r.Carried() {
		b.out.Carry = b.block(&r.Carry, b.states, clocks[program.AtConnection]+" = now;")
	}
	if len(b.driven) > 0 {
		b.out.Begin = b.block(&r.Follow.Init, b.driven)
		b.out.Advance = b.block(&r.Follow.Advance, b.driven)
	}
	b.out.Final = b.observe(&r.Observe[r.ObservableIndex(r.States[r.Weight].Name)], "return ", ";")
	for i, rec := range records {
		s := sampled{Name: b.table.Fresh(fmt.Sprintf("samples_%d", i)), Next: b.table.Fresh(fmt.Sprintf("sampled_%d", i)), Every: rec.Every, variable: rec.Variable}
		s.Lines = b.observe(&r.Observe[rec.Observable], s.Name+".push_back( ", " );")
		b.out.Samples = append(b.out.Samples, s)
		b.out.tables.samples = append(b.out.tables.samples, gen.Renamed{Model: fmt.Sprintf("%s every %d", rec.Variable, rec.Every), Own: s.Name})
	}
	if changes {
		b.settle()
	}
	var texts []string
	for _, w := range b.out.bodies {
		texts = append(texts, w.lines...)
	}
	b.out.Smaller, b.out.Larger = calls(texts, "smaller( "), calls(texts, "larger( ")
	return b.out, b.err
}

// quantities declares the numbers of the rule that its code reads.
func (b *ruleBuilder) quantities(records []ir.WeightRecord) {
	r := b.r
	blocks := []*program.Block{&r.Pre.Block, &r.Post.Block, &r.Carry, &r.Follow.Init, &r.Follow.Advance, &r.Observe[r.ObservableIndex(r.States[r.Weight].Name)].Block}
	for i := range r.Modulators {
		blocks = append(blocks, &r.Modulators[i].Event.Block)
	}
	for _, rec := range records {
		blocks = append(blocks, &r.Observe[rec.Observable].Block)
	}
	if b.changes {
		blocks = append(blocks, &r.Rebound)
		for i := range r.States {
			blocks = append(blocks, &r.Observe[r.ObservableIndex(r.States[i].Name)].Block)
		}
	}
	needed := make([]bool, len(r.Quantities))
	for _, block := range blocks {
		for _, in := range block.Instrs {
			switch in.Op {
			case program.LoadQuant:
				needed[in.Index] = true
			case program.Call, program.Draw:
				b.out.Elementary = true
			}
		}
	}
	of := ranges(r.Quantities, &r.Derive, blocks...)
	for i, q := range r.Quantities {
		if !needed[i] && q.Derived {
			b.quants = append(b.quants, "")
			continue
		}
		id := b.table.Fresh(q.Name)
		if !q.Derived {
			b.keys[i] = id
			b.out.origin[id] = q.Name
		}
		if !needed[i] {
			b.quants = append(b.quants, "")
			continue
		}
		b.quants = append(b.quants, id)
		m := member{Name: id, Value: literal(q.Value), Comment: comment(q.Unit, q.Doc), Unit: statusUnit(q.Unit), Range: of[i]}
		if q.Binding == program.Column {
			m.Value = "0.0"
			b.out.Parameters = append(b.out.Parameters, m)
			if b.changes {
				b.out.Changing = append(b.out.Changing, m)
				b.out.tables.changing = append(b.out.tables.changing, q.Name)
			}
			b.out.tables.quantities = append(b.out.tables.quantities, gen.Renamed{Model: q.Name, Own: id})
			continue
		}
		b.out.Constants = append(b.out.Constants, m)
	}
	b.out.status = statusOf(r.Quantities, &r.Derive, b.keys, b.quants)
	for _, name := range r.Random {
		object, purpose := b.table.Fresh("object_"+name), b.table.Fresh("purpose_"+name)
		b.out.Parameters = append(b.out.Parameters, named(object, "names the random numbers "+name), named(purpose, "names them too"))
		b.out.tables.streams = append(b.out.tables.streams, gen.Renamed{Model: name, Own: "(" + gen.PyString(object) + ", " + gen.PyString(purpose) + ")"})
		b.streams = append(b.streams, [2]string{object, purpose})
	}
}

// declare declares the states, with their initial values where these do not differ.
func (b *ruleBuilder) declare() {
	r := b.r
	values := make([]float64, len(r.Quantities))
	varies := false
	for i, q := range r.Quantities {
		values[i] = q.Value
		varies = varies || q.Binding == program.Column
	}
	initial := make([]float64, len(r.States))
	if !varies {
		r.Init.Store(initial, program.Eval(&r.Init, &program.Env{Quants: values, H: r.Step}, nil), nil)
	}
	sides := map[program.Site]*side{}
	for _, site := range []program.Site{program.AtSource, program.AtTarget, program.Shared} {
		sides[site] = &side{Name: site.String(), Clock: clocks[site], OnPre: site == program.AtTarget}
	}
	for i, s := range r.States {
		id := b.table.Fresh(s.Name)
		b.states = append(b.states, id)
		b.out.origin[id] = s.Name
		b.out.States = append(b.out.States, member{Name: id, Value: literal(initial[i]), Comment: comment(s.Unit, s.Doc), Unit: statusUnit(s.Unit)})
		if i != r.Weight {
			b.out.tables.init = append(b.out.tables.init, gen.Renamed{Model: s.Name, Own: id})
		}
		if s.Site != program.AtConnection {
			sides[s.Site].States = append(sides[s.Site].States, id)
		}
	}
	for _, site := range []program.Site{program.AtSource, program.AtTarget, program.Shared} {
		x := sides[site]
		if site == program.Shared && len(r.Modulators) == 0 {
			continue
		}
		x.Kept = site == program.AtTarget && len(x.States) > 0 || site != program.Shared && len(r.Modulators) > 0
		b.out.Sides = append(b.out.Sides, *x)
	}
	for _, s := range r.Follow.States {
		id := b.table.Fresh(s.Name)
		b.driven = append(b.driven, id)
		b.out.Driven = append(b.out.Driven, member{Name: id, Value: "0.0", Comment: comment(s.Unit, s.Doc)})
	}
	b.out.Weight = b.states[r.Weight]
}

// Apart reports whether on pre reads states of the target as they were before the
// instant.
func (r *rule) Apart() bool {
	for _, s := range r.Sides {
		if s.OnPre && len(s.States) > 0 {
			return true
		}
	}
	return false
}

// Exchanges reports whether something sees the states of a side as they were before the
// instant.
func (r *rule) Exchanges() bool { return r.Apart() || len(r.Modulators) > 0 }

// Waits reports whether the connection has to be brought up to a time before a spike
// of the source.
func (r *rule) Waits() bool { return r.HasPost || len(r.Modulators) > 0 || len(r.Changing) > 0 }

// Reads reports whether that needs the target.
func (r *rule) Reads() bool {
	return r.HasPost || len(r.Modulators) > 0 || r.Follows || len(r.Carry) > 0
}

// ruleNames are used by the template of connections.
var ruleNames = []string{"connection_at_", "pre_at_", "post_at_", "shared_at_", "next_", "row", "set", "quantum", "until", "axonal", "deliver", "now", "target", "spikes", "instant_", "begin_instant", "exchange_pre", "exchange_post",
	"stamp", "delay", "amount", "elapsed", "number_", "pre_count_", "post_count_", "signal_count_", "history", "seen_", "followed_", "look", "carry", "reach", "catch_up", "final_weight", "next_signal", "signal_at_", "sample", "dendritic", "t", "Changes", "Change", "sets", "mutex", "change", "rebound", "changed_", "next_change", "last", "constants_", "indirect_", "together_", "constant", "source", "c"}

// event writes what a spike of one side does.
func (b *ruleBuilder) event(e *program.PlasticEvent, site program.Site) []string {
	b.scope()
	w := b.body(2)
	w.at = origin{handler: site.String()}
	var outputs []program.Ref
	for _, d := range e.Deliver {
		outputs = append(outputs, d.Amount, d.When)
	}
	t := b.print(&e.Block, outputs...)
	if t == nil {
		return nil
	}
	w.temporaries(t, b.stateName)
	for _, d := range e.Deliver {
		switch {
		case d.When == program.Always:
			w.line("deliver( " + t.Value(d.Amount) + " );")
		case d.When >= 0:
			w.open("if ( " + t.Value(d.When) + " )")
			w.line("deliver( " + t.Value(d.Amount) + " );")
			w.close()
		}
	}
	b.stores(w, t, b.states)
	w.line(clocks[program.AtConnection] + " = now;")
	w.line(clocks[site] + " = now;")
	return w.lines
}

// block writes a block that stores into members.
func (b *ruleBuilder) block(block *program.Block, members []string, after ...string) []string {
	b.scope()
	w := b.body(2)
	t := b.print(block)
	if t == nil {
		return nil
	}
	w.temporaries(t, b.stateName)
	b.stores(w, t, members)
	for _, line := range after {
		w.line(line)
	}
	return w.lines
}

// observe writes what an observable is at step now.
func (b *ruleBuilder) observe(o *program.Observable, before, after string) []string {
	b.scope()
	w := b.body(2)
	t := b.print(&o.Block, o.Result)
	if t == nil {
		return nil
	}
	w.temporaries(t, b.stateName)
	w.line(before + t.Value(o.Result) + after)
	return w.lines
}

func (b *ruleBuilder) stores(w *body, t *exprfmt.Text, members []string) {
	fresh := make([]string, len(t.Stores))
	at := w.at
	for i, s := range t.Stores {
		w.at.name = b.stateName(s.State)
		fresh[i] = b.local.Fresh("new_" + members[s.State])
		w.line("const double " + fresh[i] + " = " + s.Expr + ";")
	}
	for i, s := range t.Stores {
		w.at.name = b.stateName(s.State)
		w.line(members[s.State] + " = " + fresh[i] + ";")
	}
	w.at = at
}

// body begins a piece of code and notes it for the map from lines of the file to places
// of the model.
func (b *ruleBuilder) body(depth int) *body {
	w := &body{depth: depth}
	b.out.bodies = append(b.out.bodies, w)
	return w
}

// stateName is what the model calls a state of the connection.
func (b *ruleBuilder) stateName(i int) string {
	if i < len(b.r.States) {
		return b.r.States[i].Name
	}
	return ""
}

// settle writes what comes before parameters become others: all states are stored as
// they are at step now. Afterwards states are within bounds that have become others.
func (b *ruleBuilder) settle() {
	b.scope()
	w := b.body(2)
	var now []string
	for i, s := range b.r.States {
		o := &b.r.Observe[b.r.ObservableIndex(s.Name)]
		t := b.print(&o.Block, o.Result)
		if t == nil {
			return
		}
		w.at = origin{name: s.Name}
		w.temporaries(t, nil)
		now = append(now, b.local.Fresh("new_"+b.states[i]))
		w.line("const double " + now[i] + " = " + t.Value(o.Result) + ";")
	}
	for i := range b.r.States {
		w.line(b.states[i] + " = " + now[i] + ";")
	}
	w.at = origin{}
	w.line(clocks[program.AtConnection] + " = now;")
	for _, s := range b.out.Sides {
		w.line(s.Clock + " = now;")
	}
	b.out.Settle = w.lines
	if len(b.r.Rebound.Stores) > 0 {
		b.out.Rebound = b.block(&b.r.Rebound, b.states)
	}
}

// scope begins a function: its locals must not hide members.
func (b *ruleBuilder) scope() {
	b.local = names.New(false, append(reserved(), ruleNames, b.states, b.quants, b.driven)...)
}

func (b *ruleBuilder) print(block *program.Block, outputs ...program.Ref) *exprfmt.Text {
	t, err := exprfmt.Block(b.dialect, b.names(), block, outputs...)
	if err != nil {
		if b.err == nil {
			b.err = err
		}
		return nil
	}
	return t
}

// draw is a draw of the event at hand from a stream.
func (b *ruleBuilder) draw(fn string, stream int, parameters ...string) string {
	arguments := append([]string{"row", b.streams[stream][0], b.streams[stream][1], "number_"}, parameters...)
	return "nngen_" + fn + "( " + strings.Join(arguments, ", ") + " )"
}

func (b *ruleBuilder) names() *exprfmt.Names {
	return &exprfmt.Names{
		State:    func(i int) string { return b.states[i] },
		Quant:    func(i int) string { return b.quants[i] },
		Elapsed:  func(site int) string { return fmt.Sprintf("static_cast< double >( now - %s )", clocks[site]) },
		Acc:      func(int) string { return "amount" },
		Draw:     func(fn string, stream int) string { return b.draw(fn, stream) },
		DrawWith: func(fn string, stream int, parameters []string) string { return b.draw(fn, stream, parameters...) },
		Target: func(i int) string {
			if n := len(b.r.Follow.Variables); i >= n {
				return b.driven[i-n]
			}
			for at, name := range b.followed {
				if name == b.r.Follow.Variables[i] {
					return fmt.Sprintf("history->sample( %d, seen_ )", at)
				}
			}
			return "0.0"
		},
		Temp: func(hint string) string {
			if hint == "" {
				hint = "t"
			}
			return b.local.Fresh(hint)
		},
	}
}
