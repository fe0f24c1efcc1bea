// Package elementary has nngen's own elementary functions in float64.
//
// A model must give the same spikes on every simulator, and a last bit of
// exp that differs between two C libraries is enough to break that in a
// chaotic network. So these functions use only operations that IEEE 754
// fixes to the bit: + - * / sqrt, comparisons, floor, and exact scaling by
// powers of two. Every product that meets an addition is written
// float64(a*b), which forbids Go to fuse the two (Go specification,
// "Floating-point operators"), so amd64 at any GOAMD64 level, arm64 and wasm
// agree. [CHeader] is the same sequence of operations in C99, to be compiled
// with -ffp-contract=off and without -ffast-math.
//
// Errors are below 1 ulp where the documentation of a function does not say
// otherwise; the tests measure them against 250-bit arithmetic.
//
// Special values follow IEEE 754-2019, clause 9.2 (and so C99, annex F):
// odd functions keep the sign of zero, NaN gives NaN, and results that
// overflow or underflow go to infinity or through the subnormals to zero.
package elementary
