package cli

import (
	"fmt"
	"io"
	"os"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/cmd/nngen/internal/disk"
	"github.com/nngen/nngen/dsl/format"
	"github.com/nngen/nngen/dsl/source"
)

func (a *app) formatFiles() *cobra.Command {
	var check bool
	cmd := &cobra.Command{
		Use:   "fmt FILE...",
		Short: "lay out model files in the one usual way",
		Long:  "Rewrites model files in place; - reads standard input and writes to standard output.",
		Args:  cobra.MinimumNArgs(1),
		RunE: func(_ *cobra.Command, args []string) error {
			wrong := false
			for _, path := range args {
				changed, err := a.formatFile(path, check)
				if err != nil {
					return err
				}
				if changed && check {
					fmt.Fprintln(a.Out, path)
					wrong = true
				}
			}
			if wrong {
				return silent(exitFail)
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&check, "check", false, "change nothing; list the files that would change and fail if there are any")
	return cmd
}

func (a *app) formatFile(path string, check bool) (changed bool, err error) {
	var data []byte
	if path == "-" {
		data, err = io.ReadAll(a.In)
	} else {
		data, err = os.ReadFile(path)
	}
	if err != nil {
		return false, fail("%v", err)
	}
	out, list := format.Source(source.New(path, string(data)))
	if list.HasErrors() {
		a.report(list)
		return false, silent(exitFail)
	}
	switch {
	case path == "-" && !check:
		_, err = a.Out.Write(out)
		return false, err
	case check:
		return string(out) != string(data), nil
	}
	changed, err = disk.Write(path, out, 0)
	if err != nil {
		return false, fail("%v", err)
	}
	return changed, nil
}
