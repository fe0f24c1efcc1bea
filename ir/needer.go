package ir

import (
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/runtime/network"
)

// Needer is the place of the first population or connection that needs a feature; not
// valid if the study as a whole does, or was not made from a model. Each of them is
// asked as a study of its own.
func (s *Study) Needer(f Feature) source.Span {
	if s.Model == nil {
		return source.Span{}
	}
	places := s.Model.Places
	for i, p := range s.Network.Populations {
		part := Study{Network: &network.Spec{Populations: []network.Population{p}}}
		if p.Program != nil {
			part.Programs = []*Program{p.Program}
		}
		if i < len(places.Populations) && part.Needs()[f] {
			return places.Populations[i]
		}
	}
	for i, p := range s.Network.Projections {
		part := Study{Network: &network.Spec{Projections: []network.Projection{p}}, Timeline: Timeline{Step: s.Timeline.Step}}
		if i < len(places.Projections) && part.Needs()[f] {
			return places.Projections[i]
		}
	}
	return source.Span{}
}
