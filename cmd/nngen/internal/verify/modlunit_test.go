package verify_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/proof"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
	"github.com/nngen/nngen/ir/lower"
)

// complaint is what modlunit and the translator of NEURON 8 say of what they do not
// like.
var complaint = regexp.MustCompile(`(?i)error|warning|units|not (consistent|conformable)`)

// TestModlunit: NEURON's checker of units passes every mechanism of the examples, the
// conformance cases, the library and the test models, and the translator of NEURON 8
// takes those without random numbers, which it does not know.
func TestModlunit(t *testing.T) {
	t.Parallel() // simulators use one processor each
	modlunit, err := exec.LookPath("modlunit")
	if err != nil {
		t.Skip("there is no modlunit; it is in Debian's package neuron-dev")
	}
	nocmodl, _ := exec.LookPath("nocmodl")
	if filepath.Dir(nocmodl) != filepath.Dir(modlunit) { // that of another NEURON
		nocmodl = ""
	}
	mechanisms := emittedMechanisms(t)
	if len(mechanisms) < 150 {
		t.Fatalf("only %d mechanisms", len(mechanisms))
	}
	random := 0
	var wait sync.WaitGroup
	slots := make(chan bool, 2)
	for _, m := range mechanisms {
		programs := []string{modlunit}
		switch {
		case strings.Contains(m.text, "\n  RANDOM "): // a word of NEURON 9
			random++
			continue
		case nocmodl != "":
			programs = append(programs, nocmodl)
		}
		folder := t.TempDir()
		file := filepath.Join(folder, m.file)
		if err := os.WriteFile(file, []byte(m.text), 0o644); err != nil {
			t.Fatal(err)
		}
		wait.Go(func() {
			slots <- true
			defer func() { <-slots }()
			for _, p := range programs {
				cmd := exec.CommandContext(t.Context(), p, file)
				cmd.Dir = folder
				cmd.Env = append(os.Environ(), "MODLUNIT="+filepath.Join(filepath.Dir(modlunit), "..", "share", "nrn", "lib", "nrnunits.lib"))
				out, err := cmd.CombinedOutput()
				text := checking.ReplaceAllString(string(out), "")
				if err != nil || complaint.MatchString(text) {
					t.Errorf("%s of %s: %s: %v\n%s", m.file, m.model, filepath.Base(p), err, out)
				}
			}
		})
	}
	wait.Wait()
	if 4*random > len(mechanisms) {
		t.Errorf("%d of %d mechanisms have random numbers and are not checked", random, len(mechanisms))
	}
}

var checking = regexp.MustCompile(`(?m)^Checking units of .*$`)

// mechanism is one emitted .mod file.
type mechanism struct{ model, file, text string }

// emittedMechanisms are those of everything that ships and of the test models, each
// text once.
func emittedMechanisms(t *testing.T) []mechanism {
	t.Helper()
	target, _ := all.Find("neuron")
	var list []mechanism
	seen := map[string]bool{}
	take := func(name string, m *pipeline.Model) {
		s, messages := m.Compile(lower.Options{Experiment: m.Experiment()})
		if messages.HasErrors() {
			t.Fatalf("%s: %s", name, messages[0].Message)
		}
		s.Study = s.Study.Alone()
		if len(target.Features().Missing(s.Study.Needs())) > 0 {
			return
		}
		files, messages := target.Generate(s.Study, gen.Options{})
		if messages.HasErrors() {
			t.Errorf("%s: %s", name, messages[0].Message)
		}
		for _, f := range files {
			_, code, _ := strings.Cut(string(f.Data), "\nNEURON {")
			if filepath.Ext(f.Path) == ".mod" && !seen[code] {
				seen[code] = true
				list = append(list, mechanism{name, filepath.Base(f.Path), string(f.Data)})
			}
		}
	}
	subjects, err := proof.Subjects()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range subjects {
		take(s.Name, pipeline.Parse(s.Name+".nn", s.Text))
	}
	models, err := filepath.Glob("testdata/*.nn")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range models {
		m, err := pipeline.Load(path)
		if err != nil {
			t.Fatal(err)
		}
		take(path, m)
	}
	return list
}
