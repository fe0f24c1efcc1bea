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
// # Draws
//
// Streams are named by what they are for, an object and an index, so neither
// the order of declaration nor global ids matter:
//
//   - parameters and drives: purpose Param, "population.name", element
//   - initial values: Init, "population.state", element
//   - values set on a part of a population: Param, "population.state.set" or
//     "population.input.injected" (".2", ".3" … for further ones), position in
//     the selection
//   - rates and starts of sources: Param, "population.rate", "population.start",
//     element
//   - Poisson counts: Source, "population", element; word k is the count of step k
//   - who is connected: Connect, "projection", row
//   - weights and delays: Weight and Delay, "projection", row; synapse k of the
//     row uses draws d*k … d*k + d-1 when the value makes d draws
//
// A row is a target, for fixed_outdegree a source, for a list one entry, and for
// fixed_total 4096 synapses. Every pair, weight and delay can so be computed
// without the other rows.
//
// # Order
//
// The synapses of a projection stand row by row. Within a row sources (targets
// of fixed_outdegree) ascend by their position in the view for one_to_one,
// all_to_all and fixed_probability, and stand in the order of drawing for the
// rules with fixed numbers. A projection that reaches several populations is
// divided by them, in the order of its view.
//
// # Weights
//
// All weights that arrive at one port of one population are rounded to multiples
// of a common quantum 2^(ceil(log2 wmax) - 40), wmax being the largest absolute
// weight, or of [PackedQuantum] where the network is packed. Sums of such weights
// are exact in binary64 as long as they stay below 2^53 quanta, so the sum of what
// arrives in one step does not depend on the order in which a simulator adds it.
//
// # Delays
//
// Delays are whole steps, at least 1: drawn and computed delays are rounded to
// the nearest step and lifted to 1. Negative ones and those beyond [MaxDelay]
// are errors.
package network
