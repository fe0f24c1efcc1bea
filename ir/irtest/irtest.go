// Package irtest makes models from source text for tests of the stages behind
// the parser.
package irtest

import (
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/dsl/std"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/ir/pass"
	"github.com/nngen/nngen/ir/solve"
)

// Input parses a model and the parts of the standard library that it imports.
func Input(text string) (lower.Input, diag.List) {
	file, list := parser.Parse(source.New("model.nn", text))
	in := lower.Input{Name: "model", File: file, Hash: strings.Repeat("0", 64)}
	in.Imports, list = imports(file, list, map[string]bool{})
	return in, list
}

func imports(f *ast.File, list diag.List, seen map[string]bool) ([]*ast.File, diag.List) {
	var files []*ast.File
	for _, it := range f.Items {
		im, ok := it.(*ast.Import)
		if !ok || seen[im.Path.Value] {
			continue
		}
		seen[im.Path.Value] = true
		name, text, _ := std.Lookup(im.Path.Value)
		inner, more := parser.Parse(source.New(name, string(text)))
		list.Add(more...)
		var below []*ast.File
		below, list = imports(inner, list, seen)
		files = append(append(files, below...), inner)
	}
	return files, list
}

// Study leads a text through all stages; the test fails when it has errors or
// a pass breaks an invariant.
func Study(t testing.TB, text string, opt lower.Options) *ir.Study {
	t.Helper()
	s, list := TryStudy(t, text, opt)
	for _, d := range list {
		if d.Severity == diag.Error {
			t.Errorf("%s: %s: %s", d.Primary, d.Code, d.Message)
		}
	}
	if t.Failed() {
		t.FailNow()
	}
	return s
}

// TryStudy is Study for texts that may have errors; the study is nil then.
func TryStudy(t testing.TB, text string, opt lower.Options) (*ir.Study, diag.List) {
	t.Helper()
	in, list := Input(text)
	if list.HasErrors() {
		return nil, list
	}
	m, more := lower.Lower(in, opt)
	list.Add(more...)
	if m == nil {
		return nil, list
	}
	if err := ir.Verify(m); err != nil {
		t.Fatalf("after lowering: %v", err)
	}
	lowered := m
	m = pass.Run(m, pass.Common, func(p pass.Pass, m *ir.Model) {
		if err := ir.Verify(m); err != nil {
			t.Fatalf("after %s: %v", p.Name, err)
		}
	})
	s, more := solve.Study(m)
	list.Add(more...)
	if s != nil {
		s.Model = lowered
	}
	return s, list
}

// Override reads `name=value`.
func Override(t testing.TB, text string) lower.Override {
	t.Helper()
	path, value, ok := strings.Cut(text, "=")
	file := source.New("set", value)
	x, list := parser.ParseExpr(file)
	if !ok || list.HasErrors() {
		t.Fatalf("%s is no override", text)
	}
	return lower.Override{Path: path, Value: x, Span: source.Span{File: file, End: len(value)}}
}
