package nest

import (
	"fmt"
	"math"
	"sync"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/tmpl"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/elementary"
	"github.com/nngen/nngen/templates"
)

// Target writes the module, build.py, run.py and nngen_io.py.
type Target struct{}

// Name is "nest".
func (Target) Name() string { return "nest" }

// Doc describes the target in one line.
func (Target) Doc() string { return "NEST 3.10: a C++ extension module and a Python script" }

// Features is what a node can do: everything but several segments in one run.
// Of the elementary functions, those of nngen's C header; others are refused.
func (Target) Features() ir.FeatureSet {
	return ir.Features(ir.FeatureElementary, ir.FeatureTime, ir.FeatureRising, ir.FeatureSources, ir.FeatureDelayOne, ir.FeatureHolds,
		ir.FeatureManyHolds, ir.FeatureColumns, ir.FeatureObservables)
}

// Commands compiles the module and runs the network.
func (Target) Commands(_ *ir.Study, out string) (build []gen.Command, run gen.Command) {
	return []gen.Command{{Args: []string{"{python}", "build.py"}}}, gen.Command{Args: []string{"{python}", "run.py", "--out", out}}
}

var parsed = sync.OnceValues(func() (*tmpl.Set, error) {
	return tmpl.Parse(templates.FS, nil, "nest/*.tmpl", "python/*.tmpl")
})

// Generate returns the files of the study.
func (Target) Generate(s *ir.Study, _ gen.Options) ([]gen.File, diag.List) {
	files, err := generate(s)
	if err != nil {
		return nil, diag.List{diag.Refused("nest", err.Error())}
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
	var files []gen.File
	add := func(path, template string, view any, mode uint32) {
		if err != nil {
			return
		}
		var data []byte
		if data, err = set.Execute(template, view); err == nil {
			files = append(files, gen.File{Path: path, Data: data, Mode: mode})
		}
	}
	for i := range v.Neurons {
		add("module/"+v.Neurons[i].Name+".h", "neuron.h.tmpl", &v.Neurons[i], 0)
	}
	add("module/"+v.Source+".h", "source.h.tmpl", v, 0)
	add("module/"+v.Module+".cpp", "module.cpp.tmpl", v, 0)
	add("build.py", "build.py.tmpl", v, 0o755)
	add("run.py", "run.py.tmpl", v, 0o755)
	add("nngen_io.py", "nngen_io.py.tmpl", v, 0)
	if v.Elementary {
		files = append(files, gen.File{Path: "module/nngen_elementary.h", Data: []byte(gen.Header("// ", s) + elementary.CHeader)})
	}
	if err == nil {
		err = gen.Sort(files)
	}
	return files, err
}
