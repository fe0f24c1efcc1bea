package mutation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
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
	path := filepath.Join(root, filepath.FromSlash(m.File))
	text, err := os.ReadFile(path)
	if err != nil {
		return "", err
	}
	changed, overlay := filepath.Join(folder, "changed"), filepath.Join(folder, "overlay.json")
	replace, err := json.Marshal(map[string]any{"Replace": map[string]string{path: changed}})
	if err != nil {
		return "", err
	}
	if err := errors.Join(os.WriteFile(changed, m.Apply(text), 0o644), os.WriteFile(overlay, replace, 0o644)); err != nil {
		return "", err
	}
	// Tests that build the command do so with the overlay too.
	env := append(os.Environ(), "GOFLAGS="+strings.TrimSpace(os.Getenv("GOFLAGS")+" -overlay="+overlay), "NNGEN_MUTANT="+m.Key())
	build := exec.CommandContext(ctx, "go", "build", "./"+filepath.ToSlash(filepath.Dir(m.File)), "./cmd/nngen/internal/...")
	build.Dir, build.Env = root, env
	if out, err := build.CombinedOutput(); err != nil {
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
		if strings.HasSuffix(m.File, ".go") {
			return NoProgram, nil
		}
		return "", fmt.Errorf("%s: %w\n%s", m.Key(), err, out)
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
