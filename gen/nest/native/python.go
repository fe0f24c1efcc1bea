package native

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
)

// plainKinds and plainFunctions are what an expression may have to be printed as Python.
var (
	plainKinds     = []expr.Kind{expr.Const, expr.Symbol, expr.Pi, expr.Add, expr.Sub, expr.Mul, expr.Div, expr.Neg, expr.Pow, expr.Call}
	plainFunctions = []expr.Fn{expr.Exp, expr.Expm1, expr.Log, expr.Log1p, expr.Log10, expr.Sqrt, expr.Sin, expr.Cos, expr.Tan, expr.Sinh, expr.Cosh, expr.Tanh, expr.Abs}
	functionWord   = regexp.MustCompile(`\b([a-z][a-z0-9]*)\(`)
	powerSign      = regexp.MustCompile(`\^`)
	piWord         = regexp.MustCompile(`\bpi\b`)
)

// isPlain reports whether an expression has a form in Python.
func isPlain(e expr.Expr) bool {
	if !slices.Contains(plainKinds, e.Kind()) || e.Kind() == expr.Call && !slices.Contains(plainFunctions, e.Fn()) {
		return false
	}
	if e.Kind() == expr.Symbol || e.Kind() == expr.Const || e.Kind() == expr.Pi {
		return true
	}
	return !slices.ContainsFunc(e.Args(), func(a expr.Expr) bool { return !isPlain(a) })
}

// inPython writes an expression; symbol names what is no parameter of the same value
// for all. ok is false where Python has no form for it.
func inPython(d *ir.Dynamics, e expr.Expr, symbol func(expr.Sym) (string, bool)) (text string, ok bool) {
	by := map[expr.Sym]expr.Expr{}
	for range d.Params { // what follows from parameters, down to those that are given
		for _, p := range d.Params {
			if p.Derived.IsValid() {
				by[p.Sym] = p.Derived
			}
		}
		next := d.Pool.Subst(e, by)
		if next == e {
			break
		}
		e = next
	}
	if !isPlain(e) {
		return "", false
	}
	names := map[string]string{}
	plain := expr.Print(e, func(s expr.Sym) string {
		for _, p := range d.Params {
			if p.Sym == s && p.Literal {
				text := exprfmt.Literal(p.Value)
				if p.Value < 0 {
					text = "(" + text + ")"
				}
				key := fmt.Sprintf("@%d@", len(names))
				names[key] = text
				return key
			}
		}
		text, known := symbol(s)
		key := fmt.Sprintf("@%d@", len(names))
		names[key] = text
		if !known {
			names[key] = ""
		}
		return key
	})
	for _, v := range names {
		if v == "" {
			return "", false
		}
	}
	plain = piWord.ReplaceAllString(powerSign.ReplaceAllString(functionWord.ReplaceAllString(plain, "np.$1("), "**"), "np.pi")
	return nameKey.ReplaceAllStringFunc(plain, func(key string) string { return names[key] }), true
}

var nameKey = regexp.MustCompile(`@\d+@`)

// column is a parameter that differs per neuron, as the script reads it.
func column(d *ir.Dynamics) func(expr.Sym) (string, bool) {
	return func(s expr.Sym) (string, bool) {
		if d.Symbols[s].Kind != ir.SymParam {
			return "", false
		}
		return "q[" + gen.PyString(d.Symbols[s].Name) + "]", true
	}
}

// constantValue is the value of an expression of parameters that are the same for all.
func constantValue(d *ir.Dynamics, e expr.Expr) float64 {
	return roundTo13(parameters(d, chance(), still).eval(e))
}

// inScript is an expression of parameters as the script computes it: a number where it
// is the same for all neurons.
func (a *anatomy) inScript(e expr.Expr) (string, bool) {
	if a.literal(e) {
		if e.Kind() == expr.Symbol { // as it stands, to the last bit
			return exprfmt.Literal(parameters(a.d, chance(), still).eval(e)), true
		}
		return exprfmt.Literal(constantValue(a.d, e)), true
	}
	return inPython(a.d, e, column(a.d))
}
