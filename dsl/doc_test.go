package dsl_test

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/format"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
)

func reference(t *testing.T) string {
	t.Helper()
	text, err := os.ReadFile("doc.go")
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// examples are the indented blocks of the reference that are no grammar.
func examples(t *testing.T) []string {
	t.Helper()
	var list []string
	var block []string
	flush := func() {
		text := strings.Trim(strings.Join(block, "\n"), "\n")
		if text != "" && !productionLine.MatchString(strings.Split(text, "\n")[0]) {
			list = append(list, text+"\n")
		}
		block = nil
	}
	for _, l := range strings.Split(reference(t), "\n") {
		code, ok := strings.CutPrefix(l, "//\t")
		switch {
		case ok:
			block = append(block, code)
		case l == "//" && block != nil:
			block = append(block, "")
		default:
			flush()
		}
	}
	return list
}

// models are all models of the repository that are meant to be right.
func models(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"../examples/*/model.nn", "std/*.nn", "std/*/*.nn"} {
		files, err := filepath.Glob(pattern)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			text, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			texts[name] = string(text)
		}
	}
	if len(texts) < 5 {
		t.Fatalf("found only %d models", len(texts))
	}
	return texts
}

func TestEachProductionIsDefinedAndUsed(t *testing.T) {
	g := readGrammar(t, reference(t))
	used := map[string]bool{"File": true}
	for production, r := range g {
		for _, n := range names(r) {
			used[n] = true
			if g[n] == nil {
				t.Errorf("%s mentions %s, which is not defined", production, n)
			}
		}
	}
	for production := range g {
		if !used[production] {
			t.Errorf("nothing mentions %s", production)
		}
	}
	if len(g) < 60 {
		t.Errorf("found only %d productions", len(g))
	}
}

// The examples are right, laid out, and described by the grammar, and together
// they use every production.
func TestExamplesOfTheReference(t *testing.T) {
	g := readGrammar(t, reference(t))
	list := examples(t)
	if len(list) < 8 {
		t.Fatalf("found only %d examples", len(list))
	}
	seen := map[string]bool{}
	for _, text := range list {
		file := source.New("doc.go", text)
		_, mistakes := parser.Parse(file)
		for _, d := range mistakes {
			t.Errorf("%v: %s: %s in\n%s", d.Primary, d.Code, d.Message, text)
		}
		if laid, _ := format.Source(file); string(laid) != text {
			t.Errorf("not in canonical layout:\n%s\nwant\n%s", text, laid)
		}
		used, ok := match(g, text)
		if !ok {
			t.Errorf("the grammar does not describe\n%s", text)
		}
		for production := range used {
			seen[production] = true
		}
	}
	for production := range g {
		if !seen[production] {
			t.Errorf("no example shows %s", production)
		}
	}
}

func TestGrammarDescribesModels(t *testing.T) {
	g := readGrammar(t, reference(t))
	for name, text := range models(t) {
		if _, ok := match(g, text); !ok {
			t.Errorf("the grammar does not describe %s", name)
		}
	}
}

// beyondGrammar are mistakes that a grammar of tokens does not see.
var beyondGrammar = []string{
	"NN0010",                               // comments
	"NN0013", "NN0014", "NN0015", "NN0031", // bounds
	"NN0023", // spelling of names
}

// What the parser refuses the grammar does not describe, and the other way
// round.
func TestGrammarAndParserAgree(t *testing.T) {
	g := readGrammar(t, reference(t))
	for _, k := range diag.Families()[0].Kinds {
		if slices.Contains(beyondGrammar, k.Code) {
			continue
		}
		if _, ok := match(g, k.Bad); ok {
			t.Errorf("%s: the grammar describes the bad example", k.Code)
		}
		if _, ok := match(g, k.Good); !ok {
			t.Errorf("%s: the grammar does not describe the good example", k.Code)
		}
	}
	for name, text := range models(t) {
		f, _ := parser.Parse(source.New(name, text))
		for _, it := range f.Items {
			// Each sign is left out once. A try reads the whole text, so items are read alone.
			at := it.Span()
			item := text[at.Start:at.End] + "\n"
			tokens, _ := parser.Scan(source.New(name, item))
			for _, t1 := range tokens {
				if t1.Kind != parser.Punct {
					continue
				}
				without := item[:t1.Span.Start] + item[t1.Span.End:]
				_, list := parser.Parse(source.New(name, without))
				if _, ok := match(g, without); ok == list.HasErrors() {
					t.Errorf("%s: without the %q at %v of the item at %v: the grammar says %v, the parser %v", name, t1.Text, t1.Span, at, ok, list)
				}
			}
		}
	}
}

func TestReservedWords(t *testing.T) {
	text := strings.NewReplacer("//", " ", "\n", " ").Replace(reference(t))
	found := regexp.MustCompile(`Kept for later are ([a-z, ]+):`).FindStringSubmatch(text)
	if found == nil {
		t.Fatal("the reference does not list the reserved words")
	}
	words := regexp.MustCompile(`[a-z]+`).FindAllString(found[1], -1)
	words = slices.DeleteFunc(words, func(w string) bool { return w == "and" })
	if len(words) < 5 { // they become fewer with every construct
		t.Fatalf("found only %v", words)
	}
	for _, w := range words {
		_, list := parser.Parse(source.New("test.nn", w+" a b { c }\n"))
		if len(list) != 1 || list[0].Code != "NN0026" {
			t.Errorf("%s: %v", w, list)
		}
		if _, list := parser.Parse(source.New("test.nn", "const "+w+" = 1\n")); len(list) > 0 {
			t.Errorf("%s cannot be a name: %v", w, list)
		}
	}
}
