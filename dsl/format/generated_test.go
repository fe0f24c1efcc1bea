package format_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/format"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
)

// drawn makes texts at random: the same for every run.
type drawn struct{ *rand.Rand }

func (d drawn) of(list ...string) string { return list[d.IntN(len(list))] }

// gap is white space that may be missing.
func (d drawn) gap() string { return d.of("", "", " ", "  ", "\t") }

// line is white space that may end the line, as behind an operator.
func (d drawn) line() string { return d.of("", " ", "  ", "\n", " \n\t ") }

// expression is one of some depth, with white space wherever it may be.
func (d drawn) expression(depth int) string {
	if depth == 0 {
		return d.of("3", "x", "V", "1.5e-3", "2 mV", "7"+d.gap()+"nS/mV", "4 ms^-1", "1 mV^(1/2)", "pi", "x'", "5 %", "1 mV*V")
	}
	e := func() string { return d.expression(d.IntN(depth)) }
	switch d.IntN(9) {
	case 0:
		return "(" + d.line() + e() + d.line() + ")"
	case 1:
		return d.of("-", "+") + d.gap() + e()
	case 2:
		return d.of("exp", "f", "max") + d.gap() + "(" + d.line() + e() + d.gap() + "," + d.line() + e() + ")"
	case 3:
		return "q" + d.gap() + "[" + d.gap() + e() + "]"
	case 4:
		return "(" + e() + d.gap() + "?" + d.line() + e() + d.gap() + ":" + d.line() + e() + ")"
	case 5:
		return e() + " " + d.of("and", "or") + " " + d.line() + "(" + e() + ")"
	}
	return e() + d.gap() + d.of("+", "-", "*", "/", "^", "<", ">=", "==") + d.line() + e()
}

// A layout never changes what an expression means, and neither does its layout.
func TestGeneratedExpressions(t *testing.T) {
	read := 0
	for seed := range uint64(3000) {
		d := drawn{rand.New(rand.NewPCG(seed, 1))}
		text := "const a = " + d.expression(d.IntN(5)) + "\nneuron N {" + d.gap() + "let b =" + d.line() + d.expression(3) + "\n}\n"
		if _, list := parser.Parse(source.New("test.nn", text)); !list.HasErrors() {
			read++
		}
		checkLayout(t, text)
		if t.Failed() {
			t.Fatalf("seed %d:\n%s", seed, text)
		}
	}
	if read < 1000 {
		t.Errorf("only %d texts can be read", read)
	}
}

// cell is one cell of a table.
func (d drawn) cell() string {
	return d.of("1", "-2.5", "12 mV", "-3"+d.of("", " ")+"ms^-1", "(1 + 2)", "( 3 mV )", "-(4)", "V", "f(3)", "f(1, 2 mV)", "x[1]", "-y", "P.N", "2^3", "[1, 2]", "5 nS/mV", "mV")
}

var bare, letter = regexp.MustCompile(`[ \t(^-][0-9.]+$`), regexp.MustCompile(`^[a-zA-Z]`)

// Every cell of a table is one, whatever stands before it, and stays one when the
// table is laid out.
func TestGeneratedTables(t *testing.T) {
	for seed := range uint64(3000) {
		d := drawn{rand.New(rand.NewPCG(seed, 2))}
		n, rows := 1+d.IntN(5), 1+d.IntN(4)
		var b strings.Builder
		b.WriteString("table T {\nrows r; columns c in A")
		for k := 1; k < n; k++ {
			fmt.Fprintf(&b, ", A%d", k)
		}
		var want []string
		for r := range rows {
			row := fmt.Sprintf("R%d", r)
			for range n {
				c := d.cell()
				for bare.MatchString(row) && letter.MatchString(c) { // a name behind a number is its unit
					c = d.cell()
				}
				want = append(want, c)
				row += d.of(" ", "  ", "\t") + c
			}
			b.WriteString("\n" + row)
		}
		b.WriteString("\n}\n")
		laid, list := format.Source(source.New("test.nn", b.String()))
		if list.HasErrors() {
			t.Fatalf("seed %d: %s\n%s", seed, list[0].Message, b.String())
		}
		for _, text := range []string{b.String(), string(laid)} {
			root, _ := parser.Parse(source.New("test.nn", text))
			var got []string
			for _, l := range root.Items[0].(*ast.Table).Lines {
				if len(l.Cells) != n {
					t.Fatalf("seed %d: a row has %d cells instead of %d:\n%s", seed, len(l.Cells), n, text)
				}
				for _, c := range l.Cells {
					got = append(got, ast.Sexpr(c))
				}
			}
			for i, c := range want {
				alone, _ := parser.ParseExpr(source.New("cell.nn", c))
				if got[i] != ast.Sexpr(alone) {
					t.Fatalf("seed %d: a cell is %s instead of %s:\n%s", seed, got[i], c, text)
				}
			}
		}
		checkLayout(t, b.String())
	}
}

// block finds the models of a manual.
var block = regexp.MustCompile("(?ms)^```nn\n(.*?)^```")

// The models of the conformance cases and of the README, as they are and without
// the white space that lines begin with.
func TestModelsOfOtherFiles(t *testing.T) {
	cases, err := filepath.Glob("../../golden/conformance/*.txtar")
	if err != nil || len(cases) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	var texts []string
	for _, name := range cases {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(text), "-- model.nn --\n")
		model, _, _ := strings.Cut(rest, "\n-- ")
		texts = append(texts, model+"\n")
	}
	readme, err := os.ReadFile("../../README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range block.FindAllStringSubmatch(string(readme), -1) {
		texts = append(texts, m[1])
	}
	bare := regexp.MustCompile(`(?m)^[ \t]+`)
	for _, text := range append(texts, models(t)...) {
		checkLayout(t, text)
		checkLayout(t, bare.ReplaceAllString(text, ""))
		if t.Failed() {
			t.Fatal(text)
		}
	}
}
