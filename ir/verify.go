package ir

import (
	"errors"
	"fmt"

	"github.com/nngen/nngen/ir/expr"
)

// Verify checks the invariants of a model that can be checked. What it finds is
// a mistake of nngen, not of the model.
func Verify(m *Model) error {
	var problems []error
	for _, d := range m.Dynamics {
		for _, err := range verifyDynamics(d) {
			problems = append(problems, fmt.Errorf("%s: %w", d.Name, err))
		}
	}
	if len(m.Of) != len(m.Network.Populations) {
		problems = append(problems, fmt.Errorf("%d populations, kinds of %d", len(m.Network.Populations), len(m.Of)))
	}
	next := 0
	for i, p := range m.Network.Populations {
		if p.First != next {
			problems = append(problems, fmt.Errorf("population %s begins at %d, not at %d", p.Name, p.First, next))
		}
		next += p.N
		switch at := m.Of[i]; {
		case at >= len(m.Dynamics):
			problems = append(problems, fmt.Errorf("population %s is of kind %d of %d", p.Name, at, len(m.Dynamics)))
		case at >= 0 && len(p.Init) != len(m.Dynamics[at].States):
			problems = append(problems, fmt.Errorf("population %s has %d initial values for %d states", p.Name, len(p.Init), len(m.Dynamics[at].States)))
		case at < 0 && p.Source == nil:
			problems = append(problems, fmt.Errorf("population %s is neither of neurons nor of sources", p.Name))
		}
	}
	for _, r := range m.Records {
		if r.Population < 0 || r.Population >= len(m.Network.Populations) {
			problems = append(problems, fmt.Errorf("record of population %d", r.Population))
		}
	}
	return errors.Join(problems...)
}

func verifyDynamics(d *Dynamics) []error {
	var problems []error
	check := func(what string, e expr.Expr) {
		if !e.IsValid() {
			return
		}
		for _, x := range e.Symbols() {
			if int(x) >= len(d.Symbols) {
				problems = append(problems, fmt.Errorf("%s names symbol %d of %d", what, x, len(d.Symbols)))
			}
		}
	}
	state := map[expr.Sym]bool{}
	names := map[string]bool{}
	for _, s := range d.Symbols {
		if names[s.Name] {
			problems = append(problems, fmt.Errorf("two symbols are called %s", s.Name))
		}
		names[s.Name] = true
	}
	for _, p := range d.Params {
		ways := 0
		for _, is := range []bool{p.Literal, p.Derived.IsValid(), p.Column != nil} {
			if is {
				ways++
			}
		}
		if ways != 1 {
			problems = append(problems, fmt.Errorf("parameter %s is bound in %d ways", d.Symbols[p.Sym].Name, ways))
		}
		check("a derived parameter", p.Derived)
	}
	for _, s := range d.States {
		state[s.Sym] = true
		check("a rate", s.Rate)
		check("an initial value", s.Init)
	}
	assigns := func(what string, list []Assign) {
		for _, a := range list {
			if !state[a.State] {
				problems = append(problems, fmt.Errorf("%s assigns to symbol %d, which is no state", what, a.State))
			}
			check(what, a.Value)
		}
	}
	for _, o := range d.Observe {
		check("observable "+o.Name, o.Value)
	}
	for _, p := range d.Ports {
		assigns("port "+p.Name, p.Body)
	}
	for _, sum := range d.Sums {
		check("a sum", sum.Value)
		if sum.Port < 0 || sum.Port >= len(d.Ports) || !d.Ports[sum.Port].Continuous {
			problems = append(problems, fmt.Errorf("a sum is over port %d, which is not continuous", sum.Port))
		}
	}
	for _, h := range d.Handlers {
		check("a condition", h.Cond)
		assigns("a handler", h.Body)
		for _, hold := range h.Holds {
			check("a hold", hold.Time)
			for _, x := range hold.States {
				if !state[x] {
					problems = append(problems, fmt.Errorf("a hold names symbol %d, which is no state", x))
				}
			}
		}
	}
	return problems
}
