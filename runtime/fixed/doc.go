// Package fixed is arithmetic in fixed point, as a processor without a floating
// point unit does it: a value is a word of 32 bits, two's complement, and stands
// for word*2^-frac, where frac is its [Format], known when code is made. s16.15,
// the accum of SpiNNaker's framework, is the format 15.
//
// # Operations
//
// Every operation is made of sums, products, shifts and quotients of whole
// numbers of 32 and 64 bits, so that Go, a C compiler for x86 and one for ARM
// cannot disagree. fixed.h, which [CHeader] holds, has the same operations in C.
//
//	shift    x*2^s exactly for s >= 0; for s < 0 rounded to nearest, halves up
//	add, sub both operands are shifted to the format of the result, then added
//	mul      the exact product of 64 bits, shifted to the format of the result
//	div      the exact quotient, rounded to nearest, halves away from zero;
//	         x/0 is the largest number of the sign of x, 0/0 is 0
//	sqrt     the exact root, rounded down; 0 for negative numbers
//	floor, ceil, round   whole numbers in the same format; halves away from zero
//	compare  exact, whatever the formats
//	exp, log, tanh, linoid   see [Exp] and the functions beside it
//
// The result of an operation is cut to 32 bits. Where the analysis of intervals
// could not prove that it fits, the operation saturates: the largest or smallest
// word takes the place of what does not fit ([Instr].Sat). Nothing ever wraps in
// a program whose saturations are where the analysis wants them.
//
// Rounding to nearest costs one addition more than accum's rounding down and has
// no bias, which is what drives Izhikevich neurons off (Hopkins, Mikaitis, Lester
// & Furber 2020, doi:10.1098/rsta.2019.0052).
//
// # Programs
//
// A [Program] has the phases of [github.com/nngen/nngen/runtime/program.Program]
// with these operations. An [Image] holds the words of a network, and a [Machine]
// runs it in the order of ticks of SpiNNaker's framework.
package fixed
