package verify

import (
	"context"
	"fmt"
	"math"
	"strings"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/report"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/interp"
)

// Report is what verify found.
type Report struct {
	Model      string           `json:"model"`
	Experiment string           `json:"experiment"`
	Segment    string           `json:"segment,omitempty"` // what the loops of the experiment stood at
	Neurons    int              `json:"neurons"`
	Synapses   int64            `json:"synapses"`
	Steps      int64            `json:"steps"`
	StepMS     float64          `json:"step_ms"`
	Class      string           `json:"class"`
	Coverage   *interp.Coverage `json:"coverage,omitempty"`
	Rows       []Row            `json:"engines"`
	// Weakness says why the comparison proves too little, "" if it does not.
	Weakness string `json:"weakness,omitempty"`
}

// OK reports whether every engine agrees on all segments of an experiment, and
// something was compared in one of them at least: a sweep may begin with silence.
func OK(segments []*Report) bool {
	compared := false
	for _, r := range segments {
		compared = compared || r.Weakness == ""
		for _, row := range r.Rows {
			if !row.Identical {
				return false
			}
		}
	}
	return compared
}

// OK reports whether every engine agrees and something was compared.
func (r *Report) OK() bool { return OK([]*Report{r}) }

// Run runs the job on every engine and compares each with the first. An engine
// that fails has its error in its row; err is about ctx only.
func Run(ctx context.Context, j *engines.Job, list []engines.Engine) (*Report, error) {
	s := j.Study
	r := &Report{Model: s.Name, Experiment: s.Timeline.Name, Segment: s.Timeline.Segments[0].Name, Steps: s.Timeline.Segments[0].Steps, StepMS: s.Timeline.Step, Class: "identical"}
	for _, p := range s.Network.Populations {
		if p.Program != nil {
			r.Neurons += p.N
		}
	}
	for _, syn := range j.Network.Synapses {
		r.Synapses += int64(len(syn.Pre))
	}
	var reference *engines.Outcome
	first, judged := map[string]*engines.Outcome{}, 0 // of each class
	for _, e := range list {
		o, err := e.Run(ctx, j)
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if err != nil {
			r.Rows = append(r.Rows, Row{Engine: e.Name, Error: err.Error(), Divergence: "did not run"})
			continue
		}
		class := e.ClassOf(s)
		if reference == nil {
			reference, r.Class = o, class
		}
		if o.Cover != nil {
			r.Coverage = o.Cover
		}
		row := Row{}
		if first[class] == nil {
			// Another class than the first is measured, not judged; its engines are judged
			// among themselves.
			first[class] = o
			row = Compare(s, j.Network, reference, o)
			row.Identical = row.Identical || class != r.Class
		} else {
			row = Compare(s, j.Network, first[class], o)
			judged++
		}
		row.Class = class
		r.Rows = append(r.Rows, row)
	}
	r.Weakness = weakness(s, r, reference, len(list))
	if reference != nil && len(list) > 1 && judged == 0 && len(first) > 1 {
		r.Weakness = strings.Join(append([]string{"no two engines of one class were compared"}, nonempty(r.Weakness)...), "; ")
	}
	return r, nil
}

func nonempty(text string) []string {
	if text == "" {
		return nil
	}
	return []string{text}
}

// weakness says what a comparison lacks to mean anything.
func weakness(s *ir.Study, r *Report, reference *engines.Outcome, asked int) string {
	var lacks []string
	switch {
	case reference == nil:
		return "no engine ran"
	case asked < 2:
		lacks = append(lacks, "only one engine was asked for")
	}
	if len(reference.Spikes) == 0 {
		lacks = append(lacks, "no recorded neuron spiked")
	}
	if diverged(reference) {
		lacks = append(lacks, "a recorded value grew beyond all numbers; a shorter step may help")
	}
	if c := r.Coverage; c != nil {
		if r.Synapses > 0 && c.Arrivals == 0 {
			lacks = append(lacks, "no spike arrived anywhere")
		}
		if holds(s) && c.Arrivals > 1000 && c.Held == 0 {
			lacks = append(lacks, "no spike arrived at a refractory neuron")
		}
	}
	return strings.Join(lacks, "; ")
}

// diverged reports whether a trace left the finite numbers. Engines agree on
// what is not a number, and a neuron with such a state is silent from then on.
func diverged(o *engines.Outcome) bool {
	for _, record := range o.Traces {
		for _, trace := range record {
			for _, v := range trace {
				if math.IsNaN(v) || math.IsInf(v, 0) {
					return true
				}
			}
		}
	}
	return false
}

func holds(s *ir.Study) bool {
	for _, p := range s.Programs {
		if len(p.Holds) > 0 {
			return true
		}
	}
	return false
}

// Table renders the report for people.
func (r *Report) Table() string {
	var b strings.Builder
	experiment := r.Experiment
	if r.Segment != "" {
		experiment += ", " + r.Segment
	}
	fmt.Fprintf(&b, "%s, experiment %s: %d neurons, %d synapses, %d steps of %v ms; class %s\n\n", r.Model, experiment, r.Neurons, r.Synapses, r.Steps, r.StepMS, r.Class)
	rows := [][]string{{"engine", "version", "spikes", "verdict", "max |d|", "build s", "network s", "run s"}}
	for i, row := range r.Rows {
		verdict := "identical"
		switch {
		case row.Error != "":
			verdict = "failed"
		case i == 0:
			verdict = "reference"
		case !row.Identical:
			verdict = "DIFFERS"
		case row.Class != r.Class && row.Divergence != "":
			verdict = row.Class + ", see below"
		case row.Class != r.Class:
			verdict = "identical (" + row.Class + ")"
		}
		rows = append(rows, []string{row.Engine, row.Version, fmt.Sprint(row.Spikes), verdict, fmt.Sprintf("%.2g", row.MaxDV),
			fmt.Sprintf("%.2f", row.Build), fmt.Sprintf("%.2f", row.Network), fmt.Sprintf("%.2f", row.Run)})
	}
	b.WriteString(report.Table(rows, 0, 1, 3))
	for _, row := range r.Rows {
		switch {
		case row.Error != "":
			fmt.Fprintf(&b, "\n%s: %s\n", row.Engine, row.Error)
		case row.Divergence != "":
			fmt.Fprintf(&b, "\n%s: first difference: %s\n", row.Engine, row.Divergence)
		}
	}
	if c := r.Coverage; c != nil {
		fmt.Fprintf(&b, "\ncoverage: %d spikes, %d arrivals, %d of them at held neurons, %d coincident; %d ties closer than %.0e, thinnest gap %.2g\n",
			c.Spikes, c.Arrivals, c.Held, c.Coincident, c.Ties, interp.TieWidth, c.ThinnestGap)
	}
	if r.Weakness != "" {
		fmt.Fprintf(&b, "\nthis comparison proves nothing: %s\n", r.Weakness)
	}
	return b.String()
}
