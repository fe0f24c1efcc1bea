package engines

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/disk"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/spinnaker"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/interp"
	"github.com/nngen/nngen/runtime/fixed"
)

// spinnakerEngines are those in fixed point: the twin in this process, the emitted
// C on an emulated ARM, and the same C compiled for this machine.
func spinnakerEngines() []Engine {
	t := spinnaker.Target{}
	return []Engine{
		{Name: "spinnaker-twin", Doc: "SpiNNaker's arithmetic in this process", Target: t, run: twin},
		{Name: "spinnaker-qemu", Doc: "the C for SpiNNaker, on an emulated ARM", Simulator: "spinnaker", Target: t, run: harness("arm", "harness.elf", "qemu-arm")},
		{Name: "spinnaker-host", Doc: "the C for SpiNNaker, compiled for this machine", Target: t, run: harness("host", "harness")},
	}
}

// fixedPoint is a job in fixed point.
type fixedPoint struct {
	form  *spinnaker.Form
	image *fixed.Image
	files []gen.File
}

func lowerFixed(j *Job) (*fixedPoint, error) {
	s, net := j.Study, j.Network
	if j.Change != nil {
		s = j.Change(s)
	}
	if missing := (spinnaker.Target{}).Features().Missing(s.Needs()); len(missing) > 0 {
		return nil, fmt.Errorf("the target spinnaker cannot express %s", join(missing))
	}
	form, err := spinnaker.Lower(s)
	if err != nil {
		return nil, err
	}
	if j.Alter != nil {
		net = j.Alter(net)
	}
	image, err := form.NewImage(net)
	if err != nil {
		return nil, err
	}
	return &fixedPoint{form: form, image: image}, nil
}

// twin runs the job on the twin of the emitted code.
func twin(ctx context.Context, j *Job) (*Outcome, error) {
	j.progress("lowering to fixed point", 0, 0)
	begin := time.Now()
	x, err := lowerFixed(j)
	if err != nil {
		return nil, err
	}
	built := time.Now()
	r := x.form.Twin(x.image, false, func(done int64) bool {
		j.progress("simulating", done, x.image.Steps)
		return ctx.Err() == nil
	})
	if r == nil {
		return nil, ctx.Err()
	}
	o := x.outcome(j.Study, r)
	o.Version, o.Network, o.Run = Version(), built.Sub(begin), time.Since(built)
	return o, nil
}

// harness returns the function that compiles the emitted C with a goal of its
// Makefile and runs the program, by an emulator if one is named.
func harness(goal, program string, emulator ...string) func(context.Context, *Job) (*Outcome, error) {
	return func(ctx context.Context, j *Job) (*Outcome, error) {
		x, err := lowerFixed(j)
		if err != nil {
			return nil, err
		}
		if x.files, err = x.form.Files(); err != nil {
			return nil, err
		}
		if j.Edit != nil {
			x.files = j.Edit(x.files)
		}
		compiler := "gcc"
		if len(emulator) > 0 {
			sim, err := simulators.Need(ctx, "spinnaker")
			if err != nil {
				return nil, err
			}
			compiler = sim.Found
		}
		j.progress("compiling", 0, 0)
		folder, took, err := j.Cache.Code("spinnaker", goal+" "+compiler, x.files, func(folder string) error {
			err := process.Run(ctx, process.Command{Dir: folder, Args: []string{"make", "-s", "-C", "harness", goal}, Limit: j.Limit})
			if err != nil {
				return fmt.Errorf("building the code for spinnaker failed: %w", err)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		begin := time.Now()
		r, err := x.start(ctx, j, append(append([]string(nil), emulator...), filepath.Join(folder, "harness", program)))
		if err != nil {
			return nil, err
		}
		o := x.outcome(j.Study, r)
		o.Version, o.Build, o.Run = compiler, took, time.Since(begin)
		return o, nil
	}
}

// start runs the harness on the image.
func (x *fixedPoint) start(ctx context.Context, j *Job, command []string) (*spinnaker.Result, error) {
	folder, err := os.MkdirTemp("", "nngen-spinnaker-")
	if err != nil {
		return nil, disk.Explain(err)
	}
	defer os.RemoveAll(folder)
	image, result := filepath.Join(folder, spinnaker.ImageName), filepath.Join(folder, spinnaker.ResultName)
	if err := os.WriteFile(image, x.form.Encode(x.image, false), 0o644); err != nil {
		return nil, disk.Explain(err)
	}
	j.progress("running the harness", 0, 0)
	if err := process.Run(ctx, process.Command{Dir: folder, Args: append(command, image, result), Limit: j.Limit}); err != nil {
		return nil, fmt.Errorf("the harness failed: %w", err)
	}
	data, err := os.ReadFile(result)
	if err != nil {
		return nil, errors.Join(errors.New("the harness left no result"), err)
	}
	return x.form.Decode(x.image, data)
}

// outcome turns words into numbers.
func (x *fixedPoint) outcome(s *ir.Study, r *spinnaker.Result) *Outcome {
	o := &Outcome{Events: r.Events, Traces: make([][][]float64, len(s.Records)), Weights: make([][]float64, len(r.Weights)), WeightSamples: make([][][][]float64, len(s.Weights))}
	recorded := make([]bool, len(s.Network.Populations))
	for _, rec := range s.Records {
		recorded[rec.Population] = recorded[rec.Population] || rec.Observable == ir.Spikes
	}
	add := func(population, index int, step int64, count int) {
		for range count {
			if recorded[population] {
				o.Spikes = append(o.Spikes, interp.Spike{Population: population, Index: index, Step: step})
			}
		}
	}
	for _, spike := range r.Spikes {
		add(spike.Population, spike.Index, spike.Step, spike.Count)
	}
	for i := range x.image.Populations {
		p := &x.image.Populations[i]
		for step := 0; step+1 < len(p.Starts); step++ {
			for at := p.Starts[step]; at < p.Starts[step+1]; at++ {
				add(i, int(p.Index[at]), int64(step), int(p.Count[at]))
			}
		}
	}
	n := 0
	for i, rec := range s.Records {
		if rec.Observable == ir.Spikes {
			continue
		}
		format := x.form.ProgramOf(rec.Population).Observe[rec.Observable].Format
		o.Traces[i] = make([][]float64, len(rec.Elements))
		for at, w := range r.Traces[n] {
			e := at % len(rec.Elements)
			o.Traces[i][e] = append(o.Traces[i][e], format.Float(w))
		}
		n++
	}
	for j, list := range r.Weights {
		if list == nil {
			continue
		}
		rule := x.image.Rules[x.image.Synapses[j].Rule]
		for _, w := range list {
			o.Weights[j] = append(o.Weights[j], rule.States[rule.Weight].Format.Float(w))
		}
	}
	for i, rec := range s.Weights {
		o.WeightSamples[i] = make([][][]float64, len(r.Weights))
		for j, list := range r.WeightSamples[i] {
			if list == nil {
				continue
			}
			format, rows := x.image.Rules[x.image.Synapses[j].Rule].Observe[rec.Observable].Format, len(x.image.Synapses[j].Pre)
			for at, w := range list {
				if at%rows == 0 {
					o.WeightSamples[i][j] = append(o.WeightSamples[i][j], nil)
				}
				k := at / rows
				o.WeightSamples[i][j][k] = append(o.WeightSamples[i][j][k], format.Float(w))
			}
		}
	}
	return o
}
