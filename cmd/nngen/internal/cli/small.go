package cli

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
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

func (a *app) targets() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "targets",
		Short: "list the targets and what they can express",
		RunE: func(*cobra.Command, []string) error {
			type row struct {
				Name     string   `json:"name"`
				Doc      string   `json:"doc"`
				Runs     bool     `json:"runs"`
				Features []string `json:"features"`
			}
			var rows []row
			for _, t := range all.Targets() {
				r := row{Name: t.Name(), Doc: t.Doc(), Features: t.Features().Names()}
				_, r.Runs = t.(gen.Runner)
				rows = append(rows, r)
			}
			if asJSON {
				e := json.NewEncoder(a.Out)
				e.SetIndent("", "  ")
				return e.Encode(rows)
			}
			for _, r := range rows {
				fmt.Fprintf(a.Out, "%-8s %s\n         %s\n", r.Name, r.Doc, strings.Join(r.Features, ", "))
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	return cmd
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
