// Package ir holds a model between its source text and the code of a target.
//
// # Two forms
//
// Lowering ([github.com/nngen/nngen/ir/lower]) turns the syntax tree into a
// [Model]: every neuron with its receptor ports flattened into one [Dynamics]
// of equations and event handlers over symbols, with units checked and gone:
// all numbers are in the internal units ms, mV, pA, nS, pF, um. Solving
// ([github.com/nngen/nngen/ir/solve]) turns every Dynamics into a [Program] of
// single rounded operations and the model into a [Study], which is what
// interpreters, engines and targets take.
//
// # Invariants
//
//   - Both forms are immutable once made. Passes return new values.
//   - Symbols are numbers; names are for people.
//   - Every declaration keeps the span of the source that it came from.
//   - In a Dynamics, lets, user functions and port outputs are already
//     substituted into equations and handlers; they remain as observables.
//   - A Dynamics is one instance: parameters given as literals in the network
//     are bound to them; those given as expressions per neuron are columns.
//   - [Verify] checks what can be checked of these; it runs after every pass in
//     tests.
package ir
