package jit

import (
	"errors"
	"maps"
	"math"
)

// Ref is a value: one number, or one truth (all bits or none), per element.
type Ref int32

// opcode is the operation of a node.
type opcode uint8

// Leaves are read from memory where they are used; effects make no value.
const (
	leafColumn  opcode = iota // column index
	leafConst                 // constant index
	leafTemp                  // temporary place index
	leafTime                  // time index
	leafArrived               // port index
	opAdd
	opSub
	opMul
	opDiv
	opMin // a < b ? a : b
	opMax // a > b ? a : b
	opAnd
	opAndNot // not a and b
	opOr
	opXor
	opCompare // predicate imm
	opBlend   // c ? b : a
	opSqrt
	opRound // mode imm
	opAddInt
	opSubInt
	opMulHalf    // of the lower halves, as whole numbers
	opShiftLeft  // by imm
	opShiftRight // by imm
	opSum        // what arrived at port index as binary32, imm: whole numbers
	storeColumn
	storeTemp
	storeArrived
	branch // skips to its end unless some element of a is true
	end
	emit // notes the elements of a as fired
	call // hands over to Go
)

// node is a value or an effect.
type node struct {
	op      opcode
	a, b, c Ref
	index   int32
	imm     byte
}

// Predicates of opCompare: ordered and quiet, so false for NaN, but for ne.
const (
	predicateEq byte = 0x00
	predicateNe byte = 0x04
	predicateLt byte = 0x11
	predicateLe byte = 0x12
	predicateGe byte = 0x1D
	predicateGt byte = 0x1E
)

// Modes of opRound, without the inexact exception.
const (
	roundDown     byte = 0x9
	roundUp       byte = 0xA
	roundTruncate byte = 0xB
)

// Builder collects the code for one group of elements. Its methods are called
// in the order in which the code runs.
type Builder struct {
	stride int // elements per column
	ports  int
	nodes  []node
	format Format
	consts []uint64       // patterns of 64 bits
	known  map[uint64]Ref // their values
	leaves map[[2]int32]Ref
	values map[node]Ref // pure operations that have been made
	steps  []float64    // offsets of times
	temps  int32
	calls  []callout
	inside bool // a branch
	narrow bool // vectors of 256 bits even where there are some of 512
	err    error
}

// callout is a function of Go that the code asks for. Its arguments stand in the
// frame one after the other, its result goes to the place result.
type callout struct {
	f            func(args [3]float64) float64
	mask         int32 // temporary place: which lanes
	args, result int32
	n            int
}

// NewBuilder begins code for columns of stride numbers of [Double], a multiple of
// [Lanes], and the given number of ports.
func NewBuilder(stride, ports int) *Builder { return Double.NewBuilder(stride, ports) }

// NewBuilder begins code for columns of stride numbers, a multiple of Lanes, and the
// given number of ports. There are random numbers and [Builder.Whole] of Double only.
func (f Format) NewBuilder(stride, ports int) *Builder {
	return &Builder{format: f, stride: stride, ports: ports, known: map[uint64]Ref{}, leaves: map[[2]int32]Ref{}, values: map[node]Ref{}}
}

// broad reports whether vectors have 512 bits.
func (b *Builder) broad() bool { return !b.narrow && wide() }

// width is the number of elements that are computed at once.
func (b *Builder) width() int {
	if b.broad() {
		return b.format.Lanes()
	}
	return b.format.Lanes() / 2
}

func (b *Builder) add(n node) Ref {
	if n.op.pure() {
		return b.value(n)
	}
	b.nodes = append(b.nodes, n)
	return Ref(len(b.nodes) - 1)
}

// leaf makes a value that is read from memory; until the place is written the
// same place is the same value.
func (b *Builder) leaf(op opcode, index int32) Ref {
	key := [2]int32{int32(op), index}
	if r, ok := b.leaves[key]; ok {
		return r
	}
	r := b.add(node{op: op, index: index})
	b.leaves[key] = r
	return r
}

// Const is the same number for all elements.
func (b *Builder) Const(x float64) Ref { return b.bits(b.format.bits(x)) }

func (b *Builder) bits(x uint64) Ref { return b.pattern(b.format.pattern(x)) }

// pattern is a constant of 64 bits.
func (b *Builder) pattern(x uint64) Ref {
	if r, ok := b.known[x]; ok {
		return r
	}
	r := b.add(node{op: leafConst, index: int32(len(b.consts))})
	b.consts = append(b.consts, x)
	b.known[x] = r
	return r
}

// Truth is the same truth for all elements.
func (b *Builder) Truth(x bool) Ref {
	if x {
		return b.bits(b.format.all())
	}
	return b.bits(0)
}

// Time is the number (k + offset)*h of the step k at hand, as float64(k) +
// offset rounded and then multiplied.
func (b *Builder) Time(offset float64) Ref {
	for i, x := range b.steps {
		if x == offset {
			return b.leaf(leafTime, int32(i))
		}
	}
	b.steps = append(b.steps, offset)
	return b.leaf(leafTime, int32(len(b.steps)-1))
}

// Column reads column c.
func (b *Builder) Column(c int) Ref { return b.leaf(leafColumn, int32(c)) }

// Store writes column c.
func (b *Builder) Store(c int, v Ref) {
	b.add(node{op: storeColumn, a: v, index: int32(c)})
	delete(b.leaves, [2]int32{int32(leafColumn), int32(c)})
}

// Arrived reads what arrived at a port.
func (b *Builder) Arrived(port int) Ref { return b.leaf(leafArrived, int32(port)) }

// Whole is a whole number below 2^51, as the integer that its bits are, as a number.
func (b *Builder) Whole(x Ref) Ref {
	return b.Sub(b.addInt(x, b.Const(roundShift)), b.Const(roundShift))
}

// Sum is what arrived at a port: a number of binary64, or, whole, so many times
// quantum, below 2^51 of them.
func (b *Builder) Sum(port int, whole bool, quantum float64) Ref {
	var x Ref
	switch {
	case b.format == Single:
		x = b.rounded(port, whole)
	case whole:
		x = b.Whole(b.Arrived(port))
	default:
		x = b.Arrived(port)
	}
	if whole {
		return b.Mul(x, b.Const(quantum))
	}
	return x
}

// rounded is what arrived at a port as binary32.
func (b *Builder) rounded(port int, whole bool) Ref {
	key := [2]int32{int32(opSum), int32(port)}
	r, ok := b.leaves[key]
	if !ok {
		n := node{op: opSum, a: b.pattern(math.Float64bits(roundShift)), index: int32(port)}
		if whole {
			n.imm = 1
		}
		r = b.add(n)
		b.leaves[key] = r
	}
	return r
}

// ClearArrived sets what arrived at a port to zero.
func (b *Builder) ClearArrived(port int) {
	b.add(node{op: storeArrived, a: b.Const(0), index: int32(port)})
	delete(b.leaves, [2]int32{int32(leafArrived), int32(port)})
	delete(b.leaves, [2]int32{int32(opSum), int32(port)})
}

// Temp is a place for one value per lane in the frame.
type Temp int32

// NewTemp makes one.
func (b *Builder) NewTemp() Temp {
	b.temps++
	return Temp(b.temps - 1)
}

// Set writes a temporary place.
func (b *Builder) Set(t Temp, v Ref) {
	b.add(node{op: storeTemp, a: v, index: int32(t)})
	delete(b.leaves, [2]int32{int32(leafTemp), int32(t)})
}

// Get reads a temporary place.
func (b *Builder) Get(t Temp) Ref { return b.leaf(leafTemp, int32(t)) }

// IfAny runs body for all elements of the group if mask is true for any of
// them. Values made inside stay inside: results leave by Store and Set. Columns
// and temporary values that it writes must be read anew after it.
func (b *Builder) IfAny(mask Ref, body func()) {
	if b.inside {
		b.err = errors.New("jit: branches do not nest")
	}
	b.inside = true
	b.add(node{op: branch, a: mask})
	outside, values := maps.Clone(b.leaves), maps.Clone(b.values)
	body()
	b.values = values
	for k, r := range outside { // what was written inside is gone outside too
		if now, ok := b.leaves[k]; !ok || now != r {
			delete(outside, k)
		}
	}
	b.leaves = outside
	b.inside = false
	b.add(node{op: end})
}

// Emit notes the elements for which mask is true as fired.
func (b *Builder) Emit(mask Ref) { b.add(node{op: emit, a: mask}) }

// Call is a function of Go of up to three values, computed for the elements for
// which mask is true; for others it is otherwise.
func (b *Builder) Call(f func(args [3]float64) float64, mask, otherwise Ref, args ...Ref) Ref {
	if x, ok := b.foldCall(f, mask, otherwise, args); ok {
		return x
	}
	c := callout{f: f, n: len(args), mask: int32(b.NewTemp()), result: int32(b.NewTemp())}
	b.Set(Temp(c.mask), mask)
	b.Set(Temp(c.result), otherwise)
	for i, x := range args {
		t := b.NewTemp()
		if i == 0 {
			c.args = int32(t)
		}
		b.Set(t, x)
	}
	b.calls = append(b.calls, c)
	b.add(node{op: call, a: mask, index: int32(len(b.calls) - 1)})
	delete(b.leaves, [2]int32{int32(leafTemp), c.result})
	return b.Get(Temp(c.result))
}

// Arithmetic. Every method is one rounded operation.

func (b *Builder) Add(x, y Ref) Ref { return b.add(node{op: opAdd, a: x, b: y}) }
func (b *Builder) Sub(x, y Ref) Ref { return b.add(node{op: opSub, a: x, b: y}) }
func (b *Builder) Mul(x, y Ref) Ref { return b.add(node{op: opMul, a: x, b: y}) }
func (b *Builder) Div(x, y Ref) Ref { return b.add(node{op: opDiv, a: x, b: y}) }

// Min is x < y ? x : y.
func (b *Builder) Min(x, y Ref) Ref { return b.add(node{op: opMin, a: x, b: y}) }

// Max is x > y ? x : y.
func (b *Builder) Max(x, y Ref) Ref { return b.add(node{op: opMax, a: x, b: y}) }

// Sqrt is the square root.
func (b *Builder) Sqrt(x Ref) Ref { return b.add(node{op: opSqrt, a: x}) }

// Neg is -x.
func (b *Builder) Neg(x Ref) Ref { return b.xor(x, b.bits(b.format.sign())) }

// Abs is |x|.
func (b *Builder) Abs(x Ref) Ref { return b.And(x, b.bits(b.format.sign()-1)) }

// Floor, Ceil and Trunc are exact.

func (b *Builder) Floor(x Ref) Ref { return b.add(node{op: opRound, a: x, imm: roundDown}) }
func (b *Builder) Ceil(x Ref) Ref  { return b.add(node{op: opRound, a: x, imm: roundUp}) }
func (b *Builder) Trunc(x Ref) Ref { return b.add(node{op: opRound, a: x, imm: roundTruncate}) }

// Round is to the nearest whole number, halves away from zero.
func (b *Builder) Round(x Ref) Ref {
	t := b.Trunc(x)
	away := b.compare(predicateGe, b.Abs(b.Sub(x, t)), b.Const(0.5)) // x - t is exact
	sign := b.And(x, b.bits(b.format.sign()))
	return b.Or(b.Add(t, b.And(away, b.Or(b.Const(1), sign))), sign) // -0.3 is rounded to -0
}

func (b *Builder) compare(predicate byte, x, y Ref) Ref {
	return b.add(node{op: opCompare, a: x, b: y, imm: predicate})
}

// Comparisons make truths.

func (b *Builder) Lt(x, y Ref) Ref { return b.compare(predicateLt, x, y) }
func (b *Builder) Le(x, y Ref) Ref { return b.compare(predicateLe, x, y) }
func (b *Builder) Gt(x, y Ref) Ref { return b.compare(predicateGt, x, y) }
func (b *Builder) Ge(x, y Ref) Ref { return b.compare(predicateGe, x, y) }
func (b *Builder) Eq(x, y Ref) Ref { return b.compare(predicateEq, x, y) }
func (b *Builder) Ne(x, y Ref) Ref { return b.compare(predicateNe, x, y) }

// Bitwise operations, for truths.

func (b *Builder) And(x, y Ref) Ref { return b.add(node{op: opAnd, a: x, b: y}) }
func (b *Builder) Or(x, y Ref) Ref  { return b.add(node{op: opOr, a: x, b: y}) }
func (b *Builder) Not(x Ref) Ref    { return b.add(node{op: opXor, a: x, b: b.Truth(true)}) }

// AndNot is x and not y.
func (b *Builder) AndNot(x, y Ref) Ref { return b.add(node{op: opAndNot, a: y, b: x}) }

// Select is yes where cond is true and no elsewhere.
func (b *Builder) Select(cond, yes, no Ref) Ref {
	return b.add(node{op: opBlend, a: no, b: yes, c: cond})
}

// AddWhole adds whole numbers that are the bits of x and y.
func (b *Builder) AddWhole(x, y Ref) Ref { return b.addInt(x, y) }

func (b *Builder) xor(x, y Ref) Ref             { return b.add(node{op: opXor, a: x, b: y}) }
func (b *Builder) mulHalf(x, y Ref) Ref         { return b.add(node{op: opMulHalf, a: x, b: y}) }
func (b *Builder) addInt(x, y Ref) Ref          { return b.add(node{op: opAddInt, a: x, b: y}) }
func (b *Builder) subInt(x, y Ref) Ref          { return b.add(node{op: opSubInt, a: x, b: y}) }
func (b *Builder) shiftLeft(x Ref, n byte) Ref  { return b.add(node{op: opShiftLeft, a: x, imm: n}) }
func (b *Builder) shiftRight(x Ref, n byte) Ref { return b.add(node{op: opShiftRight, a: x, imm: n}) }
