package proof

import (
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"sort"
	"strings"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
)

var update = flag.Bool("update", false, "write the tables of verdicts anew")

// What was run, the page about it, and the tables of README.md.
const (
	kept   = "../../../../golden/proof.json"
	page   = "../../../../golden/proof.md"
	readme = "../../../../README.md"
)

const title = "# Every model on every engine\n\nMade by `make proof` from proof.json; a test fails when a model, what is emitted for it, or what is refused is another.\n\n"

// TestTable: the kept verdicts are about the models, the emitted code and the refusals
// of today, nothing in them differs, and README.md shows them.
func TestTable(t *testing.T) {
	data, err := os.ReadFile(kept)
	if err != nil {
		t.Fatal(err)
	}
	m, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	if !m.OK() {
		t.Errorf("there are differences:\n%s", strings.Join(m.reasons()[:min(10, len(m.reasons()))], "\n"))
	}
	list, err := Subjects()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range stale(t, m, list) {
		t.Error(s + "; run `make proof`")
	}
	waiting := 0
	for _, r := range m.Rows {
		for _, c := range r.Cells {
			if c.Detail == notAsked {
				waiting++
			}
		}
	}
	t.Logf("%d models, %d engines, %d of the pairs have not been run yet", len(m.Rows), len(m.Engines), waiting)
	compare(t, page, title+m.Counts()+"\n"+m.Markdown())
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	found := map[string]bool{}
	fresh := block.ReplaceAllStringFunc(string(text), func(part string) string {
		kind := block.FindStringSubmatch(part)[1]
		found[kind] = true
		table := m.Counts()
		if kind != "counts" {
			table = m.Models(kind)
		}
		return "<!-- proof: " + kind + " -->\n\n" + table + "\n<!-- end -->"
	})
	if !found["counts"] || !found["examples"] {
		t.Errorf("README.md has the tables %v", found)
	}
	compare(t, readme, fresh)
}

// block is a table of verdicts in README.md.
var block = regexp.MustCompile(`(?s)<!-- proof: (\w+) -->\n.*?<!-- end -->`)

func compare(t *testing.T, path, want string) {
	t.Helper()
	if *update {
		if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if got, err := os.ReadFile(path); err != nil || string(got) != want {
		t.Errorf("%s does not show what is kept (%v); run `go test ./cmd/nngen/internal/proof -run TestTable -update`", path, err)
	}
}

// stale tells which verdicts are not about today's models and code.
func stale(t *testing.T, m *Matrix, list []Subject) []string {
	all := engines.List()
	var names, said []string
	for _, e := range all {
		names = append(names, e.Name)
	}
	if !slices.Equal(names, m.Engines) {
		said = append(said, fmt.Sprintf("the engines are %v, and verdicts are about %v", names, m.Engines))
	}
	if len(list) != len(m.Rows) {
		said = append(said, fmt.Sprintf("there are %d models, and verdicts about %d", len(list), len(m.Rows)))
	}
	changed := map[string][]string{} // models by engine
	for i, s := range list {
		if i >= len(m.Rows) || m.Rows[i].Subject.Group != s.Group || m.Rows[i].Name != s.Name || m.Rows[i].Digest != s.Digest {
			said = append(said, s.Name+" is new or has another text")
			continue
		}
		x, err := inspect(s)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range all {
			if c := m.of(s, e.Name); c == nil || !c.about(e, s, x.look(e)) {
				changed[e.Name] = append(changed[e.Name], s.Name)
			}
		}
	}
	for e, models := range changed {
		said = append(said, fmt.Sprintf("what %s runs or refuses is another for %d models (%s)", e, len(models), strings.Join(models[:min(5, len(models))], ", ")))
	}
	sort.Strings(said)
	return said
}

// about reports whether a verdict is about what an engine does with a model today.
func (c *Cell) about(e engines.Engine, s Subject, l look) bool {
	switch {
	case l.refused != "":
		return c.Verdict == Refused && c.Detail == l.refused
	case c.Verdict == NotRun && c.Detail == notAsked: // which the table says
		return true
	case c.Verdict == NotRun:
		return c.Detail == notInSample && !inSample(e, s)
	}
	return inSample(e, s) && c.Code == l.code
}

// TestStale: a changed model, another refusal and other code are found.
func TestStale(t *testing.T) {
	all, err := Subjects()
	if err != nil {
		t.Fatal(err)
	}
	at := slices.IndexFunc(all, func(s Subject) bool { return s.Name == "tsodyks2000" })
	s := all[at]
	x, err := inspect(s)
	if err != nil {
		t.Fatal(err)
	}
	m := &Matrix{Rows: []Row{{Subject: s}}}
	for _, e := range engines.List() {
		m.Engines = append(m.Engines, e.Name)
		c := Cell{Engine: e.Name, Verdict: Identical, Code: x.look(e).code}
		if l := x.look(e); l.refused != "" {
			c.Verdict, c.Detail = Refused, l.refused
		} else if !inSample(e, s) {
			c.Verdict, c.Detail = NotRun, notInSample
		}
		m.Rows[0].Cells = append(m.Rows[0].Cells, c)
	}
	if said := stale(t, m, all[at:at+1]); len(said) > 0 {
		t.Fatal(said)
	}
	for name, change := range map[string]func(m *Matrix){
		"the engines are":                                    func(m *Matrix) { m.Engines = m.Engines[1:] },
		"tsodyks2000 is new or has another text":             func(m *Matrix) { m.Rows[0].Digest = "" },
		"what nest runs or refuses":                          func(m *Matrix) { m.of(s, "nest").Code = "" },
		"what spinnaker-twin runs or refuses":                func(m *Matrix) { m.of(s, "spinnaker-twin").Detail = "" },
		"what brian2-cpp runs or refuses is another for 1 m": func(m *Matrix) { m.of(s, "brian2-cpp").Verdict = Identical },
	} {
		again, err := m.Encode()
		if err != nil {
			t.Fatal(err)
		}
		c, err := Decode(again)
		if err != nil {
			t.Fatal(err)
		}
		change(c)
		if said := stale(t, c, all[at:at+1]); len(said) != 1 || !strings.Contains(said[0], name) {
			t.Errorf("%s: %q", name, said)
		}
	}
}
