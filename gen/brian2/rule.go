package brian2

import (
	"fmt"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// rule is a plasticity rule as Brian2 gets it: the code of three pathways, which
// run in this order. All strings are final.
type rule struct {
	Name             string // for people
	Title, Equations []string
	Constants        []line
	Variables        []line
	OnPost           []string // what a spike of the target does to the connection
	OnPre            []string // what one of the source does to it and to its own states
	AfterPost        []string // what the spike of the target does to its own states
	Weight           string
	Amount           string // expression of what on pre delivers, rounded; "" for nothing
	Initial          string // values of the other variables, as a Python dictionary
	Clocks           string // the variables that hold when states were stored, as a Python list
	Quantities       string // of those that differ per connection: their names in the model and here
	States           string
	Samples          []observable
	Final            *observable // the weight at the end, where it moves between spikes
	Modulators       []modulator
	Carry            []string // from one step to the next
	Follow           *following
	Rows, Late       bool   // the code reads the row of the connection, its delay
	Streams          string // names of random numbers to the constants that name them
}

// observable is code that samples a connection.
type observable struct {
	Name  string // in the model, quoted
	Code  []string
	Value string
}

// ruleBuilder turns a plasticity rule into pathways.
type ruleBuilder struct {
	r       *program.Plasticity
	out     rule
	ids     identifiers
	temp    *temporaries
	dialect *exprfmt.Dialect
	used    *usage
	place   []string // per state, then the test whether the experiment still runs
	quant   []string
	clock   [program.Sites]string // per site, "" where nothing asks for it
	streams [][2]string           // per stream: the constants that name it
	counts  map[*program.Block]string
	seen    []string       // per number that is read of the target
	driven  []string       // states of the target that its variables drive
	before  map[int]string // states of the source as they were before this instant
	err     error
}

// clockNames are the variables that hold when the states of a site were stored.
var clockNames = [...]string{program.AtConnection: "connection_at", program.AtSource: "pre_at", program.AtTarget: "post_at", program.Shared: "shared_at"}

// newRule builds the pathways of r, with code for the recorded observables. Brian2
// wants its variables to have other names than those of the neurons, which are taken.
func newRule(r *program.Plasticity, recorded []int, taken []string, used *usage) (rule, error) {
	b := &ruleBuilder{r: r, ids: newIdentifiers(), used: used}
	b.temp = newTemporaries(b.ids)
	b.dialect = dialect(&b.err)
	b.out = rule{Name: gen.OneLine(r.Name), Title: gen.Paragraph(r.Doc)}
	for _, e := range r.Equations {
		b.out.Equations = append(b.out.Equations, gen.Paragraph(e)...)
	}
	for _, own := range append([]string{"quantum", "until", "row", "late", "amount", "heard"}, taken...) { // of the run script, and of neurons
		b.ids.fresh(own)
	}
	b.declare(b.blocks(recorded))
	b.draws()
	b.follow()
	b.earlier()
	if r.HasPost() {
		b.out.OnPost = b.event(&r.Post.Block, program.AtConnection, program.AtConnection)
		b.out.AfterPost = b.event(&r.Post.Block, program.AtTarget, program.AtTarget)
	}
	b.out.OnPre = b.remember(b.event(&r.Pre.Block, program.AtConnection, program.AtConnection, program.AtSource))
	for i := range r.Modulators {
		b.modulate(&r.Modulators[i])
	}
	b.carry()
	for _, i := range recorded {
		b.out.Samples = append(b.out.Samples, b.sample(&r.Observe[i]))
	}
	if moves(r) {
		final := b.sample(&r.Observe[r.ObservableIndex(r.States[r.Weight].Name)])
		b.out.Final = &final
	}
	return b.out, b.err
}

// blocks are those that the script writes out.
func (b *ruleBuilder) blocks(recorded []int) []*program.Block {
	r := b.r
	blocks := []*program.Block{&r.Pre.Block, &r.Post.Block, &r.Carry, &r.Follow.Init, &r.Follow.Advance}
	for i := range r.Modulators {
		blocks = append(blocks, &r.Modulators[i].Event.Block)
	}
	for _, i := range recorded {
		blocks = append(blocks, &r.Observe[i].Block)
	}
	if moves(r) {
		blocks = append(blocks, &r.Observe[r.ObservableIndex(r.States[r.Weight].Name)].Block)
	}
	return blocks
}

// moves reports whether the weight of a rule changes between spikes by an equation
// that needs no steps.
func moves(r *program.Plasticity) bool {
	o := r.ObservableIndex(r.States[r.Weight].Name)
	if o < 0 {
		return false
	}
	ob := &r.Observe[o]
	return ob.Block.Instrs[ob.Result].Op != program.LoadState
}

// declare names quantities and states and gives them their initial values.
func (b *ruleBuilder) declare(blocks []*program.Block) {
	r := b.r
	needed := make([]bool, len(r.Quantities))
	var timed [program.Sites]bool
	for _, block := range blocks {
		for _, in := range block.Instrs {
			switch in.Op {
			case program.LoadQuant:
				needed[in.Index] = true
			case program.LoadElapsed:
				timed[in.Index] = true
			}
		}
	}
	values := make([]float64, len(r.Quantities))
	var columns, states []gen.Renamed
	for i, s := range r.States {
		b.place = append(b.place, b.ids.fresh(s.Name))
		b.out.Variables = append(b.out.Variables, line{b.place[i] + " : 1", described(s.Unit, s.Doc)})
		states = append(states, gen.Renamed{Model: s.Name, Own: b.place[i]})
	}
	for i, q := range r.Quantities {
		values[i] = q.Value
		id := ""
		switch {
		case needed[i] && q.Binding == program.Column:
			id = b.ids.fresh(q.Name)
			b.out.Variables = append(b.out.Variables, line{id + " : 1 (constant)", described(q.Unit, gen.DescribeQuantity(q))})
			columns = append(columns, gen.Renamed{Model: q.Name, Own: id})
		case needed[i]:
			id = b.ids.fresh(q.Name)
			b.out.Constants = append(b.out.Constants, line{gen.PyString(id) + ": " + b.value(q.Value) + ",", described(q.Unit, gen.DescribeQuantity(q))})
		}
		b.quant = append(b.quant, id)
	}
	var clocks []string
	for site, name := range clockNames {
		if timed[site] {
			b.clock[site] = b.ids.fresh(name)
			clocks = append(clocks, b.clock[site])
			what := "of the " + []string{"connection", "source", "target", "modulators"}[site]
			b.out.Variables = append(b.out.Variables, line{b.clock[site] + " : integer", "step at which the states " + what + " were stored"})
		}
	}
	b.out.Quantities, b.out.States = gen.PyDict(columns), gen.PyDict(states)
	b.out.Clocks = gen.PyList(clocks)
	b.out.Weight = b.place[r.Weight]
	// A condition that the printer of the code takes for a place.
	b.place = append(b.place, "(t_in_timesteps <= until)")

	initial := make([]float64, len(r.States))
	r.Init.Store(initial, program.Eval(&r.Init, &program.Env{Quants: values, H: r.Step}, nil), nil)
	var list []gen.Renamed
	for i := range r.States {
		if i != r.Weight {
			list = append(list, gen.Renamed{Model: b.place[i], Own: b.value(initial[i])})
		}
	}
	b.out.Initial = gen.PyValues(list)
}

func (b *ruleBuilder) value(x float64) string { return pyNumber(x, &b.err) }

// event writes what a block stores at the connection or at one side. The weight
// that a connection ends with is the one at the end of the experiment: what
// reaches the connection later, while the last deliveries are under way, leaves
// it alone.
func (b *ruleBuilder) event(block *program.Block, clock program.Site, sites ...program.Site) []string {
	f := b.fused()
	v := f.inline(block)
	f.now = make([]program.Ref, len(f.now))
	for i := range f.now {
		f.now[i] = program.None
	}
	for _, st := range block.Stores {
		for _, site := range sites {
			if b.r.States[st.State].Site == site {
				f.now[st.State] = v[st.Value]
			}
		}
	}
	if clock == program.AtTarget {
		b.alone(f)
	}
	b.limit(f)
	var outputs []program.Ref
	if block == &b.r.Pre.Block {
		if amount := b.amount(f, v); amount != program.None {
			outputs = append(outputs, amount)
		}
	}
	p := printer{b.temp, b.dialect, b.used, b.place, b.names("", 0, b.counts[block]), &b.err}
	code, text := p.print(f, outputs...)
	if b.err != nil {
		return nil
	}
	for _, r := range outputs {
		b.out.Amount = text.Value(r)
	}
	for _, site := range append([]program.Site{clock}, sites...) {
		if id := b.clock[site]; id != "" && !contains(code, id+" = t_in_timesteps") {
			code = append(code, id+" = t_in_timesteps")
		}
	}
	return b.counted(code, block, clock != program.AtTarget, "")
}

// limit leaves the weight as it is after the end of the experiment.
func (b *ruleBuilder) limit(f *fused) {
	if r := f.now[b.r.Weight]; r != program.None {
		f.now[b.r.Weight] = f.choose(f.initial(len(b.r.States)), r, f.initial(b.r.Weight), "")
	}
}

// alone makes sure that what is stored at the target follows from its own states:
// this code runs last, when those of the connection and of the source are new.
func (b *ruleBuilder) alone(f *fused) {
	live := map[program.Ref]bool{}
	for _, r := range f.now {
		live[r] = true
	}
	for i := len(f.block.Instrs) - 1; i >= 0; i-- {
		in := &f.block.Instrs[i]
		if !live[program.Ref(i)] {
			continue
		}
		switch {
		case in.Op == program.LoadState && b.r.States[in.Index].Site != program.AtTarget,
			in.Op == program.LoadElapsed && program.Site(in.Index) != program.AtTarget,
			in.Op == program.Draw: // counted by the connection
			b.fail(fmt.Errorf("the post states of %s depend on others", b.r.Name))
		case in.Op >= program.Draw:
			live[in.A], live[in.B], live[in.C] = true, true, true
		}
	}
}

func contains(list []string, s string) bool {
	for _, x := range list {
		if x == s {
			return true
		}
	}
	return false
}

// amount is the sum of what on pre delivers.
func (b *ruleBuilder) amount(f *fused, v []program.Ref) program.Ref {
	sum := program.None
	for _, d := range b.r.Pre.Deliver {
		if d.Amount < 0 || d.When == program.None {
			continue
		}
		b.used.quantised = true
		x := f.add(program.Instr{Op: program.Call, Fn: quantise, A: v[d.Amount], B: program.None, C: program.None})
		if d.When >= 0 {
			x = f.choose(v[d.When], x, f.literal(0), "")
		}
		if sum != program.None {
			x = f.op(program.Add, program.Real, sum, x)
		}
		sum = x
	}
	if sum != program.None && f.block.Instrs[sum].Op > program.Draw {
		f.block.Instrs[sum].Name = "amount"
	}
	return sum
}

// sample writes the code that computes an observable of the target of a pathway,
// which is the connection. It runs before what happens to the connection in the
// same step.
func (b *ruleBuilder) sample(o *program.Observable) observable {
	b.temp.scope()
	f := b.fused()
	r := f.inline(&o.Block)[o.Result]
	f.sweep([]program.Ref{r})
	t, err := exprfmt.Block(b.dialect, b.names("_post", 1, ""), &f.block, r)
	if err != nil {
		b.fail(err)
		return observable{}
	}
	functionsOf([]*program.Block{&f.block}, b.used)
	x := observable{Name: gen.PyString(o.Name), Value: t.Value(r)}
	for _, l := range t.Lines {
		x.Code = append(x.Code, l.Name+" = "+l.Expr)
	}
	return x
}

func (b *ruleBuilder) fail(err error) {
	if b.err == nil {
		b.err = err
	}
}

func (b *ruleBuilder) fused() *fused {
	types := make([]program.Type, len(b.r.States)+1)
	types[len(b.r.States)] = program.Bool
	return newFused(types, func(q int) bool { return b.r.Quantities[q].Binding == program.Literal && b.r.Quantities[q].Value != 0 })
}

// names are those of what a block reads. Variables of the connection get the
// suffix; late is by how many steps the code runs after the step that it means, and
// count the variable that counts the events of its kind.
func (b *ruleBuilder) names(suffix string, late int, count string) *exprfmt.Names {
	draw := func(fn string, stream int, parameters []string) string {
		return drawCall(fn, "row"+suffix, b.streams[stream], count+suffix, parameters)
	}
	return &exprfmt.Names{
		State: func(i int) string {
			if i == len(b.r.States) {
				return strings.ReplaceAll(b.place[i], "until", "until"+suffix)
			}
			return b.place[i] + suffix
		},
		Quant: func(i int) string {
			if b.r.Quantities[i].Binding == program.Column {
				return b.quant[i] + suffix
			}
			return b.quant[i]
		},
		Elapsed: func(site int) string {
			if late > 0 {
				return fmt.Sprintf("(t_in_timesteps - %s%s - %d)", b.clock[site], suffix, late)
			}
			return "(t_in_timesteps - " + b.clock[site] + suffix + ")"
		},
		Target:   func(i int) string { return b.seen[i] + suffix },
		Acc:      func(int) string { return "amount_pre" },
		Draw:     plain(draw),
		DrawWith: draw,
		Temp:     b.temp.next,
	}
}
