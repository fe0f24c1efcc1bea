package nest

import (
	"context"
	"sync"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/nest/native"
	"github.com/nngen/nngen/gen/tmpl"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/elementary"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/rng"
	"github.com/nngen/nngen/templates"
)

// Target writes the module, build.py, run.py and nngen_io.py.
type Target struct{}

// Name is "nest".
func (Target) Name() string { return "nest" }

// Doc describes the target in one line.
func (Target) Doc() string { return "NEST 3.10: a C++ extension module and a Python script" }

// Features is what a node can do: everything but several segments in one run.
func (Target) Features() ir.FeatureSet {
	return ir.Features(ir.FeatureElementary, ir.FeatureTime, ir.FeatureRising, ir.FeatureSources, ir.FeatureDelayOne, ir.FeatureHolds,
		ir.FeatureManyHolds, ir.FeatureColumns, ir.FeatureCurrents, ir.FeatureActions, ir.FeatureObservables, ir.FeatureRandom, ir.FeatureCounted, ir.FeatureShaped, ir.FeatureExtern("nest"), ir.FeaturePlasticity,
		ir.FeatureWeights, ir.FeatureAxonal, ir.FeatureConnections, ir.FeatureRelease, ir.FeatureModulators, ir.FeatureFollow, ir.FeatureContinuous, ir.FeatureSample, ir.FeatureParts, ir.FeatureRuleSets)
}

// Commands compiles the module and runs the network.
func (Target) Commands(_ *ir.Study, out string) (build []gen.Command, run gen.Command) {
	return []gen.Command{{Args: []string{"{python}", "build.py"}}}, gen.Command{Args: []string{"{python}", "run.py", "--out", out}}
}

// Threads: run.py takes any number of them.
func (Target) Threads() bool { return true }

var parsed = sync.OnceValues(func() (*tmpl.Set, error) {
	return tmpl.Parse(templates.FS, nil, "nest/*.tmpl", "python/*.tmpl")
})

// Own reports that models and connection rules may be those of NEST.
func (Target) Own() (fidelity, network bool) { return true, true }

// Variants is the script that uses NEST's own models.
func (t Target) Variants() []gen.Variant {
	return []gen.Variant{{Name: "nest-native", Doc: "NEST 3.10: its own neurons and synapses, where they have the same equations", Fidelity: gen.Native,
		Commands: func(_ *ir.Study, out string) ([]gen.Command, gen.Command) {
			return nil, gen.Command{Args: []string{"{python}", "run.py", "--out", out}}
		}}}
}

// ClassOf is the class of agreement of NEST's own models.
func (Target) ClassOf(s *ir.Study, o gen.Options) string {
	if o.Fidelity != gen.Native {
		return ""
	}
	return native.Class(s)
}

// Check says which of NEST's own models those of the study are.
func (Target) Check(_ context.Context, s *ir.Study, _ *network.Network, o gen.Options) (*gen.Fit, diag.List, error) {
	return native.Check(s, o)
}

// Generate returns the files of the study.
func (Target) Generate(s *ir.Study, o gen.Options) ([]gen.File, diag.List) {
	if o.Fidelity == gen.Native {
		return native.Generate(s, o)
	}
	if o.Network == gen.Native {
		return nil, diag.List{diag.Refused("nest", "--network native goes with --fidelity native")}
	}
	files, err := generate(s)
	if err != nil {
		return nil, diag.List{diag.Refused("nest", err.Error())}
	}
	return files, nil
}

func generate(s *ir.Study) ([]gen.File, error) {
	if err := refuse(s); err != nil {
		return nil, err
	}
	set, err := parsed()
	if err != nil {
		return nil, err
	}
	v, err := newView(s)
	if err != nil {
		return nil, err
	}
	list := []gen.Rendered{
		{Path: "module/" + v.Source + ".h", Template: "source.h.tmpl", View: v},
		{Path: "module/" + v.Module + ".cpp", Template: "module.cpp.tmpl", View: v},
		{Path: "module/status.h", Template: "status.h.tmpl", View: v},
		{Path: "build.py", Template: "build.py.tmpl", View: v, Mode: 0o755},
		{Path: "run.py", Template: "run.py.tmpl", View: v, Mode: 0o755},
		{Path: "nngen_io.py", Template: "nngen_io.py.tmpl", View: v},
	}
	for i := range v.Rules {
		list = append(list, gen.Rendered{Path: "module/" + v.Rules[i].Name + ".h", Template: "rule.h.tmpl", View: &v.Rules[i]})
	}
	if len(v.Rules) > 0 {
		list = append(list, gen.Rendered{Path: "module/spike_history.h", Template: "spike_history.h.tmpl", View: v})
	}
	if v.Coupled {
		list = append(list, gen.Rendered{Path: "module/board.h", Template: "board.h.tmpl", View: v})
	}
	if v.Modulated {
		list = append(list, gen.Rendered{Path: "module/signals.h", Template: "signals.h.tmpl", View: v})
	}
	for i := range v.Neurons {
		if v.Neurons[i].Extern {
			continue // NEST has it
		}
		list = append(list, gen.Rendered{Path: "module/" + v.Neurons[i].Name + ".h", Template: "neuron.h.tmpl", View: &v.Neurons[i]})
	}
	var others []gen.File
	if v.Elementary {
		others = append(others, gen.File{Path: "module/nngen_elementary.h", Data: []byte(gen.Header("// ", s) + elementary.CHeader)})
	}
	if v.Random {
		others = append(others, gen.File{Path: "module/nngen_random.h", Data: []byte(gen.Header("// ", s) + rng.CHeader)})
	}
	return gen.Render(set, list, others...)
}
