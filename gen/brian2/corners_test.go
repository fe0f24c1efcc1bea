package brian2

import (
	"math"

	"github.com/nngen/nngen/gen/gentest"
	"github.com/nngen/nngen/ir"
	"github.com/nngen/nngen/runtime/program"
)

// corners is the study LIFDelta with a program of what the studies of gentest
// leave out: states that change places, two conditions that spike, a condition
// that always fires, a select between conditions, divisions by zero on the side
// that is not taken, infinite constants, a minus zero.
func corners() *ir.Study {
	s := gentest.LIFDelta()
	p := s.Programs[0]
	const none = program.None
	p.Name = "corners"
	p.States = append(p.States, program.State{Name: "a", Unit: "1"}, program.State{Name: "b", Unit: "1"})
	p.Quantities = append(p.Quantities, program.Quantity{Name: "limit", Unit: "1", Value: math.Inf(1)})
	limit := len(p.Quantities) - 1
	for i := range s.Network.Populations {
		if pop := &s.Network.Populations[i]; pop.Program == p {
			pop.Init = append(append(pop.Init[:0:0], pop.Init...), pop.Init[0], pop.Init[0])
		}
	}
	leaf := func(b *program.Block, op program.Op, i int) program.Ref {
		return b.Add(program.Instr{Op: op, Index: int32(i), A: none, B: none, C: none})
	}
	lit := func(b *program.Block, t program.Type, x float64) program.Ref {
		return b.Add(program.Instr{Op: program.Const, Type: t, Value: x, A: none, B: none, C: none})
	}
	op := func(b *program.Block, o program.Op, t program.Type, r ...program.Ref) program.Ref {
		in := program.Instr{Op: o, Type: t, A: none, B: none, C: none}
		for i, x := range r {
			*[...]*program.Ref{&in.A, &in.B, &in.C}[i] = x
		}
		return b.Add(in)
	}

	// a and b change places in every step; whatever is held.
	c := &p.Integrate.Common
	a, b := leaf(c, program.LoadState, 1), leaf(c, program.LoadState, 2)
	c.Stores = append(c.Stores, program.Store{State: 1, Value: b}, program.Store{State: 2, Value: a})

	// Always: b -> 1/a where a is not 0, else -0; hold nothing; no spike.
	var always program.Condition
	always.Doc, always.Spike = "always", none
	always.Fires = lit(&always.Test, program.Bool, 1)
	x := &always.Action
	a = leaf(x, program.LoadState, 1)
	some := op(x, program.Ne, program.Bool, a, lit(x, program.Real, 0))
	inverse := op(x, program.Div, program.Real, lit(x, program.Real, 1), a)
	inf := leaf(x, program.LoadQuant, limit)
	bounded := op(x, program.Min, program.Real, inverse, inf)
	x.Stores = []program.Store{{State: 2, Value: op(x, program.Select, program.Real, some, bounded, lit(x, program.Real, math.Copysign(0, -1)))}}

	// Rising, with a choice between conditions: spike, a = V.
	var second program.Condition
	second.Doc, second.Rising, second.Spike = "b falls", true, program.Always
	y := &second.Test
	a, b = leaf(y, program.LoadState, 1), leaf(y, program.LoadState, 2)
	less := op(y, program.Lt, program.Bool, b, a)
	high := op(y, program.Gt, program.Bool, leaf(y, program.LoadState, 0), lit(y, program.Real, 12))
	second.Fires = op(y, program.Select, program.Bool, less, high, op(y, program.And, program.Bool, lit(y, program.Bool, 0), less))
	z := &second.Action
	z.Stores = []program.Store{{State: 1, Value: leaf(z, program.LoadState, 0)}}

	p.Conditions = append([]program.Condition{always, second}, p.Conditions...)
	p.Observe = append(p.Observe, program.Observable{Name: "a", Unit: "1"}, program.Observable{Name: "limit", Unit: "1"}, program.Observable{Name: "phase", Unit: "ms"}, program.Observable{Name: "I", Unit: "pA"})
	n := len(p.Observe)
	p.Observe[n-4].Result = leaf(&p.Observe[n-4].Block, program.LoadState, 1)
	p.Observe[n-3].Result = leaf(&p.Observe[n-3].Block, program.LoadQuant, 3)
	phase := &p.Observe[n-2].Block
	time := phase.Add(program.Instr{Op: program.LoadTime, Value: 1, A: none, B: none, C: none})
	p.Observe[n-2].Result = op(phase, program.Add, program.Real, time, leaf(phase, program.LoadState, 0))
	p.Observe[n-1].Result = leaf(&p.Observe[n-1].Block, program.LoadInput, 0)
	for i := n - 4; i < n; i++ {
		for _, every := range []int64{1, 7} {
			o := p.Observe[i]
			s.Records = append(s.Records, ir.Record{Population: 0, Elements: []int{3, 5}, Observable: i, Every: every, Variable: o.Name, Unit: o.Unit})
		}
	}
	return s
}
