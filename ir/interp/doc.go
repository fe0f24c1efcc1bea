// Package interp is the oracle: it executes a study exactly as package program
// defines a step, one neuron at a time, in plain code. It is slow and meant to
// be read. Whatever an engine or a simulator does is compared with it.
//
// Besides spikes and traces it counts what a comparison needs to be worth
// something: arrivals, arrivals that a hold dropped, arrivals that coincide,
// and tests decided by less than [TieWidth]. A comparison of silent networks
// proves nothing.
package interp
