package simulators

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/process"
)

// Simulator is an installed simulator.
type Simulator struct {
	Kind
	Found  string   // its version, "" when it is not there
	Python string   // interpreter
	Env    []string // additional environment of its processes
	// Problem says what is wrong, and Remedy what to do; "" when all is well.
	Problem, Remedy string
}

// Home is the folder that holds everything nngen keeps on a machine.
func Home() string {
	if h := os.Getenv("NNGEN_HOME"); h != "" {
		return h
	}
	if c, err := os.UserCacheDir(); err == nil {
		return filepath.Join(c, "nngen")
	}
	return filepath.Join(os.TempDir(), "nngen")
}

// python is the interpreter that simulators are looked for in, and whether it
// is the private one.
func python() (path string, private bool) {
	if p := os.Getenv("NNGEN_PYTHON"); p != "" {
		return p, false
	}
	return filepath.Join(environment(), "bin", "python"), true
}

// questionLimit is how long an interpreter may take to say its version; the
// first import of a package compiles it.
const questionLimit = 3 * time.Minute

// setupHint is the remedy for everything that setup installs.
const setupHint = "run `nngen setup`, which installs pinned versions into a private environment"

// Find looks for one simulator.
func Find(ctx context.Context, k Kind) Simulator {
	s := Simulator{Kind: k}
	if len(k.Ask) > 0 {
		return findProgram(ctx, s)
	}
	path, private := python()
	if _, err := os.Stat(path); err != nil {
		s.Problem, s.Remedy = "not installed", setupHint
		if !private {
			s.Problem, s.Remedy = "NNGEN_PYTHON names "+path+", which is not there", "correct it, or unset it and "+setupHint
		}
		return s
	}
	s.Python = path
	bin := filepath.Dir(path)
	s.Env = []string{"PATH=" + bin + string(os.PathListSeparator) + os.Getenv("PATH"), "PYNEST_QUIET=1"}
	out, err := process.Output(ctx, process.Command{Args: []string{path, "-c", k.Version}, Env: s.Env, Limit: questionLimit})
	if err != nil {
		s.Problem, s.Remedy = "it cannot be imported: "+lastLine(err.Error()), setupHint
		if !private {
			s.Remedy = fmt.Sprintf("install it for %s: pip install %s==%s", path, k.Package, pinned(k.Package))
		}
		return s
	}
	s.Found = lastLine(string(out))
	for _, tool := range k.Tools {
		if _, err := exec.LookPath(tool); err != nil {
			s.Problem, s.Remedy = "its code cannot be compiled: there is no "+tool, "install it, on Debian with: apt-get install build-essential"
		}
	}
	return s
}

func lastLine(text string) string {
	lines := strings.Split(strings.TrimSpace(text), "\n")
	return strings.TrimPrefix(strings.TrimSpace(lines[len(lines)-1]), "| ")
}

// Need returns the simulator that a target's code runs on, or says how to get
// it. Targets that need none (go) get an empty one.
func Need(ctx context.Context, name string) (Simulator, error) {
	for _, k := range Kinds() {
		if k.Name != name {
			continue
		}
		s := Find(ctx, k)
		if s.Problem != "" {
			return s, fmt.Errorf("%s: %s; %s", k.Title, s.Problem, s.Remedy)
		}
		return s, nil
	}
	return Simulator{}, nil
}
