package solve

import "github.com/nngen/nngen/runtime/program"

// extern writes the program of a simulator's own model: names, but nothing that
// is done.
func (s *solver) extern() {
	e := s.d.Extern
	s.p.Extern, s.p.ExternOf = e.Model, e.Target
	s.p.Method, s.p.Why = "that of "+e.Target, "it is the model "+e.Model+" of "+e.Target+" itself"
	s.p.Integrate.Variants = []program.Variant{{}}
	s.arrive()
	s.observe()
}
