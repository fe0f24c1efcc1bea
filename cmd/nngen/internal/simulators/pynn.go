package simulators

import (
	"context"
	"os"
	"path/filepath"
)

// pynnPins are in an environment of their own: PyNN on NEURON, with which bench
// compares the code that nngen writes.
var pynnPins = []pin{{"PyNN", "0.13.0"}, {"neuron", "9.0.2"}, {"numpy", "2.3.5"}, {"setuptools", "80.9.0"}, {"scipy", "1.16.3"}}

// SetupPyNN makes the environment of PyNN unless it is there.
func SetupPyNN(ctx context.Context, say func(string)) (folder string, err error) {
	return install(ctx, pynnPins, say)
}

// PyNN is the interpreter with PyNN; ok is false where it is not installed.
func PyNN() (python string, ok bool) {
	folder := folderOf(pynnPins)
	_, err := os.Stat(filepath.Join(folder, complete))
	return filepath.Join(folder, "bin", "python"), err == nil
}

// Beside is the environment in which the programs beside an interpreter are found
// first.
func Beside(python string) []string {
	return []string{"PATH=" + filepath.Dir(python) + string(os.PathListSeparator) + os.Getenv("PATH")}
}
