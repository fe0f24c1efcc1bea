package jit

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
)

// registers is the number of vector registers that there are with vectors of 512 bits;
// with 256 bits there are half as many.
const registers = 32

// vector is the size of a vector in memory in bytes, the largest on any machine.
const vector = 8 * Lanes

// words of the header of a frame.
const (
	wordAt      = iota // byte offset of the elements at hand
	wordEnd            // byte offset of the end
	wordSlab           // address of the columns
	wordConst          // address of the constants
	wordFired          // address at which the next fired element is noted
	wordControl        // control words of the processor: that of Single, and that of Go
	wordPorts          // addresses of what arrived, one per port
)

// compiler writes the code of a Builder.
type compiler struct {
	b      *Builder
	asm    assembler
	uses   [][]int32 // per value: positions of its uses that are still to come
	reg    []int     // per value: its register, or none
	spill  []int32   // per value: where it is kept in the frame, or none
	owner  []Ref     // per register, but for those behind, which hold constants all the time
	fixed  []Ref     // these constants
	peak   int       // number of registers of owner that were used
	pinned [registers]bool
	spills int32
	base   int32 // offset of the temporary places in the frame
	until  int   // position of the end of the branch at hand, or -1
	skip   int   // label of that end
	before join  // what was where at its beginning
	resume []int // label per callout
	again  int   // label of the loop
}

// join is where values are at the beginning of a branch, and so at its end.
type join struct {
	owner []Ref
	spill []int32
}

// Offsets in the frame: header, temporary places, times, spilled values.

func (c *compiler) temp(i int32) int32 { return c.base + vector*i }
func (c *compiler) time(i int32) int32 { return c.temp(c.b.temps + i) }
func (c *compiler) slot(i int32) int32 { return c.time(int32(len(c.b.steps)) + i) }

// Compile writes the code.
func (b *Builder) Compile() (*Code, error) {
	if b.err != nil {
		return nil, b.err
	}
	if err := Available(); err != nil {
		return nil, err
	}
	all := registers / 2
	if b.broad() {
		all = registers
	}
	c := newCompiler(b, all, nil)
	err := c.write()
	if fixed := b.fixed(all - c.peak); err == nil && len(fixed) > 0 {
		c = newCompiler(b, all, fixed)
		err = c.write()
	}
	if err != nil {
		return nil, err
	}
	entry := make([]int, 0, len(b.calls)+1)
	entry = append(entry, 0)
	for _, l := range c.resume {
		entry = append(entry, c.asm.labels[l])
	}
	return newCode(b, c.asm.code, entry, int(c.slot(c.spills)), c)
}

// newCompiler has so many registers, the last of which hold constants.
func newCompiler(b *Builder, all int, fixed []Ref) *compiler {
	c := &compiler{b: b, asm: assembler{format: b.format, broad: b.broad()}, uses: make([][]int32, len(b.nodes)), reg: make([]int, len(b.nodes)), spill: make([]int32, len(b.nodes)), until: none,
		owner: make([]Ref, all-len(fixed)), fixed: fixed, base: int32((8*(wordPorts+b.ports) + vector - 1) / vector * vector)}
	for i := range c.owner {
		c.owner[i] = none
	}
	for i := range b.nodes {
		c.reg[i], c.spill[i] = none, none
	}
	for k, v := range fixed {
		c.reg[v] = len(c.owner) + k
	}
	for i, n := range b.nodes {
		for _, r := range n.operands() {
			c.uses[r] = append(c.uses[r], int32(i))
		}
	}
	return c
}

// fixed are at most n constants, those that every group of elements reads most often.
func (b *Builder) fixed(n int) []Ref {
	uses, inside := map[Ref]int{}, false
	for _, x := range b.nodes {
		switch x.op {
		case branch:
			inside = true
		case end:
			inside = false
		}
		for _, r := range x.operands() {
			if b.nodes[r].op == leafConst && !inside {
				uses[r]++
			}
		}
	}
	list := slices.SortedFunc(maps.Keys(uses), func(x, y Ref) int { return cmp.Or(uses[y]-uses[x], int(x-y)) })
	return list[:min(n, len(list))]
}

// operands lists the values that a node reads.
func (n node) operands() []Ref {
	switch n.op {
	case leafColumn, leafConst, leafTemp, leafTime, leafArrived, end, call, opSum:
		return nil // the mask of a call has been put into the frame
	case opSqrt, opRound, opShiftLeft, opShiftRight, storeColumn, storeTemp, storeArrived, branch, emit:
		return []Ref{n.a}
	case opBlend:
		return []Ref{n.a, n.b, n.c}
	}
	return []Ref{n.a, n.b}
}

func (n node) isLeaf() bool { return n.op <= leafArrived }

func (c *compiler) write() error {
	a := &c.asm
	c.again = a.label()
	c.prologue()
	a.place(c.again)
	for i, n := range c.b.nodes {
		if err := c.node(int32(i), n); err != nil {
			return err
		}
	}
	a.addImmediate(rCX, int32(c.b.width()<<c.b.format.size()))
	a.registers(0x3B, rCX, r8) // cmp rcx, r8
	a.jumpIf(ifBelow, c.again)
	a.store(frame(8*wordFired), r9)
	c.leave(0)
	a.link()
	if len(a.code) > 1<<24 {
		return errors.New("jit: the code is too long")
	}
	return nil
}

func frame(offset int32) address { return address{base: rDI, index: none, disp: offset} }

// prologue loads the registers from the frame, and the constants that have some.
func (c *compiler) prologue() {
	for _, x := range [...]struct{ reg, word int }{{rCX, wordAt}, {r8, wordEnd}, {rSI, wordSlab}, {rDX, wordConst}, {r9, wordFired}} {
		c.asm.load(x.reg, frame(int32(8*x.word)))
	}
	if c.b.format == Single {
		c.asm.control(frame(8 * wordControl))
	}
	for k, v := range c.fixed {
		c.asm.do(load, len(c.owner)+k, 0, none, c.constant(c.b.nodes[v].index))
	}
}

// leave returns to Go with a number.
func (c *compiler) leave(status int32) {
	if c.b.format == Single {
		c.asm.control(frame(8*wordControl + 4))
	}
	c.asm.movImmediate(rAX, status)
	c.asm.zeroUpper()
	c.asm.ret()
}

// commutes are the operations whose operands may change places: those that give
// the same bits for numbers.
var commutes = map[opcode]bool{opAdd: true, opMul: true, opAnd: true, opOr: true, opXor: true, opAddInt: true, opMulHalf: true}

// encoding of the operations with two operands.
var encoding = map[opcode]instruction{
	opAdd: arithmetic(0x58), opMul: arithmetic(0x59), opSub: arithmetic(0x5C), opMin: arithmetic(0x5D), opDiv: arithmetic(0x5E), opMax: arithmetic(0x5F),
	opAnd: arithmetic(0x54), opAndNot: arithmetic(0x55), opOr: arithmetic(0x56), opXor: arithmetic(0x57),
	opAddInt: integers(map0F, 0xD4, 0xFE), opSubInt: integers(map0F, 0xFB, 0xFA), opMulHalf: integers(map0F, 0xF4, 0xF4),
}

func (c *compiler) node(i int32, n node) error {
	a := &c.asm
	defer func() { c.pinned = [registers]bool{} }()
	switch n.op {
	case leafColumn, leafConst, leafTemp, leafTime, leafArrived:
	case opBlend:
		mask := c.in(n.c)
		x := c.in(n.a)
		y, m := c.operand(n.b, i)
		if a.broad {
			// The result stands where the mask was, so it may share no register
			// with the other operands, which are given back only after that.
			r := c.free()
			c.pinned[r] = true
			c.use(i, n)
			a.blend(r, mask, x, y, m)
			c.made(r, i)
			return nil
		}
		c.use(i, n)
		a.do(choose, c.result(i), x, y, m, byte(mask)<<4)
	case opSqrt:
		x, m := c.operand(n.a, i)
		c.use(i, n)
		a.do(root, c.result(i), 0, x, m)
	case opRound:
		x, m := c.operand(n.a, i)
		c.use(i, n)
		a.do(rounding, c.result(i), 0, x, m, n.imm)
	case opShiftLeft, opShiftRight:
		extension := 6
		if n.op == opShiftRight {
			extension = 2
		}
		x := c.in(n.a)
		c.use(i, n)
		a.do(shift, extension, c.result(i), x, address{}, n.imm)
	case opSum:
		r := c.free()
		c.pinned[r] = true
		a.rounded(r, c.free(), n.imm == 1, c.arrived(n.index), c.place(n.a))
		c.made(r, i)
	case storeColumn, storeTemp, storeArrived:
		return c.store(i, n)
	case branch:
		return c.branch(i, n)
	case end:
		for _, v := range c.owner {
			if v != none && len(c.uses[v]) > 0 && c.spill[v] == none && !c.b.nodes[v].isLeaf() {
				return fmt.Errorf("jit: value %d is used outside of its branch", v)
			}
		}
		c.restore()
		a.place(c.skip)
		c.until = none
	case emit:
		x := c.in(n.a)
		c.use(i, n)
		done := a.label()
		a.mask(x)
		a.testMask()
		a.jumpIf(ifZero, done)
		a.note()
		a.place(done)
	case call:
		c.call(n)
	default:
		x, y := n.a, n.b
		if commutes[n.op] && c.reg[x] == none && c.reg[y] != none {
			x, y = y, x
		}
		p := c.in(x)
		q, m := c.operand(y, i)
		c.use(i, n)
		if n.op == opCompare {
			a.compare(c.result(i), p, q, m, n.imm)
		} else {
			a.do(encoding[n.op], c.result(i), p, q, m)
		}
	}
	return nil
}

// in brings a value into a register and keeps it there for this instruction.
func (c *compiler) in(v Ref) int {
	r := c.reg[v]
	if r == none {
		m := c.place(v)
		r = c.free()
		c.asm.do(load, r, 0, none, m)
		c.own(r, v)
	}
	c.pinned[r] = true
	return r
}

// operand gives a value as the operand of an instruction that may be in memory:
// a register, or none and an address. What is used again soon is loaded.
func (c *compiler) operand(v Ref, at int32) (int, address) {
	if c.reg[v] != none {
		c.pinned[c.reg[v]] = true
		return c.reg[v], address{}
	}
	if again := c.next(v, at); again < at+64 && c.b.nodes[v].op != leafConst {
		return c.in(v), address{}
	}
	return none, c.place(v)
}

// place is where a value that is in no register stands in memory.
func (c *compiler) place(v Ref) address {
	if c.spill[v] != none {
		return frame(c.slot(c.spill[v]))
	}
	n := c.b.nodes[v]
	switch n.op {
	case leafColumn:
		return c.column(n.index)
	case leafConst:
		return c.constant(n.index)
	case leafTemp:
		return frame(c.temp(n.index))
	case leafTime:
		return frame(c.time(n.index))
	case leafArrived:
		return c.arrived(n.index)
	}
	panic(fmt.Sprintf("jit: value %d is nowhere", v))
}

func (c *compiler) constant(i int32) address {
	return address{base: rDX, index: none, disp: vector * i}
}

// column is the place of the elements at hand in a column.
func (c *compiler) column(i int32) address {
	return address{base: rSI, index: rCX, disp: i * int32(c.b.stride<<c.b.format.size())}
}

// arrived is their place in the sums of a port, which have 64 bits in every format.
func (c *compiler) arrived(port int32) address {
	c.asm.load(r10, frame(8*(wordPorts+port)))
	return address{base: r10, index: rCX, twice: c.b.format == Single}
}

// next is the position of the next use of v after at.
func (c *compiler) next(v Ref, at int32) int32 {
	for _, u := range c.uses[v] {
		if u > at {
			return u
		}
	}
	return math.MaxInt32
}

// use marks the operands of node i as used and gives back registers of values
// that nobody needs any more. Those of the instruction itself may be its result.
func (c *compiler) use(i int32, n node) {
	for _, v := range n.operands() {
		for len(c.uses[v]) > 0 && c.uses[v][0] <= i {
			c.uses[v] = c.uses[v][1:]
		}
		if r := c.reg[v]; r != none && r < len(c.owner) && len(c.uses[v]) == 0 {
			c.owner[r], c.reg[v], c.pinned[r] = none, none, false
		}
	}
}

// result gives a register to the value of node i.
func (c *compiler) result(i int32) int {
	r := c.free()
	c.made(r, i)
	return r
}

// made says that a register has the value of node i.
func (c *compiler) made(r int, i int32) {
	c.own(r, Ref(i))
	if len(c.uses[i]) == 0 { // computed for nothing
		c.owner[r], c.reg[i] = none, none
	}
}

func (c *compiler) own(r int, v Ref) { c.owner[r], c.reg[v] = v, r }

// free finds a register, spilling the value that is needed last if there is none.
func (c *compiler) free() int {
	victim, latest := none, int32(-1)
	for r, v := range c.owner {
		switch {
		case v == none && !c.pinned[r]:
			c.peak = max(c.peak, r+1)
			return r
		case c.pinned[r]:
		default:
			next := int32(math.MaxInt32)
			if len(c.uses[v]) > 0 {
				next = c.uses[v][0]
			}
			if next > latest {
				victim, latest = r, next
			}
		}
	}
	c.evict(victim)
	return victim
}

// evict takes a value out of its register and keeps it in memory if it is needed
// again.
func (c *compiler) evict(r int) {
	v := c.owner[r]
	c.keep(v)
	c.owner[r], c.reg[v] = none, none
}

// keep stores a value in the frame unless it is in memory anyway.
func (c *compiler) keep(v Ref) {
	if len(c.uses[v]) == 0 || c.spill[v] != none || c.b.nodes[v].isLeaf() {
		return
	}
	c.spill[v] = c.spills
	c.spills++
	c.asm.do(store, c.reg[v], 0, none, frame(c.slot(c.spill[v])))
}

// flush keeps all values that are needed later; they stay in their registers.
func (c *compiler) flush() {
	for _, v := range c.owner {
		if v != none {
			c.keep(v)
		}
	}
}

// forget empties all registers, after flush.
func (c *compiler) forget() {
	for r, v := range c.owner {
		if v != none {
			c.owner[r], c.reg[v] = none, none
		}
	}
}

// store writes to memory. Values that still stand for what was there are saved
// first.
func (c *compiler) store(i int32, n node) error {
	leaf := map[opcode]opcode{storeColumn: leafColumn, storeTemp: leafTemp, storeArrived: leafArrived}[n.op]
	for v := range c.b.nodes[:i] {
		if c.b.nodes[v].op != leaf || c.b.nodes[v].index != n.index || c.spill[v] != none || len(c.uses[v]) == 0 || c.next(Ref(v), i) == math.MaxInt32 {
			continue
		}
		last := c.uses[v][len(c.uses[v])-1]
		if c.until != none && int(last) > c.until {
			return fmt.Errorf("jit: value %d is used after a branch that overwrites it", v)
		}
		r := c.in(Ref(v))
		c.spill[v] = c.spills
		c.spills++
		c.asm.do(store, r, 0, none, frame(c.slot(c.spill[v])))
	}
	x := c.in(n.a)
	c.use(i, n)
	var m address
	switch n.op {
	case storeColumn:
		m = c.column(n.index)
	case storeTemp:
		m = frame(c.temp(n.index))
	case storeArrived:
		m = c.arrived(n.index)
		if c.b.format == Single { // twice as long as a vector
			second := m
			second.disp += c.asm.size()
			c.asm.do(store, x, 0, none, second)
		}
	}
	c.asm.do(store, x, 0, none, m)
	return nil
}

func (c *compiler) branch(i int32, n node) error {
	c.until = none
	for j := int(i); j < len(c.b.nodes); j++ {
		if c.b.nodes[j].op == end {
			c.until = j
			break
		}
	}
	x := c.in(n.a)
	c.use(i, n)
	c.asm.mask(x)
	c.skip = c.asm.label()
	c.asm.testMask()
	c.asm.jumpIf(ifZero, c.skip)
	// Most groups of elements do not enter: only those that do keep values in memory.
	c.before = join{slices.Clone(c.owner), slices.Clone(c.spill)}
	c.flush()
	return nil
}

// restore brings the values that are needed after a branch to where they were before.
func (c *compiler) restore() {
	for r, v := range c.before.owner {
		if v != none && len(c.uses[v]) > 0 && c.reg[v] != r {
			c.asm.do(load, r, 0, none, c.place(v))
		}
	}
	c.forget()
	for r, v := range c.before.owner {
		if v != none && len(c.uses[v]) > 0 {
			c.own(r, v)
		}
	}
	c.spill = c.before.spill
}

// call hands over to Go if any lane needs it: everything is put into memory, the
// number of the callout is returned, and the code goes on at the label when it is
// entered there.
func (c *compiler) call(n node) {
	a := &c.asm
	k := n.index
	c.flush()
	c.forget()
	a.do(load, 0, 0, none, frame(c.temp(c.b.calls[k].mask)))
	a.mask(0)
	after, back := a.label(), a.label()
	a.testMask()
	a.jumpIf(ifZero, after)
	a.store(frame(8*wordAt), rCX)
	a.store(frame(8*wordFired), r9)
	c.leave(k + 1)
	a.place(back)
	c.prologue()
	a.place(after)
	c.resume = append(c.resume, back)
}
