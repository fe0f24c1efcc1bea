package cli

import (
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
)

// lacks reports every feature that a study needs and a target lacks, at the
// first population or connection that needs it.
func lacks(t gen.Target, s *pipeline.Stages) diag.List {
	var list diag.List
	for _, f := range t.Features().Missing(s.Study.Needs()) {
		d := diag.Unsupported(string(f), "the target "+t.Name()+" has no form for it", able(f))
		d.Primary = s.Study.Needer(f)
		list.Add(d)
	}
	return list
}

// foreign reports neurons of a simulator, which no engine of this process knows.
func foreign(engine string, s *pipeline.Stages) diag.List {
	var list diag.List
	seen := ir.FeatureSet{}
	for _, p := range s.Study.Programs {
		f := ir.FeatureExtern(p.ExternOf)
		if p.Extern == "" || seen[f] {
			continue
		}
		seen[f] = true
		d := diag.Unsupported(string(f), "the engine "+engine+" does not know "+p.Extern, able(f))
		d.Primary = s.Study.Needer(f)
		list.Add(d)
	}
	return list
}
