package cli

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/report"
	"github.com/nngen/nngen/runtime/record"
)

// running holds the flags of how something is run.
type running struct {
	choice
	allow   []string
	threads int
	ranks   int
	limit   time.Duration
	json    bool
}

func (r *running) flags(cmd *cobra.Command) {
	r.choice.flags(cmd)
	allowFlag(cmd, &r.allow)
	cmd.Flags().IntVar(&r.threads, "threads", 0, "threads (default: one per core; NEST: one); results do not depend on it")
	cmd.Flags().IntVar(&r.ranks, "ranks", 1, "processes, by MPI (neuron); results do not depend on it")
	cmd.Flags().DurationVar(&r.limit, "limit", 30*time.Minute, "longest time that a simulator may take")
	cmd.Flags().BoolVar(&r.packed, "packed", false, "round weights to 15 bits and a sign, on every engine alike: the native one keeps a synapse in four bytes then, not eight, and is faster where networks are large")
	cmd.Flags().BoolVar(&r.json, "json", false, "print JSON")
}

func (a *app) run() *cobra.Command {
	var f running
	var name, out, precision string
	var npz, raster bool
	cmd := &cobra.Command{
		Use:   "run MODEL",
		Short: "simulate a model and write spikes, traces and pictures",
		Long: `Simulates an experiment of a model, on the native engine or with --engine on any
other, prints rates and irregularity, and writes summary.json, spikes.csv,
traces.csv, raster.svg and traces.svg.

Interrupted once (Ctrl-C), the native engine ends after the step at hand and
writes what was recorded until then: "complete" in summary.json is false, and the
exit code is 130. A second interruption ends the program at once.`,
		Args: one,
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := engines.Find([]string{name})
			if err != nil {
				return usage("%v", err)
			}
			if list[0], err = withPrecision(list[0], precision); err != nil {
				return err
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
	cmd.Flags().StringVar(&precision, "precision", "float64", "numbers that the engine go computes with: float64, or float32, which is faster and gives other spikes with the same statistics")
	cmd.Flags().StringVar(&out, "out", "", "folder of the results (default: results/<experiment> beside the model)")
	cmd.Flags().BoolVar(&raster, "raster", false, "print the spikes as a picture of text")
	cmd.Flags().BoolVar(&npz, "npz", false, "write results.npz for numpy too")
	return cmd
}

// withPrecision is an engine that computes with numbers of that name.
func withPrecision(e engines.Engine, name string) (engines.Engine, error) {
	switch {
	case name == "float64":
		return e, nil
	case name != "float32":
		return e, usage("--precision is %q; name float64 or float32", name)
	case !e.Native:
		return e, usage("the engine %s computes in float64; --precision float32 is for the engine go", e.Name)
	}
	return engines.Single(), nil
}

// simulate runs all segments of an experiment. One has its results in the folder
// itself, several each in a folder of its number.
func (a *app) simulate(ctx context.Context, m *pipeline.Model, f *running, e engines.Engine, out string, npz, raster bool) error {
	if err := f.check(e); err != nil {
		return err
	}
	all, err := a.compileAll(m, &f.choice)
	if err != nil {
		return err
	}
	if out == "" {
		out = beside(m, "results", all[0].Study.Timeline.Name)
	}
	var sums []*report.Summary
	for i := range all {
		s := &all[i]
		if e.Target != nil {
			if list := lacks(e.Target, s); len(list) > 0 {
				a.report(list)
				return silent(exitFail)
			}
		} else if list := foreign(e.Name, s); len(list) > 0 {
			a.report(list)
			return silent(exitFail)
		}
		folder := out
		if len(all) > 1 {
			folder = filepath.Join(out, fmt.Sprintf("%03d", i))
		}
		sum, err := a.segment(ctx, s, f, e, folder, npz, raster)
		if err != nil {
			return err
		}
		sums = append(sums, sum)
	}
	text := sums[0].Text()
	var value any = sums[0]
	if len(sums) > 1 {
		value, text = sums, report.Segments(sums)
		if err := report.WriteSegments(out, sums); err != nil {
			return fail("%v", err)
		}
	}
	if f.json {
		enc := json.NewEncoder(a.Out)
		enc.SetIndent("", "  ")
		if err := enc.Encode(value); err != nil {
			return fail("%v", err)
		}
	} else {
		fmt.Fprint(a.Out, text)
		fmt.Fprintf(a.Out, "written to %s\n", filepath.Clean(out))
	}
	for _, sum := range sums {
		if sum.Diverged != "" {
			return fail("%s grew beyond all numbers, so these results mean nothing; take a shorter step or another method", sum.Diverged)
		}
	}
	return nil
}

// segment runs one segment and writes its results.
func (a *app) segment(ctx context.Context, s *pipeline.Stages, f *running, e engines.Engine, folder string, npz, raster bool) (*report.Summary, error) {
	job, err := a.prepare(ctx, s, f, e)
	if err != nil {
		return nil, err
	}
	begin := time.Now()
	o, err := e.Run(ctx, job)
	job.Progress("", 0, 0)
	if refusal := (*engines.Refusal)(nil); errors.As(err, &refusal) {
		a.report(refusal.List)
		return nil, silent(exitFail)
	}
	if o == nil {
		return nil, fail("%v", err)
	}
	done, interrupted := s.Study.Timeline.Segments[0].Steps, err != nil
	if interrupted {
		done = o.Steps
	}
	sum, err := report.Write(folder, s.Study, job.Network, o, done, time.Since(begin), npz)
	if err != nil {
		return nil, fail("%v", err)
	}
	if interrupted {
		return nil, failure{exitInterrupted, fmt.Sprintf("interrupted after %v ms of %v; what was recorded until then is in %s, whose summary says that it is not complete",
			sum.DurationMS, record.Milliseconds(s.Study.Timeline.Segments[0].Steps, s.Study.Timeline.Step), filepath.Clean(folder))}
	}
	if raster && !f.json {
		fmt.Fprintln(a.Out, report.Raster(s.Study, o))
	}
	return sum, nil
}

// check reports flags that cannot be used.
func (f *running) check(list ...engines.Engine) error {
	if err := allowed(f.allow); err != nil {
		return err
	}
	if f.threads < 0 {
		return usage("--threads is %d; name a number from 1 on, or 0 for one per core", f.threads)
	}
	if f.ranks < 1 {
		return usage("--ranks is %d; name a number from 1 on", f.ranks)
	}
	for _, e := range list {
		if f.ranks > 1 && e.Simulator != "" && !e.Ranks {
			return usage("the engine %s runs in one process; leave --ranks out", e.Name)
		}
		if f.ranks > 1 && e.Simulator == "" && len(list) == 1 {
			return usage("the engine %s runs in one process and takes --threads", e.Name)
		}
	}
	if f.limit <= 0 {
		return usage("--limit is %v; name a time, such as 10m", f.limit)
	}
	return nil
}

// prepare expands the network of a study for engines; it may be for those alone
// that are named.
func (a *app) prepare(ctx context.Context, s *pipeline.Stages, f *running, on ...engines.Engine) (*engines.Job, error) {
	p := a.progress(s.Study.Timeline.Step)
	p("building the network", 0, 0)
	native := len(on) > 0
	for _, e := range on {
		native = native && e.Native
	}
	net, err := a.expandFor(ctx, s, f.threads, native)
	p("", 0, 0)
	if err != nil {
		return nil, err
	}
	return &engines.Job{Study: s.Study, Network: net, Cache: a.cache(), Allow: f.allow, Threads: f.threads, Ranks: f.ranks, Limit: f.limit, Progress: p}, nil
}

// cache is the folder for emitted code and data of simulators.
func (a *app) cache() *engines.Cache {
	return &engines.Cache{Root: a.home(), Keep: 40}
}
