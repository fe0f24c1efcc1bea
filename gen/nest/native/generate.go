package native

import (
	"sync"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/tmpl"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/templates"
)

var parsed = sync.OnceValues(func() (*tmpl.Set, error) {
	return tmpl.Parse(templates.FS, nil, "nestnative/*.tmpl", "python/*.tmpl")
})

// Generate writes run.py, nngen_io.py and README.md with the translation of parameters.
func Generate(s *ir.Study, o gen.Options) ([]gen.File, diag.List) {
	p, list := newPlan(s)
	if list.HasErrors() {
		return nil, list
	}
	files, err := p.files(o)
	if err != nil {
		return nil, append(list, diag.Refused("nest", "with NEST's own models: "+err.Error()))
	}
	return files, list
}

func (p *plan) files(o gen.Options) ([]gen.File, error) {
	set, err := parsed()
	if err != nil {
		return nil, err
	}
	v, err := newView(p, o)
	if err != nil {
		return nil, err
	}
	r, err := p.readme(o)
	if err != nil {
		return nil, err
	}
	return gen.Render(set, []gen.Rendered{
		{Path: "run.py", Template: "native.py.tmpl", View: v, Mode: 0o755},
		{Path: "README.md", Template: "native.md.tmpl", View: r},
		{Path: "nngen_io.py", Template: "nngen_io.py.tmpl", View: v},
	})
}

// Class is the class of agreement of a study on NEST's own models.
func Class(s *ir.Study) string {
	if p, list := newPlan(s); list.HasErrors() || !p.identical() {
		return tolerance
	}
	return identical
}

// The classes of agreement.
const (
	identical = "identical"
	tolerance = "tolerance"
	// statistics is that of networks which NEST draws.
	statistics = "native"
)
