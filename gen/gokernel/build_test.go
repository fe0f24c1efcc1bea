package gokernel

import (
	"bytes"
	"go/format"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/dave/jennifer/jen"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/gentest"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// badFile is a study whose neuron is called like a file that Go compiles on
// Windows only.
func badFile() *ir.Study {
	s := gentest.LIFDelta()
	s.Programs[0].Name = "cell_windows"
	return s
}

// A module is built without a network, go vet has nothing to say, and gofmt
// nothing to do.
func TestModuleBuilds(t *testing.T) {
	if testing.Short() {
		t.Skip("runs the compiler")
	}
	tool, err := exec.LookPath("go")
	if err != nil {
		t.Skip("there is no Go tool")
	}
	for name, study := range map[string]*ir.Study{"timed": gentest.Timed(), "windows": badFile()} {
		files, list := Target{}.Generate(study, gen.Options{})
		if list.HasErrors() {
			t.Fatal(list)
		}
		folder := t.TempDir()
		for _, f := range files {
			path := filepath.Join(folder, filepath.FromSlash(f.Path))
			if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, f.Data, 0o644); err != nil {
				t.Fatal(err)
			}
			if filepath.Ext(path) != ".go" {
				continue
			}
			if formatted, err := format.Source(f.Data); err != nil || !bytes.Equal(formatted, f.Data) {
				t.Errorf("%s: %s is not as gofmt writes it: %v", name, f.Path, err)
			}
		}
		build, _ := Target{}.Commands(study, "out")
		for _, args := range [][]string{build[0].Args[1:], {"vet", "."}} {
			cmd := exec.Command(tool, args...)
			cmd.Dir, cmd.Env = folder, append(os.Environ(), build[0].Env...)
			if out, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: go %s: %v\n%s", name, strings.Join(args, " "), err, out)
			}
		}
	}
}

// The files of neurons are compiled everywhere, and there are no two of one name.
func TestFileNames(t *testing.T) {
	for name, want := range map[string]string{
		"LIF": "lif.go", "lif_exp": "lif_exp.go", "main": "main_.go", "cell_test": "cell_test_.go", "cell_windows": "cell_windows_.go",
		"x_linux_arm64": "x_linux_arm64_.go", "windows": "windows.go", "_x": "x_x.go",
	} {
		if got := fileName(names.New(true, []string{"main"}), name); got != want {
			t.Errorf("%s is in %s, expected %s", name, got, want)
		}
	}
	taken, seen := names.New(true, []string{"main"}), map[string]bool{}
	for _, name := range []string{"cell_test_", "cell_test", "CELL_TEST", "cell_test_2", "cell.test"} {
		file := fileName(taken, name)
		if seen[file] || !compiledEverywhere(file) {
			t.Errorf("%s is in %s", name, file)
		}
		seen[file] = true
	}
}

// Every reserved word is renamed, and so is what the code around a kernel uses.
func TestReservedWordsAreAvoided(t *testing.T) {
	s := gentest.LIFDelta()
	p := s.Programs[0]
	p.Quantities = append([]program.Quantity(nil), p.Quantities...)
	for _, w := range reserved {
		p.Quantities = append(p.Quantities, program.Quantity{Name: w, Binding: program.Column, Unit: "1"})
	}
	k := newKernel(p, "Cell", func(pkg string) string { return "x/runtime/" + pkg })
	seen := map[string]bool{}
	for _, id := range k.quants {
		for _, w := range append([]string{"Step", "Observe"}, reserved...) {
			if id == w {
				t.Errorf("a field is called %s", id)
			}
		}
		if seen[id] {
			t.Errorf("two fields are called %s", id)
		}
		seen[id] = true
	}
}

// Every operation has its form in Go; the product is converted, so that no
// machine fuses it with a sum.
func TestOperations(t *testing.T) {
	want := map[program.Op]string{
		program.Add: "(a + b)", program.Sub: "(a - b)", program.Mul: "float64(a * b)", program.Div: "(a / b)", program.Neg: "(-a)",
		program.Abs: "math.Abs(a)", program.Sqrt: "math.Sqrt(a)", program.Floor: "math.Floor(a)", program.Ceil: "math.Ceil(a)", program.Round: "math.Round(a)",
		program.Min: "program.Least(a, b)", program.Max: "program.Greatest(a, b)", program.Call: "elementary.Pow(a, b)",
		program.Lt: "(a < b)", program.Le: "(a <= b)", program.Gt: "(a > b)", program.Ge: "(a >= b)", program.Eq: "(a == b)", program.Ne: "(a != b)",
		program.And: "(a && b)", program.Or: "(a || b)", program.Not: "(!a)",
	}
	operand := []*jen.Statement{jen.Id("a"), jen.Id("b"), jen.Id("c")}
	for op := program.Add; op < program.Select; op++ {
		in := program.Instr{Op: op, A: program.None, B: program.None, C: program.None, Fn: "pow"}
		v := &values{expr: operand}
		for i, r := range []*program.Ref{&in.A, &in.B, &in.C}[:op.Arity()] {
			*r = program.Ref(i)
		}
		if in.Op == program.Call {
			in.A, in.B = 0, 1
		}
		p := &printer{k: &kernel{runtime: func(pkg string) string { return "x/runtime/" + pkg }}}
		if got := p.instr(nil, &in, v).GoString(); got != want[op] {
			t.Errorf("%s: %s, expected %s", op, got, want[op])
		}
	}
}
