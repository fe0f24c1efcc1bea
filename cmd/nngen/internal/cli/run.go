package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/report"
)

// running holds the flags of how something is run.
type running struct {
	choice
	threads int
	limit   time.Duration
	json    bool
}

func (r *running) flags(cmd *cobra.Command) {
	r.choice.flags(cmd)
	cmd.Flags().IntVar(&r.threads, "threads", 0, "threads (default: one per core); results do not depend on it")
	cmd.Flags().DurationVar(&r.limit, "limit", 30*time.Minute, "longest time that a simulator may take")
	cmd.Flags().BoolVar(&r.json, "json", false, "print JSON")
}

func (a *app) run() *cobra.Command {
	var f running
	var name, out string
	var npz, raster bool
	cmd := &cobra.Command{
		Use:   "run MODEL",
		Short: "simulate a model and write spikes, traces and pictures",
		Long: `Simulates an experiment of a model, on the native engine or with --engine on any
other, prints rates and irregularity, and writes summary.json, spikes.csv,
traces.csv, raster.svg and traces.svg.`,
		Args: one,
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := engines.Find([]string{name})
			if err != nil {
				return usage("%v", err)
			}
			m, err := a.load(args[0])
			if err != nil {
				return err
			}
			return a.simulate(cmd.Context(), m, &f, list[0], out, npz, raster)
		},
	}
	f.flags(cmd)
	cmd.Flags().StringVar(&name, "engine", "go", "engine to run on")
	cmd.Flags().StringVar(&out, "out", "", "folder of the results (default: results/<experiment> beside the model)")
	cmd.Flags().BoolVar(&raster, "raster", false, "print the spikes as a picture of text")
	cmd.Flags().BoolVar(&npz, "npz", false, "write results.npz for numpy too")
	return cmd
}

func (a *app) simulate(ctx context.Context, m *pipeline.Model, f *running, e engines.Engine, out string, npz, raster bool) error {
	job, s, err := a.job(ctx, m, f)
	if err != nil {
		return err
	}
	if e.Target != nil {
		if list := lacks(e.Target, s); len(list) > 0 {
			a.report(list)
			return silent(exitFail)
		}
	}
	if out == "" {
		out = beside(m, "results", s.Study.Timeline.Name)
	}
	begin := time.Now()
	o, err := e.Run(ctx, job)
	job.Progress("", 0, 0)
	if err != nil {
		return fail("%v", err)
	}
	summary, err := report.Write(out, s.Study, job.Network, o, time.Since(begin), npz)
	if err != nil {
		return fail("%v", err)
	}
	if f.json {
		enc := json.NewEncoder(a.Out)
		enc.SetIndent("", "  ")
		if err := enc.Encode(summary); err != nil {
			return fail("%v", err)
		}
	} else {
		if raster {
			fmt.Fprintln(a.Out, report.Raster(s.Study, o))
		}
		fmt.Fprint(a.Out, summary.Text())
		fmt.Fprintf(a.Out, "written to %s\n", filepath.Clean(out))
	}
	if o.Diverged != "" {
		return fail("%s grew beyond all numbers, so these results mean nothing; take a shorter step or another method", o.Diverged)
	}
	return nil
}

// job prepares a study for engines: compiled, with its network expanded.
func (a *app) job(ctx context.Context, m *pipeline.Model, f *running) (*engines.Job, *pipeline.Stages, error) {
	if f.threads < 0 {
		return nil, nil, usage("--threads is %d; name a number from 1 on, or 0 for one per core", f.threads)
	}
	if f.limit <= 0 {
		return nil, nil, usage("--limit is %v; name a time, such as 10m", f.limit)
	}
	s, err := a.compile(m, &f.choice)
	if err != nil {
		return nil, nil, err
	}
	p := a.progress()
	p("building the network", 0, 0)
	net, err := a.expand(ctx, s, f.threads)
	p("", 0, 0)
	if err != nil {
		return nil, nil, err
	}
	return &engines.Job{Study: s.Study, Network: net, Cache: a.cache(), Threads: f.threads, Limit: f.limit, Progress: p}, s, nil
}

// cache is the folder for emitted code and data of simulators.
func (a *app) cache() *engines.Cache {
	return &engines.Cache{Root: a.home(), Keep: 40}
}
