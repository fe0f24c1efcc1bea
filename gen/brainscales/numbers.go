package brainscales

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/network"
)

// evaluate computes the numbers of every neuron of a population and scales them.
func (m *mapper) evaluate(p *Population) {
	c := p.cell
	columns := &m.Network.Populations[p.Index]
	prog := m.Study.Network.Populations[p.Index].Program
	quant := map[string]int{}
	for q := range prog.Quantities {
		quant[prog.Quantities[q].Name] = q
	}
	for i := range p.N {
		env := func(s expr.Sym) float64 {
			if q, ok := quant[c.d.Symbols[s].Name]; ok {
				return network.At(columns.Quants[q], i)
			}
			for _, x := range c.d.Params { // a literal that no operation reads
				if x.Sym == s {
					return x.Value
				}
			}
			return math.NaN()
		}
		v := values{tau: expr.Eval(c.tau, env), rest: expr.Eval(c.rest, env), threshold: expr.Eval(c.threshold, env), reset: expr.Eval(c.reset, env)}
		if c.refractory.IsValid() {
			v.refractory = expr.Eval(c.refractory, env)
		}
		for _, d := range c.drive { // a constant current shifts the leak potential
			for k, in := range prog.Inputs { // an input that nothing drives is not there
				if in.Name == c.d.Symbols[c.d.Inputs[d.input]].Name {
					v.rest += expr.Eval(d.gain, env) * network.At(columns.Drive[k], i) * v.tau
				}
			}
		}
		for _, in := range c.inputs {
			v.synapse = append(v.synapse, expr.Eval(in.tau, env))
			v.gain = append(v.gain, expr.Eval(in.gain, env))
			reversal := math.NaN()
			if in.reversal.IsValid() {
				reversal = expr.Eval(in.reversal, env)
			}
			v.reversal = append(v.reversal, reversal)
		}
		p.values = append(p.values, v)
	}
	m.scale(p)
	m.times(p)
}

// column collects one number of all neurons.
func (p *Population) column(f func(v *values) float64) []float64 {
	x := make([]float64, p.N)
	for i := range p.values {
		x[i] = f(&p.values[i])
	}
	return x
}

// scale turns the potentials of a population into units of the chip.
func (m *mapper) scale(p *Population) {
	type potential struct {
		name string
		limits
		of func(v *values) float64
	}
	list := []potential{
		{"v_rest", leakRange, func(v *values) float64 { return v.rest }},
		{"v_reset", resetRange, func(v *values) float64 { return v.reset }},
		{"v_thresh", thresholdRange, func(v *values) float64 { return v.threshold }},
	}
	for k, in := range p.cell.inputs {
		if in.reversal.IsValid() {
			name := "e_rev_I"
			if p.isExcitatory(k) {
				name = "e_rev_E"
			}
			list = append(list, potential{name, reversalRange, func(v *values) float64 { return v.reversal[k] }})
		}
	}
	var all []bounded
	for _, x := range list {
		for _, v := range distinct(p.column(x.of)) {
			all = append(all, bounded{fmt.Sprintf("%s %.4g mV", x.name, v), v, x.limits})
		}
	}
	var low, high bounded
	p.scale, low, high = scaleOf(all)
	if p.scale.slope < least {
		m.Findings.Add(diag.PotentialRange(m.place1(p.Index), p.Name, p.scale.slope, low.name, high.name))
	}
	for _, x := range list {
		par := Param{Name: x.name, Unit: "LSB", BioUnit: "mV"}
		for i := range p.values {
			bio := x.of(&p.values[i])
			chip := math.Round(p.scale.chip(bio))
			par.Bio, par.Chip = append(par.Bio, bio), append(par.Chip, chip)
			par.Residual = append(par.Residual, p.residual(chip, bio))
		}
		p.Params = append(p.Params, par)
	}
}

// residual is what rounding changes in a potential, in mV; less than a millionth is
// that of binary numbers.
func (p *Population) residual(chip, bio float64) float64 {
	if r := p.scale.bio(chip) - bio; math.Abs(r) > 1e-6 {
		return r
	}
	return 0
}

// isExcitatory reports whether a conductance pulls towards the threshold.
func (p *Population) isExcitatory(k int) bool {
	return p.values[0].reversal[k] >= p.values[0].threshold
}

// portTime begins the names of the time constants of ports until it is known which
// input of the chip each is.
const portTime = "tau_syn of "

// times puts the time constants of a population into us of the chip, which are the
// same numbers as ms of biology.
func (m *mapper) times(p *Population) {
	check := func(name, what string, r limits, of func(v *values) float64) {
		par := Param{Name: name, Unit: "us", BioUnit: "ms"}
		bad := math.NaN()
		for i := range p.values {
			x := of(&p.values[i])
			if !r.has(x) && math.IsNaN(bad) {
				bad = x
			}
			par.Bio, par.Chip, par.Residual = append(par.Bio, x), append(par.Chip, x), append(par.Residual, 0)
		}
		if !math.IsNaN(bad) {
			m.Findings.Add(diag.TimeRange(m.place1(p.Index), p.Name, what, bad, r.low, r.high))
		}
		p.Params = append(p.Params, par)
	}
	check("tau_m", "the membrane time constant", membraneRange, func(v *values) float64 { return v.tau })
	check("tau_refrac", "the refractory period", refractoryRange, func(v *values) float64 { return v.refractory })
	for k, in := range p.cell.inputs {
		check(portTime+p.cell.d.Ports[in.port].Name, "the synaptic time constant of "+p.cell.d.Ports[in.port].Name, synapseRange, func(v *values) float64 { return v.synapse[k] })
	}
}

// kinds asks for one kind of input on the whole chip, and gives membranes their
// capacitances: where a weight has the least effect it is the largest.
func (m *mapper) kinds() {
	least := math.Inf(1)
	for i := range m.Populations {
		if p := &m.Populations[i]; len(p.cell.inputs) > 0 {
			m.Conduct = m.Conduct || p.cell.conduct
			if g := math.Abs(p.values[0].gain[0]); g > 0 {
				least = min(least, g)
			}
		}
	}
	for i := range m.Populations {
		p := &m.Populations[i]
		p.capacitance = capacitanceMax
		relative := 1.0
		if len(p.cell.inputs) > 0 && p.values[0].gain[0] != 0 {
			relative = least / math.Abs(p.values[0].gain[0])
			p.capacitance = max(1, math.Round(capacitanceMax*relative))
		}
		p.Gain = p.capacitance / capacitanceMax / relative
		if math.Abs(p.Gain-1) > 0.05 {
			m.Findings.Add(diag.PerChip(m.place1(p.Index), p.Name, p.Gain))
		}
		par := Param{Name: "cm", Unit: "LSB", BioUnit: "1", Bio: make([]float64, p.N), Chip: make([]float64, p.N), Residual: make([]float64, p.N)}
		for k := range p.N {
			par.Bio[k], par.Chip[k], par.Residual[k] = relative, p.capacitance, p.capacitance/capacitanceMax-relative
		}
		p.Params = append(p.Params, par)
	}
	for i := range m.Populations {
		p := &m.Populations[i]
		if len(p.cell.inputs) > 0 && p.cell.conduct != m.Conduct {
			m.Findings.Add(diag.NotOnChip(m.place1(p.Index), p.cell.d.Name, "its inputs are currents, and those of another population conductances", "the mode of the synaptic inputs is calibrated for the whole chip"))
		}
	}
}
