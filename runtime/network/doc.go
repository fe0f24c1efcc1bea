// Package network turns the description of a network, populations and
// connection rules, into columns of numbers: parameters and initial values of
// every neuron, source, target, weight and delay of every synapse, spike counts
// of every source.
//
// Every engine and every target gets these columns; nothing is drawn twice. A
// draw is a function of (seed, purpose, object, index, number) and nothing else
// (see [github.com/nngen/nngen/runtime/rng]), so the network is the same for any
// number of threads and on every machine.
//
// # Identity
//
// Neurons and sources have global ids: the populations in order of declaration,
// each a run of consecutive ids beginning at [Population.First].
//
// # Weights
//
// All weights that arrive at one port of one population are rounded to multiples
// of a common quantum 2^(ceil(log2 wmax) - 40), wmax being the largest absolute
// weight. Sums of such weights are exact in binary64 as long as they stay below
// 2^53 quanta, so the sum of what arrives in one step does not depend on the
// order in which a simulator adds it.
//
// # Delays
//
// Delays are whole steps, at least 1: drawn and computed delays are rounded to
// the nearest step and lifted to 1.
package network
