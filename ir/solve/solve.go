package solve

import (
	"fmt"
	"sort"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/ir/expr"
	"github.com/nngen/nngen/runtime/program"
)

// maxHolds limits the number of independent hold counters of a neuron: there
// is one variant of the integration for every subset.
const maxHolds = 4

// Solve makes the program of d with step h in ms.
func Solve(d *ir.Dynamics, h float64) (*program.Program, diag.List) {
	s := &solver{d: d, pool: d.Pool, h: h, factors: map[expr.Expr]int{}, p: &program.Program{Name: d.Name, Doc: d.Doc, Equations: d.Equations, Definitions: d.Definitions, Lumped: d.Lumped, Step: h}}
	s.quantities()
	s.outline()
	s.random()
	if s.list.HasErrors() {
		return nil, s.list
	}
	if d.Extern.Model != "" {
		s.extern()
		return s.p, s.list
	}
	method := s.choose()
	if s.list.HasErrors() {
		return nil, s.list
	}
	method.integrate(s)
	s.sums()
	s.arrive()
	s.conditions()
	s.observe()
	if s.list.HasErrors() {
		return nil, s.list
	}
	return s.p, s.list
}

// solver holds what the steps of Solve share.
type solver struct {
	d    *ir.Dynamics
	pool *expr.Pool
	h    float64
	p    *program.Program
	list diag.List

	quant  map[expr.Sym]int // parameter -> quantity
	column map[expr.Sym]bool
	state  map[expr.Sym]int // state -> index
	input  map[expr.Sym]int
	stream map[expr.Sym]int // symbol of a draw -> index into p.Random
	noises []expr.Sym       // white noises
	drift  []expr.Expr      // per state: its rate without noise
	gain   [][]expr.Expr    // per state and noise: the factor; nil where there is none
	sum    map[expr.Sym]int
	source map[expr.Sym]int // of a port: number among its sources
	held   []uint32         // per state: counters that hold it
	// factors are derived quantities that differ per neuron, by their value.
	factors map[expr.Expr]int
}

// quantities declares the parameters.
func (s *solver) quantities() {
	s.quant, s.column = map[expr.Sym]int{}, map[expr.Sym]bool{}
	for _, q := range s.d.Params {
		sym := s.d.Symbols[q.Sym]
		n := program.Quantity{Name: sym.Name, Unit: sym.Unit.String(), Doc: sym.Doc, Value: q.Value}
		if !q.Literal {
			n.Binding = program.Column
			s.column[q.Sym] = true
		}
		n.Derived = q.Derived.IsValid()
		s.quant[q.Sym] = len(s.p.Quantities)
		s.p.Quantities = append(s.p.Quantities, n)
	}
	// Parameters that are expressions of parameters given per neuron.
	for _, q := range s.d.Params {
		if q.Derived.IsValid() {
			s.direct(s.quant[q.Sym], q.Derived)
		}
	}
}

// direct makes quantity q a plain function of given quantities.
func (s *solver) direct(q int, e expr.Expr) program.Ref {
	b := s.builder(&s.p.Derive.Direct)
	b.inline = true
	r := b.Value(e)
	s.p.Derive.Values = append(s.p.Derive.Values, program.Direct{Quantity: q, Value: r})
	return r
}

// outline declares states, inputs, ports and hold counters.
func (s *solver) outline() {
	s.state, s.input, s.sum, s.source = map[expr.Sym]int{}, map[expr.Sym]int{}, map[expr.Sym]int{}, map[expr.Sym]int{}
	for i, x := range s.d.States {
		sym := s.d.Symbols[x.Sym]
		s.state[x.Sym] = i
		s.p.States = append(s.p.States, program.State{Name: sym.Name, Unit: sym.Unit.String(), Doc: sym.Doc})
	}
	for i, in := range s.d.Inputs {
		sym := s.d.Symbols[in]
		s.input[in] = i
		s.p.Inputs = append(s.p.Inputs, program.Input{Name: sym.Name, Unit: sym.Unit.String()})
	}
	for _, port := range s.d.Ports {
		p := program.Port{Name: port.Name, Unit: port.Unit.String(), Doc: port.Doc, Continuous: port.Continuous, Receptor: port.Receptor}
		for i, src := range port.Sources {
			s.source[src.Sym] = i
			p.Sources = append(p.Sources, src.Variable)
		}
		s.p.Ports = append(s.p.Ports, p)
	}
	for i, sum := range s.d.Sums {
		s.sum[sum.Sym] = i
		sym := s.d.Symbols[sum.Sym]
		s.p.Sums = append(s.p.Sums, program.Sum{Name: sym.Name, Unit: sym.Unit.String(), Port: sum.Port})
	}
	s.holds()
}

// holds gives one counter to every distinct set of states that is held
// together.
func (s *solver) holds() {
	s.held = make([]uint32, len(s.p.States))
	for _, h := range s.d.Handlers {
		for _, hold := range h.Holds {
			s.counter(hold)
		}
	}
	for i := range s.held {
		s.p.States[i].HeldBy = s.held[i]
	}
}

func (s *solver) counter(hold ir.Hold) int {
	states := make([]int, len(hold.States))
	for i, x := range hold.States {
		states[i] = s.state[x]
	}
	sort.Ints(states)
	for c, h := range s.p.Holds {
		if fmt.Sprint(h.States) == fmt.Sprint(states) {
			return c
		}
	}
	if len(s.p.Holds) == maxHolds {
		s.list.Add(diag.TooManyHolds(hold.Span, maxHolds))
		return 0
	}
	name := ""
	for i, x := range states {
		if i > 0 {
			name += "."
		}
		name += s.p.States[x].Name
		s.held[x] |= 1 << len(s.p.Holds)
	}
	s.p.Holds = append(s.p.Holds, program.Hold{Name: name, States: states})
	return len(s.p.Holds) - 1
}

// variants is the number of sets of hold counters.
func (s *solver) variants() uint32 { return 1 << len(s.p.Holds) }

// moves reports whether state i has an equation and is not held under mask.
func (s *solver) moves(i int, mask uint32) bool {
	return s.d.States[i].Rate.IsValid() && s.held[i]&mask == 0
}

// rate is the right-hand side of state i without its noise.
func (s *solver) rate(i int) expr.Expr { return s.drift[i] }
