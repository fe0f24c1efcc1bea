package lower

import (
	"math"
	"slices"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// distributions and the number of their parameters. The first parameters carry
// the unit of the value where unit is true.
var distributions = map[string]struct {
	params []string
	unit   []bool
}{
	"uniform":     {[]string{"low", "high"}, []bool{true, true}},
	"normal":      {[]string{"mean", "sd"}, []bool{true, true}},
	"lognormal":   {[]string{"mu", "sigma"}, []bool{false, false}},
	"exponential": {[]string{"mean"}, []bool{true}},
	"gamma":       {[]string{"shape", "scale"}, []bool{false, true}},
	"uniform_int": {[]string{"low", "high"}, []bool{false, false}},
	"poisson":     {[]string{"mean"}, []bool{false}},
	"binomial":    {[]string{"n", "p"}, []bool{false, false}},
	"vonmises":    {[]string{"mu", "kappa"}, []bool{false, false}},
}

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
	if d, ok := distributions[name]; ok {
		return l.draw(x, name, d.params, d.unit, sc)
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
	names := []string{"clip", "clamp", "noise"}
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

// draw makes a draw from a distribution a symbol of its own.
func (l *lowerer) draw(x *ast.Call, name string, params []string, unitful []bool, sc *scope) value {
	in := sc.stepwise()
	if in == nil && !sc.drawing() {
		l.list.Add(diag.DrawNotHere(x.At, name))
		return bad()
	}
	if len(x.Args) != len(params) {
		l.list.Add(diag.ArgumentCount(x.At, name, len(params), len(params), len(x.Args)))
		return bad()
	}
	args, good := make([]expr.Expr, len(params)), true
	u, anyUnit := unit.One, true
	for i, a := range x.Args {
		at := i
		if a.Name != nil {
			if at = slices.Index(params, a.Name.String()); at < 0 {
				l.list.Add(diag.UnknownArgument(a.Name.At, a.Name.String(), name, params))
				good = false
				continue
			}
		}
		v := l.expr(a.Value, sc)
		switch {
		case !v.ok():
			good = false
		case unitful[at]:
			w, ok := l.same(value{u: u, any: anyUnit, span: x.Args[0].Value.Span()}, v, ast.Lt)
			u, anyUnit, good = w, anyUnit && v.any, good && ok
		default:
			v = l.expect(v, unit.One, a.Value.Span(), params[at])
			good = good && v.ok()
		}
		if args[at].IsValid() {
			l.list.Add(diag.SettingTwice(a.At, params[at], x.Args[slices.IndexFunc(x.Args, func(b ast.Arg) bool { return b.Name == nil || b.Name.String() == params[at] })].At))
			good = false
		}
		args[at] = v.e
	}
	if !good {
		return bad()
	}
	if cause := l.undrawable(name, args); cause != "" {
		l.list.Add(diag.DistributionParameter(x.At, name, cause))
		return bad()
	}
	if in != nil {
		return value{e: in.drawn(name, args), u: u, span: x.At}
	}
	l.draws = append(l.draws, draw{name, args})
	return value{e: l.pool.Sym(symDraws + expr.Sym(len(l.draws)-1)), u: u, span: x.At}
}

// undrawable says why nothing can be drawn from a distribution with parameters
// that are known, "" if something can.
func (l *lowerer) undrawable(name string, args []expr.Expr) string {
	x := make([]float64, len(args))
	for i, a := range args {
		var known bool
		if x[i], known = l.isConst(a); !known {
			return ""
		}
		if math.IsNaN(x[i]) || math.IsInf(x[i], 0) {
			return distributions[name].params[i] + " is not finite"
		}
	}
	whole := func(i int) bool { return x[i] == math.Trunc(x[i]) }
	switch name {
	case "uniform":
		if x[0] > x[1] {
			return "the lower bound is above the upper one"
		}
	case "uniform_int":
		if !whole(0) || !whole(1) || x[0] > x[1] {
			return "its bounds are not whole numbers in order"
		}
	case "normal", "lognormal":
		if x[1] < 0 {
			return "the standard deviation is negative"
		}
	case "exponential":
		if !(x[0] > 0) {
			return "the mean is not positive"
		}
	case "gamma":
		if !(x[0] > 0 && x[1] > 0) {
			return "shape and scale are not both positive"
		}
	case "poisson":
		if x[0] < 0 {
			return "the mean is negative"
		}
	case "binomial":
		if !whole(0) || x[0] < 0 || !(x[1] >= 0 && x[1] <= 1) {
			return "it needs a whole number of trials and a probability"
		}
	case "vonmises":
		if x[1] < 0 {
			return "kappa is negative"
		}
	}
	return ""
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
