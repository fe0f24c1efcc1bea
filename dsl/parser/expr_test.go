package parser_test

import (
	"math/big"
	"testing"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
)

// expressions show how operators group and where units end.
var expressions = []struct{ text, want string }{
	{"a + b + c", "(+ (+ a b) c)"},
	{"a - b - c", "(- (- a b) c)"},
	{"a + b*c", "(+ a (* b c))"},
	{"a*b + c", "(+ (* a b) c)"},
	{"a/b/c", "(/ (/ a b) c)"},
	{"a/b*c", "(* (/ a b) c)"},
	{"(a + b)*c", "(* (+ a b) c)"},
	{"-a*b", "(* (- a) b)"},
	{"a*-b", "(* a (- b))"},
	{"--a", "(- (- a))"},
	{"+a", "(+ a)"},
	{"-a^2", "(- (^ a 2))"},
	{"a^-b", "(^ a (- b))"},
	{"a^b^c", "(^ a (^ b c))"},
	{"(a^b)^c", "(^ (^ a b) c)"},
	{"a^2*b", "(* (^ a 2) b)"},
	{"-2^2", "(- (^ 2 2))"},
	{"a < b and c > d or e == f", "(or (and (< a b) (> c d)) (== e f))"},
	{"a or b and c", "(or a (and b c))"},
	{"not a and b", "(and (not a) b)"},
	{"not a < b", "(not (< a b))"},
	{"not not a", "(not (not a))"},
	{"a + b <= c*d", "(<= (+ a b) (* c d))"},
	{"a != b", "(!= a b)"},
	{"c ? a : b", "(? c a b)"},
	{"c ? a : d ? e : f", "(? c a (? d e f))"},
	{"c ? d ? e : f : a", "(? c (? d e f) a)"},
	{"a or b ? c + d : -e", "(? (or a b) (+ c d) (- e))"},
	{"a +\n b", "(+ a b)"},
	{"(a\n+ b\n)", "(+ a b)"},

	{"10 mV", "10 mV"},
	{"-65 mV", "(- 65 mV)"},
	{"x/18 mV", "(/ x 18 mV)"},
	{"2.5 nS/mV", "2.5 nS*mV^-1"},
	{"3 ms^-1", "3 ms^-1"},
	{"1 mV^(1/2)", "1 mV^(1/2)"},
	{"1 mV^(-3/2)", "1 mV^(-3/2)"},
	{"1 nS*mV^-2/ms", "1 nS*mV^-2*ms^-1"},
	{"0.32/mV/ms*V", "(* (/ (/ 0.32 mV) ms) V)"},
	{"1 mV/tau", "(/ 1 mV tau)"},
	{"1 mV*exp(x)", "(* 1 mV (exp x))"},
	{"1 mV/h(x)", "(/ 1 mV (h x))"},
	{"1 mV*s[2]", "(* 1 mV (index s 2))"},
	{"1 mV*s.g", "(* 1 mV (. s g))"},
	{"2 mV^n", ""},
	{"(2 mV)^n", "(^ 2 mV n)"},
	{"(2 mV)^2", "(^ 2 mV 2)"},
	{"2*mV", "(* 2 mV)"},
	{"10 mV + 3 mV", "(+ 10 mV 3 mV)"},
	{"1 µS", "1 µS"},
	{"5 Ω", "5 Ω"},
	{"1e-3 s", "1e-3 s"},
	{".5", ".5"},
	{"1.", "1."},
	{"x^2 mV", ""},
	{"0 and inf", "(and 0 inf)"},

	{"f()", "(f)"},
	{"f(a, b + c)", "(f a (+ b c))"},
	{"f(a, b,)", "(f a b)"},
	{"LIF(tau = 3 ms, exc.tau = 2 ms)", "(LIF tau=3 ms exc.tau=2 ms)"},
	{"f(a == b)", "(f (== a b))"},
	{"a.b.c", "(. (. a b) c)"},
	{"P[post, pre]", "(index P post pre)"},
	{"x[:80]", "(index x (slice _ 80 _))"},
	{"x[::2]", "(index x (slice _ _ 2))"},
	{"x[1:n - 1:2]", "(index x (slice 1 (- n 1) 2))"},
	{"x[:]", "(index x (slice _ _ _))"},
	{"x[c ? 1 : 2]", "(index x (? c 1 2))"},
	{"x[[3, 5, 7]]", "(index x (list 3 5 7))"},
	{"f(x)[2].g", "(. (index (f x) 2) g)"},
	{"a.f(x)", "((. a f) x)"},
	{"[]", "(list)"},
	{"[1 ms, 2 ms,\n 3 ms]", "(list 1 ms 2 ms 3 ms)"},
	{`"file.csv"`, `"file.csv"`},
	{"x'", "x'"},
	{"x'' + x'", "(+ x'' x')"},
	{"step*state + on", "(+ (* step state) on)"},
	{"  a  ", "a"},
	{"a // comment", "a"},
}

func TestExpressions(t *testing.T) {
	for _, c := range expressions {
		x, list := parser.ParseExpr(source.New("test.nn", c.text))
		if c.want == "" {
			if !list.HasErrors() {
				t.Errorf("%s: read as %s, want a diagnostic", c.text, ast.Sexpr(x))
			}
			continue
		}
		for _, d := range list {
			t.Errorf("%s: %s: %s", c.text, d.Code, d.Message)
		}
		if got := ast.Sexpr(x); got != c.want {
			t.Errorf("%s: %s, want %s", c.text, got, c.want)
		}
	}
}

func TestWrongExpressions(t *testing.T) {
	for text, code := range map[string]string{
		"":             "NN0001",
		"a +":          "NN0001",
		"a b":          "NN0007",
		"a && b":       "NN0008",
		"a ** b":       "NN0008",
		"!a":           "NN0008",
		"a < b < c":    "NN0012",
		"10 msec":      "NN0018",
		"10 mv":        "NN0018",
		"(a":           "NN0002",
		"(a]":          "NN0003",
		"a)":           "NN0004",
		"f(a,, b)":     "NN0001",
		"1e500":        "NN0015",
		"'a'":          "NN0020",
		"3 + $":        "NN0022",
		"a ? b":        "NN0001",
		"x[]":          "NN0001",
		"a % b":        "NN0001",
		"1 mV^(1/0)":   "NN0016",
		"1 mV^(x)":     "",
		"\"not closed": "NN0019",
		"τ":            "NN0023",
		"a and":        "NN0001",
		"and b":        "NN0001",
		"a \n b":       "NN0007",
	} {
		file := source.New("test.nn", text)
		_, list := parser.ParseExpr(file)
		checkPlaces(t, file, list)
		if code == "" {
			if !list.HasErrors() {
				t.Errorf("%q: no diagnostic", text)
			}
			continue
		}
		if len(list) != 1 || list[0].Code != code {
			t.Errorf("%q: %v, want one %s", text, codes(list), code)
		}
	}
}

// A literal is exact: 0.1 is one tenth, and no double.
func TestNumbersAreExact(t *testing.T) {
	for text, want := range map[string]*big.Rat{
		"0.1": big.NewRat(1, 10), "1e-3": big.NewRat(1, 1000), "2.50e2": big.NewRat(250, 1), ".5": big.NewRat(1, 2), "1.": big.NewRat(1, 1),
		"007": big.NewRat(7, 1), "1E+2": big.NewRat(100, 1), "010": big.NewRat(10, 1),
	} {
		x, list := parser.ParseExpr(source.New("test.nn", text))
		n, ok := x.(*ast.Number)
		if !ok || len(list) > 0 || n.Value.Cmp(want) != 0 || n.Text != text {
			t.Errorf("%s: %#v %v, want %v", text, x, codes(list), want)
		}
	}
}

func TestUnitFactorsRememberTheirOperators(t *testing.T) {
	x, _ := parser.ParseExpr(source.New("test.nn", "20 nS*mV^2/V"))
	n, ok := x.(*ast.Number)
	if !ok || n.Unit == nil || len(n.Unit.Factors) != 3 {
		t.Fatalf("read as %s", ast.Sexpr(x))
	}
	for i, want := range []struct {
		name, text string
		exp        int64
		joined     byte
	}{{"nS", "nS", 1, 0}, {"mV", "mV^2", 2, '*'}, {"V", "V", -1, '/'}} {
		f := n.Unit.Factors[i]
		if f.Name.Text != want.name || f.At.Text() != want.text || f.Exp.Cmp(big.NewRat(want.exp, 1)) != 0 || f.Joined != want.joined {
			t.Errorf("factor %d: %s %q ^%v joined by %q", i, f.Name.Text, f.At.Text(), f.Exp, f.Joined)
		}
	}
}

// Spans are exact: the text of a span is the node as written.
func TestSpansOfExpressions(t *testing.T) {
	x, _ := parser.ParseExpr(source.New("test.nn", " f(a + 2 mV , b[ 1:2 ])*(c) ? -x.y : [1] "))
	var got []string
	ast.Inspect(x, func(n ast.Node) bool {
		got = append(got, n.Span().Text())
		return true
	})
	want := []string{
		"f(a + 2 mV , b[ 1:2 ])*(c) ? -x.y : [1]", "f(a + 2 mV , b[ 1:2 ])*(c)", "f(a + 2 mV , b[ 1:2 ])", "f",
		"a + 2 mV", "a + 2 mV", "a", "2 mV", "mV", "mV", "mV", "b[ 1:2 ]", "b[ 1:2 ]", "b", "1:2", "1", "2", "c", "-x.y", "x.y", "x", "y", "[1]", "1",
	}
	if len(got) != len(want) {
		t.Fatalf("got %q", got)
	}
	for i := range want {
		if got[i] != want[i] {
			t.Errorf("node %d: %q, want %q", i, got[i], want[i])
		}
	}
}
