// Package ast is the syntax tree of a model file: plain structs with the span
// that each was read from, and the `///` comments of declarations.
//
// A tree that came with diagnostics is still complete in shape: what could not
// be read is a *Bad expression or is missing from its list, and optional fields
// are nil. Nothing in this package knows what a name means.
package ast
