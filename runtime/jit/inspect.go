package jit

import "encoding/binary"

// Inspection is what the bytes of a code say about it.
type Inspection struct {
	Width  int // elements at once
	Stores int // of vectors that found no register, or that a branch might need
	Loads  int // of such vectors
	Dirty  int // returns that leave the upper halves of registers as they are
}

// Inspect reads the machine code: vectors that go to the part of the frame in which
// values are kept that have no register, and what stands before its returns.
func (c *Code) Inspect() Inspection {
	x := Inspection{Width: c.width}
	first := c.time + vector*int32(len(c.steps))
	const move, evex, vex, vectorW512 = 0x10, 0x62, 0xC4, 0x48
	for i := range c.text {
		rest := c.text[i:]
		opcode := 0
		switch {
		case rest[0] == evex && len(rest) > 9 && rest[3]&^8 == vectorW512&^8:
			opcode = 4
		case rest[0] == vex && len(rest) > 8:
			opcode = 3
		}
		// A move to or from rdi + displacement.
		if opcode > 0 && rest[opcode]&^1 == move && rest[opcode+1]&0xC7 == 0x80|rDI {
			if at := int32(binary.LittleEndian.Uint32(rest[opcode+2:])); at >= first && int(at) < c.size {
				if rest[opcode] == move {
					x.Loads++
				} else {
					x.Stores++
				}
			}
		}
		// A return stands behind a number that is moved to eax.
		if rest[0] == 0xC3 && i >= 8 && (c.text[i-8] == 0xB8 || c.text[i-5] == 0xB8) && !clean(c.text[:i]) {
			x.Dirty++
		}
	}
	return x
}

// clean reports whether code ends with vzeroupper.
func clean(text []byte) bool {
	n := len(text)
	return n >= 3 && text[n-3] == 0xC5 && text[n-2] == 0xF8 && text[n-1] == 0x77
}
