package expr

import "cmp"

// order compares structures: the canonical order of terms and factors. It does
// not depend on the history of the pool.
func order(a, b Expr) int {
	if a == b {
		return 0
	}
	if c := cmp.Compare(a.Kind(), b.Kind()); c != 0 {
		return c
	}
	switch a.Kind() {
	case Const:
		return a.Rat().Cmp(b.Rat())
	case Symbol:
		return cmp.Compare(a.Sym(), b.Sym())
	}
	if c := cmp.Compare(a.Fn(), b.Fn()); c != 0 {
		return c
	}
	if c := cmp.Compare(a.Len(), b.Len()); c != 0 {
		return c
	}
	for i := range a.Args() {
		if c := order(a.Arg(i), b.Arg(i)); c != 0 {
			return c
		}
	}
	return 0
}
