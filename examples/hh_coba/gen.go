// Package hh_coba holds the example of that name; go generate writes its code for
// every target into build/.
package hh_coba

//go:generate go run github.com/nngen/nngen/cmd/nngen build model.nn --target all
