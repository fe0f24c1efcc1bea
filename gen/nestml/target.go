package nestml

import (
	"fmt"
	"math"
	"sync"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/tmpl"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/templates"
)

// Target writes a model of NESTML for every kind of neuron and every plasticity rule,
// build.py, run.py and nngen_io.py.
type Target struct{}

// Name is "nestml".
func (Target) Name() string { return "nestml" }

// Doc describes the target in one line.
func (Target) Doc() string { return "NESTML 9: models for pynestml, and Python scripts for NEST 3.10" }

// Class is "tolerance": pynestml integrates in its own way.
func (Target) Class() string { return "tolerance" }

// Features is what NESTML has a form for; README.md says why not more.
func (Target) Features() ir.FeatureSet {
	return ir.Features(ir.FeatureElementary, ir.FeatureRising, ir.FeatureSources, ir.FeatureDelayOne, ir.FeatureHolds, ir.FeatureManyHolds,
		ir.FeatureColumns, ir.FeatureCurrents, ir.FeatureObservables, ir.FeaturePlasticity, ir.FeatureConnections)
}

// Commands has pynestml make a module and runs the network.
func (Target) Commands(_ *ir.Study, out string) (build []gen.Command, run gen.Command) {
	return []gen.Command{{Args: []string{"{python}", "build.py"}}}, gen.Command{Args: []string{"{python}", "run.py", "--out", out}}
}

var parsed = sync.OnceValues(func() (*tmpl.Set, error) {
	return tmpl.Parse(templates.FS, nil, "nestml/*.tmpl", "python/*.tmpl")
})

// Generate returns the files of the study.
func (Target) Generate(s *ir.Study, _ gen.Options) ([]gen.File, diag.List) {
	files, err := generate(s)
	if c, ok := err.(clash); ok {
		return nil, diag.List{c.Diagnostic}
	}
	if err != nil {
		return nil, diag.List{diag.Refused("nestml", err.Error())}
	}
	return files, nil
}

// ticksPerMS is the resolution of NEST's time.
const ticksPerMS = 1000

func generate(s *ir.Study) ([]gen.File, error) {
	if ticks := s.Timeline.Step * ticksPerMS; math.Abs(ticks-math.Round(ticks)) > 1e-9*ticks || ticks < 1 {
		return nil, fmt.Errorf("NEST's time goes in units of 1 us, and the step of %v ms is no multiple of that", s.Timeline.Step)
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
		{Path: "build.py", Template: "build.py.tmpl", View: v, Mode: 0o755},
		{Path: "run.py", Template: "run.py.tmpl", View: v, Mode: 0o755},
		{Path: "nngen_io.py", Template: "nngen_io.py.tmpl", View: v},
	}
	for _, m := range v.Models {
		list = append(list, gen.Rendered{Path: "models/" + m.Name + ".nestml", Template: "model.nestml.tmpl", View: m})
	}
	return gen.Render(set, list)
}
