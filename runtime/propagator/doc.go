// Package propagator computes the exact propagators of linear systems with
// constant coefficients: over one step h, x' = A x + b takes x(t) to
// P x(t) + q, where [[P, q], [0, 1]] = exp([[A, b], [0, 0]] h)
// (Rotter & Diesmann 1999, doi:10.1007/s004220050570).
//
// The exponential is computed numerically for the actual values, in
// double-double arithmetic (about 106 bits), and rounded once. So equal or
// nearly equal time constants, complex eigenvalues and zero rates are not
// special cases, and small entries are as accurate as large ones. Only
// + - * / and scaling by powers of two are used, never a fused
// multiply-add, so every platform gets the same bits.
package propagator
