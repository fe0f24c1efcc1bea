// Package vogels2011 holds the example of that name; go generate writes its code
// for the targets that have plasticity into build/.
package vogels2011

//go:generate go run github.com/nngen/nngen/cmd/nngen build model.nn --target go,nest --experiment verify
