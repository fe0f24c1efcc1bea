package names

import (
	"strconv"
	"strings"
)

// Table hands out identifiers of one scope.
type Table struct {
	reserved map[string]bool
	fold     bool
	taken    map[string]bool
	given    map[string]string
}

// New returns an empty table of a language with these reserved words. With
// fold, identifiers that differ in case only are taken to be the same.
func New(fold bool, reserved ...[]string) *Table {
	t := &Table{reserved: map[string]bool{}, fold: fold, taken: map[string]bool{}, given: map[string]string{}}
	for _, list := range reserved {
		for _, w := range list {
			t.reserved[t.key(w)] = true
		}
	}
	return t
}

// Of returns the identifier for a name of the model, which may contain dots
// ("exc.I" becomes exc_I). A reserved word gets an underscore behind it
// (lambda_), a second name with the same identifier a number.
func (t *Table) Of(name string) string {
	if id, ok := t.given[name]; ok {
		return id
	}
	id := t.Fresh(name)
	t.given[name] = id
	return id
}

// Fresh returns an identifier that no other call has returned.
func (t *Table) Fresh(hint string) string {
	base := identifier(hint)
	if t.reserved[t.key(base)] {
		base += "_"
	}
	id := base
	for n := 2; t.taken[t.key(id)] || t.reserved[t.key(id)]; n++ {
		id = strings.TrimSuffix(base, "_") + "_" + strconv.Itoa(n)
	}
	t.taken[t.key(id)] = true
	return id
}

func (t *Table) key(s string) string {
	if t.fold {
		return strings.ToLower(s)
	}
	return s
}

// identifier replaces every byte that is not a letter, digit or underscore of
// ASCII by an underscore and puts an x before a leading digit or underscore,
// which several languages reserve.
func identifier(name string) string {
	var b strings.Builder
	for i := 0; i < len(name); i++ {
		c := name[i]
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
			b.WriteByte(c)
		default:
			b.WriteByte('_')
		}
	}
	s := b.String()
	if s == "" || s[0] == '_' || s[0] >= '0' && s[0] <= '9' {
		s = "x" + s
	}
	return s
}
