package brainscales

import (
	"math"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/ir/pass"
	"github.com/nngen/nngen/ir/solve"
	"github.com/nngen/nngen/ir/unit"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// TwinOptions say how the digital twin differs from the model.
type TwinOptions struct {
	// Unlimited leaves weights and potentials as the model has them: what remains
	// is that there are no delays.
	Unlimited bool
	// Mismatch is the relative standard deviation of time constants and of the
	// strength of synapses from circuit to circuit, and of potentials in units of
	// the distance from leak to threshold. Calibrated chips have a few percent.
	Mismatch float64
	Seed     uint64 // of the mismatch
}

// Twin is the network that the chip would run, as a study for the native engine:
// the equations of the model with what the mapping changes added to them. Where
// nothing is changed nothing is added, so a twin without limits computes the same
// bits as the model. Plastic synapses keep the weights that they begin with.
func (m *Mapping) Twin(o TwinOptions) (*ir.Study, diag.List) {
	model := *m.Study.Model
	spec := *model.Network
	model.Network = &spec
	model.Dynamics, model.Of = nil, append([]int(nil), model.Of...)
	spec.Populations = append([]network.Population(nil), spec.Populations...)
	for i := range m.Populations {
		p := &m.Populations[i]
		t := &twin{m: m, p: p, o: o, given: map[int]network.Value{}}
		model.Of[p.Index] = len(model.Dynamics)
		model.Dynamics = append(model.Dynamics, t.dynamics())
		pop := &spec.Populations[p.Index]
		for k, v := range pop.Given {
			if _, ok := t.given[k]; !ok {
				t.given[k] = v
			}
		}
		pop.Given = t.given
	}
	spec.Projections, model.Rules, model.Rule, model.Weights = m.twinProjections(o), nil, nil, nil
	model.Places.Projections = make([]source.Span, len(spec.Projections))
	for i := range spec.Projections {
		model.Rule = append(model.Rule, -1)
		model.Places.Projections[i] = source.Span{}
	}
	lowered := pass.Run(&model, pass.Common, nil)
	study, list := solve.Study(lowered)
	if study != nil {
		study.Model = &model
	}
	return study, list
}

// twin changes the equations of one population.
type twin struct {
	m     *Mapping
	p     *Population
	o     TwinOptions
	d     *ir.Dynamics
	given map[int]network.Value // by parameter
}

// normal is a draw of the mismatch of neuron i.
func (t *twin) normal(what string, i int) float64 {
	return rng.NewStream(t.o.Seed, rng.Param, "mismatch of "+t.p.Name+"."+what, uint32(i)).Normal(0)
}

// column makes a parameter of one number per neuron; ok is false when all are
// idle, so that nothing needs to be added.
func (t *twin) column(name, u string, idle float64, f func(i int) float64) (e expr.Expr, ok bool) {
	values := make([]float64, t.p.N)
	for i := range values {
		values[i] = f(i)
		ok = ok || values[i] != idle
	}
	if !ok {
		return expr.Expr{}, false
	}
	s := expr.Sym(len(t.d.Symbols))
	x, found := unit.Lookup(u)
	if !found {
		x = unit.One
	}
	t.d.Symbols = append(t.d.Symbols, ir.Symbol{Kind: ir.SymParam, Name: "chip." + name, Unit: x, Doc: "what the chip changes"})
	v := listed(values)
	t.given[len(t.d.Params)] = v
	t.d.Params = append(t.d.Params, ir.Param{Sym: s, Column: &v})
	return t.d.Pool.Sym(s), true
}

// residual is what rounding changes in a parameter of the chip at neuron i.
func (t *twin) residual(name string, i int) float64 {
	if t.o.Unlimited {
		return 0
	}
	for _, x := range t.p.Params {
		if x.Name == name {
			return x.Residual[i]
		}
	}
	return 0
}

// potential is what the chip changes in a potential.
func (t *twin) potential(name string) (expr.Expr, bool) {
	return t.column(name, "mV", 0, func(i int) float64 {
		x := t.residual(name, i)
		if t.o.Mismatch > 0 {
			v := &t.p.values[i]
			x += t.o.Mismatch * math.Abs(v.threshold-v.rest) * t.normal(name, i)
		}
		return x
	})
}

// rate is the factor of a rate of change.
func (t *twin) rate(name string) (expr.Expr, bool) {
	return t.column(name, "1", 1, func(i int) float64 {
		if t.o.Mismatch == 0 {
			return 1
		}
		return math.Exp(t.o.Mismatch * t.normal(name, i))
	})
}

func (t *twin) dynamics() *ir.Dynamics {
	c := t.p.cell
	d := *c.d
	t.d = &d
	d.Symbols = append([]ir.Symbol(nil), d.Symbols...)
	d.Params = append([]ir.Param(nil), d.Params...)
	d.States = append([]ir.State(nil), d.States...)
	d.Handlers = append([]ir.Handler(nil), d.Handlers...)
	pool := d.Pool
	h := &d.Handlers[0]
	if x, ok := t.potential("v_thresh"); ok {
		h.Cond = pool.Compare(h.Cond.Kind(), h.Cond.Arg(0), pool.Add(h.Cond.Arg(1), x))
	}
	if x, ok := t.potential("v_reset"); ok {
		h.Body = append([]ir.Assign(nil), h.Body...)
		for i := range h.Body {
			h.Body[i].Value = pool.Add(h.Body[i].Value, x)
		}
	}
	for i := range d.States {
		s := &d.States[i]
		if s.Sym == c.state {
			if x, ok := t.potential("v_rest"); ok {
				s.Rate = pool.Add(s.Rate, pool.Div(x, c.tau))
			}
			for k, in := range c.inputs {
				name := "e_rev_I"
				if in.reversal.IsValid() && t.p.isExcitatory(k) {
					name = "e_rev_E"
				}
				if in.reversal.IsValid() {
					if x, ok := t.potential(name); ok {
						s.Rate = pool.Add(s.Rate, pool.Mul(in.per, pool.Sym(in.state), x))
					}
				}
			}
			if f, ok := t.rate("tau_m"); ok {
				s.Rate = pool.Mul(f, s.Rate)
			}
			continue
		}
		if f, ok := t.rate("tau_syn " + d.Symbols[s.Sym].Name); ok {
			s.Rate = pool.Mul(f, s.Rate)
		}
	}
	return &d
}

// twinProjections are the synapses of the chip as lists, without delay.
func (m *Mapping) twinProjections(o TwinOptions) []network.Projection {
	spec := m.Study.Network
	view := func(p int) network.View {
		pop := &spec.Populations[p]
		return network.View{Runs: []network.Run{{Population: p, First: pop.First, Stride: 1, N: pop.N}}}
	}
	var list []network.Projection
	for i := range m.Projections {
		x := &m.Projections[i]
		p := m.Of(x.Post)
		t := &twin{m: m, p: p, o: o}
		y := network.Projection{Name: x.Name + "#" + x.sign(), Pre: view(x.Pre), Post: view(x.Post), Port: p.cell.d.Ports[p.cell.inputs[x.receptor].port].Name,
			Rule: network.Rule{Kind: network.FromList, Self: true}, Delay: network.Const(spec.Step), ListedWeight: true, ListedDelay: true}
		for _, s := range x.Synapses {
			w := s.Bio
			if !o.Unlimited {
				if s.Weight == 0 {
					continue
				}
				w = math.Copysign(float64(s.Weight)*m.unit(x.Excitatory)/math.Abs(p.effect(x.receptor, s.Post)), s.Bio)
			}
			if o.Mismatch > 0 {
				w *= math.Exp(o.Mismatch * t.normal("synapses "+x.sign(), s.Post))
			}
			y.Rule.List = append(y.Rule.List, network.Pair{Pre: s.Pre, Post: s.Post, Weight: w, Delay: spec.Step})
		}
		if len(y.Rule.List) > 0 {
			list = append(list, y)
		}
	}
	return list
}

func (m *Mapping) unit(excitatory bool) float64 {
	if excitatory {
		return m.Excitatory
	}
	return m.Inhibitory
}

func (x *Projection) sign() string {
	if x.Excitatory {
		return "excitatory"
	}
	return "inhibitory"
}

// listed is a value that stands in a list, by the index of the element.
func listed(values []float64) network.Value {
	var v network.Value
	add := func(op program.Op, a, b, c program.Ref, x float64) program.Ref {
		return v.Block.Add(program.Instr{Op: op, A: a, B: b, C: c, Value: x})
	}
	const no = program.None
	index := add(program.LoadIndex, no, no, no, 0)
	at := add(program.Const, no, no, no, values[0])
	for i := 1; i < len(values); i++ {
		if values[i] == values[0] {
			continue
		}
		here := v.Block.Add(program.Instr{Op: program.Eq, Type: program.Bool, A: index, B: add(program.Const, no, no, no, float64(i)), C: no})
		at = add(program.Select, here, add(program.Const, no, no, no, values[i]), at, 0)
	}
	v.Result = at
	return v
}

// Readout turns a membrane potential of a population into what the converters of
// the chip would say of it, in mV.
func (p *Population) Readout(mV float64) float64 {
	return p.scale.bio(min(1<<readoutBits-1, max(0, math.Round(p.scale.chip(mV)))))
}
