package cli

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/report"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
)

// checking holds the flags of check.
type checking struct {
	choice
	target   string
	allow    []string
	mismatch []float64
	own      ownFlags
	json     bool
}

func (a *app) check() *cobra.Command {
	var f checking
	cmd := &cobra.Command{
		Use:   "check MODEL",
		Short: "report everything that is wrong with a model, or how it fits a machine",
		Long: `Reports everything that is wrong with a model, and the class in which each target
agrees with the reference. With --target it says how an experiment fits a machine
with limits of its own: ranges and resolution of numbers, what becomes of weights,
memory, cores, and the distance from double precision.

With --twin the network that an analog chip would run is simulated, once for each
mismatch between its circuits, and compared with the model.`,
		Args: one,
		RunE: func(cmd *cobra.Command, args []string) error {
			m, err := a.load(args[0])
			if err != nil {
				return err
			}
			if f.target != "" {
				return a.fit(cmd.Context(), m, &f)
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
	f.choice.flags(cmd)
	cmd.Flags().StringVar(&f.target, "target", "", "machine that the model shall fit: "+strings.Join(checkers(), ", "))
	allowFlag(cmd, &f.allow)
	f.own.flags(cmd)
	cmd.Flags().Float64SliceVar(&f.mismatch, "twin", nil, "with --target brainscales: simulate the chip with these relative mismatches of its circuits, such as 0,0.05,0.1")
	cmd.Flags().BoolVar(&f.json, "json", false, "with --target, print JSON")
	return cmd
}

// checkers are the names of the targets that can say how a model fits.
func checkers() []string {
	var names []string
	for _, t := range all.Targets() {
		if _, ok := t.(gen.Checker); ok {
			names = append(names, t.Name())
		}
	}
	return names
}

// fit reports how an experiment fits the machine of a target.
func (a *app) fit(ctx context.Context, m *pipeline.Model, f *checking) error {
	t, _ := all.Find(f.target)
	c, ok := t.(gen.Checker)
	if !ok {
		return usage("--target of check is one of %s, not %q", strings.Join(checkers(), ", "), f.target)
	}
	if err := allowed(f.allow); err != nil {
		return err
	}
	if err := f.own.check([]gen.Target{t}); err != nil {
		return err
	}
	for _, x := range f.mismatch {
		if !(x >= 0 && x <= 1) {
			return usage("--twin %v: a mismatch is a number from 0 to 1", x)
		}
	}
	if len(f.mismatch) > 0 && f.target != "brainscales" {
		return usage("--twin is for --target brainscales")
	}
	if f.experiment == "" {
		f.experiment = m.Experiment()
	}
	s, err := a.compile(m, &f.choice)
	if err != nil {
		return err
	}
	s.Study = s.Study.Alone()
	if list := lacks(t, s); len(list) > 0 {
		a.report(list)
		return silent(exitFail)
	}
	net, err := a.expand(ctx, s, 0)
	if err != nil {
		return err
	}
	fit, list, err := c.Check(ctx, s.Study, net, gen.Options{Allow: f.allow, Fidelity: f.own.fidelity, Network: f.own.network})
	if err != nil {
		return fail("%v", err)
	}
	var twins any
	if fit != nil && len(f.mismatch) > 0 && !list.HasErrors() {
		table, data, err := a.twins(ctx, s, net, f)
		if err != nil {
			return err
		}
		fit.Tables, twins = append(fit.Tables, table), data
	}
	if fit != nil && f.json {
		e := json.NewEncoder(a.Out)
		e.SetIndent("", "  ")
		if err := e.Encode(struct {
			Target   string    `json:"target"`
			Fit      any       `json:"fit"`
			Twins    any       `json:"twins,omitempty"`
			Messages []message `json:"messages"`
		}{t.Name(), fit.Data, twins, messages(list)}); err != nil {
			return fail("%v", err)
		}
	} else if fit != nil {
		for _, table := range fit.Tables {
			if len(table.Rows) > 1 {
				fmt.Fprintf(a.Out, "%s\n\n%s", table.Title, report.Table(table.Rows, table.Left...))
				for _, n := range table.Notes {
					fmt.Fprintln(a.Out, n)
				}
				fmt.Fprintln(a.Out)
			}
		}
	}
	a.report(list)
	if list.HasErrors() {
		return silent(exitFail)
	}
	return nil
}

// message is a diagnostic of a report.
type message struct {
	Code     string   `json:"code"`
	Severity string   `json:"severity"`
	Message  string   `json:"message"`
	Help     []string `json:"help"`
}

func messages(list diag.List) []message {
	all := []message{}
	for _, d := range list {
		all = append(all, message{d.Code, d.Severity.String(), d.Message, d.Help})
	}
	return all
}
