package gentest

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/nngen/nngen/ir"
)

// page is the README.md of the package under test; parts of it are made from code.
const page = "README.md"

// Part is what the page says between <!-- NAME --> and <!-- end NAME -->.
type Part struct {
	Text         string
	before, rest string
}

// ReadPart reads a part of the page.
func ReadPart(t testing.TB, name string) Part {
	t.Helper()
	data, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := "<!-- "+name+" -->\n", "<!-- end "+name+" -->"
	before, after, found := strings.Cut(string(data), begin)
	text, rest, ended := strings.Cut(after, end)
	if !found || !ended {
		t.Fatalf("%s has no part %s", page, name)
	}
	return Part{text, before + begin, end + rest}
}

// Write puts another text into its place.
func (p Part) Write(t testing.TB, text string) {
	t.Helper()
	if err := os.WriteFile(page, []byte(p.before+text+p.rest), 0o644); err != nil {
		t.Fatal(err)
	}
}

// Keep compares a part of the page with its text, or writes it.
func Keep(t testing.TB, name, text string, update bool) {
	t.Helper()
	switch p := ReadPart(t, name); {
	case p.Text == text:
	case update:
		p.Write(t, text)
	default:
		t.Errorf("the part %s of %s is stale: run go test -run %s -update in its folder\n%s", name, page, t.Name(), text)
	}
}

var featureConstant = regexp.MustCompile(`(?m)^\t(Feature\w+) +Feature = "(.*?)"`)

// Refused checks that a target claims each feature of the language or has a reason why
// it refuses it, and not both.
func Refused(t testing.TB, claimed ir.FeatureSet, reasons map[ir.Feature]string) {
	t.Helper()
	source, err := os.ReadFile("../../ir/feature.go")
	if err != nil {
		t.Fatal(err)
	}
	all := featureConstant.FindAllStringSubmatch(string(source), -1)
	if len(all) < 20 {
		t.Fatalf("only %d features", len(all))
	}
	for _, m := range all {
		if name := ir.Feature(m[2]); claimed[name] == (reasons[name] != "") {
			t.Errorf("%s: claimed %t, reason for refusing it %q", name, claimed[name], reasons[name])
		}
	}
}
