// Package brunel_wang2001 holds the example of that name; go generate writes its
// code for the target that has continuous coupling into build/.
package brunel_wang2001

//go:generate go run github.com/nngen/nngen/cmd/nngen build model.nn --target go
