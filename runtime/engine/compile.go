package engine

import "github.com/nngen/nngen/runtime/program"

// code is a block prepared for execution over vectors: which of its values are
// vectors, and where each vector lives.
type code struct {
	block *program.Block
	kind  []valueKind
	reg   []int // register of a computed vector
	regs  int
	fused []bool        // the value is folded into its only user
	op    []vectorOp    // how a computed vector is made
	needs []program.Ref // values that the owner reads
}

type valueKind uint8

const (
	number   valueKind = iota // the same for all elements
	view                      // a slice of the population's arrays
	computed                  // in a register
)

type vectorOp uint8

const (
	plain  vectorOp = iota
	mulAdd          // A is a folded product of a vector and a number
	addMul          // B is
)

// compile prepares b. uniform says whether a quantity or an input is the same
// for all elements.
func compile(b *program.Block, uniformQuant, uniformInput func(i int) bool, needs ...program.Ref) *code {
	n := len(b.Instrs)
	c := &code{block: b, kind: make([]valueKind, n), reg: make([]int, n), fused: make([]bool, n), op: make([]vectorOp, n), needs: needs}
	uses := b.Uses()
	for _, r := range needs {
		if r >= 0 {
			uses[r]++
		}
	}
	for i, in := range b.Instrs {
		c.kind[i] = c.kindOf(in, uniformQuant, uniformInput)
	}
	for _, s := range b.Stores {
		// A state stored into another one is copied first: stores take effect
		// together.
		if b.Instrs[s.Value].Op == program.LoadState {
			c.kind[s.Value] = computed
		}
	}
	for i, in := range b.Instrs {
		if c.kind[i] == computed && in.Op == program.Add {
			c.fold(i, in, uses)
		}
	}
	c.allocate(needs)
	return c
}

func (c *code) kindOf(in program.Instr, uniformQuant, uniformInput func(i int) bool) valueKind {
	switch in.Op {
	case program.Const, program.LoadTime:
		return number
	case program.LoadQuant:
		if uniformQuant(int(in.Index)) {
			return number
		}
		return view
	case program.LoadInput:
		if uniformInput(int(in.Index)) {
			return number
		}
		return view
	case program.LoadState, program.LoadAcc, program.LoadSum:
		return view
	case program.Draw:
		return computed
	}
	for _, r := range [...]program.Ref{in.A, in.B, in.C} {
		if r >= 0 && c.kind[r] != number {
			return computed
		}
	}
	return number
}

// fold merges a product of a vector and a number into the sum that is its only
// user.
func (c *code) fold(i int, in program.Instr, uses []int) {
	product := func(r program.Ref) bool {
		p := c.block.Instrs[r]
		return c.kind[r] == computed && p.Op == program.Mul && uses[r] == 1 && !c.fused[r] && (c.kind[p.A] == number) != (c.kind[p.B] == number)
	}
	switch {
	case product(in.B) && c.kind[in.A] != number:
		c.fused[in.B], c.op[i] = true, addMul
	case product(in.A) && c.kind[in.B] != number:
		c.fused[in.A], c.op[i] = true, mulAdd
	}
}

// allocate gives registers to computed values and takes them back after their
// last use; values that the block's owner or its stores need are kept.
func (c *code) allocate(needs []program.Ref) {
	last := make([]int, len(c.block.Instrs))
	for i := range last {
		last[i] = -1
	}
	keep := len(c.block.Instrs)
	for i, in := range c.block.Instrs {
		for _, r := range [...]program.Ref{in.A, in.B, in.C} {
			if r < 0 || in.Op < program.Draw {
				continue
			}
			last[r] = max(last[r], i)
			if c.fused[r] { // operands of a folded product live until its user
				p := c.block.Instrs[r]
				last[p.A], last[p.B] = max(last[p.A], i), max(last[p.B], i)
			}
		}
	}
	for _, s := range c.block.Stores {
		last[s.Value] = keep
	}
	for _, r := range needs {
		if r >= 0 {
			last[r] = keep
		}
	}
	var free []int
	ends := map[int][]int{}
	for i := range c.block.Instrs {
		if c.kind[i] == computed && !c.fused[i] {
			if len(free) > 0 {
				c.reg[i], free = free[len(free)-1], free[:len(free)-1]
			} else {
				c.reg[i] = c.regs
				c.regs++
			}
			if last[i] != keep {
				ends[max(last[i], i)] = append(ends[max(last[i], i)], c.reg[i])
			}
		}
		free = append(free, ends[i]...)
	}
}
