package spinnaker

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/fixed"
	"github.com/nngen/nngen/runtime/network"
	"github.com/nngen/nngen/runtime/program"
)

// Form is a study in fixed point.
type Form struct {
	Study    *ir.Study
	Programs []*fixed.Program // one per program of the study
	Rules    []*fixed.Rule    // one per rule of the study
	Notes    []Note           // one per program
	traffic  [][]traffic      // per population and port
	largest  []traffic        // per program and port, see portsOf
	amounts  []amounts        // per rule
}

// Note is what the analysis of a program found.
type Note struct {
	Reached    []float64 // per state: the largest absolute value of the trial
	Operations int
	Saturating int // operations that are not proven to fit
}

// Lower turns a study into fixed point. It is a function of the study alone.
func Lower(s *ir.Study) (*Form, error) {
	f := &Form{Study: s}
	columns, err := columnsOf(s)
	if err != nil {
		return nil, err
	}
	delivered := map[int]span{}
	for _, r := range s.Rules {
		rule, made, err := lowerRule(s, r)
		if err != nil {
			return nil, fmt.Errorf("the rule %s: %w", r.Name, err)
		}
		f.Rules, f.amounts = append(f.Rules, rule), append(f.amounts, made)
		for j := range s.Network.Projections {
			if s.Network.Projections[j].Plasticity == r {
				delivered[j] = made.delivered
			}
		}
	}
	f.traffic = trafficOf(s, delivered)
	for _, p := range s.Programs {
		x, note, err := f.program(p, columns)
		if err != nil {
			return nil, fmt.Errorf("the neuron %s: %w", p.Name, err)
		}
		f.Programs = append(f.Programs, x)
		f.Notes = append(f.Notes, *note)
	}
	return f, nil
}

// ProgramOf is the program of a population, nil for a source.
func (f *Form) ProgramOf(population int) *fixed.Program {
	for i, p := range f.Study.Programs {
		if p == f.Study.Network.Populations[population].Program {
			return f.Programs[i]
		}
	}
	return nil
}

// RuleOf is a rule of the study in fixed point.
func (f *Form) RuleOf(r *program.Plasticity) int {
	for i, x := range f.Study.Rules {
		if x == r {
			return i
		}
	}
	return -1
}

// program lowers one program.
func (f *Form) program(p *program.Program, columns []network.Columns) (*fixed.Program, *Note, error) {
	t := tryOut(f.Study, p, columns, f.traffic)
	x := &fixed.Program{Name: p.Name, Doc: p.Doc, Equations: p.Equations, Method: p.Method, Why: p.Why, Step: p.Step}
	around := &surroundings{step: p.Step, steps: f.Study.Timeline.Segments[0].Steps}
	f.quantities(x, p, columns, around)
	streams(x, p, around)
	f.inputs(x, p, columns, around)
	if err := f.ports(x, p, around); err != nil {
		return nil, nil, err
	}
	for _, h := range p.Holds {
		x.Holds = append(x.Holds, h.Name)
	}
	compared := comparedWith(p, around)
	for i, s := range p.States {
		format := stateFormat(max(float64(margin*t.states[i]), float64(2*compared[i])))
		x.States = append(x.States, fixed.State{Name: s.Name, Unit: s.Unit, Doc: s.Doc, Format: format, HeldBy: s.HeldBy})
		around.states = append(around.states, leaf{index: i, format: format, span: span{-format.Limit(), format.Limit()}})
	}
	note := &Note{Reached: t.states}
	l := &lowerer{around: around, trial: t, note: note}
	x.Common = l.plain(&p.Integrate.Common)
	for i := range p.Integrate.Variants {
		v := &p.Integrate.Variants[i]
		x.Variants = append(x.Variants, fixed.Variant{Held: v.Held, Block: l.plain(&v.Block)})
	}
	for i := range p.Arrive {
		x.Arrive = append(x.Arrive, l.plain(&p.Arrive[i]))
	}
	for i := range p.Conditions {
		x.Conditions = append(x.Conditions, l.condition(&p.Conditions[i]))
	}
	for i := range p.Observe {
		o := &p.Observe[i]
		if made := l.block(&o.Block, o.Result); made != nil {
			x.Observe = append(x.Observe, made.observable(o))
		}
	}
	return x, note, l.err
}

// lowerer lowers the blocks of one program.
type lowerer struct {
	around *surroundings
	trial  *trial
	note   *Note
	err    error
}

// block lowers a block; nil when it cannot.
func (l *lowerer) block(b *program.Block, outputs ...program.Ref) *lowering {
	made, err := lower(l.around, b, l.trial.blocks[b], outputs...)
	if err != nil {
		if l.err == nil {
			l.err = err
		}
		return nil
	}
	l.note.Operations += len(made.out.Instrs)
	l.note.Saturating += made.saturating
	return made
}

// plain lowers a block that has nothing but stores.
func (l *lowerer) plain(b *program.Block) fixed.Block {
	made := l.block(b)
	if made == nil {
		return fixed.Block{}
	}
	compact(&made.out)
	return made.out
}

func (l *lowerer) condition(c *program.Condition) fixed.Condition {
	x := fixed.Condition{Doc: c.Doc, Blocked: c.Blocked, Rising: c.Rising}
	test := l.block(&c.Test, c.Fires)
	outputs := []program.Ref{c.Spike}
	for _, s := range c.Starts {
		outputs = append(outputs, s.Steps, s.When)
	}
	action := l.block(&c.Action, outputs...)
	if test == nil || action == nil {
		return x
	}
	x.Fires = test.asked(c.Fires)
	compact(&test.out, &x.Fires)
	x.Test = test.out
	x.Spike = action.asked(c.Spike)
	owners := []*program.Ref{&x.Spike}
	for _, s := range c.Starts {
		x.Starts = append(x.Starts, fixed.Start{Hold: s.Hold, Steps: action.whole(s.Steps), When: action.asked(s.When)})
	}
	for i := range x.Starts {
		owners = append(owners, &x.Starts[i].Steps, &x.Starts[i].When)
	}
	compact(&action.out, owners...)
	x.Action = action.out
	return x
}

// stateFormat is the format of a state that stays below bound.
func stateFormat(bound float64) fixed.Format {
	switch {
	case math.IsInf(bound, 0), math.IsNaN(bound), !(bound > 0):
		return fixed.Accum
	}
	return fixed.Holding(bound)
}

// each visits the populations of p.
func (f *Form) each(p *program.Program, visit func(population int)) {
	for i := range f.Study.Network.Populations {
		if f.Study.Network.Populations[i].Program == p {
			visit(i)
		}
	}
}

// joined is where a column lies in all populations of p.
func (f *Form) joined(p *program.Program, columns []network.Columns, pick func(*network.Columns) []float64) span {
	s, some := span{}, false
	for i := range f.Study.Network.Populations {
		if f.Study.Network.Populations[i].Program != p {
			continue
		}
		c := columnSpan(pick(&columns[i]))
		if !some {
			s, some = c, true
		}
		s = s.join(c)
	}
	return s
}

// quantities makes literals constants and columns parameters.
func (f *Form) quantities(x *fixed.Program, p *program.Program, columns []network.Columns, around *surroundings) {
	for q := range p.Quantities {
		quantity := &p.Quantities[q]
		if quantity.Binding == program.Literal {
			around.quants = append(around.quants, leaf{constant: true, value: quantity.Value})
			continue
		}
		s := f.joined(p, columns, func(c *network.Columns) []float64 { return c.Quants[q] })
		f.each(p, func(i int) {
			for _, x := range columns[i].Switches {
				if x.Quantity == q {
					s = s.join(columnSpan(x.Values))
				}
			}
		})
		format := stateFormat(s.bound())
		if quantity.Type == program.Int {
			format = 0
		}
		around.quants = append(around.quants, leaf{index: len(x.Params), format: format, span: s})
		x.Params = append(x.Params, fixed.Param{Name: quantity.Name, Unit: quantity.Unit, Doc: quantity.Doc, Format: format, Quantity: q})
	}
}

func (f *Form) inputs(x *fixed.Program, p *program.Program, columns []network.Columns, around *surroundings) {
	for i, in := range p.Inputs {
		s := f.joined(p, columns, func(c *network.Columns) []float64 { return c.Drive[i] })
		played := point(0)
		f.each(p, func(j int) {
			for _, w := range columns[j].Waves {
				if w.Input == i {
					played = played.join(columnSpan(w.Values))
				}
			}
		})
		s = span{s.lo + played.lo, s.hi + played.hi}
		format := stateFormat(s.bound())
		around.inputs = append(around.inputs, leaf{index: i, format: format, span: s})
		x.Inputs = append(x.Inputs, fixed.Param{Name: in.Name, Unit: in.Unit, Doc: "constant part of the input " + in.Name, Format: format, Quantity: i})
	}
}

// ports chooses scales and shifts of ring buffers.
func (f *Form) ports(x *fixed.Program, p *program.Program, around *surroundings) error {
	for i, port := range p.Ports {
		var t traffic
		for j := range f.Study.Network.Populations {
			if f.Study.Network.Populations[j].Program == p {
				t.widest(f.traffic[j][i])
			}
		}
		y := fixed.Port{Name: port.Name, Unit: port.Unit, Doc: port.Doc, Plus: -1, Minus: -1}
		plus, minus := t.plus.expected(), t.minus.expected()
		if math.IsInf(plus+minus, 0) || math.IsNaN(plus+minus) {
			return fmt.Errorf("the weights that arrive at %s have no bound; give them one with clip(…)", port.Name)
		}
		limit := span{}
		if plus+minus > 0 {
			y.Scale = portScale(plus, minus)
		}
		for at, sum := range [...]float64{plus, minus} {
			if sum == 0 {
				continue
			}
			s := fixed.SynapseType{Port: i, Minus: at == 1, Shift: shiftOf(sum, y.Scale)}
			most := math.Ldexp(math.MaxUint16, int(s.Shift)-int(y.Format()))
			if s.Minus {
				y.Minus, limit.lo = int8(len(x.Types)), -most
			} else {
				y.Plus, limit.hi = int8(len(x.Types)), most
			}
			x.Types = append(x.Types, s)
		}
		l := leaf{index: i, format: y.Format(), span: limit}
		if plus+minus == 0 {
			l = leaf{constant: true}
		}
		around.ports = append(around.ports, l)
		x.Ports = append(x.Ports, y)
	}
	return nil
}

// shiftOf is the left shift of a ring buffer for sums up to sum: 16 bits shifted
// by it, in units of 2^-15, reach to 2^(shift + 1).
func shiftOf(sum float64, scale int8) int8 {
	return int8(max(0, min(mostShift, exponent(sum)-1+int(scale))))
}

// mostShift keeps what is handed over within 31 bits.
const mostShift = 15

// exponent is the least e with x < 2^e.
func exponent(x float64) int {
	_, e := math.Frexp(x)
	return e
}

// portScale brings the smaller of two sums to where the shift of its ring buffer
// is not negative, unless the larger one then leaves the range.
func portScale(plus, minus float64) int8 {
	small, large := math.Inf(1), 0.0
	for _, x := range [...]float64{plus, minus} {
		if x > 0 {
			small, large = min(small, x), max(large, x)
		}
	}
	k := max(0, 1-exponent(small))
	return int8(max(-40, min(40, min(k, mostShift+1-exponent(large)))))
}

// comparedWith is, per state, the largest absolute value that a condition compares
// it with.
func comparedWith(p *program.Program, around *surroundings) []float64 {
	bounds := make([]float64, len(p.States))
	for i := range p.Conditions {
		b := &p.Conditions[i].Test
		for k := range b.Instrs {
			in := &b.Instrs[k]
			if in.Op < program.Lt || in.Op > program.Ne {
				continue
			}
			for _, pair := range [...][2]program.Ref{{in.A, in.B}, {in.B, in.A}} {
				if b.Instrs[pair[0]].Op != program.LoadState {
					continue
				}
				s := valueSpan(b, pair[1], func(x *program.Instr) span {
					if x.Op == program.LoadQuant {
						q := around.quants[x.Index]
						if q.constant {
							return point(q.value)
						}
						return q.span
					}
					return everything
				})
				if x := s.bound(); !math.IsInf(x, 0) {
					at := b.Instrs[pair[0]].Index
					bounds[at] = max(bounds[at], x)
				}
			}
		}
	}
	return bounds
}
