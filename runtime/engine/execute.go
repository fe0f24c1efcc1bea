package engine

import (
	"github.com/nngen/nngen/runtime/program"
	"github.com/nngen/nngen/runtime/rng"
)

// outside is what a block reads from outside: the slices of the population's
// arrays that belong to the elements at hand.
type outside struct {
	states [][]float64
	quants []operand
	inputs []operand
	sums   [][]float64
	acc    [][]float64
	k      int64
	h      float64
	width  int
	// Streams of the first element, and the number of the draw of this step.
	streams []rng.Stream
	draw    []uint64
}

// scratch is the working memory of one worker.
type scratch struct {
	vals []operand
	regs [][]float64
}

func (s *scratch) register(i, width int) []float64 {
	for len(s.regs) <= i {
		s.regs = append(s.regs, make([]float64, blockSize))
	}
	return s.regs[i][:width]
}

// run executes c and returns its values; they are valid until the next run with
// the same scratch memory and register base.
func (c *code) run(o *outside, s *scratch, base int) []operand {
	if cap(s.vals) < len(c.block.Instrs) {
		s.vals = make([]operand, len(c.block.Instrs))
	}
	vals := s.vals[:len(c.block.Instrs)]
	at := func(r program.Ref) operand {
		if r < 0 {
			return operand{}
		}
		return vals[r]
	}
	for i := range c.block.Instrs {
		in := &c.block.Instrs[i]
		switch {
		case c.fused[i]:
			continue
		case c.kind[i] == computed && in.Op == program.LoadState:
			dst := s.register(base+c.reg[i], o.width)
			copy(dst, o.states[in.Index])
			vals[i] = operand{v: dst}
		case c.kind[i] == computed:
			dst := s.register(base+c.reg[i], o.width)
			if in.Op == program.Draw {
				o.draws(in, dst, at(in.A), at(in.B))
			} else {
				c.compute(i, in, dst, vals)
			}
			vals[i] = operand{v: dst}
		case in.Op == program.Const:
			vals[i] = operand{s: in.Value}
		case in.Op == program.LoadTime:
			vals[i] = operand{s: (float64(o.k) + in.Value) * o.h}
		case in.Op == program.LoadState:
			vals[i] = operand{v: o.states[in.Index]}
		case in.Op == program.LoadQuant:
			vals[i] = o.quants[in.Index]
		case in.Op == program.LoadInput:
			vals[i] = o.inputs[in.Index]
		case in.Op == program.LoadSum:
			vals[i] = operand{v: o.sums[in.Index]}
		case in.Op == program.LoadAcc:
			vals[i] = operand{v: o.acc[in.Index]}
		default:
			vals[i] = operand{s: program.Apply(in.Op, in.Fn, at(in.A).s, at(in.B).s, at(in.C).s)}
		}
	}
	return vals
}

// draws makes the draw of this step for every element.
func (o *outside) draws(in *program.Instr, dst []float64, a, b operand) {
	first, n := o.streams[in.Index], o.draw[in.Index]
	switch in.Fn {
	case "unit":
		for i := range dst {
			dst[i] = first.At(first.ID1 + uint32(i)).Uniform(n)
		}
	case "open":
		for i := range dst {
			dst[i] = first.At(first.ID1 + uint32(i)).UniformOpen(n)
		}
	default:
		for i := range dst {
			dst[i] = first.At(first.ID1+uint32(i)).Draw(in.Fn, n, a.at(i), b.at(i))
		}
	}
}

func (c *code) compute(i int, in *program.Instr, dst []float64, vals []operand) {
	at := func(r program.Ref) operand {
		if r < 0 {
			return operand{}
		}
		return vals[r]
	}
	switch c.op[i] {
	case addMul:
		v, s := c.product(in.B, vals)
		addMulVS(dst, at(in.A).v, v, s)
		return
	case mulAdd:
		v, s := c.product(in.A, vals)
		mulAddVS(dst, v, s, at(in.B).v)
		return
	}
	a, b := at(in.A), at(in.B)
	switch in.Op {
	case program.Add:
		switch {
		case b.v == nil:
			addVS(dst, a.v, b.s)
		case a.v == nil:
			addVS(dst, b.v, a.s)
		default:
			addVV(dst, a.v, b.v)
		}
	case program.Sub:
		switch {
		case b.v == nil:
			subVS(dst, a.v, b.s)
		case a.v == nil:
			subSV(dst, a.s, b.v)
		default:
			subVV(dst, a.v, b.v)
		}
	case program.Mul:
		switch {
		case b.v == nil:
			mulVS(dst, a.v, b.s)
		case a.v == nil:
			mulVS(dst, b.v, a.s)
		default:
			mulVV(dst, a.v, b.v)
		}
	case program.Div:
		switch {
		case b.v == nil:
			divVS(dst, a.v, b.s)
		case a.v == nil:
			divSV(dst, a.s, b.v)
		default:
			divVV(dst, a.v, b.v)
		}
	case program.Neg:
		negV(dst, a.v)
	default:
		general(in.Op, in.Fn, dst, a, b, at(in.C))
	}
}

// product returns the vector and the number of a folded product.
func (c *code) product(r program.Ref, vals []operand) ([]float64, float64) {
	p := c.block.Instrs[r]
	if c.kind[p.A] == number {
		return vals[p.B].v, vals[p.A].s
	}
	return vals[p.A].v, vals[p.B].s
}
