package verify_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/gen"
)

// TestComplaintsOfNEURON: what nrnivmodl says about a mechanism is shown at the
// line of the model that the statement comes from, whether its translator refuses
// it or the C++ compiler.
func TestComplaintsOfNEURON(t *testing.T) {
	need(t, "neuron")
	for _, c := range []struct{ name, from, to, line, said string }{
		{"translator", "V = V_reset\n", "V = V_reset V_th\n", "on V >= V_th", "Illegal"},
		{"method", "METHOD after_cvode", "METHOD heun", "neuron LIF", "Illegal SOLVE"},
		{"compiler", "V = P_V_V*V + P_V_1", "V = P_V_V*missing + P_V_1", "V' =", "missing"},
		{"call", "spk_ = 1\n", "spk_ = floor(1, 2)\n", "on V >= V_th", "no matching function"},
		{"rule", "stdp_w = smaller(", "stdp_w = gone*smaller(", "w += lambda", "gone"},
	} {
		t.Run(c.name, func(t *testing.T) {
			j := job(t, example("lif"), "default", 0)
			if c.name == "rule" {
				j = job(t, "testdata/plastic_small.nn", "", 0)
			}
			j.Cache = &engines.Cache{Root: t.TempDir(), Keep: 1}
			edited := false
			j.Edit = func(files []gen.File) []gen.File {
				for i := range files {
					if text := string(files[i].Data); strings.Contains(text, c.from) && strings.HasSuffix(files[i].Path, ".mod") && !edited {
						at := strings.LastIndex(text, c.from)
						files[i].Data = []byte(text[:at] + c.to + text[at+len(c.from):])
						edited = true
					}
				}
				return files
			}
			list, err := engines.Find([]string{"neuron"})
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
			file := d.Primary.File
			line := file.Line(file.Position(d.Primary.Start).Line)
			if !strings.Contains(line, c.line) || !strings.Contains(m.Error(), c.said) || !strings.Contains(m.Error(), "model.nn:") && c.name != "rule" {
				t.Errorf("at %q: %v", line, err)
			}
		})
	}
}
