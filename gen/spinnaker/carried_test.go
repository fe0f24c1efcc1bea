package spinnaker

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/parser"
	dslsource "github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/dsl/std"
	"github.com/nngen/nngen/gen/gentest"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/irtest"
	compile "github.com/nngen/nngen/ir/lower"
)

// subjectOf is a model of the examples or of the standard library.
type subjectOf struct{ group, name, text string }

// everyModel lists the examples, and a network for each neuron and each rule of
// plasticity of the standard library.
func everyModel(t *testing.T) []subjectOf {
	t.Helper()
	var list []subjectOf
	paths, err := filepath.Glob("../../examples/*/model.nn")
	if err != nil || len(paths) < 15 {
		t.Fatal(paths, err)
	}
	for _, path := range paths {
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, subjectOf{"examples", filepath.Base(filepath.Dir(path)), string(text)})
	}
	for _, path := range std.Names() {
		name, text, _ := std.Lookup(path)
		file, messages := parser.Parse(dslsource.New(name, string(text)))
		if messages.HasErrors() {
			t.Fatal(messages)
		}
		for _, item := range file.Items {
			switch x := item.(type) {
			case *ast.Neuron:
				list = append(list, subjectOf{path, x.Name.Text, fmt.Sprintf("import %q\nnetwork n {\n  population p[2] = %s()\n  record spikes of p\n}\nexperiment default { step 0.1 ms; run 20 ms }\n", path, x.Name.Text)})
			case *ast.Plasticity:
				list = append(list, subjectOf{path, x.Name.Text, connected(path, x.Name.Text, given(file, x))})
			}
		}
	}
	return list
}

// connected is a network with connections of a rule, to neurons that call the membrane
// potential as the rule's part of the library does.
func connected(path, rule, args string) string {
	neurons, kind, port := "std/neurons", "LIF_exp", "exc"
	if strings.HasPrefix(path, "std/nest") {
		neurons, kind, port = "std/nest/currents", "iaf_psc_exp", "ex"
	}
	return fmt.Sprintf("import %q\nimport %q\nnetwork n {\n  population source[2] = spikes_at([1 ms])\n  population p[2] = %s()\n  connect source -> p.%s by all_to_all() { weight = 10 pA; delay = 1 ms; plasticity = %s(%s) }\n  record spikes of p\n}\nexperiment default { step 0.1 ms; run 20 ms }\n", neurons, path, kind, port, rule, args)
}

// given are values for the parameters of a rule that have none.
func given(file *ast.File, x *ast.Plasticity) string {
	if x.Variant != nil {
		for _, item := range file.Items {
			if y, ok := item.(*ast.Plasticity); ok && y.Variant == nil && y.Name.Text == base(x.Variant) {
				return given(file, y)
			}
		}
	}
	var list []string
	for _, m := range x.Body {
		if d, ok := m.(*ast.Decl); ok && d.Kind == ast.Param && d.Value == nil {
			value := "100 pA"
			if strings.Contains(d.Name.Text, "min") {
				value = "0 pA"
			}
			list = append(list, d.Name.Text+" = "+value)
		}
	}
	return strings.Join(list, ", ")
}

// base is the name that a variant calls.
func base(e ast.Expr) string {
	switch x := e.(type) {
	case *ast.Call:
		return base(x.Fun)
	case *ast.Name:
		return x.Text
	}
	return ""
}

// carry lowers a model, or says why it has no form in fixed point.
func carry(t *testing.T, text string) (f *Form, why string) {
	t.Helper()
	s, list := irtest.TryStudy(t, text, compile.Options{})
	if list.HasErrors() {
		return nil, firstError(list)
	}
	s = s.Alone() // the first segment
	if missing := (Target{}).Features().Missing(s.Needs()); len(missing) > 0 {
		return nil, "it needs " + join(missing)
	}
	f, err := Lower(s)
	if err != nil {
		return nil, err.Error()
	}
	return f, ""
}

func firstError(list diag.List) string {
	for _, d := range list {
		if d.Severity == diag.Error {
			return d.Code + " " + d.Message
		}
	}
	return ""
}

func join(list []ir.Feature) string {
	var words []string
	for _, f := range list {
		words = append(words, string(f))
	}
	return strings.Join(words, ", ")
}

// carriedList is the list of README.md: what is carried, and what is refused and why.
func carriedList(t *testing.T, models []subjectOf) (text string, forms []*Form) {
	t.Helper()
	carried, refused := map[string][]string{}, map[string][]string{}
	groups := map[string]bool{}
	forms = make([]*Form, len(models))
	for i, m := range models {
		groups[m.group] = true
		f, why := carry(t, m.text)
		if why != "" {
			refused[why] = append(refused[why], m.group+": "+m.name)
			continue
		}
		forms[i] = f
		note := ""
		for k := range f.Study.Network.Populations {
			if s := f.SlotOf(k); s != nil && s.Why != "" {
				note = " (in the harness: " + s.Why + ")"
			}
		}
		carried[m.group] = append(carried[m.group], m.name+note)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "| of | carried |\n|---|---|\n")
	for _, g := range sorted(groups) {
		if len(carried[g]) > 0 {
			fmt.Fprintf(&b, "| %s | %s |\n", g, strings.Join(carried[g], ", "))
		}
	}
	fmt.Fprintf(&b, "\n| refused | because |\n|---|---|\n")
	for _, why := range sorted(refused) {
		fmt.Fprintf(&b, "| %s | %s |\n", strings.Join(refused[why], ", "), why)
	}
	return b.String(), forms
}

func sorted[T any](m map[string]T) []string {
	var list []string
	for k := range m {
		list = append(list, k)
	}
	sort.Strings(list)
	return list
}

// share is how many of the models that are carried TestCarried compiles: every so
// many; with -update all.
const share = 10

// TestCarried: README.md lists the models that fixed point carries, and why the others
// are refused. The C of those that it carries compiles without warnings, with the
// harness's flags for ARM, with those of SpiNNaker's tools, and for this machine.
func TestCarried(t *testing.T) {
	models := everyModel(t)
	list, forms := carriedList(t, models)
	gentest.Keep(t, "carried", list, *update)
	need(t, tools[1].needs)
	n := 0
	for i, f := range forms {
		if f == nil {
			continue
		}
		if n++; n%share != 0 && !*update {
			continue
		}
		t.Run(models[i].group+"/"+models[i].name, func(t *testing.T) {
			p := &prepared{form: f}
			p.code(t)
			p.compile(t)
		})
	}
}

// compile compiles what belongs to the model with the flags of the harness for ARM,
// with those of SpiNNaker's tools, and for this machine.
func (p *prepared) compile(t *testing.T) {
	t.Helper()
	folder := filepath.Join(p.folder, "harness")
	common := []string{"-std=gnu99", "-Wall", "-Wextra", "-Werror", "-Iframework", "-I../c_models/src", "-c", "-o", "/dev/null"}
	passes := []string{"-fno-tree-loop-if-convert", "-fno-cse-follow-jumps"}
	for _, pattern := range []string{"core_*.c", "slot_*.c", "network.c"} {
		files, err := filepath.Glob(filepath.Join(folder, pattern))
		if err != nil {
			t.Fatal(err)
		}
		for _, file := range files {
			for _, c := range [][]string{append([]string{"arm-none-eabi-gcc", "-mcpu=arm968e-s", "-marm", "-O2"}, passes...), append([]string{"arm-none-eabi-gcc", "-mthumb-interwork", "-march=armv5te", "-Ofast"}, passes...), {"gcc", "-O2"}} {
				command(t, folder, c[0], append(append(append([]string(nil), c[1:]...), common...), filepath.Base(file))...)
			}
		}
	}
}
