package pipeline

import (
	"flag"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/diag"
)

var update = flag.Bool("update", false, "rewrite the expected messages of dsl/testdata/bad")

// chunk is one mistake: its title, the model, and everything that nngen says.
type chunk struct{ title, model, want string }

const (
	chunkMark = "=== "
	saysMark  = "--- nngen says\n"
)

func chunksOf(t *testing.T, path string) []chunk {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var list []chunk
	for _, part := range strings.Split("\n"+string(text), "\n"+chunkMark)[1:] {
		title, rest, _ := strings.Cut(part, "\n")
		model, want, _ := strings.Cut(rest+"\n", saysMark)
		list = append(list, chunk{title, strings.TrimRight(model, "\n") + "\n", strings.TrimRight(want, "\n") + "\n"})
	}
	return list
}

func says(model string) (string, diag.List) {
	list := Parse("model.nn", model).Check()
	var b strings.Builder
	diag.WriteText(&b, list, diag.TextOptions{})
	return strings.TrimRight(b.String(), "\n") + "\n", list
}

// elsewhere are the kinds without a file of mistakes, and why.
var elsewhere = map[string]string{
	"NN0013": "its text is too long for a file: TestCatalogue",
	"NN0014": "its text is too long for a file: TestCatalogue",
	"NN0031": "its text is too long for a file: TestCatalogue",
}

// TestMistakes checks every message about the mistakes that newcomers make,
// letter by letter. Each of them names a place and a remedy.
func TestMistakes(t *testing.T) {
	paths, err := filepath.Glob("../../../../dsl/testdata/bad/*.txt")
	if err != nil || len(paths) == 0 {
		t.Fatalf("no files of mistakes: %v", err)
	}
	count := 0
	codes, titles := map[string]bool{}, map[string]string{}
	for _, path := range paths {
		chunks := chunksOf(t, path)
		var out strings.Builder
		for _, c := range chunks {
			count++
			got, list := says(c.model)
			out.WriteString(chunkMark + c.title + "\n" + c.model + saysMark + got)
			if len(list) == 0 {
				t.Errorf("%s: %s: nothing is wrong", path, c.title)
			}
			if other, twice := titles[filepath.Base(path)+c.title]; twice {
				t.Errorf("%s: %s: a title of %s, too", path, c.title, other)
			}
			titles[filepath.Base(path)+c.title] = path
			for _, d := range list {
				codes[d.Code] = true
				if !d.Primary.Valid() || len(d.Help)+len(d.Fixes) == 0 {
					t.Errorf("%s: %s: %s has no place or no remedy", path, c.title, d.Code)
				}
			}
			if got != c.want && !*update {
				t.Errorf("%s: %s:\n%s\ninstead of\n%s", path, c.title, got, c.want)
			}
		}
		if *update {
			if err := os.WriteFile(path, []byte(out.String()), 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	const floor = 600
	if count < floor {
		t.Errorf("%d mistakes are tested, %d are wanted", count, floor)
	}
	for _, k := range diag.Kinds() {
		aboutModels := k.Bad != "" && !strings.HasPrefix(k.Bad, "$ ") && elsewhere[k.Code] == ""
		if aboutModels && !codes[k.Code] {
			t.Errorf("%s: no file of mistakes has it: %s", k.Code, k.Title)
		}
	}
}

// TestCatalogue: the bad example of every kind gives that kind, and the good
// one gives nothing.
func TestCatalogue(t *testing.T) {
	form := regexp.MustCompile(`^NN[0-9]{4}$`)
	seen := map[string]bool{}
	for _, k := range diag.Kinds() {
		t.Run(k.Code, func(t *testing.T) {
			if !form.MatchString(k.Code) || seen[k.Code] {
				t.Errorf("the code is malformed or used twice")
			}
			seen[k.Code] = true
			if k.Title == "" || k.Explanation == "" || k.Bad == "" && k.Code != "NN9001" {
				t.Errorf("%s has no title, explanation or example", k.Code)
			}
			if k.Bad == "" || strings.HasPrefix(k.Bad, "$ ") {
				return // about the command line
			}
			text, list := says(k.Bad)
			found := false
			for _, d := range list {
				found = found || d.Code == k.Code && d.Severity == k.Severity
			}
			if !found {
				t.Errorf("the bad example gives\n%s", text)
			}
			// Examples of syntax show one statement and need not be whole models.
			good := Parse("model.nn", k.Good).Messages
			if !strings.HasPrefix(k.Code, "NN0") {
				_, good = says(k.Good)
			}
			for _, d := range good {
				if k.Good != "" {
					t.Errorf("the good example gives\n%s", diag.Text(d))
				}
			}
		})
	}
}

// TestTen: ten mistakes in one file give ten reports.
func TestTen(t *testing.T) {
	_, list := says(`import "std/neurons"
neuron A {
  param tau = 10 msec
  state V = 0 mV
  V' = -V/tua
}
neuron B {
  state V = 0 mV
  V' = -V
  on V = 15 mV { spike }
}
neuron C {
  state V = 0 mV
  V' = -V/(10 ms) + expp(1)*(1 mV/ms)
  on V >= 15 { spike; V = 0 pA }
}
network n {
  population p[10/4] = LIF_exp(C_m = 250 ms)
  connect p -> p.exc by fixed_indegre(3) { weight = 1 pA }
}
`)
	if list.Errors() < 10 {
		t.Errorf("%d errors instead of 10 or more", list.Errors())
		for _, d := range list {
			t.Log(diag.Text(d))
		}
	}
}
