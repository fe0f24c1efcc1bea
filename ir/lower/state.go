package lower

import (
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
)

func (in *instance) state(m *ast.Decl, prefix string, sc *scope) value {
	base, derivative := derivativeOf(m.Name.Text)
	if m.Value == nil && !derivative && !(in.decl == nil && m.Name.Text == weightName) {
		text := ""
		if m.Unit != nil {
			text = m.Unit.At.Text()
		}
		in.l.list.Add(diag.NoStart(m.Name.At, prefix+m.Name.Text, text))
	}
	init := value{e: in.l.pool.Int(0), any: true}
	u := unit.One
	if m.Value != nil {
		init = in.l.expr(m.Value, sc)
		u = init.u
	}
	if u1, ok := in.first(prefix + m.Name.Text); ok && m.Unit == nil && m.Value != nil {
		u = u1
		init = in.l.expect(init, u, m.Value.Span(), m.Name.Text)
	}
	if derivative && m.Unit == nil {
		if b := sc.find(base); b != nil {
			if of := in.l.read(b, base, m.Name.At); of.ok() {
				u = of.u.Div(simple("ms"))
				init = in.l.expect(init, u, m.Name.At, m.Name.Text)
			}
		}
	}
	if m.Unit != nil {
		u = in.l.unit(m.Unit)
		init = in.l.expect(init, u, m.Name.At, m.Name.Text)
	}
	if init.ok() && init.truth {
		in.l.list.Add(diag.TruthAsNumber(m.Name.At))
	}
	if init.ok() {
		if cause := in.changing(init, ir.SymInput, ir.SymTime, ir.SymAmount); cause != "" {
			in.l.list.Add(diag.MustNotChange(m.Value.Span(), "the initial value of "+m.Name.Text, cause, "use parameters, constants and other initial values"))
			init = bad()
		}
	}
	sym, v := in.symbol(ir.SymState, prefix+m.Name.Text, u, m.Doc, m.Name.At)
	in.d.States = append(in.d.States, ir.State{Sym: sym, Init: init.e, Span: m.Name.At})
	in.d.Observe = append(in.d.Observe, ir.Named{Name: prefix + m.Name.Text, Unit: unit.Internal(u.Dim()), Value: v.e})
	return v
}

// derivativeOf is the name of the state whose derivative a name is: x for x', and
// x[1] for x'[1].
func derivativeOf(name string) (string, bool) {
	base, index, isElement := strings.Cut(name, "[")
	base, derivative := strings.CutSuffix(base, "'")
	if isElement {
		base += "[" + index
	}
	return base, derivative
}

// find returns the index of the state with a qualified name.
func (in *instance) find(name string) (int, bool) {
	for i, s := range in.d.States {
		if in.d.Symbols[s.Sym].Name == name {
			return i, true
		}
	}
	return 0, false
}

func (in *instance) stateNames(prefix string) []string {
	var names []string
	for _, s := range in.d.States {
		if n, ok := strings.CutPrefix(in.d.Symbols[s.Sym].Name, prefix); ok {
			names = append(names, n)
		}
	}
	return names
}

// initials are the initial values of the states of a population: those that it
// gives, and those of the neuron, which may use parameters and other initial
// values. Literal parameters are put in, columns are read.
func (l *lowerer) initials(d *ir.Dynamics, given map[expr.Sym]value) []network.Value {
	by := map[expr.Sym]expr.Expr{}
	index := map[expr.Sym]int{}
	for i, p := range d.Params {
		index[p.Sym] = i
		if p.Literal {
			by[p.Sym] = p.Exact
		}
	}
	var of func(s ir.State) expr.Expr
	of = func(s ir.State) expr.Expr {
		if v, ok := given[s.Sym]; ok {
			return v.e
		}
		if !s.Init.IsValid() {
			return l.pool.Int(0)
		}
		e := s.Init
		for _, other := range d.States {
			if !e.DependsOn(other.Sym) || other.Sym == s.Sym {
				continue
			}
			start := of(other)
			if v, drawn := given[other.Sym]; drawn && draws(start) {
				l.list.Add(diag.DrawnStart(v.span, d.Symbols[s.Sym].Name, d.Symbols[other.Sym].Name))
				start = l.pool.Int(0)
			}
			e = l.pool.Subst(e, map[expr.Sym]expr.Expr{other.Sym: start})
		}
		return l.pool.Subst(e, by)
	}
	var list []network.Value
	for _, s := range d.States {
		list = append(list, l.column(value{e: of(s)}, func(x expr.Sym) int { return index[x] }))
	}
	return list
}

// draws reports whether a value of a network is drawn.
func draws(e expr.Expr) bool {
	for _, s := range e.Symbols() {
		if s >= symDraws && s < symKept {
			return true
		}
	}
	return false
}
