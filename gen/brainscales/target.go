package brainscales

import (
	"context"

	"github.com/nngen/nngen/dsl/diag"
	dslsource "github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/names"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
)

// Target is the target "brainscales".
type Target struct{}

// Name is "brainscales".
func (Target) Name() string { return "brainscales" }

// Doc is one line for the list of targets.
func (Target) Doc() string {
	return "a configuration of a BrainScaleS-2 chip with a script for pynn-brainscales and a fit report"
}

// Features is what circuits may have; the equations themselves are looked at by
// Map.
func (Target) Features() ir.FeatureSet {
	return ir.Features(ir.FeatureSources, ir.FeatureDelayOne, ir.FeatureHolds, ir.FeatureColumns, ir.FeatureObservables, ir.FeaturePlasticity, ir.FeatureWeights)
}

// Generate writes the mapping in all its forms, or says why there is none.
func (Target) Generate(s *ir.Study, o gen.Options) ([]gen.File, diag.List) {
	m := Map(s, o.Allow)
	if m.Findings.HasErrors() {
		return nil, m.Findings
	}
	files, err := m.files()
	if err != nil {
		return nil, diag.List{diag.Bug(dslsource.Span{}, "target brainscales: %v", err)}
	}
	return files, m.Findings
}

// Check is the fit report.
func (Target) Check(_ context.Context, s *ir.Study, _ *network.Network, o gen.Options) (*gen.Fit, diag.List, error) {
	m := Map(s, o.Allow)
	f := m.fit()
	return &gen.Fit{Tables: f.tables(), Data: f}, m.Findings, nil
}

// Class is that of the digital twin.
func (Target) Class() string { return "quantised" }

func (m *Mapping) files() ([]gen.File, error) {
	name := names.New(false, nil).Of(m.Study.Name)
	text, err := m.yaml()
	if err != nil {
		return nil, err
	}
	schema, err := m.schema()
	if err != nil {
		return nil, err
	}
	script, err := m.script()
	if err != nil {
		return nil, err
	}
	if err := checkScript(string(script)); err != nil {
		return nil, err
	}
	report, err := m.report()
	if err != nil {
		return nil, err
	}
	files := []gen.File{
		{Path: name + ".bss2.yaml", Data: text},
		{Path: "bss2.schema.json", Data: schema},
		{Path: name + "_pynn.py", Data: script, Mode: 0o755},
		{Path: "fit.txt", Data: report.text},
		{Path: "fit.json", Data: report.json},
		{Path: "fit.html", Data: report.html},
	}
	for i := range m.Rules {
		kernel, err := m.kernel(&m.Rules[i])
		if err != nil {
			return nil, err
		}
		files = append(files, gen.File{Path: "plasticity/" + names.New(false, nil).Of(m.Rules[i].Name) + ".py", Data: kernel})
	}
	return files, gen.Sort(files)
}
