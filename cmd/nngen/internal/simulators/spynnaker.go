package simulators

import (
	"context"
	"os"
	"path/filepath"
)

// spynnakerPins are in an environment of their own: sPyNNaker, which runs scripts
// for SpiNNaker, also on a virtual board, wants other versions than the simulators.
var spynnakerPins = []pin{{"sPyNNaker", "1!7.4.1"}}

// SetupSpynnaker makes the environment of sPyNNaker unless it is there.
func SetupSpynnaker(ctx context.Context, say func(string)) (folder string, err error) {
	return install(ctx, spynnakerPins, say)
}

// Spynnaker is the interpreter with sPyNNaker; ok is false where it is not
// installed.
func Spynnaker() (python string, ok bool) {
	folder := folderOf(spynnakerPins)
	_, err := os.Stat(filepath.Join(folder, complete))
	return filepath.Join(folder, "bin", "python"), err == nil
}
