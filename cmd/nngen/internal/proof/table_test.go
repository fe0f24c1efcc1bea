package proof

import (
	"flag"
	"os"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
)

var update = flag.Bool("update", false, "write golden/proof.md and the tables of verdicts of README.md")

const root = "../../../../"

// kept are the verdicts that the repository has.
func kept(t *testing.T) *Matrix {
	t.Helper()
	data, err := os.ReadFile(root + "golden/proof.json")
	if err != nil {
		t.Fatal(err)
	}
	m, err := Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// part is a table of README.md that is made from verdicts.
var part = regexp.MustCompile(`(?s)<!-- verdicts (\w+) -->\n.*?<!-- end -->`)

// TestTable: golden/proof.json has a verdict on every model for every engine, or why
// there is none; they are about what is emitted today and from the simulators that are
// installed today, and none is a difference or a failure. golden/proof.md, and what
// README.md shows of it, say the same.
func TestTable(t *testing.T) {
	m := kept(t)
	for _, r := range m.Rows {
		for _, c := range r.Cells {
			if c.Verdict == Differs || c.Verdict == Failed || c.Detail == "" && (c.Verdict == NotRun || c.Verdict == Refused) {
				t.Errorf("%s on %s: %s, %s", r.Name, c.Engine, c.Verdict, c.Detail)
			}
		}
	}
	list, err := Subjects()
	if err != nil {
		t.Fatal(err)
	}
	for _, text := range stale(m, list) {
		t.Errorf("%s: run `make proof`", text)
	}
	files := map[string]string{root + "golden/proof.md": m.Markdown()}
	text, err := os.ReadFile(root + "README.md")
	if err != nil {
		t.Fatal(err)
	}
	files[root+"README.md"] = part.ReplaceAllStringFunc(string(text), func(p string) string {
		name := part.FindStringSubmatch(p)[1]
		made := m.Models(name)
		if name == "counts" {
			made = m.Counts()
		}
		return "<!-- verdicts " + name + " -->\n\n" + made + "\n<!-- end -->"
	})
	for path, want := range files {
		if *update {
			if err := os.WriteFile(path, []byte(want), 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if got, err := os.ReadFile(path); err != nil || string(got) != want {
			t.Errorf("%s does not say what golden/proof.json says: run `make proof`", strings.TrimPrefix(path, root))
		}
	}
}

// stale names what would run again of some models, and what would be said otherwise.
func stale(m *Matrix, list []Subject) []string {
	r := &runner{Options: Options{Engines: engines.List(), Sample: true, Known: m, Versions: map[string]string{}}}
	for _, e := range r.Engines {
		r.Versions[e.Name] = simulators.Pinned(e.Simulator)
	}
	var mutex sync.Mutex
	var texts []string
	say := func(text string) {
		mutex.Lock()
		defer mutex.Unlock()
		texts = append(texts, text)
	}
	var wait sync.WaitGroup
	places := make(chan bool, runtime.GOMAXPROCS(0))
	for _, s := range list {
		places <- true
		wait.Go(func() {
			defer func() { <-places }()
			row := Row{}
			_, names, err := r.begin(s, &row)
			if err != nil {
				say(err.Error())
				return
			}
			names = slices.DeleteFunc(names, func(e string) bool { // these are counted as not run
				known := m.of(s, e)
				return known != nil && known.Detail == notAsked
			})
			if len(names) > 0 {
				say(s.Name + " has changed for " + strings.Join(names, ", "))
			}
			for _, c := range row.Cells {
				known := m.of(s, c.Engine)
				if c.Verdict != "" && (known == nil || known.Verdict != c.Verdict || known.Detail != c.Detail) {
					say(s.Name + " on " + c.Engine + " is another verdict now: " + string(c.Verdict) + ", " + c.Detail)
				}
			}
		})
	}
	wait.Wait()
	if len(m.Rows) != len(list) {
		say("models have been added or removed")
	}
	return texts
}

// TestStale: another text of a model, another version of a simulator, another reason
// and a new model are noticed, and nothing else is.
func TestStale(t *testing.T) {
	all, err := Subjects()
	if err != nil {
		t.Fatal(err)
	}
	m := kept(t)
	some := []string{"lif", "triplet", "synfire"}
	list := slices.DeleteFunc(all, func(s Subject) bool { return !slices.Contains(some, s.Name) })
	rows := slices.DeleteFunc(m.Rows, func(r Row) bool { return !slices.Contains(some, r.Name) })
	m.Rows = rows
	if texts := stale(m, list); len(list) != 3 || len(texts) > 0 {
		t.Fatalf("of %d models: %q", len(list), texts)
	}
	cell := func(name, engine string) *Cell {
		c := m.of(list[slices.IndexFunc(list, func(s Subject) bool { return s.Name == name })], engine)
		if c == nil {
			t.Fatalf("%s on %s has no verdict", name, engine)
		}
		return c
	}
	for _, x := range []struct {
		what         string
		change, back func()
		want         int
	}{
		{"another text", func() { cell("lif", "nestml").Code += "x" }, func() { c := cell("lif", "nestml"); c.Code = strings.TrimSuffix(c.Code, "x") }, 1},
		{"another version", func() { m.Versions["nestml"] += "x" }, func() { m.Versions["nestml"] = strings.TrimSuffix(m.Versions["nestml"], "x") }, 2},
		{"another reason", func() { cell("triplet", "nestml").Detail += "x" }, func() { c := cell("triplet", "nestml"); c.Detail = strings.TrimSuffix(c.Detail, "x") }, 1},
		{"a new model", func() { m.Rows = rows[:2] }, func() { m.Rows = rows }, 2},
		{"nothing", func() {}, func() {}, 0},
	} {
		x.change()
		if texts := stale(m, list); len(texts) < min(x.want, 1) || x.what != "a new model" && len(texts) != x.want {
			t.Errorf("%s makes stale %q", x.what, texts)
		}
		x.back()
	}
}

// TestSample: samples are of engines and models that there are, and each has models that
// its engine takes.
func TestSample(t *testing.T) {
	list, err := Subjects()
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, s := range list {
		there[s.Group], there[s.Name] = true, true
	}
	m := kept(t)
	for name, models := range sampled {
		found, err := engines.Find([]string{name})
		if err != nil {
			t.Error(err)
			continue
		}
		ran := 0
		for _, s := range list {
			if c := m.of(s, name); inSample(found[0], s) && c != nil && c.Verdict != Refused {
				ran++
			}
		}
		if ran == 0 {
			t.Errorf("the sample of %s has no model that it takes", name)
		}
		for _, x := range models {
			if !there[x] {
				t.Errorf("the sample of %s has %s, which there is not", name, x)
			}
		}
	}
}
