package engines

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/nngen/nngen/cmd/nngen/internal/disk"
	"github.com/nngen/nngen/cmd/nngen/internal/process"
	"github.com/nngen/nngen/cmd/nngen/internal/simulators"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/all"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

//go:embed pynn_neuron.py
var pynnScript []byte

// PyNN is what a user of PyNN would run on NEURON: the same network with PyNN's
// IF_curr_exp. It is for comparisons of time and not in the list of engines, because
// its spikes are those of another integrator.
func PyNN() Engine {
	return Engine{Name: "neuron-pynn", Doc: "the same network written with PyNN on its NEURON back end", run: onPyNN}
}

// cell is PyNN's IF_curr_exp in PyNN's units: nF, ms, mV, nA.
type cell struct {
	CM    float64 `json:"cm"`
	TauM  float64 `json:"tau_m"`
	Rest  float64 `json:"v_rest"`
	Reset float64 `json:"v_reset"`
	Limit float64 `json:"v_thresh"`
	Held  float64 `json:"tau_refrac"`
	TauE  float64 `json:"tau_syn_E"`
	TauI  float64 `json:"tau_syn_I"`
	Input float64 `json:"i_offset"`
}

// cells are those of the populations, nil for sources.
func cells(s *ir.Study, net *network.Network) ([]*cell, error) {
	var list []*cell
	for i, pop := range s.Network.Populations {
		p := pop.Program
		if p == nil {
			list = append(list, nil)
			continue
		}
		value := func(name string) float64 {
			at := slices.IndexFunc(p.Quantities, func(q program.Quantity) bool { return q.Name == name })
			if at < 0 {
				return 0
			}
			if p.Quantities[at].Binding == program.Literal {
				return p.Quantities[at].Value
			}
			return net.Populations[i].Quants[at][0]
		}
		c := &cell{value("C_m") / 1000, value("tau_m"), value("E_L"), value("V_reset"), value("V_th"), value("t_ref"), value("exc.tau"), value("inh.tau"), value("I_e") / 1000}
		// V and the currents of both ports, or one current where their time constants are equal.
		if len(p.States) < 2 || len(p.States) > 3 || len(p.Conditions) != 1 || c.CM <= 0 || c.TauE <= 0 || c.TauI <= 0 {
			return nil, fmt.Errorf("neuron-pynn runs networks of LIF_exp only, and %s is another neuron", p.Name)
		}
		list = append(list, c)
	}
	return list, nil
}

func onPyNN(ctx context.Context, j *Job) (*Outcome, error) {
	python, ok := simulators.PyNN()
	if !ok {
		return nil, errors.New("PyNN is not installed: run `nngen setup --pynn`, which makes an environment of its own")
	}
	kinds, err := cells(j.Study, j.Network)
	if err != nil {
		return nil, err
	}
	text, err := json.MarshalIndent(kinds, "", " ")
	if err != nil {
		return nil, err
	}
	files := []gen.File{{Path: "cells.json", Data: text}, {Path: "run.py", Data: pynnScript}}
	target, _ := all.Find("neuron")
	emitted, list := target.Generate(j.Study, gen.Options{Form: gen.Grid})
	if list.HasErrors() {
		return nil, errors.New(list[0].Message)
	}
	for _, f := range emitted {
		if f.Path == "nngen_io.py" {
			files = append(files, f)
		}
	}
	data, err := j.Cache.Data(j.Study, j.Network)
	if err != nil {
		return nil, err
	}
	folder, _, err := j.Cache.Code("neuron-pynn", python, files, func(string) error { return nil })
	if err != nil {
		return nil, err
	}
	out, err := os.MkdirTemp("", "nngen-pynn-")
	if err != nil {
		return nil, disk.Explain(err)
	}
	defer os.RemoveAll(out)
	j.progress("running neuron-pynn", 0, 0)
	err = process.Run(ctx, process.Command{Dir: folder, Args: []string{python, "run.py", "--data", data, "--out", out}, Env: simulators.Beside(python), Limit: j.Limit})
	if err != nil {
		return nil, fmt.Errorf("neuron-pynn failed: %w", err)
	}
	o, err := Read(out, j.Study, j.Network)
	if err == nil && o.Run == 0 {
		o.Run = time.Nanosecond
	}
	return o, err
}
