package proof

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/verify"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir/interp"
	"github.com/nngen/nngen/ir/lower"
	"github.com/nngen/nngen/runtime/network"
)

// Verdict says how an engine stands to the reference on one model.
type Verdict string

// The verdicts.
const (
	Reference Verdict = "reference"
	Identical Verdict = "identical"
	Class     Verdict = "class"   // another one, which Detail names with its distance
	Refused   Verdict = "refused" // with the reason in Detail
	Differs   Verdict = "DIFFERS"
	Failed    Verdict = "FAILED"
	NotRun    Verdict = "not run"
)

// Cell is one engine on one model.
type Cell struct {
	Engine  string  `json:"engine"`
	Verdict Verdict `json:"verdict"`
	Detail  string  `json:"detail,omitempty"`
	Version string  `json:"version,omitempty"`
	Seconds float64 `json:"seconds,omitempty"` // of the run
	MaxD    float64 `json:"max_difference,omitempty"`
}

// Row is one model on all engines.
type Row struct {
	Subject
	Spikes int    `json:"spikes"` // of the reference, in all segments
	Cells  []Cell `json:"cells"`
}

// Matrix is all that was run.
type Matrix struct {
	Engines []string `json:"engines"`
	Rows    []Row    `json:"rows"`
}

// OK reports whether nothing differs and nothing failed.
func (m *Matrix) OK() bool {
	for _, r := range m.Rows {
		for _, c := range r.Cells {
			if c.Verdict == Differs || c.Verdict == Failed {
				return false
			}
		}
	}
	return true
}

// Options say how to run.
type Options struct {
	Engines []engines.Engine  // the first is the reference
	Missing map[string]string // engines that cannot run here, with the reason
	Cache   *engines.Cache
	Job     engines.Job // threads, limits and the like for every run
	Heard   func(done, all int, what string)
}

// Run makes the matrix.
func Run(ctx context.Context, list []Subject, o Options) (*Matrix, error) {
	m := &Matrix{}
	for _, e := range o.Engines {
		m.Engines = append(m.Engines, e.Name)
	}
	for i, s := range list {
		if o.Heard != nil {
			o.Heard(i, len(list), s.Name)
		}
		row, err := one(ctx, s, o)
		if err != nil {
			return nil, err
		}
		m.Rows = append(m.Rows, row)
	}
	return m, nil
}

// one runs all segments of one model.
func one(ctx context.Context, s Subject, o Options) (Row, error) {
	row := Row{Subject: s}
	m := pipeline.Parse(s.Name+".nn", s.Text)
	all, list := m.CompileAll(lower.Options{Experiment: m.Experiment()})
	if list.HasErrors() {
		return row, fmt.Errorf("%s: %s", s.Name, list[0].Message)
	}
	references := make([]*engines.Outcome, len(all))
	nets := make([]*network.Network, len(all))
	for k := range all {
		all[k].Study = all[k].Study.Alone()
		net, list, err := pipeline.Expand(ctx, &all[k], o.Job.Threads)
		if err != nil {
			return row, fmt.Errorf("%s: %w", s.Name, err)
		}
		if list.HasErrors() {
			return row, fmt.Errorf("%s: %s", s.Name, list[0].Message)
		}
		nets[k] = net
	}
	for _, e := range o.Engines {
		cell := Cell{Engine: e.Name}
		switch {
		case o.Missing[e.Name] != "":
			cell.Verdict, cell.Detail = NotRun, o.Missing[e.Name]
		case refusal(e, all) != "":
			cell.Verdict, cell.Detail = Refused, refusal(e, all)
		default:
			for k := range all {
				job := o.Job
				job.Study, job.Network, job.Cache = all[k].Study, nets[k], o.Cache
				out, err := e.Run(ctx, &job)
				if ctx.Err() != nil {
					return row, ctx.Err()
				}
				if err != nil {
					cell.fail(e, err)
					break
				}
				cell.Version = out.Version
				cell.Seconds += out.Run.Seconds()
				if references[k] == nil {
					references[k], cell.Verdict = out, Reference
					row.Spikes += len(out.Spikes)
					continue
				}
				cell.compare(e, &job, references[k], out)
				if cell.Verdict == Differs {
					break
				}
			}
		}
		row.Cells = append(row.Cells, cell)
	}
	return row, nil
}

// refusal is why an engine's target cannot express a model, "" if it can.
func refusal(e engines.Engine, all []pipeline.Stages) string {
	if e.Target == nil {
		return ""
	}
	for k := range all {
		if missing := e.Target.Features().Missing(all[k].Study.Needs()); len(missing) > 0 {
			var names []string
			for _, f := range missing {
				names = append(names, string(f))
			}
			return strings.Join(names, ", ")
		}
	}
	return ""
}

// fail sets apart what a machine refuses from what goes wrong.
func (c *Cell) fail(e engines.Engine, err error) {
	c.Verdict, c.Detail = Failed, err.Error()
	if e.Target == nil {
		return
	}
	if _, analog := e.Target.(gen.Classifier); analog { // machines with limits say so when they run
		c.Verdict = Refused
	}
	var refusal *engines.Refusal
	if errors.As(err, &refusal) {
		c.Verdict = Refused
	}
}

// compare sets the verdict of one segment.
func (c *Cell) compare(e engines.Engine, j *engines.Job, want, got *engines.Outcome) {
	r := verify.Compare(j.Study, j.Network, want, got)
	c.MaxD = max(c.MaxD, r.MaxDV)
	if e.Class != "" {
		c.Verdict, c.Detail = Class, fmt.Sprintf("%s, rates within %.2g Hz", e.Class, rates(j, want.Spikes, got.Spikes))
		return
	}
	if e.Target != nil {
		if class, ok := e.Target.(gen.Classifier); ok {
			c.Verdict, c.Detail = Class, fmt.Sprintf("%s, rates within %.2g Hz", class.Class(), rates(j, want.Spikes, got.Spikes))
			return
		}
	}
	if r.Identical {
		c.Verdict = Identical
		return
	}
	c.Verdict, c.Detail = Differs, r.Divergence
}

// rates is the largest difference between the mean rates of a population.
func rates(j *engines.Job, a, b []interp.Spike) float64 {
	s := j.Study
	seconds := float64(s.Timeline.Segments[0].Steps) * s.Timeline.Step / 1000
	counts := make([]float64, len(s.Network.Populations))
	for _, x := range a {
		counts[x.Population]++
	}
	for _, x := range b {
		counts[x.Population]--
	}
	most := 0.0
	for p, n := range counts {
		most = max(most, math.Abs(n)/float64(max(1, s.Network.Populations[p].N))/seconds)
	}
	return most
}
