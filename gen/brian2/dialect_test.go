package brian2

import (
	"math"
	"strings"
	"testing"

	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/runtime/program"
)

// Every operation of a program has a form, but for the elementary functions.
func TestDialectIsComplete(t *testing.T) {
	want := map[program.Op]string{
		program.Add: "a + b", program.Sub: "a - b", program.Mul: "a*b", program.Div: "a/b", program.Neg: "-a",
		program.Abs: "nngen_abs(a)", program.Sqrt: "nngen_sqrt(a)", program.Floor: "nngen_floor(a)", program.Ceil: "nngen_ceil(a)",
		program.Round: "nngen_round(a)", program.Min: "nngen_min(a, b)", program.Max: "nngen_max(a, b)", program.Call: "nngen_quotient(a, b)",
		program.Lt: "a < b", program.Le: "a <= b", program.Gt: "a > b", program.Ge: "a >= b", program.Eq: "a == b", program.Ne: "a != b",
		program.And: "a and b", program.Or: "a or b", program.Not: "not a", program.Select: "nngen_select(a, b, c)",
	}
	var err error
	d := dialect(&err)
	names := &exprfmt.Names{State: func(i int) string { return string(rune('a' + i)) }, Temp: func(string) string { return "x" }}
	for op := program.Add; op <= program.Select; op++ {
		var b program.Block
		in := program.Instr{Op: op, A: program.None, B: program.None, C: program.None, Fn: divide}
		operands := []*program.Ref{&in.A, &in.B, &in.C}
		for i, r := range operands[:op.Arity()] {
			*r = b.Add(program.Instr{Op: program.LoadState, Index: int32(i), A: program.None, B: program.None, C: program.None})
		}
		r := b.Add(in)
		text, e := exprfmt.Block(d, names, &b, r)
		if e != nil || text.Value(r) != want[op] {
			t.Errorf("%s: %v, %v", op, text, e)
		}
	}
	if err != nil {
		t.Error(err)
	}
}

// Division by what may be zero does not go through Cython's, which raises an
// exception: both sides of a selection are computed.
func TestDivision(t *testing.T) {
	text := script(t, corners())
	if !strings.Contains(text, "nngen_quotient(1.0, ") || !strings.Contains(text, `"nngen_quotient": function(`) {
		t.Error("1/a is a plain division")
	}
	if text := script(t, studies["Coba"]()); strings.Contains(text, "nngen_quotient") || !strings.Contains(text, ")/C_m") {
		t.Error("division by a constant goes through a function")
	}
}

func TestNumbers(t *testing.T) {
	for x, want := range map[float64]string{1: "1.0", 1e21: "1.0e+21", 0.1: "0.1", math.Inf(1): "inf", math.Inf(-1): "-inf", 5e-324: "5.0e-324"} {
		if got, err := number(x); got != want || err != nil {
			t.Errorf("%v: %s, %v", x, got, err)
		}
	}
	if _, err := number(math.NaN()); err == nil {
		t.Error("NaN passes")
	}
}

func TestFusedConditions(t *testing.T) {
	f := newFused(make([]program.Type, 2), func(int) bool { return false })
	a := f.op(program.Lt, program.Bool, f.literal(1), f.literal(2))
	for i, c := range [][2]program.Ref{
		{f.and(program.Always, a), a}, {f.and(program.None, a), program.None}, {f.or(program.None, a), a},
		{f.or(a, program.Always), program.Always}, {f.not(program.None), program.Always}, {f.choose(a, 0, 0, ""), 0},
		{f.choose(program.Always, 0, 1, ""), 0}, {f.choose(program.None, 0, 1, ""), 1},
	} {
		if c[0] != c[1] {
			t.Errorf("case %d: %d instead of %d", i, c[0], c[1])
		}
	}
	if f.literal(0) == f.literal(math.Copysign(0, -1)) {
		t.Error("0 and -0 are taken for the same")
	}
}
