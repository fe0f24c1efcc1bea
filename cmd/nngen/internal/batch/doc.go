// Package batch builds and runs the emitted code of many studies at once: one folder
// of mechanisms for NEURON, one extension module for NEST, one program of Go, one
// process for scripts of Python. A compiler and an interpreter then start once, not
// once for each study.
package batch

import (
	"context"
	"os"
	"path/filepath"

	"github.com/nngen/nngen/cmd/nngen/internal/disk"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
	"github.com/nngen/nngen/gen"
)

// Workshop takes the code of studies and builds all of it together.
type Workshop interface {
	// Take writes the files of a study: what is its own into its folder, and what is
	// to be compiled to the other studies'.
	Take(folder string, files []gen.File) error
	// Build compiles what was taken.
	Build(context.Context) error
	// Command is what runs a study, without the places of data and results.
	Command(folder string) ([]string, error)
}

// New returns the workshop of a target, which works in the folder root; nil for a
// target whose studies are built one by one.
func New(target string, sim simulators.Simulator, root string) Workshop {
	switch target {
	case "neuron":
		return NewNEURON(sim, root)
	case "nest":
		return NewNEST(sim, root)
	case "go":
		return NewGo(root)
	}
	return nil
}

func put(path, text string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return disk.Explain(err)
	}
	return disk.Explain(os.WriteFile(path, []byte(text), 0o644))
}
