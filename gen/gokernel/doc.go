// Package gokernel is the target "go": a self-contained Go module that
// simulates the study with kernels specialised for its neurons.
//
// The kernels do the operations of the study's programs, in their order, with
// every product rounded before it is added; they run on the same network and
// engine code as `nngen run`, of which the module carries a copy, so that
// `go run .` works offline and gives the same spikes to the last bit.
package gokernel
