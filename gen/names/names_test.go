package names_test

import (
	"go/token"
	"regexp"
	"strings"
	"testing"

	"github.com/nngen/nngen/gen/names"
)

var identifier = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*$`)

// Whatever a name looks like, its identifier is one, is not reserved, and is
// nobody else's.
func TestIdentifiers(t *testing.T) {
	reserved := []string{"lambda", "int", "step", "lambda_", "class", "Cell"}
	list := []string{"lambda", "lambda_", "lambda_2", "int", "e", "exc.I", "exc_I", "exc-I", "exc I", "", "_", "__x", "1st", "x1st", "µ", "ß", "cell", "CELL", "a.b.c", "a_b_c", strings.Repeat("long", 100)}
	for _, fold := range []bool{false, true} {
		table := names.New(fold, reserved)
		seen := map[string]string{}
		for _, n := range list {
			id := table.Of(n)
			key := id
			if fold {
				key = strings.ToLower(id)
			}
			if !identifier.MatchString(id) {
				t.Errorf("%q becomes %q", n, id)
			}
			for _, r := range reserved {
				if id == r || fold && strings.EqualFold(id, r) {
					t.Errorf("%q becomes the reserved %q", n, id)
				}
			}
			if other, taken := seen[key]; taken {
				t.Errorf("%q and %q both become %q", n, other, id)
			}
			seen[key] = n
			if again := table.Of(n); again != id {
				t.Errorf("%q becomes %q and then %q", n, id, again)
			}
		}
	}
}

// Fresh never gives an identifier twice, not even one that Of gave.
func TestFresh(t *testing.T) {
	table := names.New(false)
	seen := map[string]bool{table.Of("x"): true, table.Of("x_2"): true}
	for range 100 {
		id := table.Fresh("x")
		if seen[id] {
			t.Fatalf("%q was given before", id)
		}
		seen[id] = true
	}
}

// The same requests give the same identifiers, and plain names stay as they are.
func TestPlainNamesStay(t *testing.T) {
	a, b := names.New(false, []string{"int"}), names.New(false, []string{"int"})
	for _, n := range []string{"V", "C_m", "tau_m", "I_e", "int", "int", "exc.tau"} {
		if x, y := a.Of(n), b.Of(n); x != y {
			t.Errorf("%q becomes %q and %q", n, x, y)
		}
	}
	if got := a.Of("V"); got != "V" {
		t.Errorf("V becomes %q", got)
	}
	if got := a.Of("int"); got != "int_" || token.IsKeyword(got) {
		t.Errorf("int becomes %q", got)
	}
	if got := a.Of("exc.tau"); got != "exc_tau" {
		t.Errorf("exc.tau becomes %q", got)
	}
}
