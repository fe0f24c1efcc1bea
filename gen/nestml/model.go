package nestml

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/program"
)

// model is a neuron or a synapse in NESTML. All strings are final.
type model struct {
	Header string
	Title  []string // lines of the comment above it
	Name   string
	Blocks []block
}

// block is a block of a model: its head without the colon, and its lines.
type block struct {
	Head  string
	Lines []string
}

// line is a statement with what its comment says.
type line struct{ code, doc string }

// aligned writes statements with their comments.
func aligned(list []line) []string {
	var out []string
	for _, l := range list {
		if d := gen.OneLine(l.doc); d != "" {
			l.code += "  # " + d
		}
		out = append(out, l.code)
	}
	return out
}

// add appends a block that has lines.
func (m *model) add(head string, lines []string) {
	if len(lines) > 0 {
		m.Blocks = append(m.Blocks, block{head, lines})
	}
}

var millisecond, _ = unit.Lookup("ms")

// builder writes what neurons and synapses have in common.
type builder struct {
	d     *ir.Dynamics
	ids   identifiers
	names map[expr.Sym]string
	q     *printer
	err   error
}

func newBuilder(d *ir.Dynamics) *builder {
	b := &builder{d: d, ids: newNames(), names: map[expr.Sym]string{}}
	b.q = &printer{d: d, name: b.nameOf, named: map[expr.Expr]string{}, units: map[expr.Expr]unit.Unit{}, uses: map[expr.Fn]bool{}}
	return b
}

func (b *builder) nameOf(s expr.Sym) string {
	if n := b.names[s]; n != "" {
		return n
	}
	switch x := b.d.Symbols[s]; x.Kind {
	case ir.SymTime:
		b.fail("an equation of %s depends on time, which pynestml holds constant over a step", b.d.Name)
	case ir.SymStep:
		b.fail("%s reads the step", b.d.Name)
	case ir.SymNoise, ir.SymDraw, ir.SymOpenDraw:
		b.fail("%s draws random numbers, which NEST would draw otherwise", b.d.Name)
	default:
		b.fail("%s has no form in NESTML", x.Name)
	}
	return "unknown"
}

func (b *builder) fail(format string, args ...any) {
	if b.err == nil {
		b.err = fmt.Errorf(format, args...)
	}
}

// failure is the first thing that has no form in NESTML.
func (b *builder) failure() error {
	if b.err != nil {
		return b.err
	}
	if b.q.err != nil {
		return fmt.Errorf("%s: %w", b.d.Name, b.q.err)
	}
	return nil
}

// internal is the unit of a symbol in which numbers are kept.
func (b *builder) internal(s expr.Sym) unit.Unit { return unit.Internal(b.d.Symbols[s].Unit.Dim()) }

// declared is the type of a symbol.
func (b *builder) declared(u unit.Unit) string {
	text, ok := typeOf(u)
	if !ok {
		b.fail("NESTML has no form of the unit %s, in %s", unit.Format(u), b.d.Name)
	}
	return text
}

func (b *builder) quantity(x float64, u unit.Unit) string {
	text, _, ok := literal(x, u)
	if !ok {
		b.fail("NESTML has no form of the unit %s, in %s", unit.Format(u), b.d.Name)
	}
	return text
}

// headline is the comment above a model: its name underlined, and what its doc comment
// says, in the form that NESTML makes its pages of.
func headline(name, kind, doc string) []string {
	words := gen.Paragraph(doc)
	title := name + " - " + kind
	out := []string{title, strings.Repeat("#", len(title))}
	if len(words) == 0 {
		return out
	}
	return append(append(out, "", "Description", "+++++++++++"), words...)
}

// assigned is an assignment with the state that it is to.
type assigned struct {
	ir.Assign
	guard string // condition besides those of the assignment
}

// assignments writes assignments that read the values from before all of them.
func (b *builder) assignments(body []assigned) []string {
	var before, after []string
	done := map[expr.Sym]bool{}
	for _, a := range body {
		late := false
		for s := range done {
			late = late || a.Value.DependsOn(s)
		}
		done[a.State] = true
		if late { // it reads what is assigned before: its value is taken first
			id := b.ids.fresh("new_" + b.names[a.State])
			u := b.internal(a.State)
			before = append(before, id+" "+b.declared(u)+" = "+b.q.print(a.Value, u))
			after = append(after, b.guarded(a.guard, b.names[a.State]+" = "+id)...)
			continue
		}
		after = append(after, b.guarded(a.guard, b.assignment(a.Assign)...)...)
	}
	return append(before, after...)
}

// guarded puts statements under a condition.
func (b *builder) guarded(condition string, code ...string) []string {
	if condition == "" {
		return code
	}
	out := []string{"if " + condition + ":"}
	for _, l := range code {
		out = append(out, indented+l)
	}
	return out
}

const indented = "    "

// assignment writes one assignment: x += … where it adds, under an if where the value
// else stays.
func (b *builder) assignment(a ir.Assign) []string {
	id, u, v := b.names[a.State], b.internal(a.State), a.Value
	same := func(e expr.Expr) bool { return e.Kind() == expr.Symbol && e.Sym() == a.State }
	switch {
	case v.Kind() == expr.Cond && same(v.Arg(2)):
		return b.guarded(b.q.truth(v.Arg(0), lowest), b.assignment(ir.Assign{State: a.State, Value: v.Arg(1)})...)
	case v.Kind() == expr.Cond && same(v.Arg(1)):
		return b.guarded(b.q.truth(b.d.Pool.Not(v.Arg(0)), lowest), b.assignment(ir.Assign{State: a.State, Value: v.Arg(2)})...)
	case (v.Kind() == expr.Add || v.Kind() == expr.Sub) && same(v.Arg(0)):
		rest := v.Args()[1:]
		if v.Kind() == expr.Sub && !rest[0].DependsOn(a.State) {
			return []string{id + " -= " + b.q.print(rest[0], u)}
		}
		if sum := b.d.Pool.Add(rest...); v.Kind() == expr.Add && !sum.DependsOn(a.State) {
			return []string{id + " += " + b.q.print(sum, u)}
		}
	}
	return []string{id + " = " + b.q.print(v, u)}
}

// functions are those of nngen's that NESTML lacks.
func (b *builder) functions(m *model) {
	if b.q.uses[expr.Exprel] {
		m.add("function exprel(x real) real", []string{"# (exp(x) - 1)/x, 1 at x = 0", "if x == 0.0:", indented + "return 1.0", "return expm1(x) / x"})
	}
}

// marked are the expressions that occur in some others.
func marked(roots ...expr.Expr) map[expr.Expr]bool {
	used := map[expr.Expr]bool{}
	var mark func(e expr.Expr)
	mark = func(e expr.Expr) {
		if !e.IsValid() || used[e] {
			return
		}
		used[e] = true
		if e.Kind() > expr.Symbol {
			for _, a := range e.Args() {
				mark(a)
			}
		}
	}
	for _, e := range roots {
		mark(e)
	}
	return used
}

// states with equations, by name, whose bits are in none of the counters of held.
func moving(d *ir.Dynamics, p *program.Program, held uint32) (free, all []expr.Sym) {
	for _, s := range d.States {
		if !s.Rate.IsValid() {
			continue
		}
		all = append(all, s.Sym)
		i := p.StateIndex(d.Symbols[s.Sym].Name)
		if i < 0 || p.States[i].HeldBy&held == 0 {
			free = append(free, s.Sym)
		}
	}
	return slices.Clip(free), all
}
