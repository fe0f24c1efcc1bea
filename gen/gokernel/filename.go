package gokernel

import (
	"go/build"
	"io"
	"strings"

	"github.com/nngen/nngen/gen/names"
)

// fileName is the name of the file of a neuron. A neuron called cell_windows or
// cell_test gets one more underscore: Go compiles files of such names on one
// system, one machine or in tests only (go help buildconstraint).
func fileName(taken *names.Table, neuron string) string {
	base := taken.Fresh(strings.ToLower(neuron))
	if !compiledEverywhere(base + ".go") {
		base = taken.Fresh(base + "_")
	}
	return base + ".go"
}

// compiledEverywhere asks the rules of the Go tool for a system and a machine
// that no file is named after.
func compiledEverywhere(name string) bool {
	nowhere := build.Context{GOOS: "none", GOARCH: "none", Compiler: "gc", OpenFile: func(string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader("package main\n")), nil
	}}
	ok, err := nowhere.MatchFile("", name)
	return ok && err == nil && !strings.HasSuffix(name, "_test.go")
}
