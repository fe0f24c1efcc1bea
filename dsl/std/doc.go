// Package std holds the standard library of the language: neurons and synapses
// as model files, embedded in nngen. A model reaches them by their path without
// ending: import "std/neurons". A large file only imports its parts, which are in a
// folder of its name: import "std/nest" takes all of them, import "std/nest/stdp" one.
package std
