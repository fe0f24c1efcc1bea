package dimension

import (
	"math/big"
	"testing"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/unit"
)

// symbols are those of the expressions below: a voltage, a time and a conductance.
const (
	voltage = expr.Sym(iota)
	time
	conductance
)

func finder(t *testing.T) (Finder, *expr.Pool) {
	t.Helper()
	d := &ir.Dynamics{Pool: expr.NewPool()}
	for _, u := range []string{"mV", "ms", "nS"} {
		d.Symbols = append(d.Symbols, ir.Symbol{Name: u, Unit: parsed(t, u)})
	}
	return Finder{D: d}, d.Pool
}

func parsed(t *testing.T, text string) unit.Unit {
	t.Helper()
	u, ok := unit.Parse(text)
	if !ok {
		t.Fatalf("%q is no unit", text)
	}
	return u
}

func TestOf(t *testing.T) {
	f, p := finder(t)
	v, tau, g, two := p.Sym(voltage), p.Sym(time), p.Sym(conductance), p.Int(2)
	for _, c := range []struct {
		e    expr.Expr
		want string // empty where a constant leaves it open
	}{
		{two, ""},
		{p.Add(two, v), "mV"},
		{p.Neg(v), "mV"},
		{p.Div(v, tau), "mV/ms"},
		{p.Mul(g, v), "pA"},
		{p.Mul(two, v), ""},
		{p.Pow(v, two), "mV^2"},
		{p.Pow(v, tau), ""},
		{p.Call(expr.Sqrt, p.Mul(v, v)), "mV"},
		{p.Call(expr.Max, two, g), "nS"},
		{p.Call(expr.Exp, p.Div(v, v)), "1"},
	} {
		u, ok := f.Of(c.e)
		switch {
		case c.want == "" && ok:
			t.Errorf("%v has the unit %v, want none", c.e, u)
		case c.want != "" && (!ok || u != parsed(t, c.want)):
			t.Errorf("%v has the unit %v (%v), want %s", c.e, u, ok, c.want)
		}
	}
}

// TestParts: the constant of a sum, product or quotient gets what makes it whole.
func TestParts(t *testing.T) {
	f, p := finder(t)
	v, tau, x := p.Sym(voltage), p.Sym(time), p.Rat(big.NewRat(5, 7))
	for _, c := range []struct {
		e       expr.Expr
		u, want string // want is the constant's
	}{
		{p.Add(v, x), "mV", "mV"},
		{p.Mul(v, x), "mV/ms", "1/ms"},
		{p.Div(x, tau), "mV/ms", "mV"},
		{p.Div(v, x), "mV/ms", "ms"},
		{p.Compare(expr.Lt, v, x), "1", "mV"},
	} {
		units := f.Parts(c.e, parsed(t, c.u))
		found := false
		for i, a := range c.e.Args() {
			if a == x {
				found = true
				if units[i] != parsed(t, c.want) {
					t.Errorf("%v in %s: the constant has the unit %v, want %s", c.e, c.u, units[i], c.want)
				}
			}
		}
		if !found {
			t.Errorf("the constant of %v is gone", c.e)
		}
	}
}
