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

// Switches tells which quantities of p may become others during a run of the
// study: those that are set, and those that may follow from them.
func Switches(s *ir.Study, p *program.Program) []bool {
	may := make([]bool, len(p.Quantities))
	any := false
	for i := range s.Network.Populations {
		if pop := &s.Network.Populations[i]; pop.Program == p {
			for _, x := range pop.Settings {
				may[x.Quantity], any = true, true
			}
		}
	}
	for q := range p.Quantities {
		if any && p.Quantities[q].Derived && p.Quantities[q].Binding == program.Column {
			may[q] = true
		}
	}
	return may
}

// Changes tells whether an input or a quantity of the study changes in its run.
func Changes(s *ir.Study) bool {
	for i := range s.Network.Populations {
		if pop := &s.Network.Populations[i]; len(pop.Currents)+len(pop.Settings) > 0 {
			return true
		}
	}
	return false
}
