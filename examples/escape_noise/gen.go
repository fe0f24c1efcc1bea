// Package escapenoise holds the example escape_noise; go generate writes its code
// for every target into build/.
package escapenoise

//go:generate go run github.com/nngen/nngen/cmd/nngen build model.nn --experiment verify --target all
