package cli

import (
	_ "embed"
	"fmt"
	"os"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/cmd/nngen/internal/disk"
)

// firstModel is what `nngen init` writes: a small model to change.
//
//go:embed first.nn
var firstModel []byte

func (a *app) initModel() *cobra.Command {
	return &cobra.Command{
		Use:   "init FOLDER",
		Short: "begin a model",
		Args:  cobra.ExactArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			path := filepath.Join(args[0], "model.nn")
			if _, err := os.Stat(path); err == nil {
				return fail("%s exists already; choose another folder", path)
			}
			if _, err := disk.Write(path, firstModel, 0); err != nil {
				return fail("%v", err)
			}
			fmt.Fprintf(a.Out, "%s written; next: nngen run %s\n", path, path)
			return nil
		},
	}
}
