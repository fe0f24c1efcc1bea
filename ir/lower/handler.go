package lower

import (
	"slices"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// handler lowers `on COND { … }`, `on rising(COND) { … }` and `on hazard(RATE) { … }`.
func (in *instance) handler(on *ast.On) {
	l := in.l
	switch on.Event {
	case ast.OnArrival:
		return
	case ast.OnCondition, ast.OnRising, ast.OnHazard:
	case ast.OnAfterSpike: // reported: the neuron extends none
		return
	default:
		l.list.Add(diag.Bug(on.At, "a handler of %v", on.Event))
		return
	}
	sc := in.drawing(in.clock(in.sc))
	c := l.expr(on.When, sc)
	switch {
	case on.Event == ast.OnHazard:
		if c = l.expect(c, simple("ms^-1"), on.When.Span(), "a hazard"); c.ok() {
			c.e = in.hazard(c.e)
		}
	case c.ok() && !c.truth:
		l.list.Add(diag.NumberAsTruth(on.When.Span()))
		return
	}
	f := in.flatten(on.Body, sc, "")
	if !c.ok() {
		return
	}
	text := squeeze(on.When.Span().Text())
	if on.Event != ast.OnCondition {
		text = string(on.Event) + "(" + text + ")"
	}
	in.d.Equations = append(in.d.Equations, "on "+text+" "+bodyText(on))
	in.d.Handlers = append(in.d.Handlers, ir.Handler{
		Text: text, Span: on.At, Cond: c.e, Rising: on.Event == ast.OnRising, Body: f.body, Spike: f.spike, Holds: f.holds,
	})
}

// flat is the body of a handler without order: every state gets one value, in
// terms of the values from before the body.
type flat struct {
	in      *instance
	prefix  string
	current map[expr.Sym]expr.Expr // assigned so far
	order   []expr.Sym
	body    []ir.Assign
	spike   expr.Expr
	holds   []ir.Hold
	deliver []ir.Delivery
	event   ast.Event // of a plasticity rule
	kept    int       // values that lets have given a name
	spans   map[expr.Sym]ast.Node
}

func (in *instance) flatten(list []ast.Stmt, sc *scope, prefix string) *flat {
	f := &flat{in: in, prefix: prefix, current: map[expr.Sym]expr.Expr{}, spans: map[expr.Sym]ast.Node{}}
	f.statements(list, sc, in.l.pool.Bool(true))
	for _, x := range f.order {
		f.body = append(f.body, ir.Assign{State: x, Value: f.current[x], Span: f.spans[x].Span()})
	}
	return f
}

// now is an expression with the values that states have at this point.
func (f *flat) now(v value, at source.Span) value {
	if v.ok() {
		f.reread(v, at)
		v.e = f.in.l.pool.Subst(v.e, f.current)
	}
	return v
}

// keep returns a name for a value of this moment, which later assignments do not
// change: a symbol that stands for the value in terms of the states from before
// the body.
func (f *flat) keep(v value) value {
	if v.ok() && !v.e.IsConst() {
		x := symKept + expr.Sym(f.kept)
		f.kept++
		f.current[x] = v.e
		v.e = f.in.l.pool.Sym(x)
	}
	return v
}

// statements lowers a list that runs under condition c.
func (f *flat) statements(list []ast.Stmt, sc *scope, c expr.Expr) {
	l, p := f.in.l, f.in.l.pool
	for _, st := range list {
		switch st := st.(type) {
		case *ast.Assign:
			f.assign(st, sc, c)
		case *ast.Spike:
			if f.spike.IsValid() {
				f.spike = p.Or(f.spike, c)
			} else {
				f.spike = c
			}
		case *ast.Hold:
			f.hold(st, sc, c)
		case *ast.Deliver:
			f.deliverStatement(st, sc, c)
		case *ast.If:
			test := f.now(l.expr(st.Cond, sc), st.Cond.Span())
			if !test.ok() {
				continue
			}
			if !test.truth {
				l.list.Add(diag.NumberAsTruth(st.Cond.Span()))
				continue
			}
			f.statements(st.Then, newScope(sc), p.And(c, test.e))
			f.statements(st.Else, newScope(sc), p.And(c, p.Not(test.e)))
		case *ast.Decl:
			l.fresh(st.Name, sc, l.top)
			v := f.now(l.declared(st, sc), st.Name.At)
			sc = newScope(sc)
			sc.set(st.Name.Text, st.Name.At, f.keep(v))
		}
	}
}

func (f *flat) assign(st *ast.Assign, sc *scope, c expr.Expr) {
	l, p := f.in.l, f.in.l.pool
	state, target, ok := f.target(st.Target, sc)
	v := f.now(l.expr(st.Value, sc), st.Value.Span())
	if !ok || !v.ok() {
		return
	}
	x := f.in.d.States[state].Sym
	old, assigned := f.current[x]
	if !assigned {
		old = p.Sym(x)
		f.order = append(f.order, x)
		f.spans[x] = st
	}
	name := st.Target.Span().Text()
	var e expr.Expr
	switch st.Op {
	case ast.Scl, ast.Quo:
		if v = l.expect(v, unit.One, st.Value.Span(), "the factor of "+name); !v.ok() {
			return
		}
		if e = p.Mul(old, v.e); st.Op == ast.Quo {
			if v.e.IsZero() {
				l.list.Add(diag.DivisionByZero(st.Value.Span(), st.Value.Span().Text()))
				return
			}
			e = p.Div(old, v.e)
		}
	default:
		if v = l.expect(v, target.u, st.Value.Span(), name); !v.ok() {
			return
		}
		switch st.Op {
		case ast.Inc:
			e = p.Add(old, v.e)
		case ast.Dec:
			e = p.Sub(old, v.e)
		default:
			e = v.e
		}
	}
	f.current[x] = p.Cond(c, f.clipped(state, e), old)
}

// target resolves the state that an assignment sets.
func (f *flat) target(x ast.Expr, sc *scope) (int, value, bool) {
	in := f.in
	var name string
	switch x := x.(type) {
	case *ast.Name:
		name = f.prefix + x.String()
	case *ast.Field:
		if base, ok := x.X.(*ast.Name); ok {
			name = base.Text + "." + x.Name.Text
		}
	}
	if i, ok := in.find(name); ok {
		v := in.l.expr(x, sc)
		return i, v, v.ok()
	}
	if n, ok := x.(*ast.Name); ok {
		if b := sc.find(n.Text); b != nil {
			in.l.list.Add(diag.NotAState(n.At, n.Text, b.at))
			return 0, value{}, false
		}
		in.l.list.Add(diag.NoSuchState(n.At, n.Text, nearest(n.Text, in.stateNames(f.prefix))))
		return 0, value{}, false
	}
	in.l.list.Add(diag.NoSuchState(x.Span(), x.Span().Text(), nil))
	return 0, value{}, false
}

func (f *flat) hold(st *ast.Hold, sc *scope, c expr.Expr) {
	in, l := f.in, f.in.l
	h := ir.Hold{Span: st.At}
	for k, n := range st.Names {
		i, ok := in.find(f.prefix + n.String())
		if first := slices.IndexFunc(st.Names[:k], func(m ast.Name) bool { return m.Text == n.Text }); first >= 0 {
			l.list.Add(diag.SettingTwice(n.At, "the hold of "+n.Text, st.Names[first].At))
			continue
		}
		switch {
		case ok:
			h.States = append(h.States, in.d.States[i].Sym)
		case sc.find(n.Text) != nil:
			l.list.Add(diag.NotAState(n.At, n.Text, sc.find(n.Text).at))
		default:
			l.list.Add(diag.NoSuchState(n.At, n.Text, nearest(n.Text, in.stateNames(f.prefix))))
		}
	}
	ms, _ := unit.Lookup("ms")
	v := f.now(l.expect(l.expr(st.For, sc), ms, st.For.Span(), "the time of a hold"), st.For.Span())
	if !v.ok() || len(h.States) == 0 {
		return
	}
	h.Time = v.e
	if !c.IsOne() {
		h.When = c
	}
	f.holds = append(f.holds, h)
}
