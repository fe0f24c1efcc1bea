package brian2

import (
	"sync"
	"text/template"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/tmpl"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/elementary"
	"github.com/nngen/nngen/runtime/rng"
	"github.com/nngen/nngen/templates"
)

// Target writes run.py and nngen_io.py.
type Target struct{}

// Name is "brian2".
func (Target) Name() string { return "brian2" }

// Doc describes the target in one line.
func (Target) Doc() string { return "Brian2 2.9: a Python script that runs with numpy, Cython or C++" }

// Features is what the script can express: everything but several segments in one
// run.
func (Target) Features() ir.FeatureSet {
	return ir.Features(ir.FeatureElementary, ir.FeatureTime, ir.FeatureRising, ir.FeatureSources, ir.FeatureDelayOne, ir.FeatureHolds,
		ir.FeatureManyHolds, ir.FeatureColumns, ir.FeatureCurrents, ir.FeatureActions, ir.FeatureObservables, ir.FeatureRandom, ir.FeatureCounted, ir.FeatureShaped, ir.FeaturePlasticity, ir.FeatureWeights,
		ir.FeatureAxonal, ir.FeatureConnections, ir.FeatureRelease, ir.FeatureModulators, ir.FeatureFollow, ir.FeatureContinuous,
		ir.FeatureSample, ir.FeatureParts)
}

// Commands runs the script, which compiles by itself what it has to.
func (Target) Commands(_ *ir.Study, out string) (build []gen.Command, run gen.Command) {
	return nil, gen.Command{Args: []string{"{python}", "run.py", "--out", out}}
}

// Variants are the compiled ones, and the idiomatic form. The code of Cython is kept
// for all scripts, that of a C++ program beside its script.
func (t Target) Variants() []gen.Variant {
	variant := func(name, doc, form string, args ...string) gen.Variant {
		return gen.Variant{Name: "brian2-" + name, Doc: "Brian2 2.9: " + doc, Form: form, Commands: func(s *ir.Study, out string) ([]gen.Command, gen.Command) {
			build, run := t.Commands(s, out)
			run.Args = append(run.Args, args...)
			return build, run
		}}
	}
	return []gen.Variant{
		variant("idiomatic", "equations, as a user of Brian2 writes them", gen.Idiomatic),
		{Name: "brian2-native", Doc: "Brian2 2.9: equations, with connections and Poisson spikes that Brian2 draws", Form: gen.Idiomatic, Fidelity: gen.Native, Commands: t.Commands},
		variant("idiomatic-cpp", "equations, as a C++ program with the compiler options of Brian2", gen.Idiomatic, "--mode", "cpp_standalone"),
		variant("cython", "the script, compiled by Cython", gen.Grid, "--mode", "cython", "--build", "{cache}"),
		variant("cpp", "the script, as a C++ program", gen.Grid, "--mode", "cpp_standalone"),
	}
}

var parsed = sync.OnceValues(func() (*tmpl.Set, error) {
	return tmpl.Parse(templates.FS, template.FuncMap{"aligned": aligned}, "brian2/*.tmpl", "python/*.tmpl")
})

// Generate returns the files of the study.
//
// Without a form they are idiomatic where the model can be written so.
func (Target) Generate(s *ir.Study, opt gen.Options) ([]gen.File, diag.List) {
	if list := refusals(s); list.HasErrors() {
		return nil, list
	}
	native := opt.Fidelity == gen.Native || opt.Network == gen.Native
	if opt.Form != gen.Grid || native {
		files, err := generateIdiomatic(s, native)
		switch {
		case err == nil:
			return files, nil
		case opt.Form == gen.Idiomatic || native:
			return nil, diag.List{diag.Refused("brian2", "as equations of Brian2: "+err.Error())}
		}
	}
	files, err := generate(s)
	if err != nil {
		return nil, diag.List{diag.Refused("brian2", err.Error())}
	}
	return files, nil
}

// Own reports that the idiomatic form can leave it to Brian2 to draw connections,
// values and the spikes of Poisson sources; its statistics are then those of the
// model. Equations and connections go together there.
func (Target) Own() (fidelity, network bool) { return true, true }

// Forms are the two ways to write a study.
func (Target) Forms() []string { return []string{gen.Idiomatic, gen.Grid} }

func generateIdiomatic(s *ir.Study, native bool) ([]gen.File, error) {
	set, err := parsed()
	if err != nil {
		return nil, err
	}
	v, err := newIdiomatic(s, native)
	if err != nil {
		return nil, err
	}
	return gen.Render(set, []gen.Rendered{
		{Path: "run.py", Template: "idiomatic.py.tmpl", View: v, Mode: 0o755},
		{Path: "nngen_brian2.py", Template: "nngen_brian2.py.tmpl", View: v},
		{Path: "nngen_io.py", Template: "nngen_io.py.tmpl", View: v},
	})
}

func generate(s *ir.Study) ([]gen.File, error) {
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
	if len(v.Elementary)+len(v.Random) == 0 {
		return gen.Render(set, list)
	}
	others := []gen.File{{Path: "nngen_elementary.h", Data: []byte(gen.Header("// ", s) + elementary.CHeader)}}
	if len(v.Random) > 0 {
		list = append(list, gen.Rendered{Path: "nngen_random.py", Template: "nngen_random.py.tmpl", View: v})
		others = append(others, gen.File{Path: "nngen_random.h", Data: []byte(gen.Header("// ", s) + rng.CHeader)})
	}
	list = append(list, gen.Rendered{Path: "nngen_elementary.py", Template: "nngen_elementary.py.tmpl", View: v})
	return gen.Render(set, list, others...)
}
