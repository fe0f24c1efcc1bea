package nest

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/gen/gentest"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/elementary"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// Every operation has its form in C++.
func TestOperations(t *testing.T) {
	want := map[program.Op]string{
		program.Add: "a + b", program.Sub: "a - b", program.Mul: "a * b", program.Div: "a / b", program.Neg: "-a",
		program.Abs: "std::fabs( a )", program.Sqrt: "std::sqrt( a )", program.Floor: "std::floor( a )", program.Ceil: "std::ceil( a )",
		program.Round: "std::round( a )", program.Min: "smaller( a, b )", program.Max: "larger( a, b )", program.Call: "nngen_pow( a, b )",
		program.Lt: "a < b", program.Le: "a <= b", program.Gt: "a > b", program.Ge: "a >= b", program.Eq: "a == b", program.Ne: "a != b",
		program.And: "a and b", program.Or: "a or b", program.Not: "not a", program.Select: "( a ? b : c )",
	}
	n := &exprfmt.Names{State: func(i int) string { return string(rune('a' + i)) }, Temp: func(string) string { return "x" }}
	for op := program.Add; op <= program.Select; op++ {
		in := program.Instr{Op: op, A: program.None, B: program.None, C: program.None, Fn: "pow"}
		var b program.Block
		for i, r := range []*program.Ref{&in.A, &in.B, &in.C}[:op.Arity()] {
			*r = b.Add(program.Instr{Op: program.LoadState, Index: int32(i), A: program.None, B: program.None, C: program.None})
		}
		r := b.Add(in)
		if text, err := exprfmt.Block(dialect(), n, &b, r); err != nil || text.Value(r) != want[op] {
			t.Errorf("%s: %v, %v, expected %s", op, text, err, want[op])
		}
	}
}

// The elementary functions that are called stand in the headers beside the module.
func TestElementaryFunctionsAreDefined(t *testing.T) {
	for fn, format := range dialect().Elementary {
		name, _, _ := strings.Cut(format, "(")
		if !strings.Contains(elementary.CHeader+rng.CHeader, "double "+name+"(") {
			t.Errorf("%s is written %s, which the header does not define", fn, name)
		}
	}
}

func TestNumbers(t *testing.T) {
	for x, want := range map[float64]string{
		1: "1.0", -2.5: "-2.5", 1e21: "1.0e+21", math.Inf(1): "std::numeric_limits< double >::infinity()", math.Inf(-1): "-std::numeric_limits< double >::infinity()",
	} {
		if got := literal(x); got != want {
			t.Errorf("%v is %s", x, got)
		}
	}
	if got := literal(math.Copysign(0, -1)); got != "-0.0" {
		t.Errorf("minus zero is %s", got)
	}
	if got := literal(math.NaN()); !strings.Contains(got, "quiet_NaN") {
		t.Errorf("NaN is %s", got)
	}
}

// Each word that means something to C++ or NEST is renamed, and no identifier is
// one that C++ keeps for itself: with two underscores, or one and a capital.
func TestEveryReservedWord(t *testing.T) {
	words := slices.Concat(reservedClasses()...)
	table, seen := names.New(true, reservedClasses()...), map[string]bool{}
	for _, w := range append(slices.Clone(words), "_Cell", "__x", "x") {
		id := table.Fresh(w)
		if slices.ContainsFunc(words, func(r string) bool { return strings.EqualFold(r, id) }) || seen[strings.ToLower(id)] || id[0] == '_' {
			t.Errorf("%s becomes %s", w, id)
		}
		seen[strings.ToLower(id)] = true
	}
}

// A neuron that is called like a header of NEST does not hide it.
func TestHeadersAreNotHidden(t *testing.T) {
	for _, name := range []string{"event", "archiving_node", "Ring_Buffer", "nngen_elementary", "nngen_module", "stamped_source"} {
		s := gentest.LIFDelta()
		s.Programs[0].Name = name
		all := files(t, s)
		if _, taken := all["module/"+strings.ToLower(name)+".h"]; taken && name != "stamped_source" {
			t.Errorf("a neuron is in %s.h", name)
		}
		if !strings.Contains(all["module/stamped_source.h"], "class stamped_source : public nest::Node\n") {
			t.Errorf("with a neuron %s the source is not in its file", name)
		}
	}
}

// What passes the check of features and cannot be written is refused.
func TestUnknownFunction(t *testing.T) {
	s := gentest.LIFDelta()
	b := &s.Programs[0].Integrate.Common
	x := b.Add(program.Instr{Op: program.LoadState, A: program.None, B: program.None, C: program.None})
	b.Stores = append(b.Stores, program.Store{Value: b.Add(program.Instr{Op: program.Call, Fn: "bessel", A: x, B: program.None, C: program.None})})
	out, list := Target{}.Generate(s, gen.Options{})
	if len(out) > 0 || len(list) != 1 || list[0].Code != "NN7002" || !strings.Contains(list[0].Message, "bessel") {
		t.Errorf("%d files, %v", len(out), list)
	}
}

// comments and strings of C++.
var comments = regexp.MustCompile(`(?s)//[^\n]*|/\*.*?\*/|"[^"\\\n]*"`)

// codeOf is a text of C++ without its comments, and without what stands in strings.
func codeOf(text string) string {
	return comments.ReplaceAllStringFunc(text, func(found string) string {
		if found[0] == '"' {
			return `""`
		}
		return ""
	})
}

// Names and units of any kind stay in comments and strings.
func TestOddNamesAreIdentifiers(t *testing.T) {
	for name, study := range map[string]*ir.Study{"odd": gentest.OddNames(), "timed": gentest.Timed()} {
		p := study.Programs[0]
		for i := range p.States {
			p.States[i].Unit = gentest.Hostile
		}
		for i := range p.Quantities {
			p.Quantities[i].Unit = gentest.Hostile
		}
		for path, text := range files(t, study) {
			if code := codeOf(text); strings.HasPrefix(path, "module/") && strings.Contains(code, "ENDCOMMENT") {
				t.Errorf("%s: %s: %s", name, path, code)
			}
		}
	}
}
