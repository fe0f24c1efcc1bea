package verify

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/interp"
	"github.com/nngen/nngen/runtime/network"
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
	Class      string  `json:"class"`                // of agreement, that the engine promises
	Identical  bool    `json:"identical"`            // or the first of another class than the reference's
	Divergence string  `json:"divergence,omitempty"` // the first difference, in words
	MaxDV      float64 `json:"max_difference"`       // largest difference between two samples
	MaxOf      string  `json:"max_difference_of,omitempty"`
	Build      float64 `json:"build_seconds"`
	Network    float64 `json:"network_seconds"`
	Run        float64 `json:"run_seconds"`
	Error      string  `json:"error,omitempty"`
}

// Compare makes the row of o against the reference.
func Compare(s *ir.Study, n *network.Network, reference, o *engines.Outcome) Row {
	r := Row{Engine: o.Engine, Version: o.Version, Spikes: len(o.Spikes), Build: o.Build.Seconds(), Network: o.Network.Seconds(), Run: o.Run.Seconds()}
	r.Divergence = firstSpike(s, reference.Spikes, o.Spikes)
	text := r.traces(s, reference, o)
	if r.Divergence == "" {
		r.Divergence = text
	}
	if r.Divergence == "" {
		r.Divergence = weights(n, reference, o)
	}
	r.Identical = r.Divergence == ""
	return r
}

// weights describes the first final weight of a plastic connection that differs
// by more than the tolerance, which is relative, or else the first sample of
// plastic connections that does.
func weights(n *network.Network, want, got *engines.Outcome) string {
	for j, list := range want.Weights {
		if list == nil {
			continue
		}
		name := n.Synapses[j].Name
		if j >= len(got.Weights) || len(got.Weights[j]) != len(list) {
			return "the final weights of " + name + " are missing"
		}
		for row, w := range list {
			if g := got.Weights[j][row]; !(math.Abs(g-w) <= Tolerance*math.Abs(w)) {
				return fmt.Sprintf("the final weight of connection %d of %s is %v instead of %v", row, name, g, w)
			}
		}
	}
	for i, sets := range want.WeightSamples {
		for j, samples := range sets {
			for k, list := range samples {
				if i >= len(got.WeightSamples) || k >= len(got.WeightSamples[i][j]) || len(got.WeightSamples[i][j][k]) != len(list) {
					return "samples of " + n.Synapses[j].Name + " are missing"
				}
				for row, w := range list {
					if g := got.WeightSamples[i][j][k][row]; !(math.Abs(g-w) <= Tolerance*max(math.Abs(w), 1e-3)) {
						return fmt.Sprintf("sample %d of connection %d of %s is %v instead of %v", k, row, n.Synapses[j].Name, g, w)
					}
				}
			}
		}
	}
	return ""
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
