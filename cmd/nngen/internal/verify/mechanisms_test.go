package verify_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/cmd/nngen/internal/proof"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
	"github.com/nngen/nngen/ir/lower"
)

// complaint is what checkers and translators of mechanisms say of what they do not like.
var complaint = regexp.MustCompile(`(?i)error|warning|notice|units|not (consistent|conformable|thread)`)

// said is what they say of every mechanism.
var said = regexp.MustCompile(`(?m)^(Checking units of|Translating) .*$`)

// checker is a program that reads mechanisms.
type checker struct {
	name    string
	command []string // before the file
	env     []string
	old     bool // it does not know the random numbers of NEURON 9
}

// checkers are the programs that are there: the checker of units and the translator of
// NEURON 8, of Debian's packages, and both translators of the NEURON that runs the
// mechanisms.
func checkers(t *testing.T) []checker {
	var list []checker
	if modlunit, err := exec.LookPath("modlunit"); err == nil {
		home := filepath.Dir(modlunit)
		env := []string{"MODLUNIT=" + filepath.Join(home, "..", "share", "nrn", "lib", "nrnunits.lib")}
		list = append(list, checker{"modlunit", []string{modlunit}, env, true})
		if nocmodl := filepath.Join(home, "nocmodl"); exists(nocmodl) {
			list = append(list, checker{"nocmodl of NEURON 8", []string{nocmodl}, env, true})
		}
	}
	need(t, "neuron")
	s, err := shared.Simulator(t.Context(), "neuron")
	if err != nil {
		t.Fatal(err)
	}
	data, err := process.Output(t.Context(), process.Command{Args: []string{s.Python, "-c", "import neuron, os, find_libpython as f; print(os.path.join(os.path.dirname(neuron.__file__), '.data')); print(f.find_libpython())"}, Env: s.Env, Limit: time.Minute})
	if err != nil {
		t.Fatal(err)
	}
	lines := strings.Split(strings.TrimSpace(string(data)), "\n")
	home, libpython := lines[len(lines)-2], lines[len(lines)-1]
	program := func(name string) string { return filepath.Join(home, "bin", name) }
	list = append(list, checker{"nocmodl", []string{program("nocmodl")}, []string{"MODLUNIT=" + filepath.Join(home, "share", "nrn", "lib", "nrnunits.lib")}, false})
	if exists(program("nmodl")) {
		list = append(list, checker{"nmodl --coreneuron", []string{program("nmodl"), "--coreneuron"}, []string{"NMODLHOME=" + home, "NMODL_PYLIB=" + libpython}, false})
	}
	return list
}

// read lets a program read a mechanism of a model, which must pass without a complaint.
func (p checker) read(t *testing.T, model, file string) {
	cmd := exec.CommandContext(t.Context(), p.command[0], append(slices.Clone(p.command[1:]), file)...)
	cmd.Dir = filepath.Dir(file)
	cmd.Env = append(os.Environ(), p.env...)
	out, err := cmd.CombinedOutput()
	if err != nil || complaint.MatchString(said.ReplaceAllString(string(out), "")) {
		t.Errorf("%s of %s: %s: %v\n%s", filepath.Base(file), model, p.name, err, out)
	}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}

// TestMechanisms: NEURON's checker of units and the translators of NEURON 8, NEURON 9
// and CoreNEURON take every mechanism of the examples, the conformance cases, the library
// and the test models without a word; those of NEURON 8 are not asked about mechanisms
// with random numbers, which they do not know.
func TestMechanisms(t *testing.T) {
	t.Parallel() // simulators use one processor each
	programs := checkers(t)
	mechanisms := emittedMechanisms(t)
	if len(mechanisms) < 150 {
		t.Fatalf("only %d mechanisms", len(mechanisms))
	}
	random := 0
	var wait sync.WaitGroup
	slots := make(chan bool, 2)
	for _, m := range mechanisms {
		draws := strings.Contains(m.text, "\n  RANDOM ")
		if draws {
			random++
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
				if draws && p.old {
					continue
				}
				p.read(t, m.model, file)
			}
		})
	}
	wait.Wait()
	if 4*random > len(mechanisms) {
		t.Errorf("%d of %d mechanisms have random numbers and are not checked for units", random, len(mechanisms))
	}
	t.Logf("%d mechanisms, %d of them with random numbers, %d programs", len(mechanisms), random, len(programs))
}

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
