package batch

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/nngen/nngen/runtime/engine"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/record"
)

// Kind is a kind of neuron with the kernel that was generated for it. Program
// names its quantities, states, inputs, ports and observables and says nothing
// of what they do.
type Kind struct {
	Program *program.Program
	New     func(c *network.Columns, n int) engine.Kernel
}

// Main runs the command line args (without the program's name) and returns the
// exit code. Rules are the plasticity rules by the numbers that the data use.
func Main(ctx context.Context, args []string, kinds []Kind, rules []*program.Plasticity) int {
	flags := flag.NewFlagSet("simulate", flag.ContinueOnError)
	data := flags.String("data", "data", "folder with the numbers of the network")
	out := flags.String("out", "results", "folder for the results")
	threads := flags.Int("threads", 0, "threads, 0 for one per core; results do not depend on it")
	segment := flags.Int("segment", -1, "where the data are of several segments, the one to run; -1 for all, one after the other")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	parts, err := segments(*data, *segment)
	for _, part := range parts {
		if err == nil {
			err = simulate(ctx, filepath.Join(*data, part), filepath.Join(*out, part), *threads, kinds, rules)
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	return 0
}

// segments are the folders of the segments that are to be run, within a data
// folder: itself when it holds one.
func segments(folder string, chosen int) ([]string, error) {
	if _, err := os.Stat(filepath.Join(folder, network.ManifestName)); err == nil {
		if chosen > 0 {
			return nil, errors.New("there is one segment, number 0")
		}
		return []string{""}, nil
	}
	list, err := filepath.Glob(filepath.Join(folder, "[0-9][0-9][0-9]*"))
	switch {
	case err != nil || len(list) == 0:
		return []string{""}, err // which says what is missing
	case chosen >= len(list):
		return nil, fmt.Errorf("there is no segment %d; they are 0 to %d", chosen, len(list)-1)
	case chosen >= 0:
		list = list[chosen : chosen+1]
	}
	var names []string
	for _, path := range list {
		names = append(names, filepath.Base(path))
	}
	return names, nil
}

func simulate(ctx context.Context, folder, out string, threads int, kinds []Kind, rules []*program.Plasticity) error {
	begin := time.Now()
	data, err := network.ReadData(os.DirFS(folder))
	if err != nil {
		return err
	}
	programs := make([]*program.Program, len(kinds))
	for i, k := range kinds {
		programs[i] = k.Program
	}
	net, err := data.Network(programs, rules)
	if err != nil {
		return err
	}
	if len(data.Protocol.Segments) != 1 {
		return errors.New("the data describe several segments; this program runs one")
	}
	c := engine.Config{Net: net, Steps: data.Protocol.Segments[0].Steps, Workers: threads, Sparing: true, Spikes: make([]bool, len(net.Spec.Populations)),
		Kernel: func(p *program.Program, columns *network.Columns, n int) engine.Kernel {
			for _, k := range kinds {
				if k.Program == p {
					return k.New(columns, n)
				}
			}
			return nil
		}}
	traced, err := records(&c, net, data.Protocol.Records)
	if err != nil {
		return err
	}
	for _, r := range data.Protocol.Weights {
		rule := net.Synapses[r.Synapses].Plasticity
		o := rule.ObservableIndex(r.Variable)
		if o < 0 {
			return fmt.Errorf("the rule %s has no variable %s to record", rule.Name, r.Variable)
		}
		c.Weights = append(c.Weights, engine.WeightRecord{Synapses: r.Synapses, Observable: o, Every: r.Every, Rows: whole(r.Rows)})
	}
	prepared, err := engine.Prepare(c)
	if err != nil {
		return err
	}
	built := time.Now()
	r, err := prepared.Run(ctx)
	if err != nil {
		return err
	}
	ran := time.Now()
	return write(out, net, r, traced, data.Protocol.Weights, record.Info{Engine: "go", Version: "generated", Steps: c.Steps,
		BuildNetworkSeconds: built.Sub(begin).Seconds(), RunSeconds: ran.Sub(built).Seconds(), Complete: true})
}

// whole are rows as the engine counts them, nil for all.
func whole(rows []uint32) []int {
	if rows == nil {
		return nil
	}
	list := make([]int, len(rows))
	for k, r := range rows {
		list[k] = int(r)
	}
	return list
}

// records tells the engine what to record and returns the traces to come.
func records(c *engine.Config, net *network.Network, list []network.Record) ([]network.Record, error) {
	var traced []network.Record
	for _, r := range list {
		pop := &net.Spec.Populations[r.Population]
		if r.Variable == "" {
			c.Spikes[r.Population] = true
			continue
		}
		o := -1
		if pop.Program != nil {
			o = pop.Program.ObservableIndex(r.Variable)
		}
		if o < 0 {
			return nil, fmt.Errorf("%s has no variable %s to record", pop.Name, r.Variable)
		}
		x := engine.Record{Population: r.Population, Observable: o, Every: r.Every}
		if r.Elements == nil {
			for i := range pop.N {
				x.Elements = append(x.Elements, i)
			}
		}
		for _, i := range r.Elements {
			x.Elements = append(x.Elements, int(i))
		}
		c.Records = append(c.Records, x)
		traced = append(traced, r)
	}
	return traced, nil
}

// write writes the results, run.json last; each file is complete or not there.
func write(out string, net *network.Network, r *engine.Result, traced []network.Record, weights []network.WeightRecord, info record.Info) error {
	if err := os.MkdirAll(out, 0o755); err != nil {
		return err
	}
	h := net.Spec.Step
	spikes := make([]record.Spike, len(r.Spikes))
	for i, s := range r.Spikes {
		spikes[i] = record.Spike{Population: net.Spec.Populations[s.Population].Name, Index: int(s.Index), Step: s.Step}
	}
	var traces []record.Trace
	for i, t := range traced {
		for e, values := range r.Traces[i] {
			index := e
			if t.Elements != nil {
				index = int(t.Elements[e])
			}
			traces = append(traces, record.Trace{Population: net.Spec.Populations[t.Population].Name, Index: index, Variable: t.Variable, Unit: t.Unit, Every: t.Every, Values: values})
		}
	}
	var samples []record.Weights
	for i, w := range weights {
		s := &net.Synapses[w.Synapses]
		samples = append(samples, record.Weights{Projection: s.Name, Variable: w.Variable, Unit: w.Unit, Every: w.Every, Pre: net.Spec.Local(network.Taken(s.Pre, whole(w.Rows))), Post: net.Spec.Local(network.Taken(s.Post, whole(w.Rows))), Values: r.WeightSamples[i]})
	}
	return errors.Join(
		file(out, "final.csv", func(w io.Writer) error { return record.WriteFinal(w, r.Weights) }),
		file(out, "weights.csv", func(w io.Writer) error { return record.WriteWeights(w, samples, h) }),
		file(out, "spikes.csv", func(w io.Writer) error { return record.WriteSpikes(w, slices.Values(spikes), h) }),
		file(out, "traces.csv", func(w io.Writer) error { return record.WriteTraces(w, traces, h) }),
		file(out, "run.json", func(w io.Writer) error { return record.WriteInfo(w, info) }),
	)
}

// file writes to a temporary name and renames.
func file(folder, name string, content func(io.Writer) error) error {
	f, err := os.CreateTemp(folder, "."+name+".*")
	if err != nil {
		return err
	}
	err = errors.Join(content(f), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), filepath.Join(folder, name))
	}
	if err != nil {
		os.Remove(f.Name())
	}
	return err
}
