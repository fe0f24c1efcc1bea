package neuron

import (
	"sync"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/tmpl"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/templates"
)

// Target writes mod/*.mod, run.py and nngen_io.py.
type Target struct{}

// Name is "neuron".
func (Target) Name() string { return "neuron" }

// Doc describes the target in one line.
func (Target) Doc() string { return "NEURON 9: an NMODL point process per model and a Python script" }

// Features is what a mechanism and the script can express, which is everything;
// segments run in processes of their own.
func (Target) Features() ir.FeatureSet {
	return ir.Features(ir.FeatureElementary, ir.FeatureTime, ir.FeatureRising, ir.FeatureSources, ir.FeatureDelayOne, ir.FeatureHolds,
		ir.FeatureManyHolds, ir.FeatureColumns, ir.FeatureCurrents, ir.FeatureActions, ir.FeatureObservables, ir.FeatureRandom, ir.FeatureCounted, ir.FeatureShaped, ir.FeaturePlasticity, ir.FeatureWeights,
		ir.FeatureAxonal, ir.FeatureConnections, ir.FeatureRelease, ir.FeatureModulators, ir.FeatureFollow, ir.FeatureContinuous, ir.FeatureSample, ir.FeatureSegments, ir.FeatureParts, ir.FeatureRuleSets)
}

// Commands compiles the mechanisms and runs the network. Contraction of a*b + c
// into one operation, which some compilers do unasked where the machine can,
// would change roundings.
func (Target) Commands(_ *ir.Study, out string) (build []gen.Command, run gen.Command) {
	return []gen.Command{{Args: []string{"nrnivmodl", "-incflags", "-ffp-contract=off", "mod"}}},
		gen.Command{Args: []string{"{python}", "run.py", "--out", out}}
}

// Ranks and Progress: the run script has --ranks and --progress.
func (Target) Ranks() bool    { return true }
func (Target) Progress() bool { return true }

// Variants are CoreNEURON, which takes the same files, and the section form.
func (Target) Variants() []gen.Variant {
	section := func(name, doc string, args ...string) gen.Variant {
		return gen.Variant{Name: name, Doc: doc, Embed: gen.Section, Class: "tolerance", Commands: func(_ *ir.Study, out string) (build []gen.Command, run gen.Command) {
			return []gen.Command{{Args: []string{"nrnivmodl", "mod"}}}, gen.Command{Args: append([]string{"{python}", "run.py", "--out", out}, args...)}
		}}
	}
	return []gen.Variant{
		section("neuron-section", "NEURON 9: neurons as sections, integrated by NEURON's fixed step"),
		section("neuron-cvode", "NEURON 9: neurons as sections, integrated by CVODE", "--cvode", "1e-6"),
		{Name: "coreneuron", Doc: "the code for NEURON on CoreNEURON", Refuse: notOnCore, Commands: func(_ *ir.Study, out string) (build []gen.Command, run gen.Command) {
			return []gen.Command{{Args: []string{"nrnivmodl", "-coreneuron", "-incflags", "-ffp-contract=off", "mod"}}},
				gen.Command{Args: []string{"{python}", "run.py", "--coreneuron", "--out", out}}
		}},
	}
}

// Embeds is the section form.
func (Target) Embeds() []string { return []string{gen.Section} }

var parsed = sync.OnceValues(func() (*tmpl.Set, error) {
	return tmpl.Parse(templates.FS, nil, "neuron/*.tmpl", "python/*.tmpl")
})

// Generate returns the files of the study.
func (Target) Generate(s *ir.Study, o gen.Options) ([]gen.File, diag.List) {
	if o.Embed == gen.Section {
		return generateSections(s, o.Form == gen.ModulesOnly)
	}
	files, err := generate(s, o.Form == gen.ModulesOnly)
	if err != nil {
		return nil, refused(err)
	}
	return files, nil
}

func generate(s *ir.Study, modulesOnly bool) ([]gen.File, error) {
	set, err := parsed()
	if err != nil {
		return nil, err
	}
	v, err := newView(s)
	if err != nil {
		return nil, err
	}
	list := []gen.Rendered{
		{Path: "run.py", Template: "run.py.tmpl", View: v, Mode: 0o755},
		{Path: "nngen_io.py", Template: "nngen_io.py.tmpl", View: v},
	}
	if modulesOnly {
		list = []gen.Rendered{{Path: "README.md", Template: "README.md.tmpl", View: newUsage(s, v)}}
	}
	for i := range v.Mechanisms {
		list = append(list, gen.Rendered{Path: "mod/" + v.Mechanisms[i].Name + ".mod", Template: "mechanism.mod.tmpl", View: &v.Mechanisms[i]})
	}
	return gen.Render(set, list)
}
