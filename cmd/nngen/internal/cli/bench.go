package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/cmd/nngen/internal/bench"
	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
)

func (a *app) bench() *cobra.Command {
	var f running
	var names []string
	var b timing
	var validate, grow bool
	var most float64
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
			if b.rounds < 1 {
				return usage("--repeat is %d; name a number from 1 on", b.rounds)
			}
			if cmd.Flags().Changed("scale") && !(b.scale > 0 && b.scale <= 10) {
				return usage("--scale is %v; name a number above 0, up to 10", b.scale)
			}
			if err := f.check(); err != nil {
				return err
			}
			if grow {
				if !(most >= 1000 && most <= 1e9) {
					return usage("--most is %v; name a number of synapses from 1000 to 1e9", most)
				}
				return a.grow(cmd.Context(), &f, most)
			}
			if validate {
				if len(args) != 1 || args[0] != "pd14" || grow {
					return usage("--validate is for pd14 alone")
				}
				return a.validate(cmd, list[0], f)
			}
			if err := a.available(cmd.Context(), on); err != nil {
				return err
			}
			var results []*bench.Result
			for _, c := range list {
				r, err := a.timeCase(cmd, c, on, f, b)
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
	cmd.Flags().StringSliceVar(&names, "engines", []string{"go"}, "engines, separated by commas; ratios are to the first: "+strings.Join(engineNames(), ", ")+", go-float32, and neuron-pynn (after nngen setup --pynn)")
	cmd.Flags().IntVar(&b.rounds, "repeat", 3, "how often each engine is timed")
	cmd.Flags().BoolVar(&b.cold, "cold", false, "count the first run too: for large networks")
	cmd.Flags().BoolVar(&b.direct, "dc", false, "drive pd14 by a constant current instead of spikes")
	cmd.Flags().BoolVar(&validate, "validate", false, "compare rates, CV of intervals and correlations of pd14, a tenth of it, with those of its authors' program in NEST, three seeds each")
	cmd.Flags().BoolVar(&grow, "grow", false, "a table of times and memory of the network brunel with 1,000 synapses, 10,000, and so on")
	cmd.Flags().Float64Var(&most, "most", 1e7, "synapses of the last row of --grow")
	cmd.Flags().Float64Var(&b.scale, "scale", 0, "size of networks that can be scaled (brunel: of its 10,000 neurons, usually 1; pd14: of neurons and synapses, usually 0.1)")
	return cmd
}

// timing says how a network is timed.
type timing struct {
	rounds       int
	scale        float64
	cold, direct bool
}

// timeCase times one network.
func (a *app) timeCase(cmd *cobra.Command, c bench.Case, on []engines.Engine, f running, b timing) (*bench.Result, error) {
	path, text, err := c.Model()
	if err != nil {
		return nil, fail("%v", err)
	}
	f.sets = append(c.Settings(b.scale), f.sets...)
	if b.direct {
		if c.Direct == nil {
			return nil, usage("--dc is for pd14, not for %s", c.Name)
		}
		f.sets = append(append([]string(nil), c.Direct...), f.sets...)
	}
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
	begin, worked := time.Now(), engines.ProcessorTime()
	job, err := a.prepare(cmd.Context(), &all[0], &f, on...)
	if err != nil {
		return nil, err
	}
	study := all[0].Study
	r := &bench.Result{Name: c.Name, Doc: c.Doc, Steps: study.Timeline.Segments[0].Steps, Step: study.Timeline.Step, Threads: f.threads, Packed: f.packed, Expand: time.Since(begin).Seconds(), ExpandWork: (engines.ProcessorTime() - worked).Seconds(),
		Expected: c.Rates, Source: c.Source}
	for _, p := range study.Network.Populations {
		if p.Program != nil {
			r.Neurons += p.N
		}
	}
	for _, s := range job.Network.Synapses {
		r.Synapses += s.Len()
	}
	err = bench.Run(cmd.Context(), job, on, b.rounds, b.cold, r)
	job.Progress("", 0, 0)
	if err != nil {
		return nil, fail("%v", err)
	}
	r.Bytes = process.Memory()
	return r, nil
}

// validate compares statistics of pd14 with those of another program.
func (a *app) validate(cmd *cobra.Command, c bench.Case, f running) error {
	ref, err := bench.PD14Reference()
	if err != nil {
		return fail("%v", err)
	}
	on, err := bench.Engines([]string{"go"})
	if err != nil {
		return fail("%v", err)
	}
	f.time = fmt.Sprintf("%v ms", ref.DiscardMS+ref.TimeMS)
	f.sets = append(c.Settings(ref.Scale), f.sets...)
	path, text, err := c.Model()
	if err != nil {
		return fail("%v", err)
	}
	m := pipeline.Parse(path, string(text))
	var runs []bench.Sample
	for seed := range uint64(3) {
		seed++
		f.seed = &seed
		all, err := a.compileAll(m, &f.choice)
		if err != nil {
			return err
		}
		job, err := a.prepare(cmd.Context(), &all[0], &f, on...)
		if err != nil {
			return err
		}
		o, err := on[0].Run(cmd.Context(), job)
		job.Progress("", 0, 0)
		if err != nil {
			return fail("%v", err)
		}
		runs = append(runs, bench.SampleOf(all[0].Study, o, ref))
	}
	v := bench.Compare(ref, runs)
	if f.json {
		e := json.NewEncoder(a.Out)
		e.SetIndent("", "  ")
		if err := e.Encode(v); err != nil {
			return fail("%v", err)
		}
	} else {
		fmt.Fprint(a.Out, v.Text())
	}
	if !v.OK() {
		return silent(exitFail)
	}
	return nil
}

// grow times brunel in several sizes, each in a process of its own, whose memory is
// that of one network.
func (a *app) grow(ctx context.Context, f *running, most float64) error {
	self, err := os.Executable()
	if err != nil {
		return fail("%v", err)
	}
	rows, err := bench.Grow(most, func(x bench.Size) (*bench.Result, error) {
		out, err := process.Output(ctx, process.Command{Args: []string{self, "bench", "brunel", "--json", "--quiet", "--repeat", "1", "--cold", "--memory", fmt.Sprint(a.memory), "--threads", fmt.Sprint(f.threads),
			"--scale", fmt.Sprint(x.Scale), "--time", fmt.Sprintf("%v ms", x.Milliseconds)}, Limit: f.limit})
		if err != nil {
			return nil, err
		}
		var list []*bench.Result
		if err := json.Unmarshal(out, &list); err != nil || len(list) != 1 {
			return nil, fmt.Errorf("%s says %q: %v", self, out, err)
		}
		return list[0], nil
	})
	if err != nil {
		return fail("%v", err)
	}
	fmt.Fprint(a.Out, bench.Markdown(rows))
	return nil
}
