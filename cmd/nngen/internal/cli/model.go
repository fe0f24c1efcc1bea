package cli

import (
	"context"
	"errors"
	"path/filepath"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/network"
)

// choice holds the flags that choose and change an experiment.
type choice struct {
	experiment string
	time       string
	seed       *uint64 // nil: the experiment's
	sets       []string
	packed     bool
}

func (c *choice) flags(cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&c.experiment, "experiment", "", "experiment to run (default: the one called default, or the only one)")
	f.StringVar(&c.time, "time", "", "duration instead of the experiment's, such as \"200 ms\"")
	f.Func("seed", "`number` instead of the experiment's seed", func(text string) error {
		n, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return errors.New("a seed is a whole number from 0 to 18446744073709551615")
		}
		c.seed = &n
		return nil
	})
	f.StringArrayVar(&c.sets, "set", nil, "value of a network or population parameter, such as g=6 or exc.I_e=\"300 pA\"; repeatable")
}

// options reads the flags.
func (c *choice) options() (lower.Options, diag.List) {
	opt := lower.Options{Experiment: c.experiment, Seed: c.seed, Packed: c.packed}
	var list diag.List
	if c.time != "" {
		ms, messages := duration(c.time)
		list.Add(messages...)
		opt.Duration = ms
	}
	for _, s := range c.sets {
		o, messages := pipeline.Override(s)
		list.Add(messages...)
		if !messages.HasErrors() {
			opt.Set = append(opt.Set, o)
		}
	}
	return opt, list
}

// duration reads a time such as "200 ms" and returns it in ms.
func duration(text string) (float64, diag.List) {
	file := source.New("--time", text)
	x, list := parser.ParseExpr(file)
	if list.HasErrors() {
		return 0, list
	}
	ms, messages := lower.Milliseconds(x)
	if !messages.HasErrors() && !(ms > 0) {
		messages.Add(diag.NotPositive(x.Span(), "the time", text))
	}
	return ms, messages
}

// load reads a model and reports what keeps it from being read.
func (a *app) load(path string) (*pipeline.Model, error) {
	m, err := pipeline.Load(path)
	if err != nil {
		return nil, fail("%v", err)
	}
	return m, nil
}

// compile leads the chosen experiment of a model through all stages and prints
// what there is to say about it.
func (a *app) compile(m *pipeline.Model, c *choice) (*pipeline.Stages, error) {
	return compiled(a, c, m.Compile)
}

// compileAll does so for every segment of the experiment. Engines run each as a
// study of its own.
func (a *app) compileAll(m *pipeline.Model, c *choice) ([]pipeline.Stages, error) {
	s, err := compiled(a, c, m.CompileAll)
	if err != nil {
		return nil, err
	}
	for i := range *s {
		(*s)[i].Study = (*s)[i].Study.Alone()
	}
	return *s, nil
}

// compiled compiles with the options of the flags and prints the messages.
func compiled[T any](a *app, c *choice, compile func(lower.Options) (T, diag.List)) (*T, error) {
	opt, list := c.options()
	if list.HasErrors() {
		a.report(list)
		return nil, silent(exitFail)
	}
	s, messages := compile(opt)
	list.Add(messages...)
	a.report(list)
	if list.HasErrors() {
		return nil, silent(exitFail)
	}
	return &s, nil
}

// expand computes the network of a study.
func (a *app) expand(ctx context.Context, s *pipeline.Stages, threads int) (*network.Network, error) {
	return a.expandFor(ctx, s, threads, false)
}

// expandFor computes the network of a study, for the native engine alone without
// columns of synapses that it can make itself.
func (a *app) expandFor(ctx context.Context, s *pipeline.Stages, threads int, native bool) (*network.Network, error) {
	check, expand := network.Check, pipeline.Expand
	if native {
		check, expand = network.CheckOutline, pipeline.Outline
	}
	if a.memory < 1 || a.memory > 1<<20 {
		return nil, usage("--memory is %d; name a number of GB from 1 on", a.memory)
	}
	most := int64(a.memory) << 30
	if err := check(s.Study.Network, most); err != nil {
		return nil, fail("%v, or allow more with --memory", err)
	}
	if samples := s.Study.Samples(); samples > most/8 {
		return nil, fail("the recordings have %d samples, which take %.3g GB, more than the %d that they may have; record fewer neurons, or every 1 ms, or allow more with --memory",
			samples, float64(samples)*8/(1<<30), a.memory)
	}
	net, list, err := expand(ctx, s, threads)
	a.report(list)
	switch {
	case list.HasErrors():
		return nil, silent(exitFail)
	case err != nil:
		return nil, fail("%v", err)
	}
	return net, nil
}

// beside is a folder next to the model.
func beside(m *pipeline.Model, parts ...string) string {
	return filepath.Join(append([]string{filepath.Dir(m.Path)}, parts...)...)
}
