package gokernel

import (
	"fmt"
	"math"

	"github.com/dave/jennifer/jen"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/runtime/program"
)

// kernel writes the type of one program: its arrays, its constructor and its
// Step. Local names of Step are handed out by table so that states called
// `range` or `k` cannot clash.
type kernel struct {
	p       *program.Program
	name    string // of the type
	runtime func(pkg string) string
	field   *names.Table
	local   *names.Table
	states  []string // fields
	quants  []string
	inputs  []string
	sums    []string
	holds   []string
	rising  []string
	random  []string
	column  map[int]bool
}

func newKernel(p *program.Program, typeName string, runtime func(string) string) *kernel {
	k := &kernel{p: p, name: typeName, runtime: runtime, field: names.New(false, reserved, []string{"Step", "Observe"}), column: map[int]bool{}}
	for _, s := range p.States {
		k.states = append(k.states, k.field.Fresh(s.Name))
	}
	for i, q := range p.Quantities {
		k.quants = append(k.quants, k.field.Fresh(q.Name))
		k.column[i] = q.Binding == program.Column
	}
	for _, in := range p.Inputs {
		k.inputs = append(k.inputs, k.field.Fresh(in.Name+".drive"))
	}
	for _, s := range p.Sums {
		k.sums = append(k.sums, k.field.Fresh(s.Name))
	}
	for _, h := range p.Holds {
		k.holds = append(k.holds, k.field.Fresh(h.Name+".held"))
	}
	for i, c := range p.Conditions {
		id := ""
		if c.Rising {
			id = k.field.Fresh(fmt.Sprintf("was%d", i+1))
		}
		k.rising = append(k.rising, id)
	}
	for _, r := range p.Random {
		k.random = append(k.random, k.field.Fresh(r.Name+".stream"))
	}
	return k
}

// declaration is the struct type with one array per state, column, input and
// counter, and constants for literal quantities.
func (k *kernel) declaration(f *jen.File) {
	if k.p.Doc != "" {
		f.Comment(comment(k.p.Doc))
	} else {
		f.Comment(comment(fmt.Sprintf("%s is the neuron %s.", k.name, gen.OneLine(k.p.Name))))
	}
	for _, e := range k.p.Equations {
		f.Comment(comment("  " + e))
	}
	f.Type().Id(k.name).StructFunc(func(g *jen.Group) {
		for i, s := range k.p.States {
			g.Id(k.states[i]).Index().Float64().Comment(comment(s.Unit))
		}
		for i, q := range k.p.Quantities {
			if k.column[i] {
				g.Id(k.quants[i]).Index().Float64().Comment(comment(q.Unit))
			}
		}
		for i, in := range k.p.Inputs {
			g.Id(k.inputs[i]).Index().Float64().Comment(comment(in.Unit))
		}
		for i, s := range k.p.Sums {
			g.Id(k.sums[i]).Index().Float64().Comment(comment(s.Unit + ", over continuous connections"))
		}
		for i := range k.p.Holds {
			g.Id(k.holds[i]).Index().Int32().Comment("steps")
		}
		for _, r := range k.rising {
			if r != "" {
				g.Id(r).Index().Bool()
			}
		}
		for _, id := range k.random {
			g.Id(id).Qual(k.runtime("rng"), "Stream").Comment("of element 0")
		}
	})
}

// constructor is the engine.Maker of the kernel.
func (k *kernel) constructor(f *jen.File) {
	at := func(column *jen.Statement) *jen.Statement {
		return jen.Qual(k.runtime("network"), "At").Call(column, jen.Id("i"))
	}
	f.Func().Id("new"+k.name).Params(
		jen.Id("c").Op("*").Qual(k.runtime("network"), "Columns"), jen.Id("n").Int(),
	).Qual(k.runtime("engine"), "Kernel").BlockFunc(func(g *jen.Group) {
		g.Id("x").Op(":=").Op("&").Id(k.name).ValuesFunc(func(g *jen.Group) {
			array := func(id string, t *jen.Statement) {
				g.Line().Id(id).Op(":").Make(jen.Index().Add(t), jen.Id("n"))
			}
			for _, id := range k.states {
				array(id, jen.Float64())
			}
			// These the engine changes between steps.
			shared := func(id string, column *jen.Statement) {
				g.Line().Id(id).Op(":").Qual(k.runtime("network"), "Spread").Call(column, jen.Id("n"))
			}
			for i, id := range k.quants {
				if k.column[i] {
					shared(id, jen.Id("c").Dot("Quants").Index(jen.Lit(i)))
				}
			}
			for i, id := range k.inputs {
				shared(id, jen.Id("c").Dot("Drive").Index(jen.Lit(i)))
			}
			for i, id := range k.sums {
				g.Line().Id(id).Op(":").Id("c").Dot("Sums").Index(jen.Lit(i))
			}
			for _, id := range k.holds {
				array(id, jen.Int32())
			}
			for _, id := range k.rising {
				if id != "" {
					array(id, jen.Bool())
				}
			}
			for i, id := range k.random {
				g.Line().Id(id).Op(":").Id("c").Dot("Streams").Index(jen.Lit(i))
			}
			g.Line()
		})
		if len(k.states)+len(k.p.Columns())+len(k.inputs) == 0 && !k.anyRising() {
			g.Return(jen.Id("x"))
			return
		}
		g.For(jen.Id("i").Op(":=").Range().Id("n")).BlockFunc(func(g *jen.Group) {
			for i, id := range k.states {
				g.Id("x").Dot(id).Index(jen.Id("i")).Op("=").Add(at(jen.Id("c").Dot("Init").Index(jen.Lit(i))))
			}
			if k.anyRising() {
				g.Id("k").Op(":=").Int64().Call(jen.Lit(-1))
				g.Id("_").Op("=").Id("k")
				p := k.printer(func(id string) *jen.Statement { return jen.Id("x").Dot(id).Index(jen.Id("i")) })
				for i, c := range k.p.Conditions {
					if c.Rising {
						v := p.block(g, &c.Test, c.Fires)
						g.Id("x").Dot(k.rising[i]).Index(jen.Id("i")).Op("=").Add(v.of(c.Fires))
					}
				}
			}
		})
		g.Return(jen.Id("x"))
	})
}

func (k *kernel) anyRising() bool {
	for _, r := range k.rising {
		if r != "" {
			return true
		}
	}
	return false
}

// step is the loop over the elements: every state is read into a local, goes
// through the phases, and is written back.
func (k *kernel) step(f *jen.File) {
	f.Comment("Step carries the elements lo <= i < hi over step k.")
	f.Func().Params(jen.Id("x").Op("*").Id(k.name)).Id("Step").Params(
		jen.Id("k").Int64(), jen.List(jen.Id("lo"), jen.Id("hi")).Int(), jen.Id("arrived").Index().Index().Float64(), jen.Id("fired").Index().Int32(),
	).Index().Int32().BlockFunc(func(g *jen.Group) {
		k.local = names.New(false, reserved, []string{"k", "lo", "hi", "i", "x", "arrived", "fired", "held", "spiked"})
		// Slices of one length let the compiler drop the bounds checks.
		arrays := map[string]string{}
		slice := func(field string) {
			id := k.local.Fresh(field + "s")
			arrays[field] = id
			g.Id(id).Op(":=").Id("x").Dot(field).Index(jen.Id("lo"), jen.Id("hi"))
		}
		named := map[int]string{}
		used := k.used()
		for i, q := range k.p.Quantities {
			if !used[i] || k.column[i] {
				continue
			}
			named[i] = k.local.Fresh(q.Name)
			g.Id(named[i]).Op(":=").Add(literal(q.Value)).Comment(comment(q.Unit + describe(q.Doc)))
		}
		for _, id := range k.states {
			slice(id)
		}
		for i, id := range k.quants {
			if k.column[i] && used[i] {
				slice(id)
			}
		}
		for _, list := range [][]string{k.inputs, k.sums, k.holds, k.rising} {
			for _, id := range list {
				if id != "" {
					slice(id)
				}
			}
		}
		acc := make([]string, len(k.p.Ports))
		for i, port := range k.p.Ports {
			if port.Continuous {
				continue
			}
			acc[i] = k.local.Fresh(port.Name + ".arrived")
			g.Id(acc[i]).Op(":=").Id("arrived").Index(jen.Lit(i)).Index(jen.Id("lo"), jen.Id("hi"))
		}
		g.For(jen.Id("i").Op(":=").Range().Id("hi").Op("-").Id("lo")).BlockFunc(func(g *jen.Group) {
			p := k.printer(func(id string) *jen.Statement { return jen.Id(arrays[id]).Index(jen.Id("i")) })
			p.acc = func(i int) *jen.Statement { return jen.Id(acc[i]).Index(jen.Id("i")) }
			p.named = named
			p.at = jen.Id("lo").Op("+").Id("i")
			k.body(g, p, arrays)
		})
		g.Return(jen.Id("fired"))
	})
}

// used tells which quantities Step reads.
func (k *kernel) used() []bool {
	used := make([]bool, len(k.p.Quantities))
	read := func(b *program.Block, outputs ...program.Ref) {
		uses := b.Uses()
		for _, r := range outputs {
			if r >= 0 {
				uses[r]++
			}
		}
		for i, in := range b.Instrs {
			if in.Op == program.LoadQuant && uses[i] > 0 {
				used[in.Index] = true
			}
		}
	}
	read(&k.p.Integrate.Common)
	for i := range k.p.Integrate.Variants {
		read(&k.p.Integrate.Variants[i].Block)
	}
	for i := range k.p.Arrive {
		read(&k.p.Arrive[i])
	}
	for i := range k.p.Conditions {
		c := &k.p.Conditions[i]
		read(&c.Test, c.Fires)
		read(&c.Action, actionOutputs(c)...)
	}
	return used
}

// actionOutputs are the values of a condition's action that are not stores.
func actionOutputs(c *program.Condition) []program.Ref {
	outputs := []program.Ref{c.Spike}
	for _, s := range c.Starts {
		outputs = append(outputs, s.Steps, s.When)
	}
	return outputs
}

func (k *kernel) body(g *jen.Group, p *printer, arrays map[string]string) {
	element := func(id string) *jen.Statement { return jen.Id(arrays[id]).Index(jen.Id("i")) }
	// Locals for the states.
	local := make([]string, len(k.states))
	for i, id := range k.states {
		local[i] = k.local.Fresh(k.p.States[i].Name)
		g.Id(local[i]).Op(":=").Add(element(id))
	}
	p.state = func(i int) *jen.Statement { return jen.Id(local[i]) }
	if len(k.holds) > 0 {
		g.Id("held").Op(":=").Uint32().Call(jen.Lit(0))
		for c, id := range k.holds {
			g.If(element(id).Op(">").Lit(0)).Block(
				jen.Id("held").Op("|=").Lit(1<<c),
				element(id).Op("--"),
			)
		}
	}
	g.Comment("Integrate.")
	k.integrate(g, p, local)
	for i := range k.p.Arrive {
		if k.p.Ports[i].Continuous {
			continue
		}
		g.Comment(comment("Arrivals at " + k.p.Ports[i].Name + "."))
		v := p.block(g, &k.p.Arrive[i])
		k.storeTogether(g, v, local, true)
	}
	if len(k.p.Conditions) > 0 {
		g.Id("spiked").Op(":=").False()
	}
	for i := range k.p.Conditions {
		k.condition(g, p, local, i, element)
	}
	for i, id := range k.states {
		g.Add(element(id)).Op("=").Id(local[i])
	}
	if len(k.p.Conditions) > 0 {
		g.If(jen.Id("spiked")).Block(jen.Id("fired").Op("=").Append(jen.Id("fired"), jen.Int32().Call(jen.Id("lo").Op("+").Id("i"))))
	}
}

func (k *kernel) integrate(g *jen.Group, p *printer, local []string) {
	common := p.block(g, &k.p.Integrate.Common)
	pending := k.compute(g, common)
	if len(k.p.Integrate.Variants) == 1 {
		v := p.block(g, &k.p.Integrate.Variants[0].Block)
		k.storeTogether(g, v, local, false)
	} else {
		g.Switch(jen.Id("held")).BlockFunc(func(g *jen.Group) {
			for i := range k.p.Integrate.Variants {
				variant := &k.p.Integrate.Variants[i]
				if len(variant.Block.Stores) == 0 {
					continue
				}
				g.Case(jen.Lit(int(variant.Held))).BlockFunc(func(g *jen.Group) {
					v := p.block(g, &variant.Block)
					k.storeTogether(g, v, local, false)
				})
			}
		})
	}
	for _, s := range pending {
		g.Id(local[s.state]).Op("=").Id(s.id)
	}
}

type computed struct {
	state int
	id    string
}

// compute puts the new values of a block into fresh locals.
func (k *kernel) compute(g *jen.Group, v *values) []computed {
	var c []computed
	for _, s := range v.block.Stores {
		id := k.local.Fresh(k.p.States[s.State].Name + ".next")
		g.Id(id).Op(":=").Add(v.of(s.Value))
		c = append(c, computed{s.State, id})
	}
	return c
}

// storeTogether assigns the new values of a block at once. Arrivals spare held
// states.
func (k *kernel) storeTogether(g *jen.Group, v *values, local []string, arrivals bool) {
	if len(v.block.Stores) == 0 {
		return
	}
	if len(v.block.Stores) == 1 {
		s := v.block.Stores[0]
		assign := jen.Id(local[s.State]).Op("=").Add(v.of(s.Value))
		if by := k.p.States[s.State].HeldBy; arrivals && by != 0 {
			g.If(jen.Id("held").Op("&").Lit(int(by)).Op("==").Lit(0)).Block(assign)
		} else {
			g.Add(assign)
		}
		return
	}
	for _, c := range k.compute(g, v) {
		assign := jen.Id(local[c.state]).Op("=").Id(c.id)
		if by := k.p.States[c.state].HeldBy; arrivals && by != 0 {
			g.If(jen.Id("held").Op("&").Lit(int(by)).Op("==").Lit(0)).Block(assign)
		} else {
			g.Add(assign)
		}
	}
}

func (k *kernel) condition(g *jen.Group, p *printer, local []string, n int, element func(string) *jen.Statement) {
	c := &k.p.Conditions[n]
	if c.Doc != "" {
		g.Comment(comment("on " + c.Doc))
	}
	inner := func(g *jen.Group) {
		t := p.block(g, &c.Test, c.Fires)
		test := t.of(c.Fires)
		if c.Rising {
			now := k.local.Fresh("now")
			g.Id(now).Op(":=").Add(test)
			was := k.local.Fresh("was")
			g.Id(was).Op(":=").Add(element(k.rising[n]))
			g.Add(element(k.rising[n])).Op("=").Id(now)
			test = jen.Id(now).Op("&&").Op("!").Id(was)
		}
		g.If(test).BlockFunc(func(g *jen.Group) {
			v := p.block(g, &c.Action, actionOutputs(c)...)
			for _, s := range c.Starts {
				set := element(k.holds[s.Hold]).Op("=").Int32().Call(v.of(s.Steps))
				if s.When >= 0 {
					g.If(v.of(s.When)).Block(set)
				} else {
					g.Add(set)
				}
			}
			switch {
			case c.Spike == program.Always:
				g.Id("spiked").Op("=").True()
			case c.Spike >= 0:
				g.Id("spiked").Op("=").Id("spiked").Op("||").Add(v.of(c.Spike))
			}
			k.storeTogether(g, v, local, false)
		})
	}
	if c.Blocked != 0 {
		g.If(jen.Id("held").Op("&").Lit(int(c.Blocked)).Op("==").Lit(0)).BlockFunc(inner)
	} else {
		g.BlockFunc(inner)
	}
}

// observe is the switch over the observables.
func (k *kernel) observe(f *jen.File) {
	f.Comment("Observe returns observable o of element i after step k.")
	f.Func().Params(jen.Id("x").Op("*").Id(k.name)).Id("Observe").Params(
		jen.Id("k").Int64(), jen.List(jen.Id("o"), jen.Id("i")).Int(),
	).Float64().BlockFunc(func(g *jen.Group) {
		k.local = names.New(false, reserved, []string{"k", "o", "i", "x"})
		p := k.printer(func(id string) *jen.Statement { return jen.Id("x").Dot(id).Index(jen.Id("i")) })
		g.Switch(jen.Id("o")).BlockFunc(func(g *jen.Group) {
			for i := range k.p.Observe {
				o := &k.p.Observe[i]
				g.Case(jen.Lit(i)).BlockFunc(func(g *jen.Group) {
					g.Comment(comment(o.Name + " (" + o.Unit + ")"))
					v := p.block(g, &o.Block, o.Result)
					g.Return(v.of(o.Result))
				})
			}
		})
		g.Panic(jen.Lit("no such observable"))
	})
}

// printer turns blocks into Go expressions.
type printer struct {
	at    *jen.Statement // index of the element within the population
	k     *kernel
	elem  func(field string) *jen.Statement
	state func(i int) *jen.Statement
	acc   func(i int) *jen.Statement
	named map[int]string // locals that hold literal quantities
}

func (k *kernel) printer(elem func(field string) *jen.Statement) *printer {
	if k.local == nil {
		k.local = names.New(false, reserved, []string{"k", "c", "n", "i", "x"})
	}
	return &printer{at: jen.Id("i"), k: k, elem: elem, state: func(i int) *jen.Statement { return elem(k.states[i]) }}
}

// values are the values of one printed block.
type values struct {
	block *program.Block
	expr  []*jen.Statement
}

func (v *values) of(r program.Ref) *jen.Statement { return v.expr[r].Clone() }

// block declares the values of b that are used more than once and returns all.
func (p *printer) block(g *jen.Group, b *program.Block, outputs ...program.Ref) *values {
	uses := b.Uses()
	for _, r := range outputs {
		if r >= 0 {
			uses[r]++
		}
	}
	v := &values{b, make([]*jen.Statement, len(b.Instrs))}
	for i := range b.Instrs {
		in := &b.Instrs[i]
		if uses[i] == 0 {
			continue
		}
		if x, ok := p.folded(b, in); ok {
			v.expr[i] = literal(x)
			continue
		}
		e := p.instr(g, in, v)
		if in.Op >= program.Draw && (uses[i] > 1 || in.Name != "" || in.Op == program.Select) {
			hint := in.Name
			if hint == "" {
				hint = "t"
			}
			id := p.k.local.Fresh(hint)
			if in.Op == program.Select {
				g.Id(id).Op(":=").Add(v.of(in.C))
				g.If(v.of(in.A)).Block(jen.Id(id).Op("=").Add(v.of(in.B)))
			} else {
				g.Id(id).Op(":=").Add(e)
			}
			e = jen.Id(id)
		}
		v.expr[i] = e
	}
	return v
}

// folded computes an operation on literals: Go would evaluate it exactly, not
// with the rounding of the program.
func (p *printer) folded(b *program.Block, in *program.Instr) (float64, bool) {
	if in.Op <= program.Draw || in.Op == program.Select || in.Type == program.Bool {
		return 0, false
	}
	var x [3]float64
	for j, r := range [...]program.Ref{in.A, in.B, in.C} {
		if r < 0 {
			continue
		}
		if b.Instrs[r].Op != program.Const {
			return 0, false
		}
		x[j] = b.Instrs[r].Value
	}
	return program.Apply(in.Op, in.Fn, x[0], x[1], x[2]), true
}

var infix = map[program.Op]string{
	program.Add: "+", program.Sub: "-", program.Div: "/",
	program.Lt: "<", program.Le: "<=", program.Gt: ">", program.Ge: ">=", program.Eq: "==", program.Ne: "!=",
	program.And: "&&", program.Or: "||",
}

var mathCalls = map[program.Op]string{
	program.Abs: "Abs", program.Sqrt: "Sqrt", program.Floor: "Floor", program.Ceil: "Ceil", program.Round: "Round",
}

func (p *printer) instr(g *jen.Group, in *program.Instr, v *values) *jen.Statement {
	a := func() *jen.Statement { return v.of(in.A) }
	b := func() *jen.Statement { return v.of(in.B) }
	switch in.Op {
	case program.Const:
		if in.Type == program.Bool {
			return jen.Lit(in.Value != 0)
		}
		return literal(in.Value)
	case program.LoadState:
		return p.state(int(in.Index))
	case program.LoadQuant:
		if p.k.column[int(in.Index)] {
			return p.elem(p.k.quants[in.Index])
		}
		if id, ok := p.named[int(in.Index)]; ok {
			return jen.Id(id)
		}
		return literal(p.k.p.Quantities[in.Index].Value)
	case program.LoadInput:
		return p.elem(p.k.inputs[in.Index])
	case program.LoadSum:
		return p.elem(p.k.sums[in.Index])
	case program.LoadAcc:
		return p.acc(int(in.Index))
	case program.LoadTime:
		return jen.Parens(jen.Float64().Call(jen.Id("k")).Op("+").Add(literal(in.Value))).Op("*").Add(literal(p.k.p.Step))
	case program.Mul:
		// The conversion forbids a fused multiply-add.
		return jen.Float64().Call(a().Op("*").Add(b()))
	case program.Neg:
		return jen.Parens(jen.Op("-").Add(a()))
	case program.Not:
		return jen.Parens(jen.Op("!").Add(a()))
	case program.Min, program.Max, program.Call:
		return p.call(in, v)
	case program.Select:
		return nil
	case program.Draw:
		return p.draw(in, v)
	}
	if f, ok := mathCalls[in.Op]; ok {
		return jen.Qual("math", f).Call(a())
	}
	return jen.Parens(a().Op(infix[in.Op]).Add(b()))
}

func (p *printer) call(in *program.Instr, v *values) *jen.Statement {
	switch in.Op {
	case program.Min:
		return jen.Qual(p.k.runtime("program"), "Least").Call(v.of(in.A), v.of(in.B))
	case program.Max:
		return jen.Qual(p.k.runtime("program"), "Greatest").Call(v.of(in.A), v.of(in.B))
	}
	f := jen.Qual(p.k.runtime("elementary"), exported(in.Fn))
	if in.B >= 0 {
		return f.Call(v.of(in.A), v.of(in.B))
	}
	return f.Call(v.of(in.A))
}

// drawn are the methods of a stream by the distributions of programs.
var drawn = map[string]string{"unit": "Uniform", "open": "UniformOpen"}

// draw is the draw of this step from a stream.
func (p *printer) draw(in *program.Instr, v *values) *jen.Statement {
	stream := jen.Id("x").Dot(p.k.random[in.Index]).Dot("At").Call(jen.Uint32().Call(p.at.Clone()))
	number := jen.Uint64().Call(jen.Id("k"))
	if p.k.p.Random[in.Index].Number(0) == 1 {
		number = jen.Uint64().Call(jen.Id("k").Op("+").Lit(1))
	}
	if f, ok := drawn[in.Fn]; ok {
		return stream.Dot(f).Call(number)
	}
	operand := func(r program.Ref) *jen.Statement {
		if r < 0 {
			return jen.Lit(0)
		}
		return v.of(r)
	}
	return stream.Dot("Draw").Call(jen.Lit(in.Fn), number, operand(in.A), operand(in.B))
}

// literal writes a number that is always a float.
func literal(x float64) *jen.Statement {
	switch {
	case math.IsInf(x, 1):
		return jen.Qual("math", "Inf").Call(jen.Lit(1))
	case math.IsInf(x, -1):
		return jen.Qual("math", "Inf").Call(jen.Lit(-1))
	case math.IsNaN(x):
		return jen.Qual("math", "NaN").Call()
	case math.Signbit(x) && x == 0:
		return jen.Qual("math", "Copysign").Call(jen.Lit(0), jen.Lit(-1))
	}
	return jen.Lit(x)
}
