package neuron

import (
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/gen/gentest"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// Every operation has its form in NMODL; the conditional expression, which NMODL
// lacks, is a statement.
func TestOperations(t *testing.T) {
	want := map[program.Op]string{
		program.Add: "a + b", program.Sub: "a - b", program.Mul: "a*b", program.Div: "a/b", program.Neg: "-a",
		program.Abs: "fabs(a)", program.Sqrt: "sqrt(a)", program.Floor: "floor(a)", program.Ceil: "ceil(a)",
		program.Round: "nearest(a)", program.Min: "smaller(a, b)", program.Max: "larger(a, b)", program.Call: "exp_nngen(a)",
		program.Lt: "a < b", program.Le: "a <= b", program.Gt: "a > b", program.Ge: "a >= b", program.Eq: "a == b", program.Ne: "a != b",
		program.And: "a && b", program.Or: "a || b", program.Not: "!a", program.Select: "x",
	}
	d := dialect(func(h helperFunction) string {
		if h.fn != "" {
			return h.fn + "_nngen"
		}
		return h.name
	}, nil)
	n := &exprfmt.Names{State: func(i int) string { return string(rune('a' + i)) }, Temp: func(string) string { return "x" }}
	for op := program.Add; op <= program.Select; op++ {
		in := program.Instr{Op: op, A: program.None, B: program.None, C: program.None, Fn: "exp"}
		operands, count := []*program.Ref{&in.A, &in.B, &in.C}, op.Arity()
		if op == program.Call {
			count = 1
		}
		var b program.Block
		for i, r := range operands[:count] {
			*r = b.Add(program.Instr{Op: program.LoadState, Index: int32(i), A: program.None, B: program.None, C: program.None})
		}
		r := b.Add(in)
		text, err := exprfmt.Block(d, n, &b, r)
		if err != nil || text.Value(r) != want[op] {
			t.Errorf("%s: %v, %v, expected %s", op, text, err, want[op])
			continue
		}
		if op == program.Select && (len(text.Lines) != 1 || text.Lines[0] != exprfmt.Line{Name: "x", If: "a", Expr: "b", Else: "c"}) {
			t.Errorf("a selection is %+v", text.Lines)
		}
	}
}

// Each word that means something to NEURON is renamed, for variables and files.
func TestEveryReservedWord(t *testing.T) {
	words := slices.Compact(slices.Sorted(slices.Values(slices.Concat(reserved()...))))
	for _, fold := range []bool{false, true} {
		table, seen := names.New(fold, reserved()...), map[string]bool{}
		for _, w := range words {
			id := table.Of(w)
			if slices.Contains(words, id) || fold && slices.ContainsFunc(words, func(r string) bool { return strings.EqualFold(r, id) }) {
				t.Errorf("%s becomes %s, which is reserved", w, id)
			}
			key := id
			if fold {
				key = strings.ToLower(id)
			}
			if seen[key] {
				t.Errorf("%s becomes %s, which is taken", w, id)
			}
			seen[key] = true
		}
	}
}

// What passes the check of features and cannot be written is refused with the
// name of the neuron.
func TestRefusals(t *testing.T) {
	change := func(f func(*program.Program)) *ir.Study {
		s := gentest.LIFDelta()
		f(s.Programs[0])
		return s
	}
	unary := func(p *program.Program, in program.Instr) {
		b := &p.Integrate.Common
		x := b.Add(program.Instr{Op: program.LoadState, A: program.None, B: program.None, C: program.None})
		in.A, in.B, in.C = x, program.None, program.None
		b.Stores = append(b.Stores, program.Store{Value: b.Add(in)})
	}
	for says, s := range map[string]*ir.Study{
		"gauss": change(func(p *program.Program) { unary(p, program.Instr{Op: program.Call, Fn: "gauss"}) }),
	} {
		files, list := Target{}.Generate(s, gen.Options{})
		if len(files) > 0 || len(list) != 1 || list[0].Code != "NN7002" || !strings.Contains(list[0].Message, says) || !strings.Contains(list[0].Message, s.Programs[0].Name) {
			t.Errorf("%s: %d files, %v", says, len(files), list)
		}
	}
}

func quantity(t *testing.T, p *program.Program, name string) int {
	t.Helper()
	i := slices.IndexFunc(p.Quantities, func(q program.Quantity) bool { return q.Name == name })
	if i < 0 {
		t.Fatalf("no quantity %s", name)
	}
	return i
}

func TestUnits(t *testing.T) {
	for unit, want := range map[string]string{
		"mV": "mV", "1": "1", "1/ms": "/ms", "mV/pA": "mV/pA", "pA*ms/mV": "pA-ms/mV", "1/ms^2": "/ms2", "ms^-1": "/ms", "mV/mV": "1",
		"furlong": "1", "mV)": "1", "ms^x": "1", "": "1",
	} {
		if got, _ := nmodlUnit(unit); got != want {
			t.Errorf("%q is (%s), expected (%s)", unit, got, want)
		}
	}
}
