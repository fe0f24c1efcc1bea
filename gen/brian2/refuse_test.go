package brian2

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/nngen/nngen/ir"
)

var update = flag.Bool("update", false, "write the lists of refusals in README.md")

var featureConstant = regexp.MustCompile(`(?m)^\t(Feature\w+) +Feature = "(.*?)"`)

// TestRefused: a feature is carried or has a reason; README.md has the lists of what
// both forms refuse.
func TestRefused(t *testing.T) {
	source, err := os.ReadFile("../../ir/feature.go")
	if err != nil {
		t.Fatal(err)
	}
	all := featureConstant.FindAllStringSubmatch(string(source), -1)
	if len(all) < 20 {
		t.Fatalf("only %d features", len(all))
	}
	f := Target{}.Features()
	for _, m := range all {
		if name := ir.Feature(m[2]); f[name] == (reasons[name] != "") {
			t.Errorf("%s: claimed %t, reason for refusing it %q", name, f[name], reasons[name])
		}
	}
	readme, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	grid, idiomatic := Refusals()
	text := list(t, list(t, string(readme), "refused", grid), "unsaid", idiomatic)
	switch {
	case text == string(readme):
	case *update:
		if err := os.WriteFile("README.md", []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Error("the lists in README.md are stale: run go test ./gen/brian2 -run TestRefused -update")
	}
}

// list puts a list between its marks.
func list(t *testing.T, text, mark, lines string) string {
	t.Helper()
	head, rest, found := strings.Cut(text, "<!-- "+mark+" -->\n")
	_, tail, ended := strings.Cut(rest, "<!-- end "+mark+" -->")
	if !found || !ended {
		t.Fatalf("README.md has no list %s", mark)
	}
	return head + "<!-- " + mark + " -->\n" + lines + "<!-- end " + mark + " -->" + tail
}

// TestEveryRefusalIsListed: whatever is declared as unsayable stands in the list.
func TestEveryRefusalIsListed(t *testing.T) {
	source, err := os.ReadFile("unsaid.go")
	if err != nil {
		t.Fatal(err)
	}
	declared := regexp.MustCompile(`= unsaid\{`).FindAllString(string(source), -1)
	if len(declared) != len(unsayable) {
		t.Errorf("%d are declared and %d listed", len(declared), len(unsayable))
	}
	for _, u := range unsayable {
		if err := u.of("N").Error(); !strings.HasPrefix(err, "N has "+u.what+": ") || u.why == "" {
			t.Error(err)
		}
	}
}
