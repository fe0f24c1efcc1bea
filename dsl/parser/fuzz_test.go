package parser_test

import (
	"os"
	"testing"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
)

// seeds are the models of the repository and the examples of all diagnostics.
func seeds(f *testing.F) {
	for _, name := range modelFiles(f) {
		text, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(string(text))
	}
	for _, k := range diag.Kinds() {
		if len(k.Bad) < 1<<16 {
			f.Add(k.Bad)
			f.Add(k.Good)
		}
	}
	for _, c := range constructs {
		f.Add(c.text)
	}
	for _, text := range []string{"\xff\xfe", "\x00", "neuron N {", "}}}}", "(((((", "''''", "1e", "1..2", "/*", "\"", "on", "replace", "a\r\nb\r", "\uFEFFconst a = 1", "experiment e of"} {
		f.Add(text)
	}
}

func FuzzParse(f *testing.F) {
	seeds(f)
	f.Fuzz(func(t *testing.T, text string) {
		file := source.New("fuzz.nn", text)
		root, list := parser.Parse(file)
		checkTree(t, file, root)
		checkPlaces(t, file, list)
		ast.Dump(root)
		if again, _ := parser.Parse(file); ast.Dump(again) != ast.Dump(root) {
			t.Error("two parses of one text differ")
		}
	})
}

func FuzzParseExpr(f *testing.F) {
	for _, c := range expressions {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		file := source.New("fuzz.nn", text)
		x, list := parser.ParseExpr(file)
		checkTree(t, file, x)
		checkPlaces(t, file, list)
		if ast.Sexpr(x) == "BAD" && !list.HasErrors() {
			t.Error("an expression that cannot be read is not reported")
		}
	})
}

// checkTree checks that every node lies in the file, and inside of its parent.
func checkTree(t *testing.T, file *source.File, root ast.Node) {
	t.Helper()
	var walk func(n ast.Node, outer source.Span)
	walk = func(n ast.Node, outer source.Span) {
		s := n.Span()
		if s.File != file || s.Start < outer.Start || s.End > outer.End || s.Start > s.End {
			t.Fatalf("%T at %d..%d is outside of its parent at %d..%d", n, s.Start, s.End, outer.Start, outer.End)
		}
		for _, c := range ast.Children(n) {
			walk(c, s)
		}
	}
	walk(root, source.Span{File: file, End: len(file.Text)})
}

func checkPlaces(t *testing.T, file *source.File, list diag.List) {
	t.Helper()
	inside := func(s source.Span) bool {
		return s.File == file && 0 <= s.Start && s.Start <= s.End && s.End <= len(file.Text)
	}
	for _, d := range list {
		if d.Code == "NN9001" {
			t.Errorf("bug: %s", d.Message)
		}
		if !inside(d.Primary) {
			t.Errorf("%s: primary place outside of the file", d.Code)
		}
		for _, r := range d.Related {
			if !inside(r.Span) {
				t.Errorf("%s: related place outside of the file", d.Code)
			}
		}
		for _, x := range d.Fixes {
			if !inside(x.Span) {
				t.Errorf("%s: fix outside of the file", d.Code)
			}
		}
	}
}
