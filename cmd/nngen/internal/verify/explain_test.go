package verify_test

import (
	"errors"
	"fmt"
	"path"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
)

// broken is emitted code with a mistake: the last from becomes to. A compiler says said
// of it, at the line of the model that has line.
type broken struct{ name, from, to, line, said string }

// TestComplaintsOfNEURON: what nrnivmodl says about a mechanism is shown at the
// line of the model that the statement comes from, whether its translator refuses
// it or the C++ compiler.
func TestComplaintsOfNEURON(t *testing.T) {
	complains(t, "neuron", ".mod", []broken{
		{"translator", "V = V_reset\n", "V = V_reset V_th\n", "on V >= V_th", "Illegal"},
		{"method", "METHOD after_cvode", "METHOD heun", "neuron LIF", "Illegal SOLVE"},
		{"compiler", "V = P_V_V*V + P_V_1", "V = P_V_V*missing + P_V_1", "V' =", "missing"},
		{"call", "spk_ = 1\n", "spk_ = floor(1, 2)\n", "on V >= V_th", "no matching function"},
		{"rule", "stdp_w = smaller(", "stdp_w = gone*smaller(", "w += lambda", "gone"},
	})
}

// TestComplaintsOfNEST: what the C++ compiler says about a class, too.
func TestComplaintsOfNEST(t *testing.T) {
	complains(t, "nest", ".h", []broken{
		{"equation", "S_.V = P_V_V * S_.V", "S_.V = P_V_V * missing", "V' =", "missing"},
		{"rule", "w = new_w;\n    connection_at_ = now;\n    post_at_ = now;", "w = gone * new_w;\n    connection_at_ = now;\n    post_at_ = now;", "w += lambda", "gone"},
	})
}

func complains(t *testing.T, engine, suffix string, list []broken) {
	need(t, engine)
	for _, c := range list {
		t.Run(c.name, func(t *testing.T) {
			j := job(t, example("lif"), "default", 0)
			if c.name == "rule" {
				j = job(t, "testdata/plastic_small.nn", "", 0)
			}
			j.Cache = &engines.Cache{Root: t.TempDir(), Keep: 1}
			edited := false
			j.Edit = func(files []gen.File) []gen.File {
				for i := range files {
					if text := string(files[i].Data); strings.Contains(text, c.from) && strings.HasSuffix(files[i].Path, suffix) && !edited {
						at := strings.LastIndex(text, c.from)
						files[i].Data = []byte(text[:at] + c.to + text[at+len(c.from):])
						edited = true
					}
				}
				return files
			}
			list, err := engines.Find([]string{engine})
			if err != nil {
				t.Fatal(err)
			}
			_, err = list[0].Run(t.Context(), j)
			var m *engines.Mistakes
			if !edited || !errors.As(err, &m) {
				t.Fatalf("edited %t: %v", edited, err)
			}
			d := m.List[0]
			if d.Code != "NN7004" || d.Primary.File == nil {
				t.Fatalf("%+v", d)
			}
			line := lineOf(d)
			if !strings.Contains(line, c.line) || !strings.Contains(m.Error(), c.said) || !strings.Contains(m.Error(), "model.nn:") && c.name != "rule" {
				t.Errorf("at %q: %v", line, err)
			}
		})
	}
}

// TestPlacesOfNEST needs no simulator: statements of classes are mapped to equations,
// handlers and declarations, in the words of g++ and of clang++.
func TestPlacesOfNEST(t *testing.T) {
	target, _ := all.Find("nest")
	for _, c := range []struct{ model, file, statement, line string }{
		{example("lif"), "LIF.h", "S_.V = P_V_V * S_.V", "V' ="},
		{example("lif"), "LIF.h", "S_.V = V_reset;", "on V >= V_th"},
		{example("lif"), "LIF.h", "static constexpr double V_reset", "V_reset"},
		{example("lif"), "LIF.h", "const size_t slot", "neuron LIF"},
		{"testdata/plastic_small.nn", "stdp.h", "new_x_ =", "x += 1"},
		{"testdata/plastic_small.nn", "stdp.h", "deliver( ", "on pre"},
		{"testdata/plastic_small.nn", "stdp.h", "double y = 0.0", "y' ="},
	} {
		s := job(t, c.model, "", 0).Study
		files, list := target.Generate(s, gen.Options{})
		if list.HasErrors() {
			t.Fatal(list)
		}
		number := 0
		for _, f := range files {
			if path.Base(f.Path) != c.file {
				continue
			}
			for i, l := range strings.Split(string(f.Data), "\n") {
				if strings.Contains(l, c.statement) {
					number = i + 1
				}
			}
		}
		for _, said := range []string{
			"In file included from module/nngen_module.cpp:5:\n/a b/module/%s:%d:12: error: ‘x’ was not declared in this scope\n",
			"/a/module/%s:%d:3: error: use of undeclared identifier 'x'\n    S_.V = x;\n",
			"module/%s:%d:1: fatal error: too many errors emitted, stopping now [-ferror-limit=]\n",
		} {
			list := target.(gen.Explainer).Explain(s, files, fmt.Sprintf(said, c.file, number))
			if number == 0 || len(list) != 1 || list[0].Code != "NN7004" || !strings.Contains(lineOf(list[0]), c.line) {
				t.Errorf("%s, line %d, %q: %v", c.file, number, c.statement, list)
			}
		}
	}
}

// lineOf is the line of the model that a message is about.
func lineOf(d diag.Diagnostic) string {
	if d.Primary.File == nil {
		return ""
	}
	return d.Primary.File.Line(d.Primary.File.Position(d.Primary.Start).Line)
}
