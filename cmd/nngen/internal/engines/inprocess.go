package engines

import (
	"context"
	"fmt"
	"runtime/debug"
	"time"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/interp"
	"github.com/nngen/nngen/runtime/engine"
)

// interpreter runs the job on the oracle.
func interpreter(ctx context.Context, j *Job) (*Outcome, error) {
	if err := known(j); err != nil {
		return nil, err
	}
	j.progress("interpreting", 0, 0)
	begin := time.Now()
	r, err := interp.Run(ctx, j.Study, j.Network)
	if err != nil {
		return nil, err
	}
	return &Outcome{Version: Version(), Spikes: r.Spikes, Traces: r.Traces, Weights: r.Weights, WeightSamples: r.WeightSamples, Run: time.Since(begin), Diverged: r.Diverged, Cover: &r.Coverage}, nil
}

// native runs the job on the engine of this process.
func native(ctx context.Context, j *Job) (*Outcome, error) { return natively(ctx, j, false) }

// nativeSingle does so with numbers of binary32.
func nativeSingle(ctx context.Context, j *Job) (*Outcome, error) { return natively(ctx, j, true) }

func natively(ctx context.Context, j *Job, single bool) (*Outcome, error) {
	if err := known(j); err != nil {
		return nil, err
	}
	steps := j.Study.Timeline.Segments[0].Steps
	c := engine.Config{Net: j.Network, Steps: steps, Workers: j.Threads, Sparing: !j.Spread, Single: single, Spikes: make([]bool, len(j.Network.Spec.Populations)),
		Progress: func(done int64) { j.progress("simulating", done, steps) },
		Building: func(done, all int64) { j.progress("building the network", done, all) }}
	traced := []int{}
	for i, r := range j.Study.Records {
		if r.Observable == ir.Spikes {
			c.Spikes[r.Population] = true
			continue
		}
		traced = append(traced, i)
		c.Records = append(c.Records, engine.Record{Population: r.Population, Observable: r.Observable, Elements: r.Elements, Every: r.Every})
	}
	weights, err := weightRecords(j, &c)
	if err != nil {
		return nil, err
	}
	begin, before := time.Now(), ProcessorTime()
	p, err := engine.Prepare(c)
	if err != nil {
		return nil, err
	}
	built, worked := time.Now(), ProcessorTime()
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	r, err := p.Run(ctx)
	if r == nil {
		return nil, err
	}
	o := &Outcome{Version: Version(), Steps: r.Steps, Network: built.Sub(begin), Run: time.Since(built), Processor: ProcessorTime() - worked, NetworkProcessor: worked - before, Events: r.Events, Diverged: r.Diverged, Traces: make([][][]float64, len(j.Study.Records))}
	if single {
		o.Precision, o.Doubles = "float32", map[string]string{}
		for _, d := range p.Doubles() {
			o.Doubles[d.Name] = d.Why.Error()
		}
	}
	for i, t := range traced {
		o.Traces[t] = r.Traces[i]
	}
	o.Weights, o.WeightSamples = r.Weights, make([][][][]float64, len(j.Study.Weights))
	for i, w := range weights {
		if o.WeightSamples[w.record] == nil {
			o.WeightSamples[w.record] = make([][][]float64, len(j.Network.Synapses))
		}
		o.WeightSamples[w.record][w.synapses] = r.WeightSamples[i]
	}
	for _, s := range r.Spikes {
		o.Spikes = append(o.Spikes, interp.Spike{Population: int(s.Population), Index: int(s.Index), Step: s.Step})
	}
	return o, err
}

// weightRecord is a record of the study on one set of synapses.
type weightRecord struct{ record, synapses int }

// weightRecords asks the engine for the weights that the study records.
func weightRecords(j *Job, c *engine.Config) ([]weightRecord, error) {
	var list []weightRecord
	for i, r := range j.Study.Weights {
		for k := range j.Network.Synapses {
			if j.Network.Synapses[k].Projection == r.Projection {
				rows, err := j.Network.Rows(k, r.Only)
				if err != nil {
					return nil, err
				}
				list = append(list, weightRecord{i, k})
				c.Weights = append(c.Weights, engine.WeightRecord{Synapses: k, Observable: r.Observable, Every: r.Every, Rows: rows})
			}
		}
	}
	return list, nil
}

// Version is that of nngen itself.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok || info.Main.Version == "" || info.Main.Version == "(devel)" {
		return "devel"
	}
	return info.Main.Version
}

// known refuses neurons that only a simulator has.
func known(j *Job) error {
	for _, p := range j.Study.Programs {
		if p.Extern != "" {
			return fmt.Errorf("%s is a model of %s itself, which no other engine knows", p.Extern, p.ExternOf)
		}
	}
	return nil
}
