package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
)

// The exit codes.
const (
	exitOK    = 0
	exitFail  = 1
	exitUsage = 2
	exitBug   = 3
	// exitInterrupted is what shells give for a program that an interruption ended.
	exitInterrupted = 130
)

// World is what a command sees of the machine.
type World struct {
	In       io.Reader
	Out, Err io.Writer
	Getenv   func(string) string
	Terminal bool // Err is a terminal: colours and progress
}

// System is the world of this process.
func System() World {
	info, err := os.Stderr.Stat()
	terminal := err == nil && info.Mode()&os.ModeCharDevice != 0
	return World{In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv, Terminal: terminal}
}

// app is one invocation.
type app struct {
	World
	format string // of diagnostics: text or json
	memory int    // GB that a network, and what is recorded of it, may take
	quiet  bool   // no progress
}

// failure ends a command with an exit code; its text, if any, goes to Err.
type failure struct {
	code int
	text string
}

func (f failure) Error() string { return f.text }

// fail is exit code 1 with a message.
func fail(format string, args ...any) error { return failure{exitFail, fmt.Sprintf(format, args...)} }

// usage is exit code 2 with a message.
func usage(format string, args ...any) error { return failure{exitUsage, fmt.Sprintf(format, args...)} }

// silent ends with a code when everything has been said.
func silent(code int) error { return failure{code: code} }

// Main runs the command and returns the exit code.
func Main(ctx context.Context, w World, args []string) (code int) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(w.Err, "nngen: bug: %v\nplease report this with the model and the command; nothing that was written should be used\n\n%s", r, debug.Stack())
			code = exitBug
		}
	}()
	a := &app{World: w}
	root := a.root()
	root.SetArgs(args)
	err := root.ExecuteContext(ctx)
	var f failure
	switch {
	case err == nil:
		return exitOK
	case ctx.Err() != nil:
		if errors.As(err, &f) && f.code == exitInterrupted {
			fmt.Fprintln(w.Err, "nngen: "+f.text)
		} else {
			fmt.Fprintln(w.Err, "nngen: interrupted; nothing that is incomplete has been left behind")
		}
		return exitInterrupted
	case errors.As(err, &f):
		if f.text != "" {
			fmt.Fprintln(w.Err, "nngen: "+f.text)
		}
		return f.code
	}
	fmt.Fprintln(w.Err, "nngen: "+err.Error())
	return exitUsage
}

func (a *app) root() *cobra.Command {
	root := &cobra.Command{
		Use:           "nngen",
		Short:         "one model file of equations, the same spikes on every simulator",
		SilenceErrors: true,
		SilenceUsage:  true,
	}
	root.SetOut(a.Out)
	root.SetErr(a.Err)
	root.SetIn(a.In)
	root.CompletionOptions.DisableDefaultCmd = true
	root.PersistentFlags().IntVar(&a.memory, "memory", 16, "GB of memory that a network may take, and as much for what is recorded")
	root.PersistentFlags().BoolVar(&a.quiet, "quiet", false, "show no progress")
	root.PersistentFlags().StringVar(&a.format, "format", "text", "how messages about models are written: text or json")
	root.PersistentPreRunE = func(*cobra.Command, []string) error {
		if a.format != "text" && a.format != "json" {
			return usage("--format is text or json, not %q", a.format)
		}
		return nil
	}
	root.AddCommand(a.run(), a.build(), a.check(), a.verify(), a.describe(), a.dump(), a.formatFiles(), a.explain(), a.targets(), a.initModel(), a.doctor(), a.setup(), a.bench(), a.version())
	for _, c := range root.Commands() {
		c.DisableFlagsInUseLine = true
		if c.Args == nil {
			c.Args = cobra.NoArgs
		}
	}
	return root
}

// one asks for exactly one model.
func one(_ *cobra.Command, args []string) error {
	switch len(args) {
	case 0:
		return usage("name a model file, such as examples/brunel/model.nn")
	case 1:
		return nil
	}
	return usage("one model at a time; got %s", strings.Join(args, ", "))
}
