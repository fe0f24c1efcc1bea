package ast

import (
	"strings"

	"github.com/nngen/nngen/dsl/source"
)

// Node is anything with a place in a file.
type Node interface {
	Span() source.Span
}

// Loc is embedded in every node.
type Loc struct {
	At source.Span
}

// Span returns the bytes that the node was read from.
func (l Loc) Span() source.Span { return l.At }

// At makes the Loc of a node: &ast.Name{Loc: ast.At(span), Text: "V"}.
func At(span source.Span) Loc { return Loc{At: span} }

// Name is an identifier: as an expression (*Name) or in a declaration (Name).
type Name struct {
	Loc
	Text   string // without primes
	Primes int    // 1 for x', the derivative of x as a state of its own
}

// String returns the name with its primes.
func (n Name) String() string { return n.Text + strings.Repeat("'", n.Primes) }

// Path is a dotted name, such as exc.tau in `exc.tau = 3 ms`.
type Path struct {
	Loc
	Parts []Name // at least one
}

// String returns the parts joined by dots.
func (p Path) String() string {
	parts := make([]string, len(p.Parts))
	for i, n := range p.Parts {
		parts[i] = n.Text
	}
	return strings.Join(parts, ".")
}

// File is one model file.
type File struct {
	Loc
	Items []Item // in the order of the text
}
