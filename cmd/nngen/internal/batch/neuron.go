package batch

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/neuron"
)

// limit is how long a compiler may take for everything.
const limit = 40 * time.Minute

// NEURON is one folder of mechanisms. Each has a name of its own, the same for the
// same text.
type NEURON struct {
	Said  string            // what nrnivmodl said
	names map[string]string // of mechanisms, by text
	sim   simulators.Simulator
	root  string
}

// NewNEURON returns a workshop without mechanisms.
func NewNEURON(sim simulators.Simulator, root string) *NEURON {
	return &NEURON{names: map[string]string{}, sim: sim, root: root}
}

// Mechanisms is how many different ones there are.
func (w *NEURON) Mechanisms() int { return len(w.names) }

var declared = regexp.MustCompile(`POINT_PROCESS (\w+)`)

// Take is that of Workshop.
func (w *NEURON) Take(folder string, files []gen.File) error {
	rename := map[string]string{}
	for _, f := range files {
		if filepath.Ext(f.Path) != ".mod" {
			continue
		}
		text := string(f.Data)
		_, code, _ := strings.Cut(text, "\nNEURON {") // without the hash of the model
		found := declared.FindStringSubmatch(text)
		if found == nil {
			return fmt.Errorf("%s declares no mechanism", f.Path)
		}
		name, there := w.names[code]
		if !there {
			name = fmt.Sprintf("M%d", len(w.names)+1)
			w.names[code] = name
			if err := put(filepath.Join(w.root, "mod", name+".mod"), strings.Replace(text, found[0], "POINT_PROCESS "+name, 1)); err != nil {
				return err
			}
		}
		rename[found[1]] = name
	}
	for _, f := range files {
		if filepath.Ext(f.Path) == ".mod" {
			continue
		}
		text := string(f.Data)
		for own, name := range rename {
			text = strings.ReplaceAll(text, fmt.Sprintf(`"class": "%s"`, own), fmt.Sprintf(`"class": "%s"`, name))
		}
		if err := put(filepath.Join(folder, f.Path), text); err != nil {
			return err
		}
	}
	for _, compiled := range []string{"x86_64", "arm64", "aarch64"} { // where run.py looks for it
		if err := os.Symlink(filepath.Join(w.root, compiled), filepath.Join(folder, compiled)); err != nil {
			return err
		}
	}
	return nil
}

// Build is that of Workshop.
func (w *NEURON) Build(ctx context.Context) error {
	if len(w.names) == 0 {
		return nil // all of them are sources
	}
	build, _ := neuron.Target{}.Commands(nil, "")
	var said bytes.Buffer
	err := process.Run(ctx, process.Command{Dir: w.root, Args: build[0].Args, Env: w.sim.Env, Limit: limit, Said: &said})
	w.Said = said.String()
	return err
}

// Command is that of Workshop.
func (w *NEURON) Command(folder string) ([]string, error) {
	return []string{w.sim.Python, filepath.Join(folder, "run.py")}, nil
}
