// Package diag holds everything nngen can tell a user about a model: the
// catalogue of diagnostics, and their rendering as text and JSON.
//
// Each diagnostic is a Kind: a code, a title, a long explanation (`nngen explain
// NN2001`), an example that produces it and the example put right. A family
// file (syntax.go, names.go, units.go, …) holds its kinds, their one list and a
// constructor for each, which owns the wording:
//
//	var unitMismatchSum = Kind{Code: "NN2001", Title: "terms of a sum have different units", …}
//
//	func UnitMismatchSum(a source.Span, unitA string, b source.Span, unitB string) Diagnostic {
//		return unitMismatchSum.At(b, "terms of a sum have different units").
//			WithLabel("this is in %s", unitB).
//			WithRelated(a, "this is in %s", unitA)
//	}
//
// To add one: write the Kind, add it to the list on top of the family file, and
// write its constructor below it. The tests see to unique codes, explanations,
// and an example of each in dsl/testdata/bad.
//
// A case of a kind that wants its own wording has its constructor in cases.go.
//
// WriteText draws reports for people: text.go has the order of its parts,
// excerpt.go chooses the lines and cuts long ones, underline.go draws what stands
// below a line, width.go knows how many columns a character takes. WriteJSON
// writes the same for programs.
//
// Wording: lower case, no full stop, in the user's words; the smallest span;
// one report per cause; help says what to write.
package diag
