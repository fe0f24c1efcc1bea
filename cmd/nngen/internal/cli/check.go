package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (a *app) check() *cobra.Command {
	return &cobra.Command{
		Use:   "check MODEL",
		Short: "report everything that is wrong with a model",
		Args:  one,
		RunE: func(_ *cobra.Command, args []string) error {
			m, err := a.load(args[0])
			if err != nil {
				return err
			}
			list := m.Check()
			a.report(list)
			if list.HasErrors() {
				return silent(exitFail)
			}
			if a.format == "text" {
				fmt.Fprintf(a.Out, "%s: no errors, %d warnings\n", m.Path, list.Warnings())
				a.classes(m)
			}
			return nil
		},
	}
}
