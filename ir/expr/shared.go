package expr

// Shared returns the nodes below roots, leaves left out, that are used more
// than once, operands before their users. A root that is also used elsewhere,
// or listed twice, counts.
func Shared(roots []Expr) []Expr {
	uses := map[Expr]int{}
	var order []Expr
	var visit func(e Expr)
	visit = func(e Expr) {
		uses[e]++
		if uses[e] > 1 || e.Len() == 0 {
			return
		}
		for _, a := range e.Args() {
			visit(a)
		}
		order = append(order, e)
	}
	for _, r := range roots {
		visit(r)
	}
	var shared []Expr
	for _, e := range order {
		if uses[e] > 1 {
			shared = append(shared, e)
		}
	}
	return shared
}
