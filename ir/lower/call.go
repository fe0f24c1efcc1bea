package lower

import (
	"slices"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir/expr"
)

// call lowers a function of the language, of the user, or a draw.
func (l *lowerer) call(x *ast.Call, sc *scope) value {
	fun, ok := x.Fun.(*ast.Name)
	if !ok {
		l.list.Add(diag.NotAnExpression(x.Fun.Span()))
		return bad()
	}
	name := fun.Text
	if f, ok := l.fns[name]; ok {
		return l.apply(f, x, sc)
	}
	if name == "clip" || name == "clamp" {
		return l.clamp(x, sc)
	}
	if name == "timeline" {
		return l.timeline(x, sc)
	}
	if name == "noise" {
		return l.noise(x, sc)
	}
	if name == "redraw" {
		return l.redraw(x, sc)
	}
	if _, ok := distributions[name]; ok {
		return l.draw(x, name, sc)
	}
	if name == "sum" && len(x.Args) == 1 { // of a vector it is written out
		if at := x.Args[0].Value; at != nil {
			if u := l.written(sc); u.quietSize(at) > 0 {
				v := l.expr(u.sum(x), sc)
				v.span = x.At
				return v
			}
			if v := l.expr(at, sc); v.ok() {
				l.list.Add(diag.VectorNeeded(at.Span(), squeeze(at.Span().Text())))
			}
			return bad()
		}
	}
	f, ok := expr.FnByName(name)
	if !ok {
		l.list.Add(diag.UnknownFunction(fun.At, name, nearest(name, l.functions())))
		return bad()
	}
	args, ok := l.positional(x, sc)
	if !ok {
		return bad()
	}
	least, most := f.Arity()
	if len(args) < least || most >= 0 && len(args) > most {
		l.list.Add(diag.ArgumentCount(x.At, name, least, most, len(args)))
		return bad()
	}
	return l.function(f, x, args)
}

func (l *lowerer) functions() []string {
	names := []string{"clip", "clamp", "noise", "redraw"}
	for f := expr.Exp; f <= expr.Timeline; f++ {
		names = append(names, f.String())
	}
	for n := range distributions {
		names = append(names, n)
	}
	for n := range l.fns {
		names = append(names, n)
	}
	slices.Sort(names)
	return names
}

// positional lowers the arguments of a function that has no named ones.
func (l *lowerer) positional(x *ast.Call, sc *scope) ([]value, bool) {
	args, good := make([]value, len(x.Args)), true
	for i, a := range x.Args {
		if a.Name != nil {
			l.list.Add(diag.NoNamedArguments(a.Name.At, x.Fun.Span().Text()))
			good = false
			continue
		}
		if list, ok := a.Value.(*ast.List); ok {
			l.list.Add(diag.NotAnExpression(list.At))
			good = false
			continue
		}
		args[i] = l.expr(a.Value, sc)
		if good = good && args[i].ok(); args[i].truth {
			l.list.Add(diag.TruthAsNumber(a.Value.Span()))
			good = false
		}
	}
	return args, good
}

// unitRule says how a function treats units: most take and give plain numbers.
type unitRule uint8

const (
	plain   unitRule = iota
	keeps            // abs, floor-like on plain, min, max: all of one unit, which the result has
	roots            // sqrt
	forgets          // sign: any unit, plain result
)

var unitRules = map[expr.Fn]unitRule{
	expr.Abs: keeps, expr.Min: keeps, expr.Max: keeps, expr.Linoid: keeps, expr.Sqrt: roots, expr.Sign: forgets,
}

func (l *lowerer) function(f expr.Fn, x *ast.Call, args []value) value {
	es := make([]expr.Expr, len(args))
	for i, a := range args {
		es[i] = a.e
	}
	v := value{span: x.At}
	switch unitRules[f] {
	case keeps:
		v.u, v.any = args[0].u, args[0].any
		for _, a := range args[1:] {
			u, ok := l.same(value{u: v.u, any: v.any, span: args[0].span}, a, ast.Lt)
			if !ok {
				return bad()
			}
			v.u, v.any = u, v.any && a.any
		}
	case roots:
		v.u = args[0].u.Pow(1, 2)
		v.any = args[0].any
		if !v.u.Valid() {
			l.list.Add(diag.ExponentNotConstant(x.At, args[0].u.String()))
			return bad()
		}
	case plain:
		for i, a := range args {
			if !a.any && !a.u.Dim().IsOne() {
				l.list.Add(diag.PlainArgument(a.span, f.String(), a.u.String()))
				return bad()
			}
			_ = i
		}
	}
	v.e = l.pool.Call(f, es...)
	return v
}

// clamp is clip(x, lo, hi).
func (l *lowerer) clamp(x *ast.Call, sc *scope) value {
	args, ok := l.positional(x, sc)
	if !ok {
		return bad()
	}
	if len(args) != 3 {
		l.list.Add(diag.ArgumentCount(x.At, x.Fun.Span().Text(), 3, 3, len(args)))
		return bad()
	}
	u := args[0].u
	anyUnit := args[0].any
	for _, a := range args[1:] {
		var good bool
		if u, good = l.same(value{u: u, any: anyUnit, span: args[0].span}, a, ast.Lt); !good {
			return bad()
		}
		anyUnit = anyUnit && a.any
	}
	p := l.pool
	return value{e: p.Call(expr.Min, p.Call(expr.Max, args[0].e, args[1].e), args[2].e), u: u, any: anyUnit, span: x.At}
}

// maxCalls bounds the calls of user functions that one call leads to.
const maxCalls = 1 << 12

// apply expands a user function.
func (l *lowerer) apply(f *ast.Func, x *ast.Call, sc *scope) value {
	if slices.Contains(l.calling, f.Name.Text) {
		l.list.Add(diag.Recursion(x.At, f.Name.Text, f.Name.At))
		return bad()
	}
	args, ok := l.positional(x, sc)
	if !ok {
		return bad()
	}
	if len(args) != len(f.Params) {
		l.list.Add(diag.ArgumentCount(x.At, f.Name.Text, len(f.Params), len(f.Params), len(args)).WithRelated(f.Name.At, "declared here"))
		return bad()
	}
	if l.depth == 0 {
		l.calls = 0
	}
	if l.calls++; l.calls > maxCalls {
		if !l.grown {
			l.grown = true
			l.list.Add(diag.FunctionTooLarge(x.At, f.Name.Text, maxCalls))
		}
		return bad()
	}
	inner := newScope(l.top)
	for i, p := range f.Params {
		v := args[i]
		if p.Unit != nil {
			if v = l.expect(v, l.unit(p.Unit), x.Args[i].Value.Span(), p.Name.Text); !v.ok() {
				return bad()
			}
		}
		inner.set(p.Name.Text, p.Name.At, v)
	}
	l.calling, l.depth = append(l.calling, f.Name.Text), l.depth+1
	v := l.body(f, inner)
	l.calling, l.depth = l.calling[:len(l.calling)-1], l.depth-1
	v.span = x.At
	return v
}

// body is the value of a function in a scope that holds its parameters.
func (l *lowerer) body(f *ast.Func, sc *scope) value {
	var v value
	at := f.At
	if f.Value != nil {
		v, at = l.expr(f.Value, sc), f.Value.Span()
	} else {
		v = l.statements(f.Body, sc, f)
	}
	if f.Result != nil && v.ok() {
		v = l.expect(v, l.unit(f.Result), at, "the result of "+f.Name.Text)
	}
	return v
}

// statements is the value of a block: lets, ifs, and an expression at the end.
func (l *lowerer) statements(list []ast.Stmt, sc *scope, f *ast.Func) value {
	for i, st := range list {
		switch st := st.(type) {
		case *ast.Decl:
			l.fresh(st.Name, sc, l.top)
			sc = newScope(sc)
			d, outer := st, sc.parent
			sc.lazy(st.Name, func() value { return l.declared(d, outer) })
			l.lookup(st.Name.Text, st.Name.At, sc)
		case *ast.Return:
			if i+1 < len(list) {
				l.list.Add(diag.NeverReached(list[i+1].Span(), st.Value.Span()))
			}
			return l.expr(st.Value, sc)
		case *ast.If:
			c := l.expr(st.Cond, sc)
			if c.ok() && !c.truth {
				l.list.Add(diag.NumberAsTruth(st.Cond.Span()))
				return bad()
			}
			otherwise := st.Else
			if otherwise != nil && i+1 < len(list) {
				l.list.Add(diag.NeverReached(list[i+1].Span(), st.At))
			}
			if otherwise == nil {
				otherwise = list[i+1:]
			}
			a, b := l.statements(st.Then, newScope(sc), f), l.statements(otherwise, newScope(sc), f)
			if !c.ok() || !a.ok() || !b.ok() {
				return bad()
			}
			return l.choose(c, a, b, st.At)
		}
	}
	l.list.Add(diag.NoResult(f.Name.At, f.Name.Text))
	return bad()
}

// fresh reports a name that is declared between a scope and an outer one, which
// is not looked at.
func (l *lowerer) fresh(n ast.Name, sc, outer *scope) {
	for ; sc != outer && sc != nil; sc = sc.parent {
		if b, ok := sc.names[n.Text]; ok && b.at.Valid() {
			l.list.Add(diag.DuplicateName(n.At, n.Text, b.at))
			return
		}
	}
}

// checkFunction expands a function once with parameters of the declared units.
func (l *lowerer) checkFunction(f *ast.Func) {
	if f.Value == nil && f.Body == nil { // it could not be read
		return
	}
	sc := newScope(l.top)
	for _, p := range f.Params {
		l.fresh(p.Name, sc, l.top)
		sc.set(p.Name.Text, p.Name.At, bad())
	}
	for i, p := range f.Params {
		v := value{e: l.pool.Sym(expr.Sym(i)), span: p.Name.At}
		if p.Unit == nil {
			return // only its uses say which units it gets
		}
		v.u = l.unit(p.Unit)
		sc.set(p.Name.Text, p.Name.At, v)
	}
	l.calling = append(l.calling, f.Name.Text)
	l.body(f, sc)
	l.calling = l.calling[:len(l.calling)-1]
}
