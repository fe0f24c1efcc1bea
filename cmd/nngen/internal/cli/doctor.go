package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os/exec"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/report"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
)

// home is the folder for what nngen keeps on a machine.
func (a *app) home() string { return simulators.Home() }

func (a *app) doctor() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "list the simulators that are found, and how to get the missing ones",
		RunE: func(cmd *cobra.Command, _ []string) error {
			list := examine(cmd.Context())
			var remedies []string
			rows := [][]string{{"program", "version", "state"}}
			for _, x := range list {
				state := "ok"
				switch {
				case x.Problem == "":
				case x.Optional:
					state = x.Problem + "; few things need it: " + x.Remedy
				default:
					state = x.Problem
					remedies = append(remedies, x.Program+": "+x.Remedy)
				}
				rows = append(rows, []string{x.Program, x.Version, state})
			}
			if asJSON {
				e := json.NewEncoder(a.Out)
				e.SetIndent("", "  ")
				if err := e.Encode(list); err != nil {
					return fail("%v", err)
				}
			} else {
				fmt.Fprint(a.Out, report.Table(rows, 0, 1, 2))
				if len(remedies) > 0 {
					fmt.Fprintf(a.Out, "\n%s\n", strings.Join(remedies, "\n"))
				}
			}
			if len(remedies) > 0 {
				return silent(exitFail)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
}

// finding is one program that nngen can use.
type finding struct {
	Program string `json:"program"`
	Version string `json:"version"`
	Problem string `json:"problem,omitempty"`
	Remedy  string `json:"remedy,omitempty"`
	// Optional programs may be missing.
	Optional bool `json:"optional,omitempty"`
}

// examine looks for everything that nngen can use.
func examine(ctx context.Context) []finding {
	list := []finding{{Program: "nngen", Version: engines.Version()}}
	for _, t := range []struct{ name, why, remedy string }{
		{"go", "the target go is built with it", "install Go from go.dev/dl"},
		{"g++", "code for NEST and Brian2 is compiled with it", "on Debian: apt-get install build-essential"},
		{"make", "code for NEURON is built with it", "on Debian: apt-get install build-essential"},
	} {
		f := finding{Program: t.name}
		if _, err := exec.LookPath(t.name); err != nil {
			f.Problem, f.Remedy = "not found; "+t.why, t.remedy
		}
		list = append(list, f)
	}
	for _, k := range simulators.Kinds() {
		s := simulators.Find(ctx, k)
		list = append(list, finding{k.Title, s.Found, s.Problem, s.Remedy, k.Optional})
	}
	return list
}

func (a *app) setup() *cobra.Command {
	board, pynn := false, false
	cmd := &cobra.Command{
		Use:   "setup",
		Short: "install NEURON, NEST, NESTML and Brian2 into a private environment",
		Long: `Makes a Python environment in the user's cache folder with pinned versions of the
simulators; nothing else on the machine changes. Run as root on a Debian machine,
it installs missing compilers, the emulator of an ARM and MPI first. With --spinnaker it
makes another environment with sPyNNaker, which runs emitted scripts on a virtual
board or a machine.`,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if err := simulators.SetupPrograms(cmd.Context(), func(text string) { fmt.Fprintln(a.Err, text) }); err != nil {
				return fail("%v", err)
			}
			folder, err := simulators.Setup(cmd.Context(), func(text string) { fmt.Fprintln(a.Err, text) })
			if err != nil {
				return fail("%v", err)
			}
			fmt.Fprintln(a.Out, folder)
			if pynn {
				if folder, err = simulators.SetupPyNN(cmd.Context(), func(text string) { fmt.Fprintln(a.Err, text) }); err != nil {
					return fail("%v", err)
				}
				fmt.Fprintln(a.Out, folder)
			}
			if !board {
				return nil
			}
			if folder, err = simulators.SetupSpynnaker(cmd.Context(), func(text string) { fmt.Fprintln(a.Err, text) }); err != nil {
				return fail("%v", err)
			}
			fmt.Fprintln(a.Out, folder)
			return nil
		},
	}
	cmd.Flags().BoolVar(&board, "spinnaker", false, "install sPyNNaker too, in an environment of its own")
	cmd.Flags().BoolVar(&pynn, "pynn", false, "install PyNN too, in an environment of its own, for nngen bench --engines neuron,neuron-pynn")
	return cmd
}

// available reports engines whose simulators are missing, all of them at once.
func (a *app) available(ctx context.Context, list []engines.Engine) error {
	var problems []error
	for _, e := range list {
		if e.Simulator == "" {
			continue
		}
		if _, err := simulators.Need(ctx, e.Simulator); err != nil {
			problems = append(problems, err)
		}
	}
	if len(problems) > 0 {
		return fail("%v", errors.Join(problems...))
	}
	return nil
}
