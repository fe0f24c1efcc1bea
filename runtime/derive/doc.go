// Package derive computes the quantities of a program that follow from given
// ones: propagators of the equations and plain functions of parameters.
//
// The solver uses it for parameters that are the same for all neurons, the
// expansion of a network for those that differ, so that a neuron behaves the
// same, to the last bit, whichever way its parameters were given.
package derive
