// Package triplet holds the example of that name; go generate writes its code for
// the targets that have plasticity into build/.
package triplet

//go:generate go run github.com/nngen/nngen/cmd/nngen build model.nn --target go,neuron,nest,brian2 --experiment verify
