package gen

import (
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// Waves tells which inputs of p vary in time in some population of the study.
func Waves(s *ir.Study, p *program.Program) []bool {
	varies := make([]bool, len(p.Inputs))
	for i := range s.Network.Populations {
		if pop := &s.Network.Populations[i]; pop.Program == p {
			for _, c := range pop.Currents {
				varies[c.Input] = true
			}
		}
	}
	return varies
}

// AnyWaves reports whether a current of the study varies in time.
func AnyWaves(s *ir.Study) bool {
	for i := range s.Network.Populations {
		if len(s.Network.Populations[i].Currents) > 0 {
			return true
		}
	}
	return false
}
