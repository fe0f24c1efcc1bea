// Package gen turns a solved study into the source text that a simulator runs.
//
// # How to add a target
//
// A target is a folder gen/<target> with
//
//   - target.go: the [Target], its features, and Generate;
//   - view.go: the structs that its templates lay out;
//   - dialect.go: operators, functions and reserved words of the language it
//     writes, as data for [github.com/nngen/nngen/gen/exprfmt] and
//     [github.com/nngen/nngen/gen/names];
//   - README.md: the mapping from nngen's terms to the simulator's, and limits;
//   - tests.
//
// Its templates live in templates/<target>; they lay out and never decide. It
// is listed in gen/all. A target never touches the disk, never reads a clock or
// the environment, and never changes a rounding: it prints the operations of
// the [github.com/nngen/nngen/runtime/program.Program] that it is given. What
// it cannot express it refuses with a diagnostic, before anything is written.
package gen
