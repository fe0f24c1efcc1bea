package parser_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
)

func codes(list diag.List) []string {
	out := []string{}
	for _, d := range list {
		out = append(out, d.Code)
	}
	return out
}

// Each kind of the syntax has an example that produces it and nothing else, and the example
// put right, which produces nothing.
func TestExamplesOfKinds(t *testing.T) {
	for _, k := range diag.Families()[0].Kinds {
		_, bad := parser.Parse(source.New("bad.nn", k.Bad))
		if got := codes(bad); !slices.Equal(got, []string{k.Code}) {
			t.Errorf("%s: the bad example gives %v", k.Code, got)
		}
		if k.Explanation == "" || k.Title == "" {
			t.Errorf("%s is not explained", k.Code)
		}
		for _, d := range bad {
			if len(d.Help) == 0 && len(d.Fixes) == 0 && d.Label == "" {
				t.Errorf("%s: the report does not say what to write", k.Code)
			}
		}
		if _, good := parser.Parse(source.New("good.nn", k.Good)); len(good) > 0 {
			t.Errorf("%s: the good example gives %v", k.Code, codes(good))
		}
	}
}

// A fix, applied, removes its report.
func TestFixes(t *testing.T) {
	for _, k := range diag.Families()[0].Kinds {
		file := source.New("example.nn", k.Bad)
		_, list := parser.Parse(file)
		for _, d := range list {
			for _, x := range d.Fixes {
				text := file.Text[:x.Span.Start] + x.Replacement + file.Text[x.Span.End:]
				if _, after := parser.Parse(source.New("example.nn", text)); slices.Contains(codes(after), k.Code) {
					t.Errorf("%s: the fix does not help:\n%s", k.Code, text)
				}
			}
		}
	}
}

// Ten mistakes give ten reports, each on its line, and all that is right is
// read.
func TestEachMistakeOnce(t *testing.T) {
	text := `import 'std/neurons'
const a = 3 msec
fn f(x : mV) = x && 1
neuron N {
    parm tau = 10 ms
    state V = 0 mV
    V' = -(V + 3 mV/tau
    state w = 1
    w' = 3 +
    on V > {
        spike
        V = 3 4
        hold V 3 ms
    }
    method rk4
}
network n {
    population p[10] = LIF() { init V == 3 }
    connect p -> p { weight = 3 }
    record V every 1 ms
    group g = p
}
experiment e { run; seed 3 }
`
	root, list := parser.Parse(source.New("test.nn", text))
	var lines []int
	for _, d := range list {
		lines = append(lines, d.Primary.Position().Line)
	}
	if want := []int{1, 2, 3, 5, 7, 9, 10, 12, 13, 18, 19, 20, 23}; !slices.Equal(lines, want) {
		t.Errorf("reports on lines %v, want %v", lines, want)
		for _, d := range list {
			t.Logf("%v %s %s", d.Primary, d.Code, d.Message)
		}
	}
	dump := ast.Dump(root)
	for _, want := range []string{"Name=a Value=BAD", "Kind=state Name=V", "Kind=state Name=w", "(Spike)", "(Method Name=rk4)", "(Group Name=g Value=p)", "(Seed Value=3)"} {
		if !strings.Contains(dump, want) {
			t.Errorf("%q was not read:\n%s", want, dump)
		}
	}
}

// One cause gives one report.
func TestOneCauseOneReport(t *testing.T) {
	for _, c := range []struct{ text, code string }{
		{"neuron N {\n    state V = 0 mV\n", "NN0005"},
		{"neuron N {\n    on V > 1 {\n        if V > 2 {\n            spike\n}\nexperiment e { run 1 s }\n", "NN0005"},
		{"neuron N {\n    state V = 0 mV\n}\n    V' = 3\n    on V > 3 { spike }\n}\nexperiment e { run 1 s }\n", "NN0027"},
		{"neuron N {\n    V' = f(1,\n    state w = 3\n}\n", "NN0002"},
		{"neuron N {\n    V' = (a +\n    )*3\n    state w = 3\n}\n", "NN0001"},
		{"neuron N {\n    V' = (a b\n      + c)*3\n    state w = 3\n}\n", "NN0001"},
		{"network n {\n    connect a -> b by c(,) {\n        weight = 3\n        delay = 4 ms\n    }\n}\n", "NN0001"},
		{"network n {\n    region x in y {\n        connect a -> b by c()\n    }\n}\n", "NN0026"},
		{"network n {\n    cell P { rows post; columns pre in a, b\n a 1 2 }\n    group g = a\n}\n", "NN0026"},
		{"network n {\n    for x y {\n        connect a -> b by c()\n    }\n}\n", "NN0001"},
		{"network n {\n    table P { rows post; columns pre a, b\n a 1 2 }\n    group g = a\n}\n", "NN0001"},
		{"neuron {\n    state V = 0 mV\n}\n", "NN0001"},
		{"neuron N\nexperiment e { run 1 s }\n", "NN0001"},
		{"neuron N:\n    state V = 0 mV\n    V' = 3\nexperiment e { run 1 s }\n", "NN0006"},
		{"neuron N {\n    on V > 1 { spike } }\n}\n", "NN0004"},
		{"neuron N { on x { V' = 3; spike } }", "NN0029"},
		{"fn f(x) { return x }", "NN0009"},
		{"fn f(x) { y = 3\ny }", "NN0028"},
		{"network n { connect a => b by c() }", "NN0008"},
		{"network n { population p[10 = LIF() { init V = 3 } }", "NN0001"},
		{"neuron N { else { V = 3 } }", "NN0009"},
		{"neuron N { synapse exc = }", "NN0001"},
		{"fn f(x) { if x { 1 } \n 2 \n else { 3 } }", "NN0009"},
		{"neuron N { on x { elif y { V = 3 } } }", "NN0009"},
		{"neuron N { on x { V 3 } }", "NN0025"},
		{"neuron N { on x { spke\n V = 3 } }", "NN0025"},
		{"experiment e of { run 1 s }", "NN0001"},
		{"gap a <-> b by c { conductance = 2 nS }", "NN0027"},
		{"const a = 3 −4", "NN0022"},
		{"import std/neurons", "NN0001"},
		{"neuron N { param tau : 10 ms }", "NN0017"},
		{"neuron N { on x { spike() } }", "NN0001"},
		{"neuron N { V = 3\nstate V = 0 mV }", "NN0028"},
		{"neuron N { state V := 3 }", "NN0008"},
	} {
		root, list := parser.Parse(source.New("test.nn", c.text))
		if got := codes(list); !slices.Equal(got, []string{c.code}) {
			t.Errorf("%s\n gives %v, want one %s", c.text, got, c.code)
			for _, d := range list {
				t.Logf("%v %s %s", d.Primary, d.Code, d.Message)
			}
		}
		checkTree(t, root.At.File, root)
	}
}

// Nothing that is large or deep makes the parser fail or slow.
func TestHostileFiles(t *testing.T) {
	n := 50_000
	start := time.Now()
	for name, text := range map[string]string{
		"brackets":    "const a = " + strings.Repeat("(", n),
		"squares":     "const a = " + strings.Repeat("[", n),
		"minus":       "const a = " + strings.Repeat("-", n),
		"not":         "const a = " + strings.Repeat("not ", n),
		"power":       "const a = " + strings.Repeat("2^", n),
		"sum":         "const a = 1" + strings.Repeat("+1", n),
		"calls":       "const a = f" + strings.Repeat("()", n),
		"fields":      "const a = f" + strings.Repeat(".x", n),
		"questions":   "const a = " + strings.Repeat("a?", n),
		"elses":       "fn f(x) { if x { 1 } " + strings.Repeat("else if x { 1 } ", n/8),
		"blocks":      "neuron N {" + strings.Repeat("on x { if x {", n/8),
		"headers":     strings.Repeat("neuron N (", n/8),
		"open":        strings.Repeat("neuron N {\n", n/8),
		"populations": "network n {" + strings.Repeat("population p = K(", n/8),
		"closed":      strings.Repeat("}", n),
		"lines":       "fn f(x) { if x { 1 }" + strings.Repeat("\n", n) + "}",
		"primes":      "neuron N { V" + strings.Repeat("'", n) + "= 3 }",
		"units":       "const a = 1 m" + strings.Repeat("*m", n),
		"words":       strings.Repeat("a ", n),
		"statements":  "neuron N {" + strings.Repeat("connect ", n) + "}",
		"long word":   strings.Repeat("a", n),
		"digits":      "const a = " + strings.Repeat("1", n),
		"semicolons":  strings.Repeat(";", n),
		"commas":      "const " + strings.Repeat("a,", n),
		"quotes":      strings.Repeat("'", n),
		"zeros":       strings.Repeat("\x00", n),
		"mixed":       strings.Repeat("({[", n/4),
	} {
		file := source.New(name, text)
		root, list := parser.Parse(file)
		if !list.HasErrors() && name != "primes" && name != "units" && name != "semicolons" && name != "lines" {
			t.Errorf("%s: no report", name)
		}
		checkTree(t, file, root)
		if spent := time.Since(start); spent > 20*time.Second {
			t.Fatalf("%s: %v so far", name, spent)
		}
	}
}

// Long lists are data, not deep expressions.
func TestLongLists(t *testing.T) {
	text := "const times = [" + strings.Repeat("1.5 ms + 2 ms*f(3), ", 20_000) + "]"
	root, list := parser.Parse(source.New("test.nn", text))
	if len(list) > 0 {
		t.Fatalf("%v", codes(list))
	}
	if got := len(root.Items[0].(*ast.Decl).Value.(*ast.List).Items); got != 20_000 {
		t.Errorf("%d items", got)
	}
}

func TestFileTooLarge(t *testing.T) {
	for size, want := range map[int]int{4 << 20: 0, 4<<20 + 1: 1} {
		_, list := parser.Parse(source.New("test.nn", "//"+strings.Repeat("x", size-2)))
		if len(list) != want {
			t.Errorf("%d bytes: %v", size, codes(list))
		}
	}
}
