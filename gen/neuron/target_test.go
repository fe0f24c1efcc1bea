package neuron

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

var update = flag.Bool("update", false, "write the list of refusals in README.md")

var studies = map[string]func() *ir.Study{"lif": gentest.LIFExp, "delta": gentest.LIFDelta, "coba": gentest.Coba, "odd": gentest.OddNames, "timed": gentest.Timed}

// mechanisms are the emitted .mod files without their comments.
func mechanisms(t *testing.T, s *ir.Study) map[string]string {
	t.Helper()
	files, list := Target{}.Generate(s, gen.Options{})
	if list.HasErrors() {
		t.Fatal(list)
	}
	mods := map[string]string{}
	for _, f := range files {
		if !strings.HasSuffix(f.Path, ".mod") {
			continue
		}
		var code []string
		for _, l := range strings.Split(string(f.Data), "\n") {
			l, _, _ = strings.Cut(l, ":")
			code = append(code, l)
		}
		mods[f.Path] = strings.Join(code, "\n")
	}
	if len(mods) == 0 {
		t.Fatal("no mechanism")
	}
	return mods
}

var word = regexp.MustCompile(`[A-Za-z_][A-Za-z0-9_]*`)

// A mechanism runs in threads and on CoreNEURON: no verbatim C, no pointers, no
// tables, and nothing that NEURON integrates by itself.
func TestMechanismsAreClean(t *testing.T) {
	for name, study := range studies {
		for path, code := range mechanisms(t, study()) {
			for _, w := range []string{"VERBATIM", "POINTER", "BBCOREPOINTER", "TABLE", "DERIVATIVE", "KINETIC", "cnexp", "derivimplicit", "NONSPECIFIC_CURRENT"} {
				for _, found := range word.FindAllString(code, -1) {
					if found == w {
						t.Errorf("%s: %s has %s", name, path, w)
					}
				}
			}
			for _, w := range []string{"THREADSAFE", "POINT_PROCESS", "after_cvode", "UNITSOFF"} {
				if !strings.Contains(code, w) {
					t.Errorf("%s: %s lacks %s", name, path, w)
				}
			}
			if open, closed := strings.Count(code, "{"), strings.Count(code, "}"); open != closed {
				t.Errorf("%s: %s has %d { and %d }", name, path, open, closed)
			}
			if open, closed := strings.Count(code, "("), strings.Count(code, ")"); open != closed {
				t.Errorf("%s: %s has %d ( and %d )", name, path, open, closed)
			}
		}
	}
}

// NMODL has no operators for logic in assignments, and none of C's shorthands.
func TestNoForeignOperators(t *testing.T) {
	for name, study := range studies {
		for path, code := range mechanisms(t, study()) {
			for _, op := range []string{"+=", "-=", "*=", "++", "?", "=!", "true", "false", "1.#", "Inf", "NaN"} {
				if strings.Contains(code, op) {
					t.Errorf("%s: %s has %q", name, path, op)
				}
			}
		}
	}
}

// Words of NMODL, of NEURON and of C are renamed when a model uses them.
func TestReservedWords(t *testing.T) {
	table := names.New(true, reserved()...)
	for _, w := range []string{"v", "t", "dt", "celsius", "area", "diam", "state", "initial", "for", "if", "else", "exp", "pow", "net_receive", "weight", "int", "double", "lambda", "step", "threshold", "e"} {
		id := table.Of(w)
		for _, r := range slices.Concat(reserved()...) {
			if strings.EqualFold(id, r) {
				t.Errorf("%s becomes %s, which is reserved", w, id)
			}
		}
	}
}

// What NMODL cannot carry is declared with its reason, so that it is refused with
// its place; README.md has the list.
func TestRefused(t *testing.T) {
	gentest.Refused(t, Target{}.Features(), refusals)
	gentest.Keep(t, "refused", Refusals(), *update)
	gentest.Keep(t, "refused in sections", NotInSections(), *update)
	gentest.Keep(t, "refused on CoreNEURON", NotOnCore(), *update)
}
