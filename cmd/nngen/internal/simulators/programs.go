package simulators

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"regexp"
	"strings"

	"github.com/nngen/nngen/cmd/nngen/internal/process"
)

// versionIn finds the version in what a program says of itself.
var versionIn = regexp.MustCompile(`\d+(\.\d+)+`)

// findProgram looks for what is no package of Python.
func findProgram(ctx context.Context, s Simulator) Simulator {
	for _, tool := range append([]string{s.Ask[0]}, s.Tools...) {
		if _, err := exec.LookPath(tool); err != nil {
			s.Problem = "there is no " + tool
			s.Remedy = "run `nngen setup` as root on Debian, or: apt-get install " + strings.Join(s.Debian, " ")
			return s
		}
	}
	out, err := process.Output(ctx, process.Command{Args: s.Ask, Limit: questionLimit})
	if err != nil {
		s.Problem, s.Remedy = "it does not run: "+lastLine(err.Error()), "reinstall it: apt-get install --reinstall "+strings.Join(s.Debian, " ")
		return s
	}
	if s.Found = versionIn.FindString(string(out)); s.Found == "" {
		s.Found = lastLine(string(out))
	}
	return s
}

// SetupPrograms installs what is no package of Python, where it can: as root on a
// Debian machine. Elsewhere it says what is missing; everything else works without.
func SetupPrograms(ctx context.Context, say func(string)) error {
	for _, k := range Kinds() {
		if len(k.Ask) == 0 {
			continue
		}
		s := Find(ctx, k)
		if s.Problem == "" {
			continue
		}
		apt, err := exec.LookPath("apt-get")
		if err != nil || os.Geteuid() != 0 {
			say(fmt.Sprintf("%s: %s; on Debian: apt-get install %s", k.Title, s.Problem, strings.Join(s.Debian, " ")))
			continue
		}
		say("installing " + k.Holds)
		err = step(ctx, apt, "update", "-q")
		if err == nil {
			err = step(ctx, apt, append([]string{"install", "-y", "-q", "--no-install-recommends"}, k.Debian...)...)
		}
		switch {
		case err != nil && k.Optional && ctx.Err() == nil: // everything else works without
			say(fmt.Sprintf("%s cannot be installed: %s", k.Title, lastLine(err.Error())))
		case err != nil:
			return err
		}
	}
	return nil
}
