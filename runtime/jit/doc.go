// Package jit turns straight-line code over columns of numbers into machine
// code and runs it in the process: eight float64 at a time (AVX-512) or four (AVX2), or
// twice as many float32, without a toolchain and without build flags.
//
// # What it is for
//
// The engine advances a population by the same few dozen operations for every
// neuron. Interpreting them block by block costs a pass through the cache for
// each; compiled into one loop they stay in registers. Measured on the networks
// of the examples the loop takes a third to a tenth of the time of the
// interpreted blocks.
//
// # What it promises
//
// Every operation is one IEEE 754 binary64 operation with its own rounding, as
// runtime/program defines it; nothing is contracted, reordered or approximated.
// The elementary functions of the exponential family are written out with the
// operations of runtime/elementary; all others, and arguments outside of the
// usual range, are handed to Go lane by lane. So the results are those of
// program.Eval to the last bit, which the tests compare.
//
// Numbers of [Single] are rounded to binary32 after every operation, and are 0 below
// 2^-126. Their exponential functions are the same with shorter polynomials, within two
// units of the last place; what is handed to Go is computed there in binary64. What a
// [Builder] makes of constants are constants: that is the scalar twin of the code, with
// the same bits.
//
// # How it is built
//
// A [Builder] collects values ([Ref]) and effects in order. [Builder.Compile]
// walks over them once, giving the sixteen vector registers to values by their
// next use (Belady's rule) and spilling the others, and writes the bytes. Code is
// first written, then made executable, never both at once. Where the machine has
// no AVX2 or does not let processes run code of their own, [Available] says so
// and the engine interprets instead.
//
// A call runs over elements lo <= i < hi in groups of [Lanes]; columns are padded
// to whole groups by the caller. The code uses no stack, calls nothing, and
// returns to Go when it needs something from there (see [Builder.Call]).
package jit

// Lanes is the number of elements to whole groups of which columns are filled up:
// as many as are computed at once on any machine.
const Lanes = 8
