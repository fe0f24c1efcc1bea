package verify

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/interp"
)

// Tolerance is the largest difference between two samples of a trace that still
// counts as equal, in the unit of the variable; for values above 1 it is
// relative.
const Tolerance = 1e-9

// Row is the comparison of one engine with the reference.
type Row struct {
	Engine     string  `json:"engine"`
	Version    string  `json:"version"`
	Spikes     int     `json:"spikes"`
	Identical  bool    `json:"identical"`
	Divergence string  `json:"divergence,omitempty"` // the first difference, in words
	MaxDV      float64 `json:"max_difference"`       // largest difference between two samples
	MaxOf      string  `json:"max_difference_of,omitempty"`
	Build      float64 `json:"build_seconds"`
	Network    float64 `json:"network_seconds"`
	Run        float64 `json:"run_seconds"`
	Error      string  `json:"error,omitempty"`
}

// compare makes the row of o against the reference.
func compare(s *ir.Study, reference, o *engines.Outcome) Row {
	r := Row{Engine: o.Engine, Version: o.Version, Spikes: len(o.Spikes), Build: o.Build.Seconds(), Network: o.Network.Seconds(), Run: o.Run.Seconds()}
	r.Divergence = firstSpike(s, reference.Spikes, o.Spikes)
	text := r.traces(s, reference, o)
	if r.Divergence == "" {
		r.Divergence = text
	}
	r.Identical = r.Divergence == ""
	return r
}

// firstSpike describes the first spike that only one of two sorted lists has.
func firstSpike(s *ir.Study, want, got []interp.Spike) string {
	at := 0
	for at < len(want) && at < len(got) && want[at] == got[at] {
		at++
	}
	show := func(x interp.Spike) string {
		return fmt.Sprintf("%s[%d] at step %d", s.Network.Populations[x.Population].Name, x.Index, x.Step)
	}
	switch {
	case at == len(want) && at == len(got):
		return ""
	case at == len(got):
		return "missing: " + show(want[at])
	case at == len(want):
		return "one too many: " + show(got[at])
	case before(want[at], got[at]):
		return "missing: " + show(want[at])
	}
	return "one too many: " + show(got[at])
}

func before(a, b interp.Spike) bool {
	if a.Step != b.Step {
		return a.Step < b.Step
	}
	if a.Population != b.Population {
		return a.Population < b.Population
	}
	return a.Index < b.Index
}

// traces finds the largest difference of two samples and describes the first
// that is too large.
func (r *Row) traces(s *ir.Study, want, got *engines.Outcome) string {
	first := ""
	for i, rec := range s.Records {
		if rec.Observable == ir.Spikes {
			continue
		}
		name := fmt.Sprintf("%s of %s", rec.Variable, s.Network.Populations[rec.Population].Name)
		for e, index := range rec.Elements {
			if i >= len(got.Traces) || e >= len(got.Traces[i]) || len(got.Traces[i][e]) != len(want.Traces[i][e]) {
				return fmt.Sprintf("%s[%d] has another number of samples", name, index)
			}
			for k, w := range want.Traces[i][e] {
				g := got.Traces[i][e][k]
				if g == w || math.IsNaN(g) && math.IsNaN(w) {
					continue
				}
				d := math.Abs(g - w)
				if math.IsNaN(d) {
					d = math.Inf(1)
				}
				if d > r.MaxDV {
					r.MaxDV, r.MaxOf = d, name
				}
				if first == "" && !(d <= Tolerance*max(1, math.Abs(w))) {
					first = fmt.Sprintf("%s[%d] is %v instead of %v %s at step %d", name, index, g, w, rec.Unit, int64(k)*rec.Every)
				}
			}
		}
	}
	return first
}
