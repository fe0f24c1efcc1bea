package gen_test

import (
	"fmt"
	"math"
	"testing"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/gen/gentest"
)

func TestPython(t *testing.T) {
	for want, got := range map[string]string{
		`"a\"b\\c\n"`:              gen.PyString("a\"b\\c\n"),
		`"\u03bcm \u2028 ?"`:       gen.PyString("μm \u2028 \xff"),
		`{}`:                       gen.PyDict(nil),
		`{"lambda": "lambda_"}`:    gen.PyDict([]gen.Renamed{{Model: "lambda", Own: "lambda_"}}),
		`{"V": "V", "exc.g": "g"}`: gen.PyDict([]gen.Renamed{{Model: "V", Own: "V"}, {Model: "exc.g", Own: "g"}}),
		`{"exc": 1, "in\"h": 2}`:   gen.PyIndex([]string{"exc", `in"h`}, 1),
	} {
		if got != want {
			t.Errorf("%s instead of %s", got, want)
		}
	}
}

func TestTitle(t *testing.T) {
	s := gentest.LIFExp()
	for doc, want := range map[string]string{
		"A network.\nOf two.": "A network. Of two.", "by 10 % and %(prog)s \"\"\"": "by 10 % and % (prog)s '''", "": gen.OneLine(s.Name),
	} {
		s.Doc = doc
		if got := gen.Title(s); got != want {
			t.Errorf("%q becomes %q, want %q", doc, got, want)
		}
	}
}

// Populations of neurons know their program; sources have none.
func TestModels(t *testing.T) {
	if got := fmt.Sprint(gen.Models(gentest.LIFExp())); got != "[0 0 None None None]" {
		t.Error(got)
	}
}

// Reads finds what the code mentions, and nothing else.
func TestReads(t *testing.T) {
	p := gentest.LIFExp().Programs[0]
	needed, timed, elementary := gen.Reads(p)
	if timed || elementary {
		t.Error("exact propagators need neither time nor functions")
	}
	n := 0
	for i, q := range p.Quantities {
		if needed[i] {
			n++
		}
		if q.Name == "tau_m" && needed[i] {
			t.Error("the time constant enters through its propagator only")
		}
	}
	if n == 0 || n == len(p.Quantities) {
		t.Errorf("%d of %d quantities", n, len(p.Quantities))
	}
	if _, timed, _ := gen.Reads(gentest.Timed().Programs[0]); !timed {
		t.Error("time is not noticed")
	}
}

func TestNotFinite(t *testing.T) {
	for x, want := range map[float64]string{math.Inf(1): "inf", math.Inf(-1): "-inf"} {
		if got := exprfmt.Literal(x); got != want {
			t.Errorf("%v is written %s", x, got)
		}
	}
	if got := exprfmt.Literal(math.NaN()); got != "nan" {
		t.Errorf("NaN is written %s", got)
	}
}
