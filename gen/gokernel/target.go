package gokernel

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/dave/jennifer/jen"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime"
)

// Target is the target "go".
type Target struct{}

// Name is "go".
func (Target) Name() string { return "go" }

// Doc is one line for the list of targets.
func (Target) Doc() string { return "a self-contained Go module with specialised kernels" }

// Features is everything that the engine knows; segments run one after the other.
func (Target) Features() ir.FeatureSet {
	return ir.Features(ir.FeatureElementary, ir.FeatureTime, ir.FeatureRising, ir.FeatureSources, ir.FeatureDelayOne,
		ir.FeatureHolds, ir.FeatureManyHolds, ir.FeatureColumns, ir.FeatureCurrents, ir.FeatureActions, ir.FeatureParts, ir.FeatureRuleSets, ir.FeatureObservables, ir.FeaturePlasticity, ir.FeatureWeights, ir.FeatureSample, ir.FeatureRandom, ir.FeatureCounted, ir.FeatureShaped, ir.FeatureSegments,
		ir.FeatureAxonal, ir.FeatureConnections, ir.FeatureRelease, ir.FeatureModulators, ir.FeatureFollow, ir.FeatureContinuous)
}

// Commands builds nothing ahead: the Go tool compiles and caches.
func (Target) Commands(_ *ir.Study, out string) (build []gen.Command, run gen.Command) {
	env := []string{"GOFLAGS=-mod=mod -trimpath", "GOWORK=off", "GOPROXY=off"}
	return []gen.Command{{Args: []string{"{go}", "build", "-o", "simulate", "."}, Env: env}},
		gen.Command{Args: []string{"./simulate", "--out", out}}
}

// original is the path of the product's runtime packages, which the copies in
// a generated module replace.
const original = "github.com/nngen/nngen/runtime/"

// packages are the runtime packages that a generated module carries.
var packages = []string{"batch", "derive", "elementary", "engine", "jit", "network", "program", "propagator", "record", "rng"}

// Generate writes go.mod, main.go, one file per neuron, and the runtime.
func (Target) Generate(s *ir.Study, _ gen.Options) ([]gen.File, diag.List) {
	module := "nngen.example/" + names.New(true, reserved).Of(s.Name)
	runtimePath := func(pkg string) string { return module + "/runtime/" + pkg }
	w := &writer{}
	w.files = []gen.File{{Path: "go.mod", Data: []byte(gen.Header("// ", s) + "\nmodule " + module + "\n\ngo 1.26\n")}}
	types := names.New(true, reserved)
	paths := names.New(true, []string{"main"})
	var kernels []*kernel
	for _, p := range s.Programs {
		k := newKernel(p, title(types.Fresh(p.Name)), runtimePath)
		kernels = append(kernels, k)
		f := jen.NewFilePathName(module, "main")
		f.HeaderComment(trimmed(gen.Header("// ", s, "method: "+p.Method)))
		k.declaration(f)
		k.constructor(f)
		k.step(f)
		k.observe(f)
		w.render(fileName(paths, p.Name), f)
	}
	w.render("main.go", mainFile(s, module, kernels))
	w.files = append(w.files, runtimeFiles(module)...)
	if err := errors.Join(w.err, gen.Sort(w.files)); err != nil {
		return nil, diag.List{diag.Bug(source.Span{}, "target go: %v", err)}
	}
	return w.files, nil
}

// writer collects rendered files and the first error.
type writer struct {
	files []gen.File
	err   error
}

// render formats a file; jennifer runs gofmt over it, so an error is a bug of
// this package.
func (w *writer) render(name string, f *jen.File) {
	var b bytes.Buffer
	if err := f.Render(&b); err != nil && w.err == nil {
		w.err = fmt.Errorf("%s: %w", name, err)
	}
	w.files = append(w.files, gen.File{Path: name, Data: b.Bytes()})
}

// runtimeFiles are the sources of the runtime packages without their tests,
// with imports of each other moved into the module.
func runtimeFiles(module string) []gen.File {
	var files []gen.File
	for _, pkg := range packages {
		entries, err := fs.ReadDir(runtime.Sources, pkg)
		if err != nil {
			continue
		}
		for _, e := range entries {
			name := e.Name()
			if e.IsDir() || strings.HasSuffix(name, "_test.go") {
				continue
			}
			data, err := fs.ReadFile(runtime.Sources, path.Join(pkg, name))
			if err != nil {
				continue
			}
			if strings.HasSuffix(name, ".go") {
				data = bytes.ReplaceAll(data, []byte(original), []byte(module+"/runtime/"))
			}
			files = append(files, gen.File{Path: path.Join("runtime", pkg, name), Data: data})
		}
	}
	return files
}

func title(s string) string { return strings.ToUpper(s[:1]) + s[1:] }

func trimmed(text string) string { return strings.TrimRight(text, "\n") }
