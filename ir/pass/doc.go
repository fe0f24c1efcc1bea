// Package pass holds what happens to a model between lowering and solving: a
// declarative list of passes, each a value with a name, a description and a
// function that returns a changed copy.
//
// No pass changes what a model means; they only make its expressions smaller
// and equal ones look equal, so that term order and spelling in the source do
// not matter. Everything that was recordable stays recordable.
package pass
