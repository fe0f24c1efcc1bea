package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/pass"
)

func (a *app) dump() *cobra.Command {
	var c choice
	var stage string
	cmd := &cobra.Command{
		Use:   "dump MODEL --stage STAGE",
		Short: "print a model as it is at one stage of the compiler",
		Long: `Stages: ast, the syntax tree; lowered, the model with names and units resolved;
one per pass (` + passNames() + `); ir, after all passes; solved, operations with
every rounding decided; and the name of a target for the files that it emits.`,
		Args: one,
		RunE: func(_ *cobra.Command, args []string) error {
			m, err := a.load(args[0])
			if err != nil {
				return err
			}
			if stage == "ast" {
				a.report(m.Messages)
				fmt.Fprint(a.Out, ast.Dump(m.File))
				return nil
			}
			s, err := a.compile(m, &c)
			if err != nil {
				return err
			}
			switch stage {
			case "lowered":
				ir.Dump(a.Out, s.Lowered)
				return nil
			case "ir":
				ir.Dump(a.Out, s.Model)
				return nil
			case "solved":
				ir.DumpStudy(a.Out, s.Study)
				return nil
			}
			found := false
			pass.Run(s.Lowered, pass.Common, func(p pass.Pass, m *ir.Model) {
				if p.Name == stage {
					ir.Dump(a.Out, m)
					found = true
				}
			})
			if found {
				return nil
			}
			t, ok := all.Find(stage)
			if !ok {
				return usage("there is no stage %q; there are ast, lowered, %s, ir, solved, %s", stage, passNames(), strings.Join(all.Names(), ", "))
			}
			files, list := generate(t, s, gen.Options{})
			a.report(list)
			if list.HasErrors() {
				return silent(exitFail)
			}
			for _, f := range files {
				fmt.Fprintf(a.Out, "==> %s <==\n%s\n", f.Path, f.Data)
			}
			return nil
		},
	}
	c.flags(cmd)
	cmd.Flags().StringVar(&stage, "stage", "ir", "ast, lowered, "+passNames()+", ir, solved or a target")
	return cmd
}

func passNames() string {
	var names []string
	for _, p := range pass.Common {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}
