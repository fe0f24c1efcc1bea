package pipeline

import (
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/std"
)

var (
	production = regexp.MustCompile(`^[A-Z]\w*\s+= `)
	definition = regexp.MustCompile(`(?m)^(?:extern )?(neuron|synapse|plasticity|source|fn|network) (\w+)`)
	word       = regexp.MustCompile(`[A-Za-z_]\w*`)
	imported   = regexp.MustCompile(`(?m)^import "(.*)"`)
)

// manual are the examples of dsl/doc.go.
func manual(t *testing.T) []string {
	t.Helper()
	text, err := os.ReadFile("../../../../dsl/doc.go")
	if err != nil {
		t.Fatal(err)
	}
	var list, block []string
	for _, line := range strings.Split(string(text), "\n") {
		code, ok := strings.CutPrefix(line, "//\t")
		switch {
		case ok:
			block = append(block, code)
		case line == "//" && block != nil:
			block = append(block, "")
		case block != nil:
			if !production.MatchString(block[0]) {
				list = append(list, strings.TrimRight(strings.Join(block, "\n"), "\n")+"\n")
			}
			block = nil
		}
	}
	return list
}

// definitions are the parts of a text that define something, by name.
func definitions(text string) map[string]string {
	list := map[string]string{}
	for _, at := range definition.FindAllStringSubmatchIndex(text, -1) {
		end := len(text)
		if k := strings.Index(text[at[0]:], "\n}\n"); k >= 0 {
			end = at[0] + k + 3
		}
		// One without a block of lines ends before the next blank one.
		if line, _, _ := strings.Cut(text[at[0]:], "\n"); !strings.HasSuffix(line, "{") {
			part, _, _ := strings.Cut(text[at[0]:], "\n\n")
			end = at[0] + len(part)
		}
		list[text[at[4]:at[5]]] = text[at[0]:end]
	}
	return list
}

// TestManual: the examples of the manual are models without mistakes, together with
// what they use of examples before them and of the standard library.
func TestManual(t *testing.T) {
	library := map[string]string{} // names of the library, with what to import
	for _, path := range []string{"std/synapses", "std/neurons", "std/plasticity"} {
		_, text, _ := std.Lookup(path)
		for name := range definitions(string(text)) {
			library[name] = path
		}
	}
	before := map[string]string{}
	examples := manual(t)
	if len(examples) < 25 {
		t.Fatalf("only %d examples", len(examples))
	}
	for _, example := range examples {
		text, have, imports := example, definitions(example), []string{}
		for _, m := range imported.FindAllStringSubmatch(example, -1) {
			imports = append(imports, m[1])
			_, lib, _ := std.Lookup(m[1])
			for name := range definitions(string(lib)) {
				have[name] = ""
			}
		}
		for todo := word.FindAllString(example, -1); len(todo) > 0; todo = todo[1:] {
			name := todo[0]
			if _, own := have[name]; own {
				continue
			}
			if earlier := before[name]; earlier != "" {
				have[name] = earlier
				text += "\n" + earlier
				todo = append(todo, word.FindAllString(earlier, -1)...)
			} else if path := library[name]; path != "" && !slices.Contains(imports, path) {
				imports = append(imports, path)
				text = "import \"" + path + "\"\n" + text
			}
		}
		for name, part := range definitions(example) {
			before[name] = part
		}
		if !definition.MatchString(example) && !strings.Contains(example, "experiment") {
			continue // constants and functions of their own are checked below
		}
		if messages, list := says(text); len(list) > 0 {
			t.Errorf("%s\nof\n%s", messages, text)
		}
	}
	for _, example := range examples {
		if strings.HasPrefix(example, "const") {
			if messages, list := says(example); len(list) > 0 {
				t.Errorf("%s\nof\n%s", messages, example)
			}
		}
	}
}
