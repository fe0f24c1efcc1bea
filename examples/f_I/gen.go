// Package fi holds the example f_I; go generate writes its code for every target
// into build/.
package fi

//go:generate go run github.com/nngen/nngen/cmd/nngen build model.nn --experiment verify --target all
