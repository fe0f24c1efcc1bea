package solve

import (
	"fmt"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir/expr"
)

// method writes the integration of a program.
type method interface{ integrate(*solver) }

// explicitMethods are the methods that take the rates as they come.
var explicitMethods = map[string]explicit{
	"rk4":               {rk4},
	"heun":              {heun},
	"euler":             {euler},
	"exponential_euler": {exponentialEuler},
}

// Methods lists the methods that a model may ask for.
func Methods() []string { return []string{"exact", "rk4", "exponential_euler", "euler", "heun"} }

// choose picks the method and says why.
func (s *solver) choose() method {
	system, reason := s.affineSystem()
	want := s.d.Method
	switch {
	case want == "" && system != nil:
		s.p.Method, s.p.Why = "exact", "all equations are linear with constant coefficients"
		return system
	case want == "":
		s.p.Method, s.p.Why = "rk4", reason
		return explicitMethods["rk4"]
	case want == "exact" && system == nil:
		s.list.Add(diag.NotExact(s.d.MethodAt, reason))
		return nil
	case want == "exact":
		s.p.Method, s.p.Why = "exact", "as the model asks"
		return system
	}
	m, ok := explicitMethods[want]
	if !ok {
		s.list.Add(diag.UnknownMethod(s.d.MethodAt, want, Methods()))
		return nil
	}
	s.p.Method, s.p.Why = want, "as the model asks"
	if want == "exponential_euler" {
		for i, x := range s.d.States {
			if !s.rate(i).IsValid() {
				continue
			}
			if _, _, ok := s.pool.AffineIn(s.rate(i), []expr.Sym{x.Sym}); !ok {
				s.list.Add(diag.NotExponential(s.d.MethodAt, fmt.Sprintf("%s' is not linear in %s", s.p.States[i].Name, s.p.States[i].Name)))
			}
		}
	}
	return m
}
