// Package mutation asks whether tests would notice: it exchanges one operator in the
// solver, in what prints expressions, or in the templates of emitted code, and runs the
// tests that should fail then. Nothing is edited: the Go tool takes the changed file
// through an overlay.
//
// Golden files notice every change of an emitted text, which says little about the
// numbers. They take no part here: the tests of a suite compute.
package mutation
