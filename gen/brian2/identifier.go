package brian2

import (
	"strings"
	"unicode"

	"github.com/nngen/nngen/gen/names"
)

// identifiers gives the names of a model identifiers that Brian2, Python, Cython
// and C++ accept.
type identifiers struct{ table *names.Table }

func newIdentifiers() identifiers { return identifiers{names.New(false, reserved)} }

// fresh returns an identifier that no other call has returned. A name that means
// something to one of the languages gets _var behind it: an underscore alone
// would not do, since Brian2 reads V_ as the variable V without its unit.
func (t identifiers) fresh(hint string) string {
	id := strings.Map(func(r rune) rune {
		if r < 0x80 && (r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return r
		}
		return '_'
	}, hint)
	switch {
	case id == "xi" || strings.HasPrefix(id, "xi_"): // white noise
		id = "var_" + id
	case strings.HasPrefix(id, "nngen_"): // our own functions
		id = "var_" + id
	}
	for _, suffix := range []string{"_pre", "_post", "_"} { // sides of a synapse; see above
		if strings.HasSuffix(id, suffix) {
			return t.table.Fresh(strings.TrimRight(id, "_") + "_var")
		}
	}
	if isReserved[id] || isUnit(id) || isMacro(id) {
		id += "_var"
	}
	return t.table.Fresh(id)
}

// temporaries hands out names of temporary variables. Pieces of code that run by
// themselves use the same ones.
type temporaries struct {
	ids  identifiers
	pool map[string][]string
	used map[string]int
}

func newTemporaries(ids identifiers) *temporaries {
	return &temporaries{ids: ids, pool: map[string][]string{}, used: map[string]int{}}
}

// scope forgets which variables are in use.
func (t *temporaries) scope() { t.used = map[string]int{} }

// next returns a variable that is not in use.
func (t *temporaries) next(hint string) string {
	if hint == "" {
		hint = "x"
	}
	n := t.used[hint]
	t.used[hint]++
	if n == len(t.pool[hint]) {
		t.pool[hint] = append(t.pool[hint], t.ids.fresh(hint))
	}
	return t.pool[hint][n]
}
