package cli

import (
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/dsl/diag"
)

func (a *app) version() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "print the version",
		RunE: func(*cobra.Command, []string) error {
			fmt.Fprintf(a.Out, "nngen %s %s\n", engines.Version(), runtime.Version())
			return nil
		},
	}
}

func (a *app) explain() *cobra.Command {
	return &cobra.Command{
		Use:   "explain CODE",
		Short: "explain a diagnostic, such as NN2001",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			text, ok := diag.Explain(strings.ToUpper(args[0]))
			if !ok {
				return usage("there is no diagnostic %s; codes look like NN2001", args[0])
			}
			fmt.Fprint(a.Out, text)
			return nil
		},
	}
}
