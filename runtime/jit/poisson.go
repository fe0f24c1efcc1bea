package jit

import (
	"math"
	"runtime"
	"unsafe"

	"github.com/nngen/nngen/runtime/rng"
)

// Poisson is code that draws Poisson counts: those of rng.PoissonCounts, bit for
// bit, four or eight elements and four steps at a time.
type Poisson struct {
	text   []byte
	table  *rng.PoissonTable
	consts []uint64 // four lanes each
	frame  []uint64
	wide   *wideDraws // takes the place of the code where there are vectors of 512 bits
}

// group is the number of elements that are drawn for at once.
const group = 4

// Constants of the code, in vectors; then come the thresholds.
const (
	poissonFirst    = iota // c0: the block of steps
	poissonObject          // c3: ID2
	poissonSeed            // c1: ID3
	poissonIndex           // c2: ID1 of the four elements, ascending
	poissonFour            // what the index grows by from group to group
	poissonMultiply        // the two multipliers
	_
	poissonBias     // turns unsigned comparisons into signed ones
	poissonGather   // order of lanes that brings the words of one step together
	poissonBase     // smallest count
	poissonKeys     // two for each round
	poissonConstant = poissonKeys + 2*rng.PhiloxRounds
)

// maxThresholds bounds the counts for which code is made; beyond it other methods
// are faster.
const maxThresholds = 64

// NewPoisson makes code for the counts of a table, or nil where there is none.
func NewPoisson(t *rng.PoissonTable) *Poisson {
	if Available() != nil || len(t.Thresholds) > maxThresholds {
		return nil
	}
	p := &Poisson{table: t}
	if wide() && len(t.Thresholds) <= maxWide {
		p.wide = newWideDraws(t)
		return p
	}
	return p.compile()
}

// compile makes the code for vectors of 256 bits.
func (p *Poisson) compile() *Poisson {
	t := p.table
	n := poissonConstant + len(t.Thresholds)
	column := Column(group * n)
	p.consts = unsafe.Slice((*uint64)(unsafe.Pointer(&column[0])), group*n)
	wide := func(at int, x uint64) {
		for l := range group {
			p.consts[group*at+l] = x
		}
	}
	double := func(x uint32) uint64 { return uint64(x)<<32 | uint64(x) }
	wide(poissonFour, group)
	wide(poissonMultiply, rng.PhiloxM0)
	wide(poissonMultiply+1, rng.PhiloxM1)
	wide(poissonBias, double(1<<31))
	wide(poissonBase, double(uint32(t.Base)))
	for l, x := range [...]uint64{0 | 2<<32, 4 | 6<<32, 1 | 3<<32, 5 | 7<<32} {
		p.consts[group*poissonGather+l] = x
	}
	k0, k1 := uint32(0), uint32(0)
	for r := range rng.PhiloxRounds {
		wide(poissonKeys+2*r, uint64(k0))
		wide(poissonKeys+2*r+1, uint64(k1))
		k0, k1 = k0+rng.PhiloxW0, k1+rng.PhiloxW1
	}
	for i, x := range t.Thresholds { // w >= x where w > x-1; no threshold is 0
		wide(poissonConstant+i, double((x-1)^1<<31))
	}
	text, err := executable(poissonCode(len(t.Thresholds)))
	if err != nil {
		return nil
	}
	p.text, p.frame = text, make([]uint64, 8)
	runtime.AddCleanup(p, func(m []byte) { release(m) }, text)
	return p
}

// Registers of the code.
const (
	yC0 = iota
	yC1
	yC2
	yC3
	yP0 // products
	yP1
	yIndex
	yX // words of steps 0 and 1, then 2 and 3
	yY
	yCountX
	yCountY
	yMask
	yOrder
)

func poissonCode(thresholds int) []byte {
	a := &assembler{}
	at := func(constant int) address { return address{base: rDX, index: none, disp: 8 * group * int32(constant)} }
	integer := func(opcode byte, dst, x, y int) { a.vex(map0F, opcode, dst, x, y, address{}) }
	from := func(opcode byte, dst, x, constant int) { a.vex(map0F, opcode, dst, x, none, at(constant)) }
	const padd, psub, pxor, pmul, pcmpgt, load = 0xFE, 0xFA, 0xEF, 0xF4, 0x66, 0x6F
	shift := func(right bool, dst, x int) {
		extension := 6
		if right {
			extension = 2
		}
		a.vex(map0F, 0x73, extension, dst, x, address{}, 32)
	}
	// rCX and r8 count bytes of a column of uint32; r9, r10, r11 and rAX lead to
	// those of the four steps.
	for _, x := range [...]struct{ reg, word int }{{rCX, 0}, {r8, 1}, {rDX, 2}, {r9, 3}, {r10, 4}, {r11, 5}, {rAX, 6}} {
		a.load(x.reg, frame(int32(8*x.word)))
	}
	from(load, yIndex, 0, poissonIndex)
	from(load, yOrder, 0, poissonGather)
	again := a.label()
	a.place(again)
	from(load, yC0, 0, poissonFirst)
	from(load, yC1, 0, poissonSeed)
	integer(load, yC2, 0, yIndex)
	from(load, yC3, 0, poissonObject)
	for r := range rng.PhiloxRounds {
		from(pmul, yP0, yC0, poissonMultiply)
		from(pmul, yP1, yC2, poissonMultiply+1)
		// The lower half of each lane counts; what stands above it is ignored by
		// the multiplication.
		shift(true, yC0, yP1)
		integer(pxor, yC0, yC0, yC1)
		from(pxor, yC0, yC0, poissonKeys+2*r)
		shift(true, yC2, yP0)
		integer(pxor, yC2, yC2, yC3)
		from(pxor, yC2, yC2, poissonKeys+2*r+1)
		integer(load, yC1, 0, yP1)
		integer(load, yC3, 0, yP0)
	}
	shift(false, yC1, yC1)
	shift(false, yC3, yC3)
	a.vex(map0F3A, 0x02, yX, yC0, yC1, address{}, 0xAA) // odd lanes from the second
	a.vex(map0F3A, 0x02, yY, yC2, yC3, address{}, 0xAA)
	from(pxor, yX, yX, poissonBias)
	from(pxor, yY, yY, poissonBias)
	from(load, yCountX, 0, poissonBase)
	from(load, yCountY, 0, poissonBase)
	for i := range thresholds {
		from(pcmpgt, yMask, yX, poissonConstant+i)
		integer(psub, yCountX, yCountX, yMask)
		from(pcmpgt, yMask, yY, poissonConstant+i)
		integer(psub, yCountY, yCountY, yMask)
	}
	for i, y := range [...]int{yCountX, yCountY} {
		a.vex(map0F38, 0x36, y, yOrder, y, address{}) // vpermd
		low, high := [...]int{r9, r11}[i], [...]int{r10, rAX}[i]
		a.half(0x11, y, address{base: low, index: rCX})
		a.extractHigh(y, address{base: high, index: rCX})
	}
	from(padd, yIndex, yIndex, poissonFour)
	a.addImmediate(rCX, 4*group)
	a.registers(0x3B, rCX, r8)
	a.jumpIf(ifBelow, again)
	a.movImmediate(rAX, 0)
	a.zeroUpper()
	a.ret()
	a.link()
	return a.code
}

// Counts fills the counts of four steps as rng.PoissonCounts does: dst[j][i] is
// that of element first.ID1+i at step 4*block + j. The slices have room for whole
// groups of [Lanes] behind their ends, up to their capacity. It is for one
// goroutine at a time.
func (p *Poisson) Counts(dst [4][]uint32, first rng.Stream, block uint64) {
	n := len(dst[0])
	if n == 0 {
		return
	}
	if p.wide != nil {
		p.wide.draw(dst, first, block)
		return
	}
	groups := (n + group - 1) / group * group
	set := func(at int, x uint64) {
		for l := range group {
			p.consts[group*at+l] = x
		}
	}
	set(poissonFirst, block&math.MaxUint32)
	set(poissonObject, uint64(first.ID2))
	set(poissonSeed, uint64(first.ID3))
	for l := range group {
		p.consts[group*poissonIndex+l] = uint64(first.ID1 + uint32(l))
	}
	p.frame[0], p.frame[1] = 0, uint64(4*groups)
	p.frame[2] = uint64(uintptr(unsafe.Pointer(&p.consts[0])))
	for j := range dst {
		_ = dst[j][:groups]
		p.frame[3+j] = uint64(uintptr(unsafe.Pointer(&dst[j][0])))
	}
	enter(uintptr(unsafe.Pointer(&p.text[0])), unsafe.Pointer(&p.frame[0]))
	runtime.KeepAlive(p)
	runtime.KeepAlive(dst)
}
