// Package izhikevich2003 holds the example of that name; go generate writes its code for
// every target into build/.
package izhikevich2003

//go:generate go run github.com/nngen/nngen/cmd/nngen build model.nn --target all
