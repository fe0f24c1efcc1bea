package cli

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/nngen/nngen/cmd/nngen/internal/report"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
	"github.com/nngen/nngen/ir"
)

// targetRow is what a target can express.
type targetRow struct {
	Name     string   `json:"name"`
	Doc      string   `json:"doc"`
	Runs     bool     `json:"runs"`
	Features []string `json:"features"`
}

// modelRow is what keeps targets from a model: for each of them the missing
// features, none where it can be built.
type modelRow struct {
	Model   string              `json:"model"`
	Missing map[string][]string `json:"missing"`
}

func (a *app) targets() *cobra.Command {
	var asJSON, markdown bool
	cmd := &cobra.Command{
		Use:   "targets [MODEL...]",
		Short: "list the targets and what they can express, or which can build a model",
		Args:  cobra.ArbitraryArgs,
		RunE: func(_ *cobra.Command, args []string) error {
			var value any
			var rows [][]string
			if len(args) == 0 {
				list := targetRows()
				value, rows = list, featureMatrix(list)
			} else {
				list, err := a.modelRows(args)
				if err != nil {
					return err
				}
				value, rows = list, modelMatrix(list)
			}
			switch {
			case asJSON:
				e := json.NewEncoder(a.Out)
				e.SetIndent("", "  ")
				return e.Encode(value)
			case markdown:
				fmt.Fprint(a.Out, report.Markdown(rows))
			default:
				if len(args) == 0 {
					for _, t := range all.Targets() {
						fmt.Fprintf(a.Out, "%-8s %s\n", t.Name(), t.Doc())
					}
					fmt.Fprintln(a.Out)
				}
				left := make([]int, len(rows[0]))
				for i := range left {
					left[i] = i
				}
				fmt.Fprint(a.Out, report.Table(rows, left...))
			}
			return nil
		},
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print JSON")
	cmd.Flags().BoolVar(&markdown, "markdown", false, "print a Markdown table")
	return cmd
}

func targetRows() []targetRow {
	var rows []targetRow
	for _, t := range all.Targets() {
		_, runs := t.(gen.Runner)
		rows = append(rows, targetRow{t.Name(), t.Doc(), runs, t.Features().Names()})
	}
	return rows
}

// featureMatrix has a row per feature and a column per target.
func featureMatrix(list []targetRow) [][]string {
	var features []string
	head := []string{"feature"}
	for _, t := range list {
		head = append(head, t.Name)
		features = append(features, t.Features...)
	}
	slices.Sort(features)
	rows := [][]string{head}
	for _, f := range slices.Compact(features) {
		row := []string{f}
		for _, t := range list {
			row = append(row, map[bool]string{true: "yes", false: "refused"}[slices.Contains(t.Features, f)])
		}
		rows = append(rows, row)
	}
	return rows
}

// modelRows asks each target about each model: what it says of itself first,
// then its generator, which may have further reasons to refuse.
func (a *app) modelRows(paths []string) ([]modelRow, error) {
	var rows []modelRow
	for _, path := range paths {
		m, err := a.load(path)
		if err != nil {
			return nil, err
		}
		s, err := a.compile(m, &choice{})
		if err != nil {
			return nil, err
		}
		r := modelRow{m.Name, map[string][]string{}}
		for _, t := range all.Targets() {
			r.Missing[t.Name()] = refusals(t, s.Study.Alone())
		}
		rows = append(rows, r)
	}
	return rows, nil
}

// refusals are the reasons why a target cannot build a study; none if it can.
func refusals(t gen.Target, s *ir.Study) []string {
	reasons := []string{}
	for _, f := range t.Features().Missing(s.Needs()) {
		reasons = append(reasons, string(f))
	}
	if len(reasons) > 0 {
		return reasons
	}
	_, list := t.Generate(s, gen.Options{})
	for _, d := range list {
		if d.Severity != diag.Error {
			continue
		}
		reason := d.Message
		if k, ok := diag.Lookup(d.Code); ok && strings.HasPrefix(d.Code, "NN71") { // the kind says enough for a table
			reason = k.Title
		}
		if !slices.Contains(reasons, reason) {
			reasons = append(reasons, reason)
		}
	}
	return reasons
}

// modelMatrix has a row per model and a column per target.
func modelMatrix(list []modelRow) [][]string {
	head := []string{"model"}
	for _, t := range all.Targets() {
		head = append(head, t.Name())
	}
	rows := [][]string{head}
	for _, m := range list {
		row := []string{m.Model}
		for _, t := range all.Targets() {
			cell := "yes"
			if missing := m.Missing[t.Name()]; len(missing) > 0 {
				cell = "refused: " + strings.Join(missing, ", ")
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	return rows
}
