package simulators

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"

	"github.com/nngen/nngen/cmd/nngen/internal/process"
)

// packages are those of Debian with the compiler for ARM, its C library and the
// emulator, which the C for SpiNNaker is run with.
var packages = []string{"gcc-arm-none-eabi", "libnewlib-arm-none-eabi", "qemu-user"}

// findProgram looks for what is no package of Python.
func findProgram(ctx context.Context, s Simulator) Simulator {
	for _, tool := range append([]string{s.Ask[0]}, s.Tools...) {
		if _, err := exec.LookPath(tool); err != nil {
			s.Problem = "there is no " + tool
			s.Remedy = "run `nngen setup` as root on Debian, or: apt-get install " + strings.Join(packages, " ")
			return s
		}
	}
	out, err := process.Output(ctx, process.Command{Args: s.Ask, Limit: questionLimit})
	if err != nil {
		s.Problem, s.Remedy = "it does not run: "+lastLine(err.Error()), "reinstall it: apt-get install --reinstall "+strings.Join(packages, " ")
		return s
	}
	s.Found = lastLine(string(out))
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
			say(fmt.Sprintf("%s: %s; on Debian: apt-get install %s", k.Title, s.Problem, strings.Join(packages, " ")))
			continue
		}
		say("installing a C compiler for ARM and an emulator")
		if err := step(ctx, apt, "update", "-q"); err != nil {
			return err
		}
		if err := step(ctx, apt, append([]string{"install", "-y", "-q", "--no-install-recommends"}, packages...)...); err != nil {
			return err
		}
	}
	return nil
}
