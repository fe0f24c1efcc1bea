// Package engine is the native simulator: it runs an expanded network on the
// cores of this machine.
//
// The neurons of a network are divided among workers by global id. A worker
// advances its neurons through a window of as many steps as the shortest delay,
// collecting spikes; then all workers meet, and each delivers all spikes of the
// window to its own neurons. Between two meetings no worker reads what another
// writes. Spikes of sources that reach the neurons of one worker only (the
// usual background drive) are emitted and delivered by that worker without any
// exchange.
//
// Spikes wait in a calendar and are delivered in the step in which they arrive, so
// that there is one sum per port of a neuron, not one for every step of the longest
// delay: what delivery writes to stays in the second-level cache (a [shard]).
// Synapses of a source are grouped by delay and take eight bytes, four where weights
// have 15 bits (network.Spec), two where a group has one weight. Weights are whole
// multiples of a quantum (package network), sums are whole numbers, so neither the
// number of workers nor the order of delivery changes a bit of the result.
//
// Plastic connections are brought up to date when their source fires. Those of a
// source with several targets are advanced together by machine code ([bundles]);
// rules that hear more than spikes of source and target are carried out connection by
// connection.
//
// How a population advances is a [Kernel]. [Blocks] interprets the population's
// program over blocks of neurons that fit into the first-level cache, one
// operation at a time for the whole block; generated code implements Kernel
// with specialised loops. Both do the same operations in the same order and
// agree with the reference interpreter to the last bit.
//
// With Config.Single, populations are computed in binary32 where that is possible. Sums
// of weights, plastic connections and sources are as always; a sum is rounded when a
// neuron reads it, so that spikes do not depend on the number of workers then either.
package engine
