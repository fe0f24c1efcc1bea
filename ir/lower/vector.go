package lower

import (
	"fmt"
	"maps"

	"github.com/nngen/nngen/dsl/ast"
)

// Vectors are unrolled before anything else happens to a body: `state q[3]`
// becomes three states called q[0], q[1] and q[2], and a statement about vectors
// one statement for each element. What is left knows numbers only.

// element is the name of an element of a vector.
func element(name string, k int) string { return fmt.Sprintf("%s[%d]", name, k) }

// unroller unrolls one body.
type unroller struct {
	l       *lowerer
	sizes   map[string]int // lengths of the vectors by name
	consts  *scope         // for lengths
	written int            // operations so far
}

// maxWritten bounds the operations that the vectors of a body stand for.
const maxWritten = 1 << 17

// unrolled is a body without vectors.
func (l *lowerer) unrolled(body []ast.Member) []ast.Member {
	if !hasVectors(body) && len(l.vectors) == 0 {
		return body
	}
	u := &unroller{l: l, sizes: maps.Clone(l.vectors), consts: newScope(l.top)}
	if u.sizes == nil {
		u.sizes = map[string]int{}
	}
	for _, m := range body {
		if d, ok := m.(*ast.Decl); ok && d.Kind == ast.Const && d.Size == nil && d.Value != nil {
			u.consts.lazy(d.Name, func() value { return l.declared(d, u.consts) })
		}
	}
	for _, m := range body {
		d, ok := m.(*ast.Decl)
		if !ok {
			continue
		}
		delete(u.sizes, d.Name.Text) // a name of the file, hidden
		if d.Size != nil {
			if n, ok := l.length(d, u.consts); ok {
				u.sizes[d.Name.Text] = n
			}
		}
	}
	u.lets(body)
	var out []ast.Member
	for _, m := range body {
		out = append(out, u.member(m)...)
	}
	return out
}

// constants declares the elements of the constants of files that are vectors.
func (l *lowerer) constants(files []*ast.File) {
	for _, f := range files {
		for _, it := range f.Items {
			d, ok := it.(*ast.Decl)
			if !ok || d.Size == nil || l.top.names[d.Name.Text] != nil || l.vectors[d.Name.Text] > 0 {
				continue
			}
			n, ok := l.length(d, l.top)
			if !ok {
				l.top.set(d.Name.Text, d.Name.At, bad())
				continue
			}
			if l.vectors == nil {
				l.vectors = map[string]int{}
			}
			l.vectors[d.Name.Text] = n
			u := &unroller{l: l, sizes: l.vectors, consts: l.top}
			for _, m := range u.decl(d) {
				e := m.(*ast.Decl)
				l.top.lazy(e.Name, func() value { return l.declared(e, l.top) })
			}
			l.setVector(d.Name, n, l.top)
		}
	}
}

// hasVectors reports whether anything in a body has a length, an index or is a
// list.
func hasVectors(body []ast.Member) bool {
	found := false
	for _, m := range body {
		ast.Inspect(m, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Decl:
				found = found || n.Size != nil
			case *ast.Index, *ast.List:
				found = true
			}
			return !found
		})
	}
	return found
}
