package nest

import (
	"flag"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/gentest"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/ir"
)

var studies = map[string]func() *ir.Study{"lif": gentest.LIFExp, "delta": gentest.LIFDelta, "coba": gentest.Coba, "odd": gentest.OddNames, "timed": gentest.Timed}

func files(t *testing.T, s *ir.Study) map[string]string {
	t.Helper()
	list, messages := Target{}.Generate(s, gen.Options{})
	if messages.HasErrors() {
		t.Fatal(messages)
	}
	m := map[string]string{}
	for _, f := range list {
		m[f.Path] = string(f.Data)
	}
	return m
}

var include = regexp.MustCompile(`#include "([^"]+)"`)

// A header includes what is there: NEST's own headers, or files beside it; it
// is included once, and its brackets close.
func TestHeaders(t *testing.T) {
	for name, study := range studies {
		all := files(t, study())
		for path, text := range all {
			if !strings.HasSuffix(path, ".h") && !strings.HasSuffix(path, ".cpp") {
				continue
			}
			if strings.HasSuffix(path, ".h") && !strings.Contains(text, "#pragma once") {
				t.Errorf("%s: %s may be included twice", name, path)
			}
			for _, m := range include.FindAllStringSubmatch(text, -1) {
				own := strings.HasPrefix(m[1], "nngen_")
				for other := range all {
					own = own || other == "module/"+m[1]
				}
				if own && all["module/"+m[1]] == "" {
					t.Errorf("%s: %s includes %s, which is not emitted", name, path, m[1])
				}
			}
			joined := codeOf(text)
			for _, pair := range []string{"{}", "()", "[]"} {
				if a, b := strings.Count(joined, pair[:1]), strings.Count(joined, pair[1:]); a != b {
					t.Errorf("%s: %s has %d %s and %d %s", name, path, a, pair[:1], b, pair[1:])
				}
			}
			for _, w := range []string{" new ", "malloc", "std::rand", "#pragma omp", "float "} {
				if strings.Contains(joined, w) {
					t.Errorf("%s: %s has %q", name, path, w)
				}
			}
		}
	}
}

// Words of C++ and names of NEST are renamed when a model uses them.
func TestReservedWords(t *testing.T) {
	table := names.New(false, reserved()...)
	for _, w := range []string{"int", "class", "double", "template", "lambda", "V_m_", "P_", "S_", "B_", "update", "calibrate", "nest", "step", "e", "exc", "threshold", "i"} {
		id := table.Of(w)
		for _, r := range slices.Concat(reserved()...) {
			if id == r {
				t.Errorf("%s becomes %s, which is reserved", w, id)
			}
		}
	}
}

// NEST counts time in microseconds; other steps are refused, and so is what it
// has no form for.
func TestRefusals(t *testing.T) {
	for _, h := range []float64{0.0005, 0.1 / 3, 0.12345678} {
		s := gentest.LIFExp()
		s.Timeline.Step = h
		if out, list := (Target{}).Generate(s, gen.Options{}); !list.HasErrors() || len(out) > 0 {
			t.Errorf("a step of %v ms is accepted", h)
		} else if !strings.Contains(list[0].Message, "1 us") {
			t.Errorf("a step of %v ms: %s", h, list[0].Message)
		}
	}
	f := Target{}.Features()
	for _, lacking := range []ir.Feature{ir.FeatureSegments} {
		if f[lacking] {
			t.Errorf("it claims %s", lacking)
		}
	}
}

var update = flag.Bool("update", false, "write the list of refusals in README.md anew")

// The features that the target does not claim have a reason each, and README.md
// lists all that is refused.
func TestRefused(t *testing.T) {
	gentest.Refused(t, Target{}.Features(), refusals)
	gentest.Keep(t, "refused", Refusals(), *update)
}

// userDocs is the pattern by which NEST's tools find the documentation of a model.
var userDocs = regexp.MustCompile(`BeginUserDocs:?\s*(?P<tags>([\w -]+(,\s*)?)*)\n+(?P<doc>(.|\n)*)EndUserDocs`)

// Every class has a page of documentation that NEST's tools find, and names that look
// like markup are none there.
func TestUserDocs(t *testing.T) {
	for name, study := range studies {
		for path, text := range files(t, study()) {
			if !strings.Contains(text, "register_node_model") && strings.Contains(text, ": public nest::ArchivingNode") {
				m := userDocs.FindStringSubmatch(text)
				if m == nil || !strings.HasPrefix(m[1], "neuron") {
					t.Errorf("%s: %s has no page", name, path)
					continue
				}
				for _, section := range []string{"Short description", "Description", "State variables", "Sends", "Receives"} {
					if !strings.Contains(text, "\n"+section+"\n"+strings.Repeat("+", len(section))+"\n\n") {
						t.Errorf("%s: %s has no section %s", name, path, section)
					}
				}
			}
		}
	}
	for text, want := range map[string]string{"tau_minus_ of x_": `tau_minus\_ of x\_`, "a*b|c": `a\*b\|c`, "V_m": "V_m"} {
		if got := prose(text); got != want {
			t.Errorf("%s is %s", text, got)
		}
	}
	doc := "A rule (Song, Miller & Abbott 2000, doi:10.1038/78829; with bounds: Guetig et al. 2003, doi:10.1523/JNEUROSCI.23-09-03697.2003). More."
	if got := short(doc); got != "A rule" {
		t.Error(got)
	}
	want := []string{".. [1] Song, Miller & Abbott 2000. https://doi.org/10.1038/78829", ".. [2] Guetig et al. 2003. https://doi.org/10.1523/JNEUROSCI.23-09-03697.2003"}
	if got := references(doc); !slices.Equal(got, want) {
		t.Error(got)
	}
}
