package cli

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/verify"
)

func (a *app) verify() *cobra.Command {
	var f running
	var names []string
	var everything bool
	var x proving
	cmd := &cobra.Command{
		Use:   "verify MODEL",
		Short: "run a model on several simulators and compare spike by spike",
		Long: `Runs an experiment on each engine, each simulator in a process of its own, and
compares spikes and traces with those of the first engine. Without --experiment
it takes the experiment called verify, if the model has one.

Exits with 1 when an engine disagrees, fails, or when so little happened that
agreement would mean nothing.

With --all it runs every example, everything in the standard library and every
conformance case on all engines that are there, and prints a table of what agrees
with what; --report writes it as a page, with the emitted code and with pictures
of what is not identical. --proof names a file of verdicts: those about models and
code that have not changed stay, the others are made anew, as far as --only and
--engines ask for them. --engines all is every engine; those that build a model for
minutes then run a sample.`,
		Args: cobra.ArbitraryArgs,
		RunE: func(cmd *cobra.Command, args []string) error {
			if everything && len(names) == 1 && names[0] == "all" {
				names, x.sample = engineNames(), true
			}
			list, err := engines.Find(names)
			if err != nil {
				return usage("%v", err)
			}
			if everything {
				if len(args) > 0 {
					return usage("--all takes no model; --only %s runs one of its own", args[0])
				}
				return a.proof(cmd.Context(), list, x, &f)
			}
			if err := one(cmd, args); err != nil {
				return err
			}
			if x.report != "" || x.kept != "" || len(x.only) > 0 {
				return usage("--report, --proof and --only go with --all")
			}
			m, err := a.load(args[0])
			if err != nil {
				return err
			}
			if f.experiment == "" {
				f.experiment = m.Experiment()
			}
			if err := a.available(cmd.Context(), list); err != nil {
				return err
			}
			if err := f.check(list...); err != nil {
				return err
			}
			all, err := a.compileAll(m, &f.choice)
			if err != nil {
				return err
			}
			var reports []*verify.Report
			for i := range all {
				job, err := a.prepare(cmd.Context(), &all[i], &f)
				if err != nil {
					return err
				}
				r, err := verify.Run(cmd.Context(), job, list)
				job.Progress("", 0, 0)
				if err != nil {
					return fail("%v", err)
				}
				reports = append(reports, r)
				if !f.json {
					fmt.Fprint(a.Out, r.Table())
				}
			}
			if f.json {
				e := json.NewEncoder(a.Out)
				e.SetIndent("", "  ")
				var value any = reports
				if len(reports) == 1 {
					value = reports[0]
				}
				if err := e.Encode(value); err != nil {
					return fail("%v", err)
				}
			}
			if !verify.OK(reports) {
				return silent(exitFail)
			}
			return nil
		},
	}
	f.flags(cmd)
	cmd.Flags().BoolVar(&everything, "all", false, "run all examples, the standard library and all conformance cases")
	cmd.Flags().StringSliceVar(&x.only, "only", nil, "with --all, groups or models to run: examples, std, conformance, brunel …")
	cmd.Flags().StringVar(&x.report, "report", "", "with --all, write the table into this folder as index.html, proof.md and proof.json")
	cmd.Flags().StringVar(&x.kept, "proof", "", "with --all, the file of verdicts that are known, and that are written")
	cmd.Flags().StringSliceVar(&names, "engines", []string{"interp", "go", "neuron", "nest", "brian2"}, "engines, separated by commas; the first is the reference; with --all also all: "+strings.Join(engineNames(), ", "))
	return cmd
}

func engineNames() []string {
	var names []string
	for _, e := range engines.List() {
		names = append(names, e.Name)
	}
	return names
}
