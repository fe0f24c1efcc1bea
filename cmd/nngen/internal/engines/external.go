package engines

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/disk"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/interp"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/record"
)

// commands are those of gen.Runner.
type commands func(s *ir.Study, out string) (build []gen.Command, run gen.Command)

// emitted returns the options that a target writes with, and the function that runs
// jobs on its output, built and run as x says.
func emitted(t gen.Target, x gen.Variant) (gen.Options, func(context.Context, *Job) (*Outcome, error)) {
	options := gen.Options{Form: x.Form, Fidelity: x.Fidelity, Embed: x.Embed}
	if options.Form == "" {
		options.Form = gen.Grid
	}
	return options, func(ctx context.Context, j *Job) (*Outcome, error) {
		s := j.Study
		if j.Change != nil {
			s = j.Change(s)
		}
		if missing := t.Features().Missing(s.Needs()); len(missing) > 0 {
			return nil, fmt.Errorf("the target %s cannot express %s", t.Name(), join(missing))
		}
		if x.Refuse != nil {
			if list := x.Refuse(s); list.HasErrors() {
				return nil, &Refusal{list[0].Message, list}
			}
		}
		files, list := t.Generate(s, options)
		if list.HasErrors() {
			return nil, &Refusal{list[0].Message, list}
		}
		if j.Edit != nil {
			files = j.Edit(files)
		}
		sim, err := j.Cache.Simulator(ctx, t.Name())
		if err != nil {
			return nil, err
		}
		r := &external{job: j, target: t, name: x.Name, code: x.Name, commands: x.Commands, sim: sim}
		if x.Embed != "" { // the ways to run it share what is compiled
			r.code = t.Name() + "-" + x.Embed
		}
		return r.run(ctx, files)
	}
}

// Refusal is the error of an engine whose target cannot write a model, with the
// messages that have the places.
type Refusal struct {
	Why  string
	List diag.List
}

func (r *Refusal) Error() string { return r.Why }

func join(list []ir.Feature) string {
	var names []string
	for _, f := range list {
		names = append(names, string(f))
	}
	return strings.Join(names, ", ")
}

// external is one run of emitted code.
type external struct {
	job      *Job
	target   gen.Target
	name     string // of the engine
	code     string // whose compiled files it uses
	commands commands
	sim      simulators.Simulator
}

func (r *external) run(ctx context.Context, files []gen.File) (*Outcome, error) {
	j := r.job
	net := j.Network
	if j.Alter != nil {
		net = j.Alter(net)
	}
	data, err := r.data(net)
	if err != nil {
		return nil, err
	}
	out, err := os.MkdirTemp("", "nngen-"+r.name+"-")
	if err != nil {
		return nil, disk.Explain(err)
	}
	defer os.RemoveAll(out)
	build, run := r.commands(j.Study, out)
	j.progress("building for "+r.name, 0, 0)
	folder, took, err := j.Cache.Code(r.code, r.sim.Python+" "+r.sim.Found, files, func(folder string) error {
		for _, c := range build {
			var said bytes.Buffer
			if err := r.start(ctx, folder, c, &said); err != nil {
				return r.explain(files, said.String(), fmt.Errorf("building the code for %s failed: %w", r.name, err))
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	j.progress("running "+r.name, 0, 0)
	run.Args = append(run.Args, "--data", data)
	for i, a := range run.Args {
		run.Args[i] = strings.ReplaceAll(a, "{cache}", filepath.Join(j.Cache.Root, r.target.Name()))
	}
	r.able(&run)
	begin := time.Now()
	if err := r.start(ctx, folder, run, nil); err != nil {
		if x, ok := r.target.(gen.Locator); ok && ctx.Err() == nil {
			if where := x.Locate(j.Study, files, err.Error()); where != "" {
				return nil, fmt.Errorf("%s failed in what it got for %s: %w", r.name, where, err)
			}
		}
		return nil, fmt.Errorf("%s failed: %w", r.name, err)
	}
	o, err := Read(out, j.Study, j.Network)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.name, err)
	}
	o.Build = took
	if o.Run == 0 {
		o.Run = time.Since(begin)
	}
	if strings.HasPrefix(r.name, "brian2-") && strings.HasSuffix(r.name, "-cpp") { // what Brian2 measures there
		o.Processor = o.Run
	}
	return o, nil
}

// able adds what the run command understands: threads, reports of progress, processes.
func (r *external) able(run *gen.Command) {
	if x, ok := r.target.(gen.Threaded); ok && x.Threads() && r.job.Threads > 0 {
		run.Args = append(run.Args, "--threads", strconv.Itoa(r.job.Threads))
	}
	a, ok := r.target.(gen.Abilities)
	if !ok {
		return
	}
	if a.Progress() && r.job.Progress != nil {
		run.Args = append(run.Args, "--progress")
	}
	if n := r.job.Ranks; a.Ranks() && n > 1 {
		run.Args = append(run.Args, "--ranks", strconv.Itoa(n))
		run.Args = append([]string{"mpiexec", "-n", strconv.Itoa(n)}, run.Args...)
		// More processes than cores, and in containers root, are fine for Open MPI
		// when told so.
		run.Env = append(run.Env, "OMPI_MCA_rmaps_base_oversubscribe=1", "PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe",
			"OMPI_ALLOW_RUN_AS_ROOT=1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1")
	}
}

// heard takes a line that a run printed for a report of progress.
func (r *external) heard(line string) {
	var done, total int64
	if n, err := fmt.Sscanf(line, "nngen-progress %d %d", &done, &total); n == 2 && err == nil {
		r.job.progress("running "+r.name, done, total)
	}
}

// Mistakes are complaints of a simulator's tools about emitted code, at the places
// of the model that it comes from.
type Mistakes struct {
	List  diag.List
	Cause error // what was run, and the end of what it said
}

func (m *Mistakes) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v\n\n", m.Cause)
	diag.WriteText(&b, m.List, diag.TextOptions{})
	return strings.TrimSpace(b.String())
}

func (m *Mistakes) Unwrap() error { return m.Cause }

// explain adds to the error of a build what the target can tell about it.
func (r *external) explain(files []gen.File, said string, err error) error {
	x, ok := r.target.(gen.Explainer)
	if !ok {
		return err
	}
	if list := x.Explain(r.job.Study, files, said); len(list) > 0 {
		return &Mistakes{list, err}
	}
	return err
}

// data writes the network; an altered one goes to a place of its own, because
// the cache goes by what the numbers are made from.
func (r *external) data(net *network.Network) (string, error) {
	if r.job.Alter == nil {
		return r.job.Cache.Data(r.job.Study, net)
	}
	return r.job.Cache.Altered(r.job.Study, net)
}

// start runs one command in a folder; what builds has said, the simulation nil.
func (r *external) start(ctx context.Context, folder string, c gen.Command, said *bytes.Buffer) error {
	args := append([]string(nil), c.Args...)
	env := append([]string(nil), c.Env...)
	for i := range args {
		if args[i] == "{python}" {
			args[i] = r.sim.Python
		}
	}
	switch {
	case args[0] == "{go}":
		args[0] = "go"
	case strings.HasPrefix(args[0], "./"):
		args[0] = filepath.Join(folder, args[0])
	}
	env = append(env, r.sim.Env...)
	if r.job.Start != nil && said == nil && len(c.Env) == 0 {
		return r.job.Start(ctx, process.Command{Dir: folder, Args: args, Env: env, Limit: r.job.Limit})
	}
	return process.Run(ctx, process.Command{Dir: folder, Args: args, Env: env, Limit: r.job.Limit, Line: r.heard, Said: said})
}

// Read takes the results that a run of emitted code left in a folder.
func Read(folder string, s *ir.Study, net *network.Network) (*Outcome, error) {
	info, err := open(folder, "run.json", record.ReadInfo)
	if err != nil {
		return nil, fmt.Errorf("the run left no results: %w", err)
	}
	o := &Outcome{Version: info.Version, Network: seconds(info.BuildNetworkSeconds), Run: seconds(info.RunSeconds)}
	index := map[string]int{}
	for i, p := range s.Network.Populations {
		index[p.Name] = i
	}
	spikes, err := open(folder, "spikes.csv", record.ReadSpikes)
	if err != nil {
		return nil, err
	}
	for _, x := range spikes {
		p, ok := index[x.Population]
		if !ok {
			return nil, fmt.Errorf("spikes.csv names the population %q, which the model does not have", x.Population)
		}
		o.Spikes = append(o.Spikes, interp.Spike{Population: p, Index: x.Index, Step: x.Step})
	}
	traces, err := open(folder, "traces.csv", record.ReadTraces)
	if err != nil {
		return nil, err
	}
	o.Traces = arrange(s, traces)
	if len(s.Rules) > 0 {
		if err := readWeights(folder, s, net, o); err != nil {
			return nil, err
		}
	}
	return o, nil
}

// readWeights reads what became of plastic connections.
func readWeights(folder string, s *ir.Study, net *network.Network, o *Outcome) error {
	final, err := open(folder, "final.csv", record.ReadFinal)
	if err != nil {
		return err
	}
	o.Weights = make([][]float64, len(net.Synapses))
	for j, list := range final {
		if j < 0 || j >= len(net.Synapses) || len(list) != len(net.Synapses[j].Pre) {
			return fmt.Errorf("final.csv has %d weights for the synapses %d, which are not of this network", len(list), j)
		}
		o.Weights[j] = list
	}
	if len(s.Weights) == 0 {
		return nil
	}
	samples, err := open(folder, "weights.csv", record.ReadWeights)
	if err != nil {
		return err
	}
	o.WeightSamples = make([][][][]float64, len(s.Weights))
	for i, rec := range s.Weights {
		o.WeightSamples[i] = make([][][]float64, len(net.Synapses))
		for _, j := range s.Network.Sets(rec.Projection) {
			for _, w := range samples {
				if w.Projection == net.Synapses[j].Name && w.Variable == rec.Variable {
					o.WeightSamples[i][j] = w.Values
				}
			}
		}
	}
	return nil
}

// open reads one file of the results.
func open[T any](folder, name string, read func(io.Reader) (T, error)) (T, error) {
	f, err := os.Open(filepath.Join(folder, name))
	if err != nil {
		var none T
		return none, err
	}
	defer f.Close()
	x, err := read(f)
	if err != nil {
		err = fmt.Errorf("%s: %w", name, err)
	}
	return x, err
}

// arrange sorts traces by record of the study and element.
func arrange(s *ir.Study, traces []record.Trace) [][][]float64 {
	type key struct {
		population string
		variable   string
		index      int
	}
	found := map[key][][]float64{} // several where a variable is recorded at several intervals
	for _, t := range traces {
		k := key{t.Population, t.Variable, t.Index}
		found[k] = append(found[k], t.Values)
	}
	samples := func(k key, n int64) []float64 {
		var values []float64
		for _, x := range found[k] {
			if values == nil || int64(len(x)) == n {
				values = x
			}
		}
		return values
	}
	all := make([][][]float64, len(s.Records))
	for i, r := range s.Records {
		if r.Observable == ir.Spikes {
			continue
		}
		name := s.Network.Populations[r.Population].Name
		for _, e := range r.Elements {
			all[i] = append(all[i], samples(key{name, r.Variable, e}, s.Timeline.Segments[0].Steps/r.Every+1))
		}
	}
	return all
}

func seconds(s float64) time.Duration { return time.Duration(s * float64(time.Second)) }
