package brian2

import (
	"math"
	"strings"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/program"
)

// idiomRule is a plasticity rule as a Brian2 user writes it: the code of three
// pathways, which run in this order. All strings are final.
type idiomRule struct {
	Name             string
	Title            []string
	Constants        []line
	Equations        []line
	Post, Pre, After []string
	Settle           []string // first of all: states that are at their limit whenever a spike comes

	weight  column
	begin   []column // states that do not begin with 0: Unit is the value
	deliver string   // what on pre adds to the port
	late    bool     // it is delivered after the states are assigned
	states  map[string]column
}

// newIdiomRule writes a rule; the error says why it cannot be written so.
// Brian2 wants its names to be others than those of the neurons, which are taken.
func newIdiomRule(d *ir.Dynamics, r *program.Plasticity, name string, taken []string) (idiomRule, error) {
	switch {
	case len(r.Modulators) > 0:
		return idiomRule{}, modulated.of(d.Name)
	case r.Follows():
		return idiomRule{}, readingTarget.of(d.Name)
	case len(r.Random) > 0:
		return idiomRule{}, drawingRule.of(d.Name)
	}
	b := &idiomBuilder{d: d, ids: newIdentifiers(), names: map[expr.Sym]string{}, held: map[expr.Sym]bool{}}
	b.out = idiom{Name: name}
	b.q = &equations{d: d, name: func(s expr.Sym) string { return b.names[s] }, named: map[expr.Expr]string{}, dims: map[expr.Expr]unit.Unit{}}
	for _, t := range taken {
		b.ids.fresh(t)
	}
	b.parameters(nil, nil)
	out := idiomRule{Name: name, Title: gen.Paragraph(d.Doc), states: map[string]column{}}
	if len(b.out.columns) > 0 {
		return out, ruleColumns.of(d.Name)
	}
	quants := make([]float64, len(r.Quantities))
	for i, q := range r.Quantities {
		quants[i] = q.Value
	}
	begin := make([]float64, len(r.States))
	r.Init.Store(begin, program.Eval(&r.Init, &program.Env{Quants: quants, H: r.Step}, nil), nil)
	var settled []string // states that are at their limit whenever an event comes
	for i, s := range d.States {
		sym := d.Symbols[s.Sym]
		id := b.names[s.Sym]
		c := column{sym.Name, id, b.unitOf(s.Sym)}
		if s.Sym == d.Weight {
			out.weight = c
		} else if begin[i] != 0 {
			text, _ := quantity(short(begin[i]), c.Unit)
			out.begin = append(out.begin, column{sym.Name, id, text})
		}
		text, u := id+" : ", b.declared(s.Sym)
		switch limit, instant := instantly(d, s); {
		case instant:
			settled = append(settled, id+" = "+b.q.print(limit, unit.Internal(sym.Unit.Dim())))
			text += u
		case s.Rate.IsValid():
			if !resting(d, s, begin) {
				return out, moving.of(d.Name)
			}
			rate := unit.Internal(sym.Unit.Dim()).Div(unit.Internal(millisecond.Dim()))
			text = "d" + id + "/dt = " + b.q.print(s.Rate, rate) + " : " + u + " (event-driven)"
		default:
			text += u
			out.states[sym.Name] = c
		}
		out.Equations = append(out.Equations, line{text, gen.OneLine(sym.Doc)})
	}
	for _, e := range d.Events {
		var connection, side []ir.Assign
		for _, a := range e.Body {
			site := program.AtConnection
			for _, s := range d.States {
				if s.Sym == a.State {
					site = s.Site
				}
			}
			if site == program.AtTarget {
				side = append(side, a)
			} else {
				connection = append(connection, a)
			}
		}
		if e.Site == program.AtTarget {
			out.Post = append(out.Post, b.assignments(connection)...)
			out.After = append(out.After, b.assignments(side)...)
			continue
		}
		out.Pre = append(out.Pre, b.assignments(connection)...)
		for _, x := range e.Deliver {
			if out.deliver != "" || x.When.IsValid() && !x.When.IsOne() {
				return out, conditionalDeliver.of(d.Name)
			}
			u := unit.Internal(d.Symbols[d.Weight].Unit.Dim())
			for _, a := range connection {
				if a.Value == x.Value {
					out.deliver, out.late = b.names[a.State], true
				}
			}
			if out.deliver == "" {
				out.deliver = b.q.write(x.Value, u, sumLevel)
			}
		}
	}
	if len(settled) > 0 && len(out.Post) > 0 {
		return out, instantTrace.of(d.Name)
	}
	out.Settle, out.Constants = settled, b.out.Constants
	if b.unheard != nil {
		return out, b.unheard
	}
	return out, b.q.err
}

// instantly is the value that a state has after any time, where it has one: its
// time constant is 0.
func instantly(d *ir.Dynamics, s ir.State) (expr.Expr, bool) {
	if !s.Rate.IsValid() {
		return expr.Expr{}, false
	}
	coef, rest, ok := d.Pool.AffineIn(s.Rate, []expr.Sym{s.Sym})
	if !ok {
		return expr.Expr{}, false
	}
	a := d.Pool.Simplify(coef[0])
	values := map[expr.Sym]float64{}
	for _, p := range d.Params {
		values[p.Sym] = p.Value
	}
	x := expr.Eval(a, func(s expr.Sym) float64 { return values[s] })
	if !math.IsInf(x, 0) && !math.IsNaN(x) {
		return expr.Expr{}, false
	}
	return d.Pool.Simplify(d.Pool.Div(d.Pool.Neg(rest), a)), true
}

// resting reports whether a state stays what it is until the first event.
func resting(d *ir.Dynamics, s ir.State, begin []float64) bool {
	values := map[expr.Sym]float64{}
	for _, p := range d.Params {
		values[p.Sym] = p.Value
	}
	for i, other := range d.States {
		values[other.Sym] = begin[i]
	}
	return math.Abs(expr.Eval(s.Rate, func(s expr.Sym) float64 { return values[s] })) < 1e-12
}

// delivery is the code of what on pre delivers to a port.
func (r *idiomRule) delivery(port []string) string {
	var deliver []string
	for _, code := range port {
		deliver = append(deliver, weightWord.ReplaceAllString(code, r.deliver))
	}
	if r.deliver == "" {
		return ""
	}
	return strings.Join(deliver, "; ")
}
