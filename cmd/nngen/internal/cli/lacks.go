package cli

import (
	"github.com/nngen/nngen/cmd/nngen/internal/pipeline"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/network"
)

// lacks reports every feature that a study needs and a target lacks, at the
// first population or connection that needs it.
func lacks(t gen.Target, s *pipeline.Stages) diag.List {
	var list diag.List
	for _, f := range t.Features().Missing(s.Study.Needs()) {
		d := diag.Unsupported(string(f), "the target "+t.Name()+" has no form for it", able(f))
		d.Primary = needer(s, f)
		list.Add(d)
	}
	return list
}

// needer is the place of what needs a feature; not valid if the study as a whole
// does. Each population and connection is asked as a study of its own.
func needer(s *pipeline.Stages, f ir.Feature) source.Span {
	places := s.Model.Places
	for i, p := range s.Study.Network.Populations {
		part := ir.Study{Network: &network.Spec{Populations: []network.Population{p}}}
		if p.Program != nil {
			part.Programs = []*ir.Program{p.Program}
		}
		if i < len(places.Populations) && part.Needs()[f] {
			return places.Populations[i]
		}
	}
	for i, p := range s.Study.Network.Projections {
		part := ir.Study{Network: &network.Spec{Projections: []network.Projection{p}}, Timeline: ir.Timeline{Step: s.Study.Timeline.Step}}
		if i < len(places.Projections) && part.Needs()[f] {
			return places.Projections[i]
		}
	}
	return source.Span{}
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
		d.Primary = needer(s, f)
		list.Add(d)
	}
	return list
}
