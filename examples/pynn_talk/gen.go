// Package pynn_talk holds the example of that name; go generate writes its code for
// every target into build/.
package pynn_talk

//go:generate go run github.com/nngen/nngen/cmd/nngen build model.nn --target all
