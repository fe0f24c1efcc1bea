// Package unit is the exact arithmetic of physical units.
//
// A Unit is a dimension (seven rational exponents of the SI base units) and a
// scale, kept as exact exponents of 10, 2, 3 and pi, so that units are values
// comparable with ==: 1/ms and kHz are the same unit, mS and ms are not.
// Rational exponents are needed because white noise has unit mV/ms^(1/2).
//
// Inside the product all quantities are numbers in one coherent system, that of
// the field: ms, mV, pA, nS, pF, um, mM. Coherent means that products need no
// factors: nS*mV = pA, pF*mV/ms = pA, amol/um^3 = mM. See Internal.
package unit
