package proof

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"github.com/nngen/nngen/cmd/nngen/internal/batch"
	"github.com/nngen/nngen/cmd/nngen/internal/disk"
	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/cmd/nngen/internal/verify"
	"github.com/nngen/nngen/ir/interp"
	"github.com/nngen/nngen/runtime/network"
)

// Options say how to run.
type Options struct {
	Engines []engines.Engine  // the first is the reference
	Missing map[string]string // engines that cannot run here, with the reason
	// Versions are those of the simulators here: verdicts of others do not stay.
	Versions map[string]string
	Sample   bool    // costly engines run their sample only
	Known    *Matrix // verdicts that stay where nothing has changed; may be nil
	// Asked, if not nil, says what may run; the other verdicts stay, if there are some.
	Asked  func(s Subject, engine string) bool
	Cache  *engines.Cache
	Job    engines.Job // threads, limits and the like for every run
	Report string      // folder for emitted files and pictures, "" for none
	Heard  func(done, all int, what string)
	Save   func(*Matrix) error // called now and then with what is known; may be nil
}

// trial is a model with what is known about it.
type trial struct {
	*inspector
	row        *Row
	mutex      sync.Mutex // of what follows, which is made when it is needed
	networks   []*network.Network
	references []*engines.Outcome
}

// runner makes a matrix.
type runner struct {
	Options
	mutex  sync.Mutex // of what follows
	matrix *Matrix
	done   int
	all    int
}

// Run makes the matrix.
func Run(ctx context.Context, list []Subject, o Options) (*Matrix, error) {
	r := &runner{Options: o, matrix: &Matrix{Versions: map[string]string{}}}
	for _, e := range o.Engines {
		r.matrix.Engines = append(r.matrix.Engines, e.Name)
		if o.Known != nil && o.Known.Versions[e.Name] != "" {
			r.matrix.Versions[e.Name] = o.Known.Versions[e.Name]
		}
	}
	r.matrix.Rows = make([]Row, len(list))
	waiting := map[string][]*trial{} // by engine
	for i, s := range list {
		t, names, err := r.begin(s, &r.matrix.Rows[i])
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			waiting[name] = append(waiting[name], t)
			r.all++
		}
	}
	// The reference first, then two engines at a time: most of the time a compiler or a
	// simulator of one thread is running.
	if err := r.engine(ctx, o.Engines[0], waiting[o.Engines[0].Name]); err != nil {
		return nil, err
	}
	failed := make([]error, len(o.Engines))
	var wait sync.WaitGroup
	places := make(chan bool, 2)
	for i, e := range o.Engines[1:] {
		wait.Go(func() {
			places <- true
			defer func() { <-places }()
			if failed[i] = ctx.Err(); failed[i] == nil {
				failed[i] = r.engine(ctx, e, waiting[e.Name])
			}
		})
	}
	wait.Wait()
	return r.matrix, errors.Join(failed...)
}

// save writes what is known so far.
func (r *runner) save() error {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.Save == nil {
		return nil
	}
	return r.Save(r.matrix)
}

// heard tells what is being done; finished counts what has been.
func (r *runner) heard(finished int, what string) {
	r.mutex.Lock()
	defer r.mutex.Unlock()
	if r.Heard != nil {
		r.Heard(r.done, r.all, what)
	}
	r.done += finished
}

// begin fills the row of a model with what is known without running it, and names the
// engines that have to run.
func (r *runner) begin(s Subject, row *Row) (*trial, []string, error) {
	*row = Row{Subject: s, Spikes: r.Known.spikes(s)}
	x, err := inspect(s)
	if err != nil {
		return nil, nil, err
	}
	t := &trial{inspector: x, row: row, networks: make([]*network.Network, len(x.segments)), references: make([]*engines.Outcome, len(x.segments))}
	var names []string
	for _, e := range r.Engines {
		c := r.cell(e, s, x)
		row.Cells = append(row.Cells, c)
		if c.Verdict == "" {
			names = append(names, e.Name)
		}
		if r.Report != "" && c.Verdict != Refused {
			at := &row.Cells[len(row.Cells)-1]
			if at.Source, err = writeSource(r.Report, s, e, x.look(e).files); err != nil {
				return nil, nil, err
			}
		}
	}
	if len(names) == 0 {
		x.seen = nil
	}
	return t, names, nil
}

// cell is what is known of an engine on a model; its verdict is "" where it has to run.
func (r *runner) cell(e engines.Engine, s Subject, x *inspector) Cell {
	l := x.look(e)
	known := r.Known.of(s, e.Name)
	switch {
	case l.refused != "":
		return Cell{Engine: e.Name, Verdict: Refused, Detail: l.refused}
	case r.Sample && !inSample(e, s):
		return Cell{Engine: e.Name, Verdict: NotRun, Detail: notInSample}
	case known != nil && known.Code == l.code && !r.outdated(e.Name) && slices.Contains([]Verdict{Reference, Identical, Class, Refused}, known.Verdict):
		return *known
	case r.Asked != nil && !r.Asked(s, e.Name) && known != nil:
		return *known
	case r.Asked != nil && !r.Asked(s, e.Name):
		return Cell{Engine: e.Name, Verdict: NotRun, Detail: notAsked}
	case r.Missing[e.Name] != "":
		return Cell{Engine: e.Name, Verdict: NotRun, Detail: r.Missing[e.Name]}
	}
	return Cell{Engine: e.Name, Code: l.code}
}

// outdated reports whether verdicts are known from another version of a simulator than
// the one that is here.
func (r *runner) outdated(engine string) bool {
	here, then := r.Versions[engine], r.Known.Versions[engine]
	return here != "" && then != "" && here != then
}

// Why an engine did not run.
const (
	notInSample = "it is not in the sample of this engine"
	notAsked    = "nobody asked for it yet"
)

// engine runs one engine on the models that wait for it.
func (r *runner) engine(ctx context.Context, e engines.Engine, list []*trial) error {
	if len(list) == 0 {
		return nil
	}
	run, end, err := r.way(ctx, e, list)
	if err != nil {
		return err
	}
	defer end()
	for i, t := range list {
		r.heard(1, t.row.Name+" on "+e.Name)
		c, err := r.one(ctx, e, t, run)
		if err != nil {
			return err
		}
		r.mutex.Lock()
		t.row.Cells[slices.IndexFunc(t.row.Cells, func(c Cell) bool { return c.Engine == e.Name })] = c
		r.mutex.Unlock()
		if i%25 == 24 || i == len(list)-1 {
			if err := r.save(); err != nil {
				return err
			}
		}
	}
	return nil
}

// one runs one engine on all segments of a model.
func (r *runner) one(ctx context.Context, e engines.Engine, t *trial, run way) (Cell, error) {
	l, spikes := t.look(e), 0
	c := Cell{Engine: e.Name, Code: l.code}
	if r.Report != "" {
		var err error
		if c.Source, err = writeSource(r.Report, t.row.Subject, e, l.files); err != nil {
			return c, err
		}
	}
	for k := range t.segments {
		job, err := r.job(ctx, t, k)
		if err != nil {
			return c, err
		}
		got, err := run(t, k, job)
		if ctx.Err() != nil {
			return c, ctx.Err()
		}
		if err != nil {
			c.fail(e, err)
			return c, nil
		}
		if v := cmp.Or(r.Versions[e.Name], got.Version); v != "" {
			r.mutex.Lock()
			r.matrix.Versions[e.Name] = v
			r.mutex.Unlock()
		}
		if e.Name == r.Engines[0].Name {
			spikes += len(got.Spikes)
			t.references[k], c.Verdict, t.row.Spikes = got, Reference, spikes
			continue
		}
		want, err := r.reference(ctx, t, k, job)
		if err != nil {
			return c, err
		}
		c.compare(e, t.row.Name, job, want, got)
		if r.Report != "" && c.Verdict != Identical && c.Figures == nil {
			if c.Figures, err = writeFigures(r.Report, t.row.Subject, e, job, want, got); err != nil {
				return c, err
			}
		}
		if c.Verdict == Differs {
			return c, nil
		}
	}
	return c, nil
}

// job is that of one segment, whose network is expanded once.
func (r *runner) job(ctx context.Context, t *trial, k int) (*engines.Job, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.networks[k] == nil {
		net, list, err := pipeline.Expand(ctx, &t.segments[k], r.Job.Threads)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", t.row.Name, err)
		}
		if list.HasErrors() {
			return nil, fmt.Errorf("%s: %s", t.row.Name, list[0].Message)
		}
		t.networks[k] = net
	}
	job := r.Job
	job.Study, job.Network, job.Cache = t.segments[k].Study, t.networks[k], r.Cache
	return &job, nil
}

// reference is the outcome of the first engine, which may have a verdict from before.
func (r *runner) reference(ctx context.Context, t *trial, k int, job *engines.Job) (*engines.Outcome, error) {
	t.mutex.Lock()
	defer t.mutex.Unlock()
	if t.references[k] == nil {
		o, err := r.Engines[0].Run(ctx, job)
		if err != nil {
			return nil, fmt.Errorf("%s on %s, which is the reference: %w", t.row.Name, r.Engines[0].Name, err)
		}
		t.references[k] = o
	}
	return t.references[k], nil
}

// way runs a segment of a model on an engine.
type way func(t *trial, k int, job *engines.Job) (*engines.Outcome, error)

// way chooses how an engine runs the models: all that NEURON and NEST have to compile
// is compiled at once where there are several, and scripts begin in one process.
func (r *runner) way(ctx context.Context, e engines.Engine, list []*trial) (run way, end func(), err error) {
	alone := func(_ *trial, _ int, job *engines.Job) (*engines.Outcome, error) { return e.Run(ctx, job) }
	if !slices.Contains(together, e.Name) || len(list) < 2 {
		return alone, func() {}, nil
	}
	sim, err := r.Cache.Simulator(ctx, e.Target.Name())
	if err != nil {
		return nil, nil, err
	}
	root, err := os.MkdirTemp("", "nngen-proof-")
	if err != nil {
		return nil, nil, disk.Explain(err)
	}
	end = func() { os.RemoveAll(root) }
	start := process.Run
	if e.Simulator != "" {
		forks, err := batch.NewForks(sim, false)
		if err != nil {
			end()
			return nil, nil, err
		}
		start = forks.Run
		end = func() {
			forks.Close()
			os.RemoveAll(root)
		}
	}
	shop := batch.New(e.Target.Name(), sim, root)
	if shop == nil {
		return func(_ *trial, _ int, job *engines.Job) (*engines.Outcome, error) {
			job.Start = start
			return e.Run(ctx, job)
		}, end, nil
	}
	folder := func(t *trial, k int) string { return filepath.Join(root, fmt.Sprintf("%p_%d", t, k)) }
	for _, t := range list {
		for k, files := range t.look(e).files {
			if err := shop.Take(folder(t, k), files); err != nil {
				end()
				return nil, nil, err
			}
		}
	}
	r.heard(0, fmt.Sprintf("building %d models for %s", len(list), e.Name))
	if err := shop.Build(ctx); err != nil { // each alone shows which one it is
		return alone, end, ctx.Err()
	}
	return func(t *trial, k int, job *engines.Job) (*engines.Outcome, error) {
		return built(ctx, e, job, shop, folder(t, k), start)
	}, end, nil
}

// together are the engines that run many models at once.
var together = []string{"go-kernel", "neuron", "nest", "brian2", "brian2-idiomatic", "brian2-native"}

// built runs what a workshop has built.
func built(ctx context.Context, e engines.Engine, job *engines.Job, shop batch.Workshop, folder string, start func(context.Context, process.Command) error) (*engines.Outcome, error) {
	data, err := job.Cache.Data(job.Study, job.Network)
	if err != nil {
		return nil, err
	}
	command, err := shop.Command(folder)
	if err != nil {
		return nil, err
	}
	out := filepath.Join(folder, "out")
	if err := start(ctx, process.Command{Dir: folder, Args: append(command, "--data", data, "--out", out), Limit: job.Limit}); err != nil {
		return nil, fmt.Errorf("%s failed: %w", e.Name, err)
	}
	o, err := engines.Read(out, job.Study, job.Network)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", e.Name, err)
	}
	o.Engine = e.Name
	o.Sort()
	return o, nil
}

// fail sets apart what a machine refuses from what goes wrong.
func (c *Cell) fail(e engines.Engine, err error) {
	c.Verdict, c.Detail = Failed, err.Error()
	if e.Target == nil {
		return
	}
	if strings.HasSuffix(e.Name, "-twin") { // machines have limits, and say so when they run
		c.Verdict = Refused
	}
	var refusal *engines.Refusal
	if errors.As(err, &refusal) {
		c.Verdict = Refused
	}
}

// Ties are conformance cases in which a state of idiomatic Brian2 comes as near to a
// threshold as its roundings, in SI units, are wrong.
var Ties = map[string]string{
	"currents_add": "V is 0.3 mV, the threshold, but for roundings",
	"functions":    "V is 0 mV, where the slope changes, but for roundings",
}

// compare sets the verdict of one segment. An engine of another class is not judged:
// its distance is told, the largest one of all segments.
func (c *Cell) compare(e engines.Engine, subject string, j *engines.Job, want, got *engines.Outcome) {
	r := verify.Compare(j.Study, j.Network, want, got)
	if !math.IsInf(r.MaxDV, 0) {
		c.MaxD = max(c.MaxD, r.MaxDV)
	}
	class := e.ClassOf(j.Study)
	switch {
	case class != "identical" && c.Verdict != Differs:
		c.far = max(c.far, rates(j, want.Spikes, got.Spikes))
		c.moved = c.moved || !slices.Equal(want.Spikes, got.Spikes)
		c.Verdict, c.Detail = Class, class+", the same spikes"
		if c.moved {
			c.Detail = fmt.Sprintf("%s, rates within %.2g Hz", class, c.far)
		}
	case !r.Identical && e.Name == "brian2-idiomatic" && Ties[subject] != "":
		c.Verdict, c.Detail = Class, "a tie, "+Ties[subject]
	case !r.Identical:
		c.Verdict, c.Detail = Differs, r.Divergence
	case c.Verdict != Differs:
		c.Verdict = Identical
	}
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
