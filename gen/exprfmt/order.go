package exprfmt

// InPlace orders stores so that each state is assigned after all other stores
// have read its old value, and reports whether that is possible; the caller
// then needs no copies. When it is not, order is nil and new values must be
// computed into temporaries first.
func InPlace(stores []Store) (order []Store, ok bool) {
	left := append([]Store(nil), stores...)
	for len(left) > 0 {
		next := -1
		for i, s := range left {
			if !readByOthers(s.State, i, left) {
				next = i
				break
			}
		}
		if next < 0 {
			return nil, false
		}
		order = append(order, left[next])
		left = append(left[:next], left[next+1:]...)
	}
	return order, true
}

func readByOthers(state, self int, stores []Store) bool {
	for i, s := range stores {
		if i == self {
			continue
		}
		for _, r := range s.Reads {
			if r == state {
				return true
			}
		}
	}
	return false
}
