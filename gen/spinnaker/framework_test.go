package spinnaker

import (
	"fmt"
	"os"
	"path/filepath"
	"sort"
	"strconv"
	"strings"
	"testing"

	"github.com/nngen/nngen/gen/gentest"
	"github.com/nngen/nngen/ir/irtest"
	compile "github.com/nngen/nngen/ir/lower"
)

// binariesHead begins the table of binaries of README.md.
const binariesHead = "| example | binary | code B | estimated |\n|---|---|---|---|\n"

// TestFramework builds the binaries of the examples with the sources of sPyNNaker
// where NEURAL_MODELLING_DIRS says where they are, installed as sPyNNaker describes,
// and with -update writes their sizes into README.md. Elsewhere it compares the sizes
// that README.md has with the estimates of the fit report.
func TestFramework(t *testing.T) {
	page := gentest.ReadPart(t, "binaries")
	paths, err := filepath.Glob("../../examples/*/model.nn")
	if err != nil {
		t.Fatal(err)
	}
	measured := map[string]int{}
	for _, line := range strings.Split(strings.TrimPrefix(page.Text, binariesHead), "\n") {
		if c := strings.Split(line, "|"); len(c) == 6 {
			n, err := strconv.Atoi(strings.TrimSpace(c[3]))
			if err != nil {
				t.Fatal(line)
			}
			measured[strings.TrimSpace(c[1])+" "+strings.TrimSpace(c[2])] = n
		}
	}
	sources := os.Getenv("NEURAL_MODELLING_DIRS") != ""
	if sources && *update {
		measured = map[string]int{}
	}
	table := binariesHead
	var wrong []string
	for _, path := range paths {
		example := filepath.Base(filepath.Dir(path))
		text, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		s := irtest.Study(t, string(text), compile.Options{}).Alone()
		if len((Target{}).Features().Missing(s.Needs())) > 0 {
			continue
		}
		f, err := Lower(s)
		if err != nil {
			continue
		}
		p := &prepared{form: f}
		if sources {
			p.code(t)
			command(t, p.folder, "make", "-C", "c_models", "all")
		}
		for _, b := range f.binaries() {
			key := example + " " + b.name
			if sources {
				measured[key] = textOf(t, filepath.Join(p.folder, "c_models", "build", b.name, b.name+".elf"))
			}
			n := measured[key]
			if n == 0 {
				wrong = append(wrong, "README.md has no size of "+key)
				continue
			}
			table += fmt.Sprintf("| %s | %s | %d | %d |\n", example, b.name, n, b.estimate)
			// Equations that repeat themselves become shorter than they look.
			if r := float64(b.estimate) / float64(n); r < 0.94 || r > 1.2 {
				wrong = append(wrong, fmt.Sprintf("%s: %d bytes are estimated, %d measured", key, b.estimate, n))
			}
		}
	}
	for _, w := range wrong {
		t.Error(w)
	}
	switch {
	case table == page.Text:
	case *update:
		page.Write(t, table)
	default:
		t.Errorf("the table of binaries in README.md is stale: run go test ./gen/spinnaker -run TestFramework -update with the sources\n%s", table)
	}
}

// built is one of those that the makefiles build, and its estimated code.
type built struct {
	name     string
	estimate int
}

// binaries are those of the view, with the estimates of the fit report.
func (f *Form) binaries() (list []built) {
	v := f.view()
	neuron := map[string]int{}
	for i := range v.Neurons {
		neuron[v.Neurons[i].Name] = codeBytes(v.Neurons[i].form)
	}
	rule := map[string]int{}
	for i := range v.Rules {
		rule[v.Rules[i].Name] = plasticCode + ruleBytes(f.Rules[i])
	}
	for _, a := range v.Apps {
		n := neuron[a.Name] + rule[a.Rule]
		switch a.Kind {
		case "neurons":
			n += neuronCode
		case "synapses":
			n += synapseCode
		default:
			n += combinedCode
		}
		list = append(list, built{a.Folder, n})
	}
	sort.Slice(list, func(i, j int) bool { return list[i].name < list[j].name })
	return list
}

// textOf is the size of the code of a binary.
func textOf(t *testing.T, path string) int {
	t.Helper()
	lines := strings.Split(string(command(t, filepath.Dir(path), "arm-none-eabi-size", path)), "\n")
	n, err := strconv.Atoi(strings.Fields(lines[1])[0])
	if err != nil {
		t.Fatal(err)
	}
	return n
}
