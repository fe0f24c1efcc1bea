// Package native maps a study onto models that NEST has of its own.
//
// Neurons and synapses are recognised by their equations, never by their names. A
// [reference] is a model of NEST's as its documentation gives it: equations in nngen's
// notation, with the names of NEST's parameters. A neuron of the study is taken apart
// (anatomy: membrane, receptors, adaptation, spike), NEST's parameters are read off
// its parts, and the equations of both are then compared at random states: rates of
// change, what an arriving spike does, the condition of a spike, what a spike resets
// and holds. Only where all of it agrees, to 1e-12, the neuron is taken for NEST's; else
// a diagnostic says what differs.
//
// What is emitted is a plain PyNEST script, which needs no compiler. Linear models are
// integrated exactly by NEST as by nngen, so their spikes are the same; models that
// NEST hands to the adaptive solver of GSL agree within a tolerance.
package native
