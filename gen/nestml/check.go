package nestml

import (
	"context"
	"fmt"
	"math"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/network"
)

// Difference is a place where NESTML is not the model, or where the emitted text is
// not what NESTML's own models do, so that it is.
type Difference struct {
	Where  string `json:"where"`
	Code   string `json:"code"`
	Model  string `json:"model"`
	NESTML string `json:"nestml"`
}

// Check lists the differences between a study and its NESTML.
func (Target) Check(_ context.Context, s *ir.Study, _ *network.Network, _ gen.Options) (*gen.Fit, diag.List, error) {
	if _, err := generate(s); err != nil {
		if c, clash := err.(clash); clash {
			return nil, diag.List{c.Diagnostic}, nil
		}
		return nil, diag.List{diag.Refused("nestml", err.Error())}, nil
	}
	var list diag.List
	var found []Difference
	note := func(where string, d diag.Diagnostic, model, nestml string) {
		list.Add(d)
		found = append(found, Difference{where, d.Code, model, nestml})
	}
	for i, d := range s.Model.Dynamics {
		p := s.Programs[i]
		if p.Method != "exact" && p.Method != "euler" && len(p.Integrate.Variants) > 0 {
			note(d.Name, diag.NESTMLMethod(d.Name, p.Method), p.Method+", fixed step", "rkf45, tolerance 1e-6")
		}
		for _, c := range clashes(d) {
			if c.digits > 0 {
				note(d.Name, diag.NearConstants(d.Name, c.a, c.b, c.digits), "matrix exponential", fmt.Sprintf("closed form, %d digits lost", c.digits))
			}
		}
		if len(p.Holds) > 0 {
			note(d.Name, diag.RefractorySteps(d.Name), "counter of steps", "counter of steps; by custom a timer")
		}
		for _, port := range d.Ports {
			if hasEquation(d, port) {
				note(d.Name, diag.NoKernels(d.Name), "equations of ports", "equations; by custom kernels")
				break
			}
		}
	}
	for _, p := range s.Network.Projections {
		if p.Plasticity == nil {
			continue
		}
		if p.Plasticity.HasPost() {
			note(p.Name, diag.TransmittedWeights(p.Name), "weights at the end", "weights transmitted last")
		}
		for _, r := range p.Pre.Runs {
			if s.ProgramOf(r.Population) == nil {
				note(p.Name, diag.RelayedSources(p.Name), "source", "generator and parrot")
				break
			}
		}
	}
	table := gen.Table{Title: "Where NESTML differs", Rows: [][]string{{"where", "code", "model", "NESTML"}}, Left: []int{0, 1, 2, 3},
		Notes: []string{"`nngen explain CODE` says more."}}
	for _, x := range found {
		table.Rows = append(table.Rows, []string{x.Where, x.Code, x.Model, x.NESTML})
	}
	return &gen.Fit{Tables: []gen.Table{table}, Data: struct {
		Differences []Difference `json:"differences"`
	}{found}}, list, nil
}

// hasEquation reports whether what arrives at a port changes a variable that moves.
func hasEquation(d *ir.Dynamics, port ir.Port) bool {
	for _, a := range port.Body {
		for _, s := range d.States {
			if s.Sym == a.State && s.Rate.IsValid() && len(s.Rate.Symbols()) > 0 && s.Sym != d.States[0].Sym {
				return true
			}
		}
	}
	return false
}

// clash is an error that has a diagnostic of its own.
type clash struct{ diag.Diagnostic }

func (c clash) Error() string { return c.Message }

// near are two variables of which one drives the other and which decay nearly or just
// as fast; digits is how many digits their rates have in common, 0 for all.
type near struct {
	a, b   string
	digits int
}

// clashes finds rates of decay that the closed forms of pynestml subtract from one
// another. Equal ones are harmless where they are the same expression.
func clashes(d *ir.Dynamics) []near {
	var syms []expr.Sym
	for _, s := range d.States {
		if s.Rate.IsValid() {
			syms = append(syms, s.Sym)
		}
	}
	n := len(syms)
	own, drives := make([]expr.Expr, n), make([][]bool, n)
	i := 0
	for _, s := range d.States {
		if !s.Rate.IsValid() {
			continue
		}
		drives[i] = make([]bool, n)
		if coef, _, ok := d.Pool.AffineIn(s.Rate, syms); ok { // else it is integrated numerically
			own[i] = d.Pool.Simplify(coef[i])
			for j := range coef {
				drives[i][j] = !d.Pool.Simplify(coef[j]).IsZero()
			}
		}
		i++
	}
	for k := range n { // what drives what, also through others
		for i := range n {
			for j := range n {
				drives[i][j] = drives[i][j] || drives[i][k] && drives[k][j]
			}
		}
	}
	var list []near
	for i := range n {
		for j := range n {
			if i == j || !drives[i][j] || !own[i].IsValid() || !own[j].IsValid() || own[i] == own[j] || drives[j][i] && j < i {
				continue
			}
			x, known := literalValue(d, own[i])
			y, also := literalValue(d, own[j])
			if !known || !also || x == 0 || y == 0 {
				continue
			}
			near := near{a: d.Symbols[syms[i]].Name, b: d.Symbols[syms[j]].Name}
			if gap := math.Abs(x-y) / max(math.Abs(x), math.Abs(y)); gap > 1e-3 {
				continue
			} else if gap > 1e-12 {
				near.digits = int(math.Round(-math.Log10(gap)))
			}
			list = append(list, near)
		}
	}
	return list
}
