package expr

import (
	"math"
	"math/big"
	"slices"
	"testing"
)

// parse reads text or fails.
func parse(t *testing.T, p *Pool, text string) Expr {
	t.Helper()
	e, err := read(p, text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func TestInterning(t *testing.T) {
	p := NewPool()
	a := parse(t, p, "exp(-(s0 - s1)/10)*s2")
	n := p.Len()
	if b := parse(t, p, "exp(-(s0 - s1)/10)*s2"); a != b || p.Len() != n {
		t.Error("equal structures differ")
	}
	if a == parse(t, p, "s2*exp(-(s0 - s1)/10)") {
		t.Error("the order of factors was lost")
	}
	if p.Frac(1, 2) != p.Rat(big.NewRat(2, 4)) || p.Int(1) == p.Sym(1) {
		t.Error("constants")
	}
}

func TestConstructorsKeepTheTree(t *testing.T) {
	for text, want := range map[string]string{
		"s1 + s0":                       "s1 + s0",
		"(s0 + s1) + s2":                "s0 + s1 + s2",
		"s0 + (s1 + s2)":                "s0 + (s1 + s2)",
		"s0 - (s1 - s2)":                "s0 - (s1 - s2)",
		"s0 - s1 - s2":                  "s0 - s1 - s2",
		"s0/(s1*s2)":                    "s0/(s1*s2)",
		"s0/s1*s2":                      "s0/s1*s2",
		"s0*(s1/s2)":                    "s0*(s1/s2)",
		"1 + 2 + s0":                    "3 + s0",
		"s0 + 1 + 2":                    "s0 + 1 + 2", // (s0 + 1) + 2 rounds twice
		"0 + s0 - 0":                    "s0",
		"1*s0*1":                        "s0",
		"-1*s0*s1":                      "-s0*s1",
		"-(s0*s1)":                      "-(s0*s1)",
		"--s0":                          "s0",
		"(-s0)^2":                       "(-s0)^2",
		"-s0^2":                         "-s0^2",
		"(s0^s1)^s2":                    "(s0^s1)^s2",
		"s0^s1^s2":                      "s0^s1^s2",
		"s0^-1":                         "s0^(-1)",
		"2^-2":                          "0.25",
		"s0*0":                          "0",
		"0*inf":                         "0*inf",
		"s0/0":                          "s0/0",
		"0/0":                           "0/0",
		"s0 - s0":                       "s0 - s0",
		"1/3":                           "1/3",
		"s0*(1/3)":                      "s0*(1/3)",
		"1/3*s0":                        "1/3*s0",
		"s0 + (-5)":                     "s0 + (-5)",
		"s0 - (-s1*s2)":                 "s0 - (-s1*s2)",
		"2 < 3":                         "1",
		"1 < 2 ? s0 : s1":               "s0",
		"s2 < 2 ? s0 : s0":              "s0",
		"not (s0 < 1)":                  "not s0 < 1",
		"(not s0 < 1) == s1":            "(not s0 < 1) == s1",
		"(s0 < 1 ? 2 : 3)+s1":           "(s0 < 1 ? 2 : 3) + s1",
		"0.000001":                      "1e-6",
		"120000000":                     "120000000",
		"12e18":                         "1.2e19",
		"-65.5":                         "-65.5",
		"1000":                          "1000",
		"timeline(s0, [0, 1], [2, s1])": "timeline(s0, [0, 1], [2, s1])",
	} {
		p := NewPool()
		if got := parse(t, p, text).String(); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestSimplify(t *testing.T) {
	for text, want := range map[string]string{
		"s0 - s0":                          "0",
		"s0 + s0":                          "2*s0",
		"s1 + s0":                          "s0 + s1",
		"-s0 + s1":                         "s1 - s0",
		"-s0 - s1":                         "-s0 - s1",
		"2*(s0 + s1) - s0":                 "s0 + 2*s1",
		"s0*s1/s0":                         "s1",
		"s0^2/s0":                          "s0",
		"s0/s1/s2":                         "s0/(s1*s2)",
		"(s0 - s1)/(s1 - s0)":              "-1",
		"(2*s0 + 2*s1)*s2/(s0 + s1)":       "2*s2",
		"(s0 - s1)/s2 + s1/s2 + 0*s3":      "s1/s2 + (s0 - s1)/s2",
		"1/2 + 1/3 + s0":                   "s0 + 5/6",
		"sqrt(s0)*sqrt(s0)":                "s0",
		"sqrt(s0^2)":                       "sqrt(s0^2)",
		"(s0^s1)^2":                        "s0^(2*s1)",
		"s0^s1*s0^s2":                      "s0^(s1 + s2)",
		"sqrt(4)*s0":                       "2*s0",
		"sqrt(2)*sqrt(2)":                  "2",
		"exp(0)*s0":                        "s0",
		"exp(log(s0))":                     "s0",
		"sin(-s0)":                         "-sin(s0)",
		"cos(s1 - s0)":                     "cos(s0 - s1)",
		"linoid(0, s0)":                    "linoid(0, s0)",
		"exprel(0)":                        "1",
		"s0 == s0":                         "1",
		"s0 < s0":                          "0",
		"1 - 1 < 1 ? s0 : s1/0":            "s0",
		"s0/0":                             "s0/0",
		"inf - inf":                        "inf - inf",
		"2*pi*s0/pi":                       "2*s0",
		"timeline(1, [0, 1], [2, s1])":     "timeline(1, [0, 1], [2, s1])",
		"timeline(1, [0, 1], [2, 5])":      "5",
		"max(1, 2, 3)*min(s0, s0)":         "3*s0",
		"s0/3":                             "s0/3",
		"s0/500*31":                        "0.062*s0",
		"((s0^99999999999)^99999999999)^9": "s0^89999999998200000000009",
	} {
		p := NewPool()
		if got := p.Simplify(parse(t, p, text)).String(); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestAffineIn(t *testing.T) {
	for _, c := range []struct{ text, x, y, rest string }{
		{"(s2 - s0)/s3", "-1/s3", "0", "s2/s3"},
		{"(s2 - s0)/s3 + (s1 + s4)/s5", "-1/s3", "1/s5", "s2/s3 + s4/s5"},
		{"-s0/s3", "-1/s3", "0", "0"},
		{"s2*(s0 - s3)*s4", "s2*s4", "0", "s2*(-s3)*s4"},
		{"s2 > 1 ? s0 : s1", "s2 > 1 ? 1 : 0", "s2 > 1 ? 0 : 1", "0"},
		{"s0*s0/s0", "1", "0", "0"},
		{"s0*s1 - s1*s0 + s0", "1", "0", "0"},
		{"s2^2", "0", "0", "s2^2"},
		{"(s2 - s0)/0", "-1/0", "0", "s2/0"},
	} {
		p := NewPool()
		f, rest, ok := p.AffineIn(parse(t, p, c.text), []Sym{0, 1})
		if !ok {
			t.Errorf("%s is affine", c.text)
			continue
		}
		if f[0].String() != c.x || f[1].String() != c.y || rest.String() != c.rest {
			t.Errorf("%s: %v, %v, %v", c.text, f[0], f[1], rest)
		}
	}
	for _, text := range []string{"s0*s1", "s0^2", "exp(s0)", "1/s0", "s0 > 1 ? s0 : 0", "abs(s0)", "s2^s0"} {
		p := NewPool()
		if f, rest, ok := p.AffineIn(parse(t, p, text), []Sym{0, 1}); ok {
			t.Errorf("%s is not affine: %v, %v", text, f, rest)
		}
	}
}

// TestDiffOfFunctions compares with the symmetric difference quotient.
func TestDiffOfFunctions(t *testing.T) {
	inside := "(0.3*s0^2 + 0.2)"
	texts := []string{"s0^s0", "2^s0", "s0^2.5", "linoid(s0, s1)", "linoid(s1, s0)", "linoid(s0 - s1, s0*s1)", "min(s0, s1, 1)", "max(s0, s1, s0*s0)",
		"timeline(2, [0, 1], [2, s0^2])", "s0 > 0 ? s0^3 : s1", "abs(-s0)"}
	for f := Exp; f <= Exprel; f++ {
		if least, most := f.Arity(); least == 1 && most == 1 {
			texts = append(texts, f.String()+inside)
		}
	}
	for _, text := range texts {
		p := NewPool()
		e := parse(t, p, text)
		d := p.Diff(e, 0)
		for _, x := range []float64{0.01, 0.3, 0.7, 1.1, 1.4} {
			at := func(x float64) func(Sym) float64 {
				return func(s Sym) float64 { return []float64{x, 0.6}[s] }
			}
			const h = 1e-5
			want := (Eval(e, at(x+h)) - Eval(e, at(x-h))) / (2 * h)
			if got := Eval(d, at(x)); !(math.Abs(got-want) < 1e-6*(1+math.Abs(want))) {
				t.Errorf("d %s at %v: %v, want %v", text, x, got, want)
			}
		}
	}
}

// TestSlopesNearZero checks the derivatives of linoid and exprel around the
// change from series to closed form, against their Taylor series in exact
// arithmetic: L' = 1/2 + u/6 - u^3/180 + …, E' = sum n/(n+1)! u^(n-1).
func TestSlopesNearZero(t *testing.T) {
	p := NewPool()
	x := p.Sym(0)
	l, e := p.Diff(p.Call(Linoid, x, p.Int(1)), 0), p.Diff(p.Call(Exprel, x), 0)
	for _, u := range []float64{0, 1e-300, 1e-9, -1e-5, 0.01, -0.1, 0.1249, 0.125, 0.1251, -0.13, 0.2} {
		env := func(Sym) float64 { return u }
		wantE, term := 0.0, 1.0
		for n := 1; n < 30; n++ {
			term /= float64(n + 1)
			wantE += float64(n) * term * math.Pow(u, float64(n-1))
		}
		b := []float64{1.0 / 6, -1.0 / 30, 1.0 / 42, -1.0 / 30, 5.0 / 66, -691.0 / 2730, 7.0 / 6, -3617.0 / 510} // Bernoulli numbers B_2k
		wantL, factorial := 0.5, 1.0
		for k, bk := range b {
			n := 2 * (k + 1)
			factorial *= float64((n - 1) * n)
			wantL += bk * float64(n) / factorial * math.Pow(u, float64(n-1))
		}
		if got := Eval(l, env); math.Abs(got-wantL) > 1e-13 {
			t.Errorf("L'(%v) = %v, want %v", u, got, wantL)
		}
		if got := Eval(e, env); math.Abs(got-wantE) > 1e-13 {
			t.Errorf("E'(%v) = %v, want %v", u, got, wantE)
		}
	}
}

func TestEvalRounding(t *testing.T) {
	env := func(s Sym) float64 { return []float64{0.1, 0.2, 0.3}[s] }
	a, b, c := 0.1, 0.2, 0.3
	third := 1.0 / 3
	for text, want := range map[string]float64{
		"s0 + s1 + s2":                     (a + b) + c,
		"s0 + (s1 + s2)":                   a + (b + c),
		"0.1 + 0.2":                        0.3, // folded exactly, rounded once
		"s0*(1/3)":                         a * third,
		"s0/3":                             a / 3,
		"s0^2":                             float64(a * a),
		"1e400":                            math.Inf(1),
		"-inf":                             math.Inf(-1),
		"not s0":                           0,
		"s0 < s1 and s1 < s2 or s0 > 1":    1,
		"sign(-s0) + sign(0)":              -1,
		"round(-2.5)":                      -3,
		"linoid(0, s0)":                    a,
		"exprel(0)":                        1,
		"timeline(s0, [0.2, 0.4], [1, 2])": 0,
		"timeline(s1, [0.2, 0.4], [1, 2])": 1,
		"timeline(9, [0.2, 0.4], [1, 2])":  2,
		"min(s2, s0, s1) + max(s0, s2)":    a + c,
	} {
		if got := Eval(parse(t, NewPool(), text), env); got != want {
			t.Errorf("%s = %v, want %v", text, got, want)
		}
	}
}

func TestEvalUsesGivenFunctions(t *testing.T) {
	f := MathFunctions()
	f.Unary[Exp] = func(x float64) float64 { return 7 }
	f.Pow = func(x, y float64) float64 { return 100 * y }
	p := NewPool()
	if got := f.Eval(parse(t, p, "exp(s0) + s0^3 + s0^2"), func(Sym) float64 { return 2 }); got != 311 {
		t.Error(got)
	}
}

func TestEvalRat(t *testing.T) {
	env := func(s Sym) (*big.Rat, bool) { return big.NewRat(1, 3), s == 0 }
	for text, want := range map[string]string{
		"s0^-3 - 1/7":          "188/7",
		"sqrt(4/9)":            "2/3",
		"(8/27)^(-2/3)":        "9/4",
		"floor(-s0)":           "-1",
		"ceil(-s0) + ceil(s0)": "1",
		"round(-1/2)":          "-1",
		"s0 > 0 ? 1 : 1/0":     "1",
		"exp(s0 - 1/3)":        "1",
		"s1":                   "",
		"1/(s0 - 1/3)":         "",
		"exp(s0)":              "",
		"sqrt(2)":              "",
		"pi":                   "",
		"2^100000000000":       "",
		"(-1)^100000000001":    "-1",
	} {
		v, ok := EvalRat(parse(t, NewPool(), text), env)
		if ok != (want != "") || ok && v.RatString() != want {
			t.Errorf("%s: %v, want %s", text, v, want)
		}
	}
}

func TestSubstIsSimultaneous(t *testing.T) {
	p := NewPool()
	e := p.Subst(parse(t, p, "s0/s1 + exp(s0)"), map[Sym]Expr{0: p.Sym(1), 1: p.Sym(0)})
	if e.String() != "s1/s0 + exp(s1)" {
		t.Error(e)
	}
}

func TestSymbols(t *testing.T) {
	e := parse(t, NewPool(), "s3*exp(s1) + s2 - s1")
	if !slices.Equal(e.Symbols(), []Sym{1, 2, 3}) || !e.DependsOn(7, 2) || e.DependsOn(0, 4) || e.DependsOn() {
		t.Error(e.Symbols())
	}
}

func TestShared(t *testing.T) {
	p := NewPool()
	a := parse(t, p, "exp(s0/s1)")
	roots := []Expr{p.Add(a, p.Sym(2)), p.Mul(a, parse(t, p, "s0/s1"))}
	got := Shared(roots)
	if len(got) != 2 || got[0].String() != "s0/s1" || got[1] != a {
		t.Error(got)
	}
	if len(Shared(roots[:1])) != 0 {
		t.Error("nothing is shared in the first root")
	}
}

// TestSharingCostsNothing walks an expression whose written-out tree has 2^60
// nodes.
func TestSharingCostsNothing(t *testing.T) {
	p := NewPool()
	e := p.Sym(0)
	for i := range 60 {
		e = p.Div(p.Add(e, p.Mul(e, p.Sym(1))), p.Int(int64(i+2)))
	}
	if e.Size() != 1<<40 || e.Depth() != 181 {
		t.Errorf("size %d, depth %d", e.Size(), e.Depth())
	}
	env := func(Sym) float64 { return 0.5 }
	if v := Eval(p.Diff(e, 0), env); !(v > 0 && v < 1) {
		t.Error(v)
	}
	p.Simplify(e)
	NewPool().Copy(e)
	if _, _, ok := p.AffineIn(e, []Sym{0}); !ok {
		t.Error("affine")
	}
}

func TestFloat(t *testing.T) {
	p := NewPool()
	for _, v := range []float64{0.1, -3e-310, 1e300, math.Inf(1), math.Inf(-1)} {
		e, ok := p.Float(v)
		if !ok || Eval(e, nil) != v {
			t.Errorf("%v: %v", v, e)
		}
	}
	if _, ok := p.Float(math.NaN()); ok {
		t.Error("NaN has no expression")
	}
}

func TestFnNames(t *testing.T) {
	for f := Exp; f <= Timeline; f++ {
		if g, ok := FnByName(f.String()); !ok || g != f {
			t.Errorf("%v", f)
		}
	}
	if _, ok := FnByName(""); ok {
		t.Error("no function is called nothing")
	}
}
