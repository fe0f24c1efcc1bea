package engines

import (
	"context"
	"fmt"

	"github.com/nngen/nngen/gen/brainscales"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
)

// brainscalesEngine is the digital twin of a chip: the network with the rounded
// parameters and weights that the chip would have, on the native engine.
func brainscalesEngine() Engine {
	return Engine{Name: "brainscales-twin", Doc: "BrainScaleS-2 in this process: rounded weights and potentials, no delays", Target: brainscales.Target{}, run: chipTwin}
}

func chipTwin(ctx context.Context, j *Job) (*Outcome, error) {
	m := brainscales.Map(j.Study, j.Allow)
	if m.Findings.HasErrors() {
		return nil, refusal(m)
	}
	return Twin(ctx, j, m, brainscales.TwinOptions{})
}

// refusal is the first thing that keeps a network off the chip.
func refusal(m *brainscales.Mapping) error {
	for _, d := range m.Findings {
		if d.Severity.String() == "error" {
			return fmt.Errorf("%s: %s; `nngen check --target brainscales` says more", d.Code, d.Message)
		}
	}
	return nil
}

// Twin runs the twin of a mapping on the native engine and reads potentials out as
// the chip's converters would.
func Twin(ctx context.Context, j *Job, m *brainscales.Mapping, o brainscales.TwinOptions) (*Outcome, error) {
	study, list := m.Twin(o)
	if list.HasErrors() {
		return nil, fmt.Errorf("the twin: %s", list[0].Message)
	}
	net, err := network.Expand(ctx, study.Network, j.Threads)
	if err != nil {
		return nil, fmt.Errorf("the twin: %w", err)
	}
	twin := *j
	twin.Study, twin.Network = study, net
	out, err := native(ctx, &twin)
	if err != nil || o.Unlimited {
		return out, err
	}
	for r, rec := range study.Records {
		if rec.Observable == ir.Spikes {
			continue
		}
		p := m.Of(rec.Population)
		for e := range out.Traces[r] {
			for k, v := range out.Traces[r][e] {
				out.Traces[r][e][k] = p.Readout(v)
			}
		}
	}
	return out, nil
}

// Activity is an outcome in the form in which twins are compared with models.
func Activity(j *Job, o *Outcome) brainscales.Activity {
	a := brainscales.Activity{Traces: o.Traces}
	for _, p := range j.Study.Network.Populations {
		a.Trains = append(a.Trains, make([]brainscales.Train, p.N))
	}
	h := j.Study.Timeline.Step
	for _, s := range o.Spikes {
		a.Trains[s.Population][s.Index] = append(a.Trains[s.Population][s.Index], float64(s.Step)*h)
	}
	return a
}
