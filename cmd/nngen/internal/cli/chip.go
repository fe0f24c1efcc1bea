package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/brainscales"
	"github.com/nngen/nngen/runtime/network"
)

// allowFlag lets the user accept losses.
func allowFlag(cmd *cobra.Command, allow *[]string) {
	cmd.Flags().StringSliceVar(allow, "allow", nil, "losses to accept on analog hardware: "+strings.Join(brainscales.Lossy(), ", "))
}

// allowed reports a loss that does not exist.
func allowed(allow []string) error {
	for _, x := range allow {
		if !slices.Contains(brainscales.Lossy(), x) {
			return usage("--allow %s: there is %s", x, strings.Join(brainscales.Lossy(), ", "))
		}
	}
	return nil
}

// twins simulates a chip with several mismatches and compares it with the model.
func (a *app) twins(ctx context.Context, s *pipeline.Stages, net *network.Network, f *checking) (gen.Table, any, error) {
	job := &engines.Job{Study: s.Study, Network: net, Progress: a.progress(s.Study.Timeline.Step)}
	defer job.Progress("", 0, 0)
	list, err := engines.Find([]string{"go"})
	if err != nil {
		return gen.Table{}, nil, fail("%v", err)
	}
	ideal, err := list[0].Run(ctx, job)
	if err != nil {
		return gen.Table{}, nil, fail("%v", err)
	}
	mapping := brainscales.Map(s.Study, f.allow)
	type twin struct {
		Mismatch    float64                  `json:"mismatch"`
		Populations []brainscales.Comparison `json:"populations"`
	}
	var all []twin
	table := brainscales.ComparisonTable()
	for _, x := range f.mismatch {
		o, err := engines.Twin(ctx, job, mapping, brainscales.TwinOptions{Mismatch: x, Seed: s.Study.Timeline.Seed})
		if err != nil {
			return gen.Table{}, nil, fail("%v", err)
		}
		c := mapping.Compare(engines.Activity(job, ideal), engines.Activity(job, o))
		all = append(all, twin{x, c})
		table.Rows = append(table.Rows, brainscales.ComparisonRows(x, c)...)
	}
	return table, all, nil
}
