package lower

import (
	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// equation sets the rate of a state.
func (in *instance) equation(m *ast.Equation, prefix string, sc *scope) {
	l := in.l
	if m.At != m.Name.At { // not one of those that an equation of higher order implies
		in.d.Equations = append(in.d.Equations, prefix+squeeze(m.At.Text()))
	}
	state, ok := in.find(prefix + m.Name.Text)
	if !ok {
		if b := sc.find(m.Name.Text); b != nil {
			l.list.Add(diag.NotAState(m.Name.At, m.Name.Text, b.at))
		} else {
			l.list.Add(diag.NoSuchState(m.Name.At, m.Name.Text, nearest(m.Name.Text, in.stateNames(prefix))))
		}
		return
	}
	st := &in.d.States[state]
	if st.Rate.IsValid() {
		l.list.Add(diag.SecondEquation(m.Name.At, m.Name.Text, st.Span))
		return
	}
	if m.At == m.Name.At {
		if next, ok := m.Value.(*ast.Name); ok && sc.find(next.Text) == nil { // reported by the equation of next
			return
		}
	}
	inner := in.clock(sc)
	if in.decl != nil { // not a rule of plasticity
		inner.noise = in
	}
	v := l.expr(m.Value, inner)
	if !v.ok() || !in.additiveNoise(v.e, m.Value.Span()) {
		return
	}
	ms, _ := unit.Lookup("ms")
	want := in.unitOf(state, sc, m.Name.Text).Div(ms)
	if v = l.expect(v, want, m.Value.Span(), m.Name.Text+"'"); v.ok() {
		st.Rate, st.Span = v.e, m.At
	}
}

// unitOf is the unit of a state as the user wrote it.
func (in *instance) unitOf(state int, sc *scope, name string) unit.Unit {
	if b := sc.find(name); b != nil && b.done && b.value.ok() {
		return b.value.u
	}
	return in.d.Symbols[in.d.States[state].Sym].Unit
}

// clock is a scope in which t and step can be read.
func (in *instance) clock(sc *scope) *scope {
	inner := newScope(sc)
	ms, _ := unit.Lookup("ms")
	if sc.find("t") == nil {
		inner.lazy(ast.Name{Text: "t"}, func() value {
			for i, s := range in.d.Symbols {
				if s.Kind == ir.SymTime {
					return value{e: in.l.pool.Sym(expr.Sym(i)), u: ms}
				}
			}
			_, v := in.symbol(ir.SymTime, "t", ms, "", source.Span{})
			return v
		})
	}
	if sc.find("step") == nil {
		inner.lazy(ast.Name{Text: "step"}, in.stepSymbol)
	}
	return inner
}
