package brian2

import (
	"flag"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/nngen/nngen/gen/gentest"
)

var update = flag.Bool("update", false, "write the lists of refusals in README.md")

// TestRefused: a feature is carried or has a reason; README.md has the lists of what
// both forms refuse.
func TestRefused(t *testing.T) {
	gentest.Refused(t, Target{}.Features(), reasons)
	grid, idiomatic := Refusals()
	gentest.Keep(t, "refused", grid, *update)
	gentest.Keep(t, "unsaid", idiomatic, *update)
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
