package cli

import (
	"encoding/json"
	"fmt"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/cmd/nngen/internal/bench"
	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
)

func (a *app) bench() *cobra.Command {
	var f running
	var names []string
	var rounds int
	var scale float64
	var help []string
	for _, c := range bench.Cases() {
		help = append(help, fmt.Sprintf("  %-8s %s", c.Name, c.Doc))
	}
	cmd := &cobra.Command{
		Use:   "bench [NAME...]",
		Short: "time networks from the literature, on several engines by turns",
		Long: `Times networks on one engine or several, by turns, each --repeat times after a
run that is not counted, and prints medians: seconds of computing per second of
biology without building and compiling, the ratio to the first engine round by
round, the same for the time for which processors worked (which is all that the C++
of Brian2 measures, and all that means something on a busy machine), and a hash of all spikes, which is the same where the spikes are.

` + strings.Join(help, "\n"),
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			list, err := bench.Find(args)
			if err != nil {
				return usage("%v", err)
			}
			on, err := bench.Engines(names)
			if err != nil {
				return usage("%v", err)
			}
			if rounds < 1 {
				return usage("--repeat is %d; name a number from 1 on", rounds)
			}
			if cmd.Flags().Changed("scale") && !(scale > 0 && scale <= 10) {
				return usage("--scale is %v; name a number above 0, up to 10", scale)
			}
			if err := f.check(); err != nil {
				return err
			}
			if err := a.available(cmd.Context(), on); err != nil {
				return err
			}
			var results []*bench.Result
			for _, c := range list {
				r, err := a.timeCase(cmd, c, on, f, rounds, scale)
				if err != nil {
					return err
				}
				results = append(results, r)
				if !f.json {
					if len(results) > 1 {
						fmt.Fprintln(a.Out)
					}
					fmt.Fprint(a.Out, r.Text())
				}
			}
			if f.json {
				e := json.NewEncoder(a.Out)
				e.SetIndent("", "  ")
				return e.Encode(results)
			}
			return nil
		},
	}
	f.flags(cmd)
	cmd.Flags().StringSliceVar(&names, "engines", []string{"go"}, "engines, separated by commas; ratios are to the first: "+strings.Join(engineNames(), ", ")+", and neuron-pynn (after nngen setup --pynn)")
	cmd.Flags().IntVar(&rounds, "repeat", 3, "how often each engine is timed")
	cmd.Flags().Float64Var(&scale, "scale", 0, "size of networks that can be scaled (brunel: of its 10,000 neurons, usually 1; pd14: of neurons and synapses, usually 0.1)")
	return cmd
}

// timeCase times one network.
func (a *app) timeCase(cmd *cobra.Command, c bench.Case, on []engines.Engine, f running, rounds int, scale float64) (*bench.Result, error) {
	path, text, err := c.Model()
	if err != nil {
		return nil, fail("%v", err)
	}
	f.sets = append(c.Settings(scale), f.sets...)
	if f.time == "" {
		f.time = c.Time
	}
	all, err := a.compileAll(pipeline.Parse(path, string(text)), &f.choice)
	if err != nil {
		return nil, err
	}
	for _, e := range on {
		if e.Target == nil {
			continue
		}
		if list := lacks(e.Target, &all[0]); len(list) > 0 {
			a.report(list)
			return nil, silent(exitFail)
		}
	}
	begin := time.Now()
	job, err := a.prepare(cmd.Context(), &all[0], &f, on...)
	if err != nil {
		return nil, err
	}
	study := all[0].Study
	r := &bench.Result{Name: c.Name, Doc: c.Doc, Steps: study.Timeline.Segments[0].Steps, Step: study.Timeline.Step, Threads: f.threads, Expand: time.Since(begin).Seconds(),
		Expected: c.Rates, Source: c.Source}
	for _, p := range study.Network.Populations {
		if p.Program != nil {
			r.Neurons += p.N
		}
	}
	for _, s := range job.Network.Synapses {
		r.Synapses += s.Len()
	}
	err = bench.Run(cmd.Context(), job, on, rounds, r)
	job.Progress("", 0, 0)
	if err != nil {
		return nil, fail("%v", err)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	r.Bytes = m.Sys
	return r, nil
}
