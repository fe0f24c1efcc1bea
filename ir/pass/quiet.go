package pass

import (
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/network"
)

// quiet takes inputs out of neurons into which nothing is injected, so that a
// model that can take a current costs nothing where it gets none.
var quiet = Pass{
	Name:  "quiet",
	Doc:   "take out inputs that nothing is injected into",
	Model: withoutQuietInputs,
}

func withoutQuietInputs(m *ir.Model) *ir.Model {
	driven := make([][]bool, len(m.Dynamics))
	for i, d := range m.Dynamics {
		driven[i] = make([]bool, len(d.Inputs))
	}
	for p, at := range m.Of {
		if at < 0 {
			continue
		}
		pop := &m.Network.Populations[p]
		for j, v := range pop.Drive {
			if x, ok := v.Constant(); !ok || x != 0 {
				driven[at][j] = true
			}
		}
		for _, o := range pop.Set {
			if o.Kind == network.AddDrive {
				driven[at][o.Index] = true
			}
		}
		for _, c := range pop.Currents {
			driven[at][c.Input] = true
		}
	}
	next := *m
	next.Dynamics = append([]*ir.Dynamics(nil), m.Dynamics...)
	place := make([][]int, len(m.Dynamics)) // per input: its new index
	changed := false
	for i, d := range m.Dynamics {
		zero := map[expr.Sym]expr.Expr{}
		var kept []expr.Sym
		for j, sym := range d.Inputs {
			place[i] = append(place[i], len(kept))
			if driven[i][j] {
				kept = append(kept, sym)
			} else {
				zero[sym] = d.Pool.Int(0)
			}
		}
		if len(zero) > 0 {
			changed = true
			next.Dynamics[i] = rewrite(d, func(e expr.Expr) expr.Expr { return d.Pool.Subst(e, zero) })
			next.Dynamics[i].Inputs = kept
		}
	}
	if !changed {
		return m
	}
	spec := *m.Network
	spec.Populations = append([]network.Population(nil), spec.Populations...)
	next.Network = &spec
	for p, at := range m.Of {
		if at < 0 {
			continue
		}
		pop := &spec.Populations[p]
		drive := pop.Drive
		pop.Drive = nil
		for j, v := range drive {
			if driven[at][j] {
				pop.Drive = append(pop.Drive, v)
			}
		}
		pop.Set = append([]network.Override(nil), pop.Set...)
		for k := range pop.Set {
			if pop.Set[k].Kind == network.AddDrive {
				pop.Set[k].Index = place[at][pop.Set[k].Index]
			}
		}
		pop.Currents = append([]network.Injection(nil), pop.Currents...)
		for k := range pop.Currents {
			pop.Currents[k].Input = place[at][pop.Currents[k].Input]
		}
	}
	return &next
}
