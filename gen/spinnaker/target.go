package spinnaker

import (
	"fmt"
	"strings"
	"sync"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/exprfmt"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/gen/tmpl"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/fixed"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/templates"
)

// Target writes C for SpiNNaker's cores and the harness that runs it.
type Target struct{}

// Name is "spinnaker".
func (Target) Name() string { return "spinnaker" }

// Doc describes the target in one line.
func (Target) Doc() string {
	return "SpiNNaker: C in fixed point, and a harness that runs it without a board"
}

// Class is that of targets that compute in another arithmetic: identical among
// themselves, with a distance from double precision that Check measures.
func (Target) Class() string { return "fixed-point" }

// Commands builds the harness for an ARM and runs it under emulation on the image
// that data/ holds.
func (Target) Commands(_ *ir.Study, out string) (build []gen.Command, run gen.Command) {
	return []gen.Command{{Args: []string{"make", "-s", "-C", "harness", "arm"}}}, gen.Command{Args: []string{"qemu-arm", "harness/harness.elf", "data/" + ImageName, out + "/" + ResultName}}
}

// The names of the files of the harness.
const (
	ImageName  = "image.bin"
	ResultName = "result.bin"
)

var parsed = sync.OnceValues(func() (*tmpl.Set, error) {
	return tmpl.Parse(templates.FS, nil, "spinnaker/*.tmpl")
})

// Generate returns the files of the study.
func (Target) Generate(s *ir.Study, _ gen.Options) ([]gen.File, diag.List) {
	f, err := Lower(s)
	var files []gen.File
	if err == nil {
		files, err = f.Files()
	}
	if err != nil {
		return nil, diag.List{diag.Refused("spinnaker", err.Error())}
	}
	return files, nil
}

// Data is the image that the harness and run_spynnaker.py read.
func (Target) Data(s *ir.Study, net *network.Network) ([]gen.File, error) {
	f, err := Lower(s)
	if err != nil {
		return nil, err
	}
	m, err := f.NewImage(net)
	if err != nil {
		return nil, err
	}
	return []gen.File{{Path: ImageName, Data: f.Encode(m, false)}}, nil
}

// Files are the emitted files.
func (f *Form) Files() ([]gen.File, error) {
	set, err := parsed()
	if err != nil {
		return nil, err
	}
	v := f.view()
	harness := func(path, template string) gen.Rendered {
		return gen.Rendered{Path: "harness/" + path, Template: template, View: v}
	}
	list := []gen.Rendered{
		harness("main.c", "main.c.tmpl"), harness("harness.h", "harness.h.tmpl"), harness("network.c", "network.c.tmpl"), harness("Makefile", "harness.mk.tmpl"),
		harness("framework/neuron/implementations/neuron_impl.h", "framework_neuron_impl.h.tmpl"),
		harness("framework/neuron/neuron_recording.h", "framework_neuron_recording.h.tmpl"),
		harness("framework/neuron/current_sources/current_source.h", "framework_current_source.h.tmpl"),
		harness("framework/spin1_api.h", "framework_spin1_api.h.tmpl"), harness("framework/debug.h", "framework_debug.h.tmpl"),
	}
	for i := range v.Neurons {
		list = append(list, gen.Rendered{Path: "c_models/src/" + v.Neurons[i].Name + "_impl.h", Template: "impl.h.tmpl", View: &v.Neurons[i]})
	}
	for i := range v.Apps {
		list = append(list, gen.Rendered{Path: "c_models/makefiles/" + v.Apps[i].Folder + "/Makefile", Template: "app.mk.tmpl", View: &v.Apps[i]})
	}
	list = append(list, v.plasticity()...)
	for i := range v.Cores {
		c := &v.Cores[i]
		list = append(list, gen.Rendered{Path: fmt.Sprintf("harness/core_%d.c", c.Number), Template: "core.c.tmpl", View: c})
		if c.Slot != nil {
			list = append(list, gen.Rendered{Path: fmt.Sprintf("harness/slot_%d.c", c.Number), Template: "slot.c.tmpl", View: c.Slot})
		}
	}
	list = append(list,
		gen.Rendered{Path: v.Package + "/__init__.py", Template: "package_init.py.tmpl", View: v}, gen.Rendered{Path: v.Package + "/neurons.py", Template: "package_neurons.py.tmpl", View: v},
		gen.Rendered{Path: "c_models/Makefile", Template: "apps.mk.tmpl", View: v}, gen.Rendered{Path: "c_models/makefiles/nngen.mk", Template: "framework.mk.tmpl", View: v},
		gen.Rendered{Path: "pyproject.toml", Template: "pyproject.toml.tmpl", View: v}, gen.Rendered{Path: ".spynnaker.cfg", Template: "spynnaker.cfg.tmpl", View: v},
		gen.Rendered{Path: "run_spynnaker.py", Template: "run_spynnaker.py.tmpl", View: v, Mode: 0o755})
	fixedHeader := gen.File{Path: "c_models/src/nngen_fixed.h", Data: []byte(v.Header + fixed.CHeader)}
	return gen.Render(set, list, fixedHeader)
}

// plasticity are the files of the rules.
func (v *view) plasticity() []gen.Rendered {
	if len(v.Rules) == 0 {
		return nil
	}
	var list []gen.Rendered
	slots := false
	for i := range v.Rules {
		r := &v.Rules[i]
		src := func(before, after, template string) {
			list = append(list, gen.Rendered{Path: "c_models/src/" + before + r.Name + after, Template: template, View: r})
		}
		src("", ".h", "rule.h.tmpl")
		if r.Why != "" {
			continue
		}
		slots = true
		src("timing_", "_impl.h", "timing.h.tmpl")
		src("timing_", "_impl.c", "timing.c.tmpl")
		src("weight_", "_impl.h", "weight.h.tmpl")
		src("weight_", "_impl.c", "weight.c.tmpl")
	}
	if !slots {
		return list
	}
	framework := "harness/framework/"
	stdp := framework + "neuron/plasticity/stdp/"
	return append(list, gen.Rendered{Path: "harness/deferred.h", Template: "deferred.h.tmpl", View: v}, gen.Rendered{Path: v.Package + "/rules.py", Template: "package_rules.py.tmpl", View: v},
		gen.Rendered{Path: framework + "common/neuron-typedefs.h", Template: "framework_typedefs.h.tmpl", View: v}, gen.Rendered{Path: framework + "neuron/synapse_row.h", Template: "framework_synapse_row.h.tmpl", View: v},
		gen.Rendered{Path: stdp + "weight_dependence/weight.h", Template: "framework_weight.h.tmpl", View: v}, gen.Rendered{Path: stdp + "timing_dependence/timing.h", Template: "framework_timing.h.tmpl", View: v},
		gen.Rendered{Path: stdp + "synapse_structure/synapse_structure.h", Template: "framework_synapse_structure.h.tmpl", View: v})
}

// inlined is how many operations a neuron may have for them to be written out: its
// code then has some four times as many bytes, and the memory for code is small.
const inlined = 80

// view is what the templates lay out.
func (f *Form) view() *view {
	s := f.Study
	packages := names.New(true, reserved())
	v := &view{Header: gen.Header("// ", s), Make: gen.Header("# ", s), Title: gen.Title(s), Image: ImageName, Package: packages.Of(strings.ToLower("nngen_" + s.Name)), Step: exprfmt.Literal(s.Timeline.Step), RuleStates: 1, Kept: historyKept}
	files := names.New(true, reserved())
	for i, p := range f.Programs {
		n := newNeuron(p, files.Fresh(p.Name), v.Header, gen.Observed(s, s.Programs[i]), gen.Waves(s, s.Programs[i]))
		n.Class = n.Name
		n.Small = f.Notes[i].Operations > inlined
		v.Neurons = append(v.Neurons, n)
	}
	for i, r := range f.Rules {
		x := newRule(r, files.Fresh(r.Name+"_rule"), v.Header)
		x.Digest, x.Why, x.Negative = fmt.Sprint(f.digest(i)), f.noSlot(i), f.amounts[i].begin.lo < 0
		v.Rules = append(v.Rules, x)
		v.RuleStates = max(v.RuleStates, len(r.States))
	}
	for i := range s.Network.Populations {
		pop := &s.Network.Populations[i]
		for j, p := range s.Programs {
			if p == pop.Program {
				c := core{Header: v.Header, Number: i, Doc: gen.OneLine(fmt.Sprintf("%s: %d neurons", pop.Name, pop.N)), Neuron: &v.Neurons[j]}
				c.plasticity(f, v, i)
				v.Cores = append(v.Cores, c)
			}
		}
	}
	v.apps()
	return v
}

// plasticity finds the rule of the connections to the population of a core.
func (c *core) plasticity(f *Form, v *view, population int) {
	x := f.SlotOf(population)
	switch {
	case x == nil:
		return
	case x.Why != "":
		c.Why = gen.PyString(x.Why)
		return
	}
	c.Slot = &slot{Header: v.Header, Number: population, Neuron: c.Neuron, Rule: &v.Rules[x.Rule], Types: len(c.Neuron.Inputs)}
	for _, w := range x.Params {
		c.Slot.Params = append(c.Slot.Params, fmt.Sprint(w))
	}
}

// apps lists the binaries: of all neurons with static synapses and without, of all
// pairs of a neuron and a rule that occur, and of synapses with each rule.
func (v *view) apps() {
	for i := range v.Neurons {
		n := v.Neurons[i].Name
		v.Apps = append(v.Apps, app{Make: v.Make, Folder: n, Name: n, Static: true, What: "neurons and static synapses on one core"},
			app{Make: v.Make, Folder: n + "_neuron", Name: n, Kind: "neurons", What: "neurons alone; synapses are on other cores"})
	}
	seen := map[string]bool{}
	for i := range v.Cores {
		c := &v.Cores[i]
		if c.Slot == nil {
			continue
		}
		r := c.Slot.Rule.Name
		for _, a := range [...]app{{Folder: c.Neuron.Name + "_stdp_mad_" + r + "_fixed", Name: c.Neuron.Name, What: "neurons and synapses, some of them plastic, on one core"},
			{Folder: "synapses_stdp_mad_" + r + "_fixed", Kind: "synapses", What: "synapses, some of them plastic; neurons are on another core"}} {
			if a.Make, a.Rule = v.Make, r; !seen[a.Folder] {
				seen[a.Folder] = true
				v.Apps = append(v.Apps, a)
			}
		}
	}
}
