package fixed

import (
	"fmt"
	"math"
)

// Format is the number of fractional bits of a word: word*2^-Format. It may be
// negative, for values beyond 2^31, and larger than 31, for small ones.
type Format int8

// Accum is the format of SpiNNaker's accum, s16.15.
const Accum Format = 15

// The formats that operations can handle.
const (
	LeastFormat Format = -30
	MostFormat  Format = 62
)

// Float is the number that a word stands for.
func (f Format) Float(word int32) float64 { return math.Ldexp(float64(word), -int(f)) }

// Word is the word nearest to x, halves to even, saturated; 0 for what is no number.
func (f Format) Word(x float64) int32 {
	r := math.RoundToEven(math.Ldexp(x, int(f)))
	switch {
	case r != r:
		return 0
	case r > Max:
		return Max
	case r < Min:
		return Min
	}
	return int32(r)
}

// Resolution is the number that the word 1 stands for.
func (f Format) Resolution() float64 { return math.Ldexp(1, -int(f)) }

// Limit is the power of two below which numbers of the format stay.
func (f Format) Limit() float64 { return math.Ldexp(1, 31-int(f)) }

// Holding is the format with the highest resolution that holds numbers of
// absolute value bound.
func Holding(bound float64) Format {
	if !(bound > 0) {
		return MostFormat
	}
	if math.IsInf(bound, 0) {
		return LeastFormat
	}
	_, e := math.Frexp(bound) // bound < 2^e
	f := Format(max(int(LeastFormat), min(int(MostFormat), 31-e)))
	if f > LeastFormat && math.RoundToEven(math.Ldexp(bound, int(f))) > Max {
		f-- // it would be rounded up to 2^31
	}
	return f
}

// String is the usual name, such as s16.15: bits before and after the point.
func (f Format) String() string { return fmt.Sprintf("s%d.%d", 31-int(f), int(f)) }
