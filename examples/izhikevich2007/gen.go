// Package izhikevich2007 holds the example of that name; go generate writes its code
// for the targets that have third factors into build/.
package izhikevich2007

//go:generate go run github.com/nngen/nngen/cmd/nngen build model.nn --target go,neuron,nest,brian2 --experiment verify
