package lower

import (
	"strings"

	"github.com/nngen/nngen/dsl/ast"
)

// spelled is a body in which derivatives of states are states with names of their
// own: `state x, x'` declares x and "x'", and x” = f becomes x' = "x'" and
// "x'"' = f.
func spelled(body []ast.Member) []ast.Member {
	out := make([]ast.Member, 0, len(body))
	for _, m := range body {
		switch m := m.(type) {
		case *ast.Decl:
			if m.Name.Primes > 0 {
				c := *m
				c.Name = prime(m.Name, m.Name.Primes)
				out = append(out, &c)
				continue
			}
		case *ast.Equation:
			if m.Order > 1 {
				for order := 1; order < m.Order; order++ {
					next := prime(m.Name, order)
					out = append(out, &ast.Equation{Loc: m.Name.Loc, Name: prime(m.Name, order-1), Order: 1, Op: ast.Set, Value: &next})
				}
				c := *m
				c.Name, c.Order = prime(m.Name, m.Order-1), 1
				out = append(out, &c)
				continue
			}
		}
		out = append(out, m)
	}
	return out
}

// prime is the name of a derivative.
func prime(n ast.Name, order int) ast.Name {
	return ast.Name{Loc: n.Loc, Text: n.Text + strings.Repeat("'", order)}
}
