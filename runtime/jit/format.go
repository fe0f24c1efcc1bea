package jit

import (
	"math"
	"unsafe"
)

// Format is a format of numbers.
type Format uint8

const (
	// Double is IEEE 754 binary64.
	Double Format = iota
	// Single is binary32, in twice as many lanes, with numbers below 2^-126 in size taken
	// for 0: a processor needs a hundred times as long for them, and sums that decay
	// would stay with them for ever.
	Single
)

// size is that of a number in bytes, as a power of two.
func (f Format) size() int32 { return 3 - int32(f) }

// Lanes is the number of elements to whole groups of which columns are filled up:
// as many as are computed at once on any machine.
func (f Format) Lanes() int { return Lanes << f }

// Stride is a length for columns of n numbers that lie one after the other. Long
// columns are staggered: a processor takes a load for one of what has just been
// stored when the lower twelve bits of the addresses agree, and waits (Intel
// Optimization Reference Manual, "4-KByte aliasing").
func (f Format) Stride(n int) int {
	page, lines := 4096>>f.size(), 640>>f.size()
	n = (n + f.Lanes() - 1) / f.Lanes() * f.Lanes()
	if n >= page/2 {
		n += (lines - n%page + page) % page
	}
	return n
}

// Singles are the numbers of a column of [Single].
func Singles(column []float64) []float32 {
	return unsafe.Slice((*float32)(unsafe.Pointer(unsafe.SliceData(column))), 2*len(column))
}

// lane gives the bits of one number of a vector.
func (f Format) lane(vector []float64, l int) uint64 {
	if f == Double {
		return math.Float64bits(vector[l])
	}
	return uint64(math.Float32bits(Singles(vector)[l]))
}

// bits are those of a number, rounded.
func (f Format) bits(x float64) uint64 {
	if f == Double {
		return math.Float64bits(x)
	}
	if math.Abs(x) < leastSingle-0x1p-151 { // what is above is rounded up
		x = math.Copysign(0, x)
	}
	return uint64(math.Float32bits(float32(x)))
}

// number is that of some bits.
func (f Format) number(bits uint64) float64 {
	if f == Double {
		return math.Float64frombits(bits)
	}
	x := float64(math.Float32frombits(uint32(bits)))
	if math.Abs(x) < leastSingle {
		x = math.Copysign(0, x)
	}
	return x
}

// leastSingle is the smallest number of binary32 that is not taken for 0.
const leastSingle = 0x1p-126

// sign is the bit of the sign, all are all bits.
func (f Format) sign() uint64 { return 1 << (8<<f.size() - 1) }
func (f Format) all() uint64  { return 2*f.sign() - 1 }

// pattern repeats the bits of a number in 64 bits.
func (f Format) pattern(bits uint64) uint64 {
	if f == Single {
		return bits<<32 | bits&math.MaxUint32
	}
	return bits
}

// The control words of the processor (MXCSR): that of Go, and with what is below
// leastSingle taken for 0 (FTZ and DAZ).
const (
	controlOfGo     = 0x1F80
	controlOfSingle = controlOfGo | 1<<15 | 1<<6
)
