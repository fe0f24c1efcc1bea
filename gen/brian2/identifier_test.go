package brian2

import (
	"regexp"
	"strings"
	"testing"

	"github.com/nngen/nngen/gen/gentest"
)

func TestIdentifiers(t *testing.T) {
	ids := newIdentifiers()
	for _, c := range []struct{ name, want string }{
		{"V", "V"}, {"exc.I", "exc_I"}, {"exc_I", "exc_I_2"}, {"lambda", "lambda_var"}, {"t", "t_var"}, {"N", "N_var"},
		{"xi", "var_xi"}, {"xi_1", "var_xi_1"}, {"V_pre", "V_pre_var"}, {"V_post", "V_post_var"}, {"V_", "V_var"},
		{"mV", "mV_var"}, {"Mohm", "Mohm_var"}, {"metre2", "metre2_var"}, {"nS", "nS_var"}, {"second", "second_var"},
		{"nngen_select", "var_nngen_select"}, {"fires", "fires_var"}, {"spikes", "spikes_var"}, {"lastspike", "lastspike_var"},
		{"NULL", "NULL_var"}, {"M_PI", "M_PI_var"}, {"EINVAL", "EINVAL_var"}, {"E_L", "E_L"}, {"I", "I"}, {"weight", "weight_var"},
		{"volatile", "volatile_var"}, {"cdef", "cdef_var"}, {"2x", "x2x"}, {"gmax", "gmax"}, {"tau_m", "tau_m"}, {"C_m", "C_m"},
	} {
		if got := ids.fresh(c.name); got != c.want {
			t.Errorf("%s becomes %s, expected %s", c.name, got, c.want)
		}
	}
}

var legal = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9_]*[A-Za-z0-9]$|^[A-Za-z]$`)

func checkIdentifier(t *testing.T, name, id string, seen map[string]bool) {
	t.Helper()
	if !legal.MatchString(id) || isReserved[id] || isUnit(id) || seen[id] ||
		strings.HasSuffix(id, "_pre") || strings.HasSuffix(id, "_post") || id == "xi" || strings.HasPrefix(id, "xi_") || strings.HasPrefix(id, "nngen_") {
		t.Errorf("%q becomes %q", name, id)
	}
	seen[id] = true
}

func TestReservedWordsAreAvoided(t *testing.T) {
	ids, seen := newIdentifiers(), map[string]bool{}
	for _, w := range reserved {
		checkIdentifier(t, w, ids.fresh(w), seen)
		checkIdentifier(t, w, ids.fresh(w), seen)
	}
}

func FuzzIdentifiers(f *testing.F) {
	f.Add("xi", "xi_")
	f.Add("a_post", "a_post_")
	f.Add("_", "__")
	f.Add(gentest.Hostile, "")
	f.Fuzz(func(t *testing.T, a, b string) {
		ids, seen := newIdentifiers(), map[string]bool{}
		for _, name := range []string{a, b, a, a + "." + b} {
			checkIdentifier(t, name, ids.fresh(name), seen)
		}
	})
}
