// Package solve turns the equations of a neuron into a program: it chooses the
// method of integration, derives the propagators, and fixes every rounding.
//
// # Methods
//
//   - exact: the equations of the neuron with its ports are affine with
//     coefficients that do not change during a run. All of it is carried over a
//     step by the exponential of the augmented matrix [[A, B], [0, 0]]*h, whose
//     columns B belong to inputs, to parameters that differ per neuron, and to
//     the constant 1 (Rotter & Diesmann 1999, doi:10.1007/s004220050570).
//     Equal or close time constants, complex eigenvalues and rates of zero need
//     no special case.
//   - rk4: classical Runge-Kutta of order 4, all states jointly (Hairer, Nørsett
//     & Wanner 1993, table II.1.2).
//   - heun, euler: orders 2 and 1, all states jointly.
//   - exponential_euler: each state exactly, the other states frozen at t_k
//     (Rush & Larsen 1978, doi:10.1109/TBME.1978.326270).
//
// Without a method in the model, exact is taken where the equations allow it
// and rk4 elsewhere; the program says which and why.
//
// What parameters alone determine is computed once, as derived quantities: the rates
// of explicit methods are multiplied by reciprocals of parameters instead of divided
// by them, and rk4 takes states that decay on their own to its stages by factors,
// which are the values that slopes would give.
//
// # Noise
//
// White noise ξ with constant strengths G in a linear system, x' = A x + B u + G ξ,
// adds to an exact step a normal vector with the covariance of the
// Ornstein-Uhlenbeck process ([propagator.Noise]): its lower triangular factor
// times one normal number per state that noise reaches. exponential_euler adds
// the same state by state; rk4 and euler add s*sqrt(h) times a normal number after
// the deterministic step, heun before its second slope too, which makes it of
// weak order 2 for constant s (Kloeden & Platen 1992, section 15.1). Strengths
// that depend on states are those at t_k (Itô). A held state has no noise.
//
// # Holds
//
// While a state is held its rate is zero, for itself and for whoever reads it:
// there is one propagator for every set of hold counters. Updates that are the
// same in all of them are taken out (Integrate.Common).
package solve
