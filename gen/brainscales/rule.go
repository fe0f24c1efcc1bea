package brainscales

import (
	"math"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/program"
)

// Rule is a pair rule as the chip's processor can follow it: in every period
//
//	w += (Plus[0] + Plus[1]*w)*causal - (Minus[0] + Minus[1]*w)*acausal
//
// where causal and acausal are the sums that the synapse's sensors measured. A
// weight is in steps of the chip.
type Rule struct {
	Name      string
	Doc       string
	Index     int // of the rule in the study
	TauPlus   float64
	TauMinus  float64
	Plus      [2]float64
	Minus     [2]float64
	Most      float64 // largest weight in steps
	Period    float64 // ms of biology
	Equations []string
}

// correlationRange are the time constants of the sensors, in ms of biology.
var correlationRange = limits{2, 30}

// findRules reads the plasticity rules in use.
func (m *mapper) findRules() {
	for j := range m.Study.Network.Projections {
		index := m.Study.Model.Rule[j]
		if index < 0 || m.hasRule(index) {
			continue
		}
		d := m.Study.Model.Rules[index]
		unit := 0.0
		for _, x := range m.Projections {
			if x.Index == j {
				unit = x.Unit
			}
		}
		r, why := pairRule(d, unit)
		if why != "" {
			m.Findings.Add(diag.ChipPlasticity(m.projection(j), d.Name, why))
			continue
		}
		if !correlationRange.has(r.TauPlus) || !correlationRange.has(r.TauMinus) {
			m.Findings.Add(diag.ChipPlasticity(m.projection(j), d.Name, "the sensors of the synapses have time constants of 2 to 30 ms"))
			continue
		}
		m.lossy(diag.ChipPlasticity(m.projection(j), d.Name, "the processor adds up pairs over a period instead of following spikes"), PeriodicRule)
		r.Index = index
		m.Rules = append(m.Rules, *r)
	}
}

func (m *mapper) hasRule(index int) bool {
	for _, r := range m.Rules {
		if r.Index == index {
			return true
		}
	}
	return false
}

// pairRule takes a rule apart; why says what makes it another kind.
func pairRule(d *ir.Dynamics, unit float64) (r *Rule, why string) {
	p := d.Pool
	value := func(e expr.Expr) float64 {
		return expr.Eval(e, func(s expr.Sym) float64 {
			for _, x := range d.Params {
				if x.Sym == s && x.Literal {
					return x.Value
				}
			}
			return math.NaN()
		})
	}
	// Numbers instead of parameters show what exponents of 0 and 1 leave.
	numbers := map[expr.Sym]expr.Expr{}
	for _, x := range d.Params {
		if x.Literal && x.Exact.IsValid() {
			numbers[x.Sym] = x.Exact
		}
	}
	r = &Rule{Name: d.Name, Doc: d.Doc, Equations: d.Equations, Most: weightMax, Period: 200}
	var traces [3]expr.Sym
	var found [3]int
	for _, s := range d.States {
		if s.Sym == d.Weight {
			if s.Rate.IsValid() && !s.Rate.IsZero() {
				return nil, "the weight changes between spikes"
			}
			if s.High.IsValid() && unit > 0 {
				r.Most = min(weightMax, math.Round(value(s.High)/unit))
			}
			continue
		}
		if s.Site == program.AtConnection {
			return nil, "synapses have a state besides their weight"
		}
		coef, rest, affine := p.AffineIn(s.Rate, []expr.Sym{s.Sym})
		if !s.Rate.IsValid() || !affine || !p.Simplify(rest).IsZero() {
			return nil, "a trace does not decay exponentially"
		}
		tau := -1 / value(coef[0])
		if s.Site == program.AtSource {
			r.TauPlus = tau
		} else {
			r.TauMinus = tau
		}
		traces[s.Site] = s.Sym
		found[s.Site]++
	}
	if found[program.AtSource] != 1 || found[program.AtTarget] != 1 {
		return nil, "it has not exactly one trace of either side"
	}
	for _, e := range d.Events {
		other, into := traces[program.AtTarget], &r.Minus
		sign := -1.0
		if e.Site == program.AtTarget {
			other, into, sign = traces[program.AtSource], &r.Plus, 1
		}
		for _, a := range e.Body {
			if a.State != d.Weight {
				continue
			}
			change := p.Simplify(p.Subst(p.Sub(unclipped(a.Value), p.Sym(d.Weight)), numbers))
			coef, rest, affine := p.AffineIn(change, []expr.Sym{other})
			if !affine || !p.Simplify(rest).IsZero() {
				return nil, "the weight changes by more than a product with the trace of the other side"
			}
			slope, constant, affine := p.AffineIn(coef[0], []expr.Sym{d.Weight})
			if !affine {
				return nil, "the change of the weight is not linear in the weight"
			}
			into[0], into[1] = sign*value(constant)/unit, sign*value(slope[0])
		}
	}
	for _, x := range append(r.Plus[:], r.Minus[:]...) {
		if math.IsNaN(x) || math.IsInf(x, 0) {
			return nil, "its parameters differ from synapse to synapse, or have no finite value"
		}
	}
	return r, ""
}

// unclipped is a new value before it is kept within the bounds of the weight.
func unclipped(e expr.Expr) expr.Expr {
	for e.Is(expr.Min) || e.Is(expr.Max) {
		e = e.Arg(0)
	}
	return e
}
