package jit

import "math"

// pure reports whether an operation depends on its operands alone.
func (op opcode) pure() bool { return op >= opAdd && op <= opShiftRight }

// value makes the value of a pure operation: a constant where its operands are
// constants, with the rounding that it would have, and otherwise the one that is
// there already, if it is.
func (b *Builder) value(n node) Ref {
	if x, ok := b.fold(n); ok {
		return b.bits(x)
	}
	if r, ok := b.values[n]; ok {
		return r
	}
	b.nodes = append(b.nodes, n)
	r := Ref(len(b.nodes) - 1)
	b.values[n] = r
	return r
}

// constant gives the bits of a value that is a constant.
func (b *Builder) constant(r Ref) (uint64, bool) {
	if n := b.nodes[r]; n.op == leafConst {
		return b.consts[n.index] & b.format.all(), true
	}
	return 0, false
}

// foldCall is a function of Go where it is known for which elements it is asked for:
// for none, or for all and of constants.
func (b *Builder) foldCall(f func(args [3]float64) float64, mask, otherwise Ref, args []Ref) (Ref, bool) {
	asked, ok := b.constant(mask)
	if !ok {
		return 0, false
	}
	if asked&b.format.sign() == 0 {
		return otherwise, true
	}
	var x [3]float64
	for i, r := range args {
		bits, ok := b.constant(r)
		if !ok {
			return 0, false
		}
		x[i] = b.format.number(bits)
	}
	return b.Const(f(x)), true
}

func (b *Builder) fold(n node) (uint64, bool) {
	var bits [3]uint64
	for i, r := range n.operands() {
		x, ok := b.constant(r)
		if !ok {
			return 0, false
		}
		bits[i] = x
	}
	f := b.format
	x, y := f.number(bits[0]), f.number(bits[1])
	number := f.bits // the second rounding, of 53 bits to 24, changes nothing in these operations
	truth := func(is bool) uint64 {
		if is {
			return f.all()
		}
		return 0
	}
	switch n.op {
	case opAdd:
		return number(x + y), true
	case opSub:
		return number(x - y), true
	case opMul:
		return number(x * y), true
	case opDiv:
		return number(x / y), true
	case opSqrt:
		return number(math.Sqrt(x)), true
	case opMin:
		if x < y {
			return number(x), true
		}
		return number(y), true
	case opMax:
		if x > y {
			return number(x), true
		}
		return number(y), true
	case opAnd:
		return bits[0] & bits[1], true
	case opAndNot:
		return ^bits[0] & bits[1], true
	case opOr:
		return bits[0] | bits[1], true
	case opXor:
		return bits[0] ^ bits[1], true
	case opAddInt:
		return bits[0] + bits[1], true
	case opSubInt:
		return bits[0] - bits[1], true
	case opMulHalf:
		return bits[0] & math.MaxUint32 * (bits[1] & math.MaxUint32), true
	case opShiftLeft:
		return bits[0] << n.imm, true
	case opShiftRight:
		return bits[0] >> n.imm, true
	case opBlend:
		if bits[2]&f.sign() != 0 {
			return bits[1], true
		}
		return bits[0], true
	case opRound:
		switch n.imm {
		case roundDown:
			return number(math.Floor(x)), true
		case roundUp:
			return number(math.Ceil(x)), true
		case roundTruncate:
			return number(math.Trunc(x)), true
		}
	case opCompare:
		switch n.imm {
		case predicateEq:
			return truth(x == y), true
		case predicateNe:
			return truth(x != y), true
		case predicateLt:
			return truth(x < y), true
		case predicateLe:
			return truth(x <= y), true
		case predicateGe:
			return truth(x >= y), true
		case predicateGt:
			return truth(x > y), true
		}
	}
	return 0, false
}
