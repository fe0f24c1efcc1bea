package tmpl_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/nngen/nngen/gen/tmpl"
)

func set(t *testing.T, text string) *tmpl.Set {
	t.Helper()
	s, err := tmpl.Parse(fstest.MapFS{"a.tmpl": {Data: []byte(text)}}, nil, "*.tmpl")
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestExecute(t *testing.T) {
	out, err := set(t, "{{range .}}{{comment \"# \" .}}\n{{end}}").Execute("a.tmpl", []string{"one\ntwo", ""})
	if err != nil || string(out) != "# one\n# two\n#\n" {
		t.Errorf("%q, %v", out, err)
	}
	if _, err := set(t, "{{.Missing}}").Execute("a.tmpl", map[string]int{}); err == nil {
		t.Error("a missing key is nothing")
	}
	if _, err := set(t, "x").Execute("b.tmpl", nil); err == nil {
		t.Error("a missing template is nothing")
	}
}

// Templates see nothing but their view: no environment, clock, chance or files.
func TestFunctionsAreHermetic(t *testing.T) {
	for _, f := range []string{"env", "expandenv", "now", "date", "randAlpha", "uuidv4", "getHostByName", "genPrivateKey", "osBase", "shuffle"} {
		if _, err := tmpl.Parse(fstest.MapFS{"a.tmpl": {Data: []byte("{{" + f + "}}")}}, nil, "*.tmpl"); err == nil {
			t.Errorf("templates can call %s", f)
		}
	}
}

// No text leaves the comment that it is put into.
func TestComment(t *testing.T) {
	for _, text := range []string{"a\nb", "a\r\nb", "a\rb", "a\u2028b", "a\u0085b", "a\vb\fc", "a\x00b", "\n\n", ""} {
		for _, l := range strings.FieldsFunc(tmpl.Comment("// ", text)+"\n", func(r rune) bool { return strings.ContainsRune("\n\r\u2028\u2029\u0085\v\f", r) }) {
			if !strings.HasPrefix(l, "//") {
				t.Errorf("%q has the line %q", text, l)
			}
		}
	}
}
