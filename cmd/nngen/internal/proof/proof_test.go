package proof

import (
	"errors"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/runtime/network"
)

// TestSubjects: everything that ships is there, and every model compiles.
func TestSubjects(t *testing.T) {
	list, err := Subjects()
	if err != nil {
		t.Fatal(err)
	}
	counts := map[string]int{}
	for _, s := range list {
		counts[s.Group]++
	}
	var quiet []string
	for _, s := range list {
		if s.Group == "std" && !fires(t, s) {
			quiet = append(quiet, s.Name)
		}
	}
	if len(quiet) > 0 {
		t.Errorf("these never fire: %v", quiet)
	}
	if counts["examples"] < 20 || counts["conformance"] < 126 || counts["std"] < 90 {
		t.Errorf("%v", counts)
	}
}

func TestArchive(t *testing.T) {
	files := Archive("question\n-- a --\none\ntwo\n-- b.nn --\nx -- y --\n")
	if len(files) != 2 || files["a"] != "one\ntwo\n" || files["b.nn"] != "x -- y --\n" {
		t.Errorf("%q", files)
	}
}

// TestRun: engines that agree are identical, a missing one is not run, and an
// engine whose data have been changed differs.
func TestRun(t *testing.T) {
	all, err := Subjects()
	if err != nil {
		t.Fatal(err)
	}
	var some []Subject
	for _, s := range all {
		if s.Name == "autapse" || s.Name == "synfire" || s.Name == "reset_begins_anew" {
			some = append(some, s)
		}
	}
	list, err := engines.Find([]string{"interp", "go", "nest", "brainscales-twin"})
	if err != nil {
		t.Fatal(err)
	}
	m, err := Run(t.Context(), some, Options{Engines: list, Missing: map[string]string{"nest": "it is not installed"}})
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Rows) != 3 || !m.OK() {
		t.Fatalf("%+v", m)
	}
	for _, r := range m.Rows {
		if r.Spikes == 0 || r.Cells[0].Verdict != Reference || r.Cells[1].Verdict != Identical || r.Cells[2].Verdict != NotRun {
			t.Errorf("%s: %d spikes, %+v", r.Name, r.Spikes, r.Cells)
		}
		if chip := r.Cells[3]; (r.Name == "synfire") != (chip.Verdict == Class) || chip.Verdict != Class && chip.Verdict != Refused || chip.Detail == "" {
			t.Errorf("%s on a chip: %+v", r.Name, chip)
		}
	}
	text, page := m.Markdown(), m.HTML()
	for _, want := range []string{"| synfire | reference | identical | not run | quantised", "nest, not run: it is not installed (3)"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in\n%s", want, text)
		}
	}
	if !strings.Contains(page, "<td>synfire") || strings.Count(page, "<tr>") != 5 {
		t.Errorf("%s", page)
	}
}

// TestVerdictsThatFail: what differs or fails is said first and makes the whole fail.
func TestVerdictsThatFail(t *testing.T) {
	c := Cell{Engine: "x"}
	c.fail(engines.Engine{Name: "x"}, errors.New("it broke <here>"))
	m := &Matrix{Engines: []string{"x"}, Rows: []Row{{Subject: Subject{Group: "examples", Name: "a"}, Cells: []Cell{c}}}}
	if m.OK() || c.Verdict != Failed || !strings.Contains(m.Markdown(), "- a on x FAILED: it broke <here>") || strings.Contains(m.HTML(), "<here>") {
		t.Errorf("%+v\n%s", c, m.Markdown())
	}
}

// fires reports whether the neurons of a model of the library fire.
func fires(t *testing.T, s Subject) bool {
	t.Helper()
	study, err := compile(s.Text)
	if err != nil {
		t.Fatal(err)
	}
	net, err := network.Expand(t.Context(), study.Network, 0)
	if err != nil {
		t.Fatal(err)
	}
	list, err := engines.Find([]string{"go"})
	if err != nil {
		t.Fatal(err)
	}
	out, err := list[0].Run(t.Context(), &engines.Job{Study: study, Network: net})
	if err != nil {
		t.Fatalf("%s: %v", s.Name, err)
	}
	if out.Diverged != "" {
		t.Errorf("%s diverges: %s", s.Name, out.Diverged)
	}
	return len(out.Spikes) > 0
}
