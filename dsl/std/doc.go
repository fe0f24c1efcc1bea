// Package std holds the standard library of the language: neurons and synapses
// as model files, embedded in nngen. A model reaches them by their path without
// ending: import "std/neurons".
package std
