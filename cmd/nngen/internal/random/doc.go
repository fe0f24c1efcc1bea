// Package random writes models that nobody would think of. Every seed gives one
// model, valid by construction: units fit, delays are whole steps, states stay
// bounded. What compiles and runs differently on two engines is a bug in one of
// them, and what is refused is a bug in the compiler or in this package.
//
// A model is written from the outside in: the network decides which neurons,
// synapses and rules it needs, and each of those draws its own parts. [Expr] draws
// expressions by their unit, from the names that are in scope.
package random
