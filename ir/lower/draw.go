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

// draw makes a draw from a distribution a symbol of its own.
func (l *lowerer) draw(x *ast.Call, name string, sc *scope) value {
	args, v := l.distribution(x, name, sc)
	if !v.ok() {
		return bad()
	}
	if in := sc.stepwise(); in != nil {
		v.e = in.drawn(name, args)
		return v
	}
	v.e = l.drawn(draw{fn: name, args: args})
	return v
}

// drawn makes a draw of the network a symbol.
func (l *lowerer) drawn(d draw) expr.Expr {
	l.draws = append(l.draws, d)
	return l.pool.Sym(symDraws + expr.Sym(len(l.draws)-1))
}

// distribution lowers the parameters of a distribution; the value has its unit, and
// is bad where there cannot be a draw from it.
func (l *lowerer) distribution(x *ast.Call, name string, sc *scope) ([]expr.Expr, value) {
	params, unitful := distributions[name].params, distributions[name].unit
	if sc.stepwise() == nil && !sc.drawing() {
		l.list.Add(diag.DrawNotHere(x.At, name))
		return nil, bad()
	}
	if len(x.Args) != len(params) {
		l.list.Add(diag.ArgumentCount(x.At, name, len(params), len(params), len(x.Args)))
		return nil, bad()
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
		return nil, bad()
	}
	if cause := l.undrawable(name, args); cause != "" {
		l.list.Add(diag.DistributionParameter(x.At, name, cause))
		return nil, bad()
	}
	return args, value{e: l.pool.Int(0), u: u, span: x.At}
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
