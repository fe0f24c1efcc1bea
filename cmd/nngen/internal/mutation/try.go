package mutation

import (
	"context"
	"encoding/json"
	"errors"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"strings"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/process"
)

// Outcome is what became of a mutant.
type Outcome string

// The outcomes.
const (
	Caught    Outcome = "caught"
	Survived  Outcome = "SURVIVED"
	NoProgram Outcome = "no program" // it does not compile, which nobody could overlook
)

// longest is how long a test may take; an endless loop is caught by it.
const longest = 10 * time.Minute

// Try runs the tests of a suite on a mutant.
func Try(ctx context.Context, root string, s Suite, m Mutant) (Outcome, error) {
	folder, err := os.MkdirTemp("", "nngen-mutant-")
	if err != nil {
		return "", err
	}
	defer os.RemoveAll(folder)
	full := filepath.Join(root, filepath.FromSlash(m.File))
	text, err := os.ReadFile(full)
	if err != nil {
		return "", err
	}
	changed, overlay := filepath.Join(folder, "changed"), filepath.Join(folder, "overlay.json")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{full: changed}})
	if err != nil {
		return "", err
	}
	if err := errors.Join(os.WriteFile(changed, m.Apply(text), 0o644), os.WriteFile(overlay, replace, 0o644)); err != nil {
		return "", err
	}
	// Tests that build the command do so with the overlay too.
	env := append(os.Environ(), "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" -overlay="+overlay), "NNGEN_MUTANT="+m.Key())
	if strings.HasSuffix(m.File, ".go") {
		build := exec.CommandContext(ctx, "go", "build", "./"+path.Dir(m.File))
		build.Dir, build.Env = root, env
		if build.Run() != nil && ctx.Err() == nil {
			return NoProgram, nil
		}
	}
	for _, test := range s.Tests {
		args := append([]string{"go", "test", "-failfast", "-count=1"}, test...)
		err := process.Run(ctx, process.Command{Dir: root, Args: args, Env: env, Limit: longest})
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if err != nil {
			return Caught, nil
		}
	}
	return Survived, nil
}
