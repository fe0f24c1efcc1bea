package jit

import "encoding/binary"

// The general registers that the code uses. None of them is kept by Go's
// assembly convention (ABI0).
const (
	rAX = 0
	rCX = 1 // byte offset of the elements at hand: 8*i
	rDX = 2 // constants
	rSI = 6 // columns
	rDI = 7 // frame
	r8  = 8 // byte offset of the end
	r9  = 9 // where the next element that fired is noted
	r10 = 10
	r11 = 11
)

// address is a place in memory: base + index + displacement.
type address struct {
	base, index int // index is none for no index
	disp        int32
	twice       bool // the index
}

const none = -1

// assembler writes x86-64 machine code (Intel 64 and IA-32 Architectures Software
// Developer's Manual, volume 2).
type assembler struct {
	format Format
	broad  bool // vectors of 512 bits, else of 256
	code   []byte
	labels []int // offset of each label, or -1
	jumps  []jump
}

// jump is a 32-bit relative displacement to be filled in.
type jump struct{ at, label int }

func (a *assembler) bytes(b ...byte) { a.code = append(a.code, b...) }

func (a *assembler) int32(x int32) { a.code = binary.LittleEndian.AppendUint32(a.code, uint32(x)) }

// label makes a label that is placed later.
func (a *assembler) label() int {
	a.labels = append(a.labels, none)
	return len(a.labels) - 1
}

func (a *assembler) place(label int) { a.labels[label] = len(a.code) }

// link fills in all jumps.
func (a *assembler) link() {
	for _, j := range a.jumps {
		binary.LittleEndian.PutUint32(a.code[j.at:], uint32(int32(a.labels[j.label]-(j.at+4))))
	}
}

func (a *assembler) target(label int) {
	a.jumps = append(a.jumps, jump{len(a.code), label})
	a.int32(0)
}

// Opcode maps and mandatory prefixes of VEX instructions.
const (
	map0F   = 1
	map0F38 = 2
	map0F3A = 3
)

// Mandatory prefixes.
const (
	prefixNone = 0
	prefix66   = 1
	prefixF3   = 2
)

// instruction is what one does to vectors, for numbers of both formats.
type instruction struct {
	table  int
	prefix [2]byte
	opcode [2]byte
}

// arithmetic is an instruction on numbers, integers one on whole numbers of the same
// size.
func arithmetic(opcode byte) instruction {
	return instruction{map0F, [2]byte{Double: prefix66, Single: prefixNone}, [2]byte{opcode, opcode}}
}

func integers(table int, double, single byte) instruction {
	return instruction{table, [2]byte{prefix66, prefix66}, [2]byte{double, single}}
}

var (
	load      = arithmetic(0x10)
	store     = arithmetic(0x11)
	signs     = arithmetic(0x50)
	root      = arithmetic(0x51)
	comparing = arithmetic(0xC2)
	shift     = integers(map0F, 0x73, 0x72)
	choose    = integers(map0F3A, 0x4B, 0x4A)
	rounding  = integers(map0F3A, 0x09, 0x08)
)

// do is an instruction on vectors. rm is a vector register, or the address m when rm
// is none.
func (a *assembler) do(in instruction, reg, vvvv, rm int, m address, imm ...byte) {
	a.vector(in.prefix[a.format], a.format == Double, in.table, in.opcode[a.format], reg, vvvv, rm, m, imm...)
}

// vex is a vector instruction with prefix 66, on numbers of 64 bits where that makes
// a difference.
func (a *assembler) vex(table int, opcode byte, reg, vvvv, rm int, m address, imm ...byte) {
	a.vector(prefix66, true, table, opcode, reg, vvvv, rm, m, imm...)
}

func (a *assembler) vector(prefix byte, double bool, table int, opcode byte, reg, vvvv, rm int, m address, imm ...byte) {
	if a.broad {
		a.evex(prefix, double, table, opcode, reg, vvvv, rm, m, imm...)
		return
	}
	x, b := 0, rm
	if rm == none {
		b = m.base
		if m.index != none {
			x = m.index
		}
	}
	a.bytes(0xC4,
		byte(table)|invert(reg)<<7|invert(x)<<6|invert(b)<<5,
		byte(^vvvv&15)<<3|1<<2|prefix,
		opcode)
	if rm == none {
		a.memory(reg, m)
	} else {
		a.bytes(0xC0 | byte(reg&7)<<3 | byte(rm&7))
	}
	a.bytes(imm...)
}

// evex is a vector instruction of 512 bits (Intel SDM volume 2, section 2.7), without
// masking, on any of the 32 registers.
func (a *assembler) evex(prefix byte, double bool, table int, opcode byte, reg, vvvv, rm int, m address, imm ...byte) {
	x, b := rm>>1, rm // the fifth bit of a register stands where the fourth of an index does
	if rm == none {
		x = 0
		b = m.base
		if m.index != none {
			x = m.index
		}
	}
	width := byte(0)
	if double {
		width = 1 << 7
	}
	a.bytes(0x62,
		byte(table)|invert(reg)<<7|invert(x)<<6|invert(b)<<5|invert(reg>>1)<<4,
		width|byte(^vvvv&15)<<3|1<<2|prefix,
		2<<5|invert(vvvv>>1)<<3,
		opcode)
	if rm == none {
		a.memory(reg, m)
	} else {
		a.bytes(0xC0 | byte(reg&7)<<3 | byte(rm&7))
	}
	a.bytes(imm...)
}

// compare makes a truth per element.
func (a *assembler) compare(dst, x, y int, m address, predicate byte) {
	a.do(comparing, a.truth(dst), x, y, m, predicate)
	if a.broad {
		a.evex(prefixF3, a.format == Double, map0F38, 0x38, dst, 0, 1, address{}) // vpmovm2q or -d dst, k1
	}
}

// truth is where a comparison goes first.
func (a *assembler) truth(dst int) int {
	if a.broad {
		return 1 // k1
	}
	return dst
}

// blend is dst = mask ? y : x, bit by bit, with vectors of 512 bits; dst is none of
// x and y.
func (a *assembler) blend(dst, mask, x, y int, m address) {
	if dst != mask {
		a.evex(prefix66, true, map0F, 0x28, dst, 0, mask, address{}) // vmovapd
	}
	a.evex(prefix66, true, map0F3A, 0x25, dst, x, y, m, 0xAC) // vpternlogq
}

// invert is 1 for the lower eight of sixteen registers.
func invert(r int) byte { return byte(^r >> 3 & 1) }

// memory writes the operand bytes of an address.
func (a *assembler) memory(reg int, m address) {
	if m.index == none {
		a.bytes(0x80 | byte(reg&7)<<3 | byte(m.base&7)) // bases are neither rsp nor r12
	} else {
		scale := byte(0)
		if m.twice {
			scale = 1 << 6
		}
		a.bytes(0x84|byte(reg&7)<<3, scale|byte(m.index&7)<<3|byte(m.base&7))
	}
	a.int32(m.disp)
}

// wide writes a REX.W instruction with a register and an address without index.
func (a *assembler) wide(opcode byte, reg int, m address) {
	a.bytes(0x48|byte(reg>>3)<<2|byte(m.base>>3), opcode)
	a.memory(reg, m)
}

func (a *assembler) load(reg int, m address)  { a.wide(0x8B, reg, m) }
func (a *assembler) store(m address, reg int) { a.wide(0x89, reg, m) }

// registers writes a REX.W instruction with two registers.
func (a *assembler) registers(opcode byte, reg, rm int) {
	a.bytes(0x48|byte(reg>>3)<<2|byte(rm>>3), opcode, 0xC0|byte(reg&7)<<3|byte(rm&7))
}

// addImmediate is reg += x.
func (a *assembler) addImmediate(reg int, x int32) {
	a.bytes(0x48|byte(reg>>3), 0x81, 0xC0|byte(reg&7))
	a.int32(x)
}

// movImmediate is reg = x, for the lower eight registers.
func (a *assembler) movImmediate(reg int, x int32) {
	a.bytes(0xB8 + byte(reg))
	a.int32(x)
}

// Conditions of conditional jumps.
const (
	ifZero    = 0x84
	ifNotZero = 0x85
	ifBelow   = 0x82
)

func (a *assembler) jumpIf(condition byte, label int) {
	a.bytes(0x0F, condition)
	a.target(label)
}

func (a *assembler) zeroUpper() { a.bytes(0xC5, 0xF8, 0x77) }
func (a *assembler) ret()       { a.bytes(0xC3) }

// mask puts the sign bits of a vector into rAX.
func (a *assembler) mask(v int) {
	if a.broad {
		a.evex(prefixF3, a.format == Double, map0F38, 0x39, 1, 0, v, address{}) // vpmovq2m or -d k1, v
		a.bytes(0xC4, 0xE1, 0x78|signs.prefix[a.format], 0x93, 0xC1)            // kmovb or kmovw eax, k1
		return
	}
	a.do(signs, rAX, 0, v, address{})
}

// testMask sets the flags from rAX.
func (a *assembler) testMask() { a.bytes(0x85, 0xC0) }

// note appends the elements whose bits are set in rAX, which is not 0, to the
// list at r9.
func (a *assembler) note() {
	again := a.label()
	a.registers(0x89, rCX, r10) // mov r10, rcx
	a.bytes(0x49, 0xC1, 0xEA, byte(a.format.size()))
	a.place(again)                        //
	a.bytes(0xF3, 0x44, 0x0F, 0xBC, 0xD8) // tzcnt r11d, eax
	a.registers(0x01, r10, r11)           // add r11, r10
	a.bytes(0x45, 0x89, 0x19)             // mov [r9], r11d
	a.addImmediate(r9, 4)                 //
	a.bytes(0x44, 0x8D, 0x58, 0xFF)       // lea r11d, [rax-1]
	a.bytes(0x44, 0x21, 0xD8)             // and eax, r11d
	a.jumpIf(ifNotZero, again)
}

// size is that of a vector in bytes.
func (a *assembler) size() int32 {
	if a.broad {
		return vector
	}
	return vector / 2
}

// control sets what the processor does with numbers that are very small (ldmxcsr).
func (a *assembler) control(m address) {
	a.bytes(0x0F, 0xAE)
	a.memory(2, m)
}

// rounded is dst = a vector of binary32 of two of binary64 at m, or, whole, of
// integers; shift is the place of roundShift, other a register that is free.
func (a *assembler) rounded(dst, other int, whole bool, m, shift address) {
	for h, r := range [...]int{dst, other} {
		half := m
		half.disp += int32(h) * a.size()
		switch {
		case !whole:
			a.vex(map0F, 0x5A, r, 0, none, half) // vcvtpd2ps
		case a.broad:
			a.evex(prefixNone, true, map0F, 0x5B, r, 0, none, half) // vcvtqq2ps
		default: // as Builder.Whole
			a.vex(map0F, 0x10, r, 0, none, shift)
			a.vex(map0F, 0xD4, r, r, none, half)
			a.vex(map0F, 0x5C, r, r, none, shift)
			a.vex(map0F, 0x5A, r, 0, r, address{})
		}
	}
	join := byte(0x18) // vinsertf128
	if a.broad {
		join = 0x1A // vinsertf64x4
	}
	a.vex(map0F3A, join, dst, dst, other, address{}, 1)
}

// half stores the lower 128 bits of a vector.
func (a *assembler) half(opcode byte, reg int, m address) {
	at := len(a.code)
	a.vex(map0F, opcode, reg, 0, none, m)
	a.code[at+2] &^= 1 << 2 // L = 0
}

// extractHigh stores the upper 128 bits of a vector.
func (a *assembler) extractHigh(reg int, m address) {
	a.vex(map0F3A, 0x39, reg, 0, none, m, 1)
}
