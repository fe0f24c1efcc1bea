package lower

import (
	"math"
	"math/big"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// maxSize bounds the operations of an expression that is written out: what prints or
// solves it takes as long.
const maxSize = 1 << 18

// expr lowers an expression of a scope.
func (l *lowerer) expr(x ast.Expr, sc *scope) value {
	if l.grown { // reported, and the rest would take as long
		return bad()
	}
	v := l.said(x, sc)
	if !v.e.IsValid() || v.e.Size() <= maxSize {
		return v
	}
	if !l.grown {
		l.grown = true
		l.list.Add(diag.ExpressionTooLarge(x.Span(), maxSize))
	}
	return bad()
}

// said is what an expression says.
func (l *lowerer) said(x ast.Expr, sc *scope) value {
	switch x := x.(type) {
	case *ast.Number:
		return l.literal(x, sc)
	case *ast.Name:
		return l.lookup(x.String(), x.At, sc)
	case *ast.Field:
		return l.field(x, sc)
	case *ast.Unary:
		return l.unary(x, sc)
	case *ast.Binary:
		return l.binary(x, sc)
	case *ast.Cond:
		return l.cond(x, sc)
	case *ast.Call:
		return l.call(x, sc)
	case *ast.Index:
		return l.index(x, sc)
	case *ast.Bad:
		return bad()
	}
	l.list.Add(diag.NotAnExpression(x.Span()))
	return bad()
}

// literal converts a number to internal units, exactly where that is possible.
func (l *lowerer) literal(x *ast.Number, sc *scope) value {
	if x.Unit == nil {
		return value{e: l.pool.Rat(x.Value), any: x.Value.Sign() == 0, span: x.At}
	}
	for _, f := range x.Unit.Factors {
		if f.Joined != 0 && sc.find(f.Name.Text) != nil {
			l.list.Add(diag.AmbiguousFactor(f.At, f.Name.Text, string(rune(f.Joined)), sc.find(f.Name.Text).at))
			return bad()
		}
	}
	before := len(l.list)
	u := l.unit(x.Unit)
	if len(l.list) > before {
		return bad()
	}
	v, _ := unit.ToInternal(x.Value, u)
	return value{e: l.pool.Rat(v), u: u, span: x.At}
}

// field is port.state or port.param.
func (l *lowerer) field(x *ast.Field, sc *scope) value {
	base, ok := x.X.(*ast.Name)
	if !ok {
		l.list.Add(diag.NotAnExpression(x.At))
		return bad()
	}
	b := sc.find(sc.plain(base.Text))
	if b == nil {
		return l.lookup(base.Text, base.At, sc)
	}
	if b.table != nil {
		l.list.Add(diag.BadTable(x.At, "the rows and columns of a table are for loops", "write `for name in "+base.Text+"."+x.Name.Text+" { … }`"))
		return bad()
	}
	if b.fields == nil {
		l.list.Add(diag.NoFields(x.At, base.Text))
		return bad()
	}
	f, ok := b.fields.names[x.Name.Text]
	if !ok {
		l.list.Add(diag.UnknownName(x.Name.At, x.Name.Text, nearest(x.Name.Text, b.fields.all())))
		return bad()
	}
	v := l.read(f, x.Name.Text, x.At)
	v.span = x.At
	return v
}

func (l *lowerer) unary(x *ast.Unary, sc *scope) value {
	v := l.expr(x.X, sc)
	if !v.ok() {
		return v
	}
	if x.Op == ast.Not {
		if !v.truth {
			l.list.Add(diag.NumberAsTruth(x.X.Span()))
			return bad()
		}
		v.e, v.span = l.pool.Not(v.e), x.At
		return v
	}
	if v.truth {
		l.list.Add(diag.TruthAsNumber(x.X.Span()))
		return bad()
	}
	if x.Op == ast.Sub {
		v.e = l.pool.Neg(v.e)
	}
	v.span = x.At
	return v
}

var comparisons = map[ast.Op]expr.Kind{ast.Lt: expr.Lt, ast.Le: expr.Le, ast.Gt: expr.Gt, ast.Ge: expr.Ge, ast.Eq: expr.Eq, ast.Ne: expr.Ne}

func (l *lowerer) binary(x *ast.Binary, sc *scope) value {
	a, b := l.expr(x.X, sc), l.expr(x.Y, sc)
	if !a.ok() || !b.ok() {
		return bad()
	}
	if x.Op == ast.And || x.Op == ast.Or {
		return l.logic(x, a, b)
	}
	for _, v := range []value{a, b} {
		if v.truth {
			l.list.Add(diag.TruthAsNumber(v.span))
			return bad()
		}
	}
	p := l.pool
	switch x.Op {
	case ast.Mul:
		return value{e: p.Mul(a.e, b.e), u: a.u.Mul(b.u), span: x.At, other: turned{reversed(x, "/"), a.u.Div(b.u)}, any: a.any && b.any || a.e.IsZero() && a.any || b.e.IsZero() && b.any}
	case ast.Div:
		v := l.divide(x, a, b)
		v.other = turned{reversed(x, "*"), a.u.Mul(b.u)}
		return v
	case ast.Pow:
		return l.power(x, a, b)
	}
	u, ok := l.same(a, b, x.Op)
	if !ok {
		return bad()
	}
	v := value{u: u, span: x.At, any: a.any && b.any}
	switch x.Op {
	case ast.Add:
		v.e = p.Add(a.e, b.e)
	case ast.Sub:
		v.e = p.Sub(a.e, b.e)
	default:
		v.e, v.truth, v.u, v.any = p.Compare(comparisons[x.Op], a.e, b.e), true, unit.One, false
	}
	return v
}

// same checks that two values can be added or compared and returns their unit.
func (l *lowerer) same(a, b value, op ast.Op) (unit.Unit, bool) {
	switch {
	case a.any:
		return b.u, true
	case b.any, unit.SameDim(a.u, b.u):
		return a.u, true
	case op == ast.Add || op == ast.Sub:
		l.list.Add(diag.UnitMismatchSum(a.span, a.u.String(), b.span, b.u.String(), sumHelp(a, b)))
	default:
		l.list.Add(diag.ComparedUnits(a.span, a.u.String(), b.span, b.u.String()))
	}
	return unit.One, false
}

// sumHelp proposes how to make the second term fit the first.
func sumHelp(a, b value) string {
	text := b.span.Text()
	ratio := a.u.Div(b.u)
	if b.other.text != "" && unit.SameDim(a.u, b.other.u) {
		return "perhaps `" + b.other.text + "` is meant"
	}
	switch ratio.Dim() {
	case simple("pF^-1").Dim():
		return "divide the current by the membrane capacitance: `" + text + "/C_m`"
	case simple("ms^-1").Dim():
		return "divide by a time constant: `" + wrap(text) + "/tau`"
	case simple("nS^-1").Dim():
		return "divide the current by a conductance: `" + wrap(text) + "/g_L`"
	}
	if r := repair(a.u, b.u); r != "" {
		return r
	}
	return ""
}

// reversed is a product or quotient with the other sign.
func reversed(x *ast.Binary, sign string) string {
	return squeeze(x.X.Span().Text()) + sign + squeeze(x.Y.Span().Text())
}

func wrap(text string) string {
	for _, c := range text {
		if c == ' ' || c == '+' || c == '-' {
			return "(" + text + ")"
		}
	}
	return text
}

func (l *lowerer) logic(x *ast.Binary, a, b value) value {
	for _, v := range []value{a, b} {
		if !v.truth {
			l.list.Add(diag.NumberAsTruth(v.span))
			return bad()
		}
	}
	v := value{truth: true, span: x.At}
	if x.Op == ast.And {
		v.e = l.pool.And(a.e, b.e)
	} else {
		v.e = l.pool.Or(a.e, b.e)
	}
	return v
}

func (l *lowerer) divide(x *ast.Binary, a, b value) value {
	if b.e.IsZero() {
		l.list.Add(diag.DivisionByZero(x.Y.Span(), x.Y.Span().Text()))
		return bad()
	}
	return value{e: l.pool.Div(a.e, b.e), u: a.u.Div(b.u), span: x.At, any: a.any && a.e.IsZero()}
}

// power allows a unit below a constant rational exponent only.
func (l *lowerer) power(x *ast.Binary, a, b value) value {
	if !b.any && !b.u.Dim().IsOne() {
		l.list.Add(diag.ExponentUnit(x.Y.Span(), b.u.String()))
		return bad()
	}
	if a.e.IsZero() && b.e.Kind() == expr.Const && b.e.Rat().Sign() < 0 {
		l.list.Add(diag.DivisionByZero(x.X.Span(), x.X.Span().Text()))
		return bad()
	}
	v := value{e: l.pool.Pow(a.e, b.e), span: x.At}
	if a.e.Kind() == expr.Const && b.e.Kind() == expr.Const && v.e.Kind() != expr.Const && math.IsInf(l.number(v.e), 0) {
		l.list.Add(diag.NoNumber(x.At, "this power"))
		return bad()
	}
	if a.u.Dim().IsOne() {
		return v
	}
	if b.e.Kind() != expr.Const {
		l.list.Add(diag.ExponentNotConstant(x.Y.Span(), a.u.String()))
		return bad()
	}
	n, d, ok := small(b.e.Rat())
	v.u = a.u.Pow(n, d)
	if !ok || !v.u.Valid() {
		l.list.Add(diag.ExponentNotConstant(x.Y.Span(), a.u.String()))
		return bad()
	}
	return v
}

func small(r *big.Rat) (num, den int, ok bool) {
	if !r.Num().IsInt64() || !r.Denom().IsInt64() || r.Denom().Int64() > 64 || r.Num().Int64() > 1024 || r.Num().Int64() < -1024 {
		return 0, 1, false
	}
	return int(r.Num().Int64()), int(r.Denom().Int64()), true
}

func (l *lowerer) cond(x *ast.Cond, sc *scope) value {
	c, a, b := l.expr(x.If, sc), l.expr(x.Then, sc), l.expr(x.Else, sc)
	if !c.ok() || !a.ok() || !b.ok() {
		return bad()
	}
	if !c.truth {
		l.list.Add(diag.NumberAsTruth(x.If.Span()))
		return bad()
	}
	return l.choose(c, a, b, x.At)
}

// choose is c ? a : b.
func (l *lowerer) choose(c, a, b value, at source.Span) value {
	if a.truth != b.truth {
		l.list.Add(diag.TruthAsNumber(at))
		return bad()
	}
	u := a.u
	if !a.truth {
		var ok bool
		if u, ok = l.same(a, b, ast.Add); !ok {
			return bad()
		}
	}
	return value{e: l.pool.Cond(c.e, a.e, b.e), u: u, truth: a.truth, any: a.any && b.any, span: at}
}
