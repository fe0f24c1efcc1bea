package exprfmt_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"testing"

	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// dialects differ in what they write as operators and what as calls; all can be
// read by Go's parser.
var dialects = map[string]*exprfmt.Dialect{
	"operators": {
		Infix: map[program.Op]string{program.Add: " + ", program.Sub: " - ", program.Mul: "*", program.Div: "/", program.Lt: " < ", program.Le: " <= ",
			program.Gt: " > ", program.Ge: " >= ", program.Eq: " == ", program.Ne: " != ", program.And: " && ", program.Or: " || "},
		Func:   map[program.Op]string{program.Abs: "abs(%s)", program.Sqrt: "sqrt(%s)", program.Floor: "floor(%s)", program.Ceil: "ceil(%s)", program.Round: "round(%s)", program.Min: "least(%s, %s)", program.Max: "greatest(%s, %s)"},
		Select: "choose(%s, %s, %s)", Not: "!", Elementary: map[string]string{"exp": "exp(%s)"},
	},
	"brackets": {
		Infix: map[program.Op]string{program.Add: " + ", program.Sub: " - ", program.Mul: " * ", program.Lt: " < ", program.Le: " <= ",
			program.Gt: " > ", program.Ge: " >= ", program.Eq: " == ", program.Ne: " != ", program.And: " && ", program.Or: " || "},
		Func: map[program.Op]string{program.Div: "quotient(%s, %s)", program.Abs: "abs(%s)", program.Sqrt: "sqrt(%s)", program.Floor: "floor(%s)", program.Ceil: "ceil(%s)",
			program.Round: "round(%s)", program.Min: "least(%s, %s)", program.Max: "greatest(%s, %s)", program.Select: "choose(%s, %s, %s)"},
		Select: "choose(%s, %s, %s)", Not: "!", CompareInBrackets: true, Elementary: map[string]string{"exp": "exp(%s)"},
	},
	"statements": {
		Infix: map[program.Op]string{program.Add: " + ", program.Sub: " - ", program.Mul: "*", program.Div: "/", program.Lt: " < ", program.Le: " <= ",
			program.Gt: " > ", program.Ge: " >= ", program.Eq: " == ", program.Ne: " != ", program.And: " && ", program.Or: " || "},
		Func: map[program.Op]string{program.Abs: "abs(%s)", program.Sqrt: "sqrt(%s)", program.Floor: "floor(%s)", program.Ceil: "ceil(%s)", program.Round: "round(%s)", program.Min: "least(%s, %s)", program.Max: "greatest(%s, %s)"},
		Not:  "!", Elementary: map[string]string{"exp": "exp(%s)"},
	},
}

// random makes a block of n operations on three states and two quantities.
func random(r *rand.Rand, n int) (*program.Block, program.Ref) {
	b := &program.Block{}
	var reals, bools []program.Ref
	leaf := func(op program.Op, index int32, x float64) {
		reals = append(reals, b.Add(program.Instr{Op: op, Index: index, Value: x, A: program.None, B: program.None, C: program.None}))
	}
	for i := range int32(3) {
		leaf(program.LoadState, i, 0)
	}
	for i := range int32(2) {
		leaf(program.LoadQuant, i, 0)
	}
	for _, x := range []float64{1, -2.5, 1e-7, -0.0, 3e22} {
		leaf(program.Const, 0, x)
	}
	pick := func(list []program.Ref) program.Ref { return list[r.IntN(len(list))] }
	add := func(op program.Op, fn string, t program.Type, args ...program.Ref) program.Ref {
		in := program.Instr{Op: op, Fn: fn, Type: t, A: program.None, B: program.None, C: program.None}
		for i, a := range args {
			*[...]*program.Ref{&in.A, &in.B, &in.C}[i] = a
		}
		if r.IntN(8) == 0 {
			in.Name = "named"
		}
		return b.Add(in)
	}
	for range n {
		switch k := r.IntN(20); {
		case k < 12:
			op := []program.Op{program.Add, program.Sub, program.Mul, program.Div, program.Min, program.Max}[r.IntN(6)]
			reals = append(reals, add(op, "", program.Real, pick(reals), pick(reals)))
		case k < 14:
			op := []program.Op{program.Neg, program.Abs, program.Floor, program.Ceil, program.Round, program.Neg}[r.IntN(6)]
			reals = append(reals, add(op, "", program.Real, pick(reals)))
		case k < 15:
			reals = append(reals, add(program.Call, "exp", program.Real, add(program.Min, "", program.Real, pick(reals), reals[5])))
		case k < 17 || len(bools) == 0:
			bools = append(bools, add(program.Lt+program.Op(r.IntN(6)), "", program.Bool, pick(reals), pick(reals)))
		case k < 18:
			op := []program.Op{program.And, program.Or}[r.IntN(2)]
			bools = append(bools, add(op, "", program.Bool, pick(bools), pick(bools)))
		case k < 19:
			bools = append(bools, add(program.Not, "", program.Bool, pick(bools)))
		default:
			reals = append(reals, add(program.Select, "", program.Real, pick(bools), pick(reals), pick(reals)))
		}
	}
	return b, reals[len(reals)-1]
}

// What is printed means what the block means: read back by a parser that knows
// nothing of it, it gives the same bits.
func TestPrintedBlocksKeepTheirMeaning(t *testing.T) {
	for name, d := range dialects {
		r := rand.New(rand.NewPCG(11, 12))
		for trial := range 3000 {
			b, out := random(r, 1+r.IntN(25))
			temps := 0
			n := &exprfmt.Names{
				State: func(i int) string { return fmt.Sprintf("s%d", i) },
				Quant: func(i int) string { return fmt.Sprintf("q%d", i) },
				Temp:  func(hint string) string { temps++; return fmt.Sprintf("t%d%s", temps, hint) },
			}
			text, err := exprfmt.Block(d, n, b, out)
			if err != nil {
				t.Fatal(err)
			}
			states := []float64{r.NormFloat64(), r.NormFloat64() * 1e3, math.Trunc(r.NormFloat64() * 3)}
			quants := []float64{r.Float64(), -4}
			env := map[string]float64{}
			for i, x := range states {
				env[fmt.Sprintf("s%d", i)] = x
			}
			for i, x := range quants {
				env[fmt.Sprintf("q%d", i)] = x
			}
			for _, l := range text.Lines {
				if l.If != "" {
					if read(t, env, l.If) != 0 {
						env[l.Name] = read(t, env, l.Expr)
					} else {
						env[l.Name] = read(t, env, l.Else)
					}
					continue
				}
				env[l.Name] = read(t, env, l.Expr)
			}
			want := program.Eval(b, &program.Env{States: states, Quants: quants}, nil)[out]
			got := read(t, env, text.Value(out))
			if math.Float64bits(got) != math.Float64bits(want) && !(math.IsNaN(got) && math.IsNaN(want)) {
				t.Fatalf("%s, trial %d: %v instead of %v from\n%v\nvalue %s", name, trial, got, want, text.Lines, text.Value(out))
			}
		}
	}
}

// read evaluates a printed expression.
func read(t *testing.T, env map[string]float64, text string) float64 {
	t.Helper()
	x, err := parser.ParseExpr(text)
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return evaluate(t, env, x)
}

func evaluate(t *testing.T, env map[string]float64, x ast.Expr) float64 {
	t.Helper()
	switch x := x.(type) {
	case *ast.ParenExpr:
		return evaluate(t, env, x.X)
	case *ast.Ident:
		v, ok := env[x.Name]
		if !ok {
			t.Fatalf("%s was not computed before", x.Name)
		}
		return v
	case *ast.BasicLit:
		if x.Kind != token.FLOAT {
			t.Fatalf("%s is not written as a real number", x.Value)
		}
		v, err := strconv.ParseFloat(x.Value, 64)
		if err != nil {
			t.Fatal(err)
		}
		return v
	case *ast.UnaryExpr:
		v := evaluate(t, env, x.X)
		if x.Op == token.NOT {
			return program.Apply(program.Not, "", v, 0, 0)
		}
		if _, nested := x.X.(*ast.UnaryExpr); nested {
			t.Fatal("two signs in a row")
		}
		return -v
	case *ast.BinaryExpr:
		ops := map[token.Token]program.Op{token.ADD: program.Add, token.SUB: program.Sub, token.MUL: program.Mul, token.QUO: program.Div, token.LSS: program.Lt,
			token.LEQ: program.Le, token.GTR: program.Gt, token.GEQ: program.Ge, token.EQL: program.Eq, token.NEQ: program.Ne, token.LAND: program.And, token.LOR: program.Or}
		return program.Apply(ops[x.Op], "", evaluate(t, env, x.X), evaluate(t, env, x.Y), 0)
	case *ast.CallExpr:
		ops := map[string]program.Op{"abs": program.Abs, "sqrt": program.Sqrt, "floor": program.Floor, "ceil": program.Ceil, "round": program.Round,
			"least": program.Min, "greatest": program.Max, "quotient": program.Div, "choose": program.Select, "exp": program.Call}
		var args [3]float64
		for i, a := range x.Args {
			args[i] = evaluate(t, env, a)
		}
		return program.Apply(ops[x.Fun.(*ast.Ident).Name], "exp", args[0], args[1], args[2])
	}
	t.Fatalf("%T", x)
	return 0
}

// Numbers read back to the same bits and never look like integers.
func TestLiteral(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 9))
	list := []float64{0, 1, -1, 1e21, 1e-7, 5e-324, math.MaxFloat64, 0.1, 123456789, 1 << 53}
	for range 2000 {
		list = append(list, math.Float64frombits(r.Uint64()))
	}
	for _, x := range list {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			continue
		}
		s := exprfmt.Literal(x)
		back, err := strconv.ParseFloat(s, 64)
		if err != nil || back != x || !strings.ContainsAny(s, ".") {
			t.Errorf("%v is written %s", x, s)
		}
	}
}

// Stores are ordered so that no value is lost, or it is said that this cannot be.
func TestInPlace(t *testing.T) {
	order, ok := exprfmt.InPlace([]exprfmt.Store{{State: 0, Expr: "a"}, {State: 1, Expr: "b", Reads: []int{0, 1}}, {State: 2, Expr: "c", Reads: []int{1}}})
	var states []int
	for _, s := range order {
		states = append(states, s.State)
	}
	if !ok || fmt.Sprint(states) != "[2 1 0]" {
		t.Errorf("%v, %v", states, ok)
	}
	if _, ok := exprfmt.InPlace([]exprfmt.Store{{State: 0, Reads: []int{1}}, {State: 1, Reads: []int{0}}}); ok {
		t.Error("two states that read each other can be exchanged in place")
	}
}

// What a language lacks is an error, not a wrong text.
func TestMissingForms(t *testing.T) {
	d := &exprfmt.Dialect{Infix: map[program.Op]string{program.Add: "+"}}
	n := &exprfmt.Names{State: func(int) string { return "x" }, Temp: func(string) string { return "t" }}
	for _, in := range []program.Instr{{Op: program.Mul}, {Op: program.Call, Fn: "exp"}, {Op: program.Sqrt, B: program.None}, {Op: program.Not, B: program.None}} {
		b := &program.Block{}
		x := b.Add(program.Instr{Op: program.LoadState, A: program.None, B: program.None, C: program.None})
		in.A, in.C = x, program.None
		if in.B == 0 {
			in.B = x
		}
		if text, err := exprfmt.Block(d, n, b, b.Add(in)); err == nil {
			t.Errorf("%v is written as %v", in.Op, text)
		}
	}
}
