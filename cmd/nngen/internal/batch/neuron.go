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

// shelfSize is how many mechanisms one process gets. NEURON keeps the number of a kind
// of point process in a char (pnt_map in its init.cpp): it takes the 256th for a
// density mechanism, and frees such neurons twice.
const shelfSize = 200

// NEURON is a number of folders of mechanisms, shelves, of which a script loads one.
// Each mechanism has a name of its own, the same for the same text.
type NEURON struct {
	Said    string // what nrnivmodl said
	shelves []shelf
	sim     simulators.Simulator
	root    string
}

// shelf is a folder with the names of its mechanisms by their text.
type shelf struct {
	folder string
	names  map[string]string
}

// NewNEURON returns a workshop without mechanisms.
func NewNEURON(sim simulators.Simulator, root string) *NEURON {
	return &NEURON{sim: sim, root: root}
}

// Mechanisms is how many there are on all shelves.
func (w *NEURON) Mechanisms() int {
	n := 0
	for _, s := range w.shelves {
		n += len(s.names)
	}
	return n
}

// shelf is the last one, or a new one where that has no room for n more.
func (w *NEURON) shelf(n int) *shelf {
	if len(w.shelves) == 0 || len(w.shelves[len(w.shelves)-1].names)+n > shelfSize {
		folder := filepath.Join(w.root, fmt.Sprintf("mechanisms_%d", len(w.shelves)))
		w.shelves = append(w.shelves, shelf{folder, map[string]string{}})
	}
	return &w.shelves[len(w.shelves)-1]
}

var declared = regexp.MustCompile(`POINT_PROCESS (\w+)`)

// Take is that of Workshop.
func (w *NEURON) Take(folder string, files []gen.File) error {
	var mods, others []gen.File
	for _, f := range files {
		if filepath.Ext(f.Path) == ".mod" {
			mods = append(mods, f)
		} else {
			others = append(others, f)
		}
	}
	s := w.shelf(len(mods))
	rename := map[string]string{}
	for _, f := range mods {
		text := string(f.Data)
		_, code, _ := strings.Cut(text, "\nNEURON {") // without the hash of the model
		found := declared.FindStringSubmatch(text)
		if found == nil {
			return fmt.Errorf("%s declares no mechanism", f.Path)
		}
		name, there := s.names[code]
		if !there {
			name = fmt.Sprintf("M%d", len(s.names)+1)
			s.names[code] = name
			if err := put(filepath.Join(s.folder, "mod", name+".mod"), strings.Replace(text, found[0], "POINT_PROCESS "+name, 1)); err != nil {
				return err
			}
		}
		rename[found[1]] = name
	}
	for _, f := range others {
		text := string(f.Data)
		for own, name := range rename {
			text = strings.ReplaceAll(text, fmt.Sprintf(`"class": "%s"`, own), fmt.Sprintf(`"class": "%s"`, name))
		}
		if err := put(filepath.Join(folder, f.Path), text); err != nil {
			return err
		}
	}
	for _, compiled := range []string{"x86_64", "arm64", "aarch64"} { // where run.py looks for it
		if err := os.Symlink(filepath.Join(s.folder, compiled), filepath.Join(folder, compiled)); err != nil {
			return err
		}
	}
	return nil
}

// Build is that of Workshop.
func (w *NEURON) Build(ctx context.Context) error {
	build, _ := neuron.Target{}.Commands(nil, "")
	for _, s := range w.shelves {
		if len(s.names) == 0 {
			continue // all of them are sources
		}
		var said bytes.Buffer
		err := process.Run(ctx, process.Command{Dir: s.folder, Args: build[0].Args, Env: w.sim.Env, Limit: limit, Said: &said})
		w.Said += said.String()
		if err != nil {
			return err
		}
	}
	return nil
}

// Command is that of Workshop.
func (w *NEURON) Command(folder string) ([]string, error) {
	return []string{w.sim.Python, filepath.Join(folder, "run.py")}, nil
}
