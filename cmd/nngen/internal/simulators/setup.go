package simulators

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/process"
)

// environment is the folder of the private environment. Its name follows from
// the pins, so that other pins get another one.
func environment() string { return folderOf(pins) }

func folderOf(pins []pin) string {
	digest := sha256.New()
	for _, p := range pins {
		fmt.Fprintf(digest, "%s==%s\n", p.name, p.version)
	}
	return filepath.Join(Home(), "python", fmt.Sprintf("%x", digest.Sum(nil))[:16])
}

// complete marks an environment whose installation came to its end.
const complete = ".complete"

// setupLimit bounds each step of the installation.
const setupLimit = 30 * time.Minute

// Setup makes the private environment unless it is there. say hears what is
// done. Two setups at the same time wait for each other; one that was
// interrupted is begun anew.
func Setup(ctx context.Context, say func(string)) (folder string, err error) {
	return install(ctx, pins, say)
}

// install makes the environment of a list of pins.
func install(ctx context.Context, pins []pin, say func(string)) (folder string, err error) {
	folder = folderOf(pins)
	if err := os.MkdirAll(filepath.Dir(folder), 0o755); err != nil {
		return "", err
	}
	unlock, err := lock(ctx, folder+".lock", say)
	if err != nil {
		return "", err
	}
	defer unlock()
	if _, err := os.Stat(filepath.Join(folder, complete)); err == nil {
		say("the environment in " + folder + " is complete")
		return folder, nil
	}
	if err := os.RemoveAll(folder); err != nil {
		return "", err
	}
	if err := tools(ctx, say); err != nil {
		return "", err
	}
	base, err := interpreter(ctx)
	if err != nil {
		return "", err
	}
	say("making a Python environment in " + folder)
	if err := step(ctx, base, "-m", "venv", folder); err != nil {
		return "", fmt.Errorf("%w\non Debian, venv comes with: apt-get install python3-venv", err)
	}
	args := []string{"-m", "pip", "install", "--disable-pip-version-check", "--no-input", "--prefer-binary"}
	for _, p := range pins {
		args = append(args, p.name+"=="+p.version)
		say("  " + p.name + " " + p.version)
	}
	say("installing them, which takes about a minute")
	if err := step(ctx, filepath.Join(folder, "bin", "python"), args...); err != nil {
		return "", fmt.Errorf("%w\nis the package index reachable?", err)
	}
	return folder, os.WriteFile(filepath.Join(folder, complete), nil, 0o644)
}

func step(ctx context.Context, program string, args ...string) error {
	return process.Run(ctx, process.Command{Args: append([]string{program}, args...), Limit: setupLimit})
}

// interpreters are tried in order: the wheels of the pinned packages are made
// for these versions.
var interpreters = []string{"python3.11", "python3.12", "python3.13", "python3"}

// interpreter finds a Python to make the environment from.
func interpreter(ctx context.Context) (string, error) {
	const enough = "import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))"
	for _, name := range interpreters {
		path, err := exec.LookPath(name)
		if err == nil && step(ctx, path, "-c", enough) == nil {
			return path, nil
		}
		if ctx.Err() != nil {
			return "", ctx.Err()
		}
	}
	return "", errors.New("there is no Python 3.11 to 3.13 with venv; on Debian: apt-get install python3 python3-venv")
}

// tools sees to a C++ compiler and make; as root on a Debian machine it installs
// them.
func tools(ctx context.Context, say func(string)) error {
	missing := ""
	for _, t := range []string{"g++", "gcc", "make"} {
		if _, err := exec.LookPath(t); err != nil {
			missing = t
		}
	}
	if missing == "" {
		return nil
	}
	apt, err := exec.LookPath("apt-get")
	if err != nil || os.Geteuid() != 0 {
		return fmt.Errorf("there is no %s, which compiles the code for NEURON, NEST and Brian2; on Debian: apt-get install build-essential", missing)
	}
	say("installing a C++ compiler")
	if err := step(ctx, apt, "update", "-q"); err != nil {
		return err
	}
	return step(ctx, apt, "install", "-y", "-q", "--no-install-recommends", "build-essential")
}

// lock waits until no other setup of this environment runs.
func lock(ctx context.Context, path string, say func(string)) (unlock func(), err error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o644)
	if err != nil {
		return nil, err
	}
	for told := false; ; told = true {
		err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
		if err == nil {
			return func() { f.Close() }, nil
		}
		if !errors.Is(err, syscall.EWOULDBLOCK) {
			f.Close()
			return nil, err
		}
		if !told {
			say("waiting for another setup")
		}
		select {
		case <-ctx.Done():
			f.Close()
			return nil, ctx.Err()
		case <-time.After(200 * time.Millisecond):
		}
	}
}
