// Package microcircuit holds the example potjans_diesmann2014; go generate writes
// its code for every target into build/.
package microcircuit

//go:generate go run github.com/nngen/nngen/cmd/nngen build model.nn --experiment verify --target all
