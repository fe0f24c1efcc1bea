// Package nest is the target "nest": a C++ extension module for NEST 3.10 with a
// node class for each kind of neuron and a source node that plays stamped
// spikes, a script that compiles it against the installed NEST, and a script
// that builds and runs the network.
//
// The node does the operations of the program in their order; contraction of
// a*b + c is switched off, so the numbers are those of every other engine.
package nest
