// Package program is the form in which every engine and every target receives
// a model of a neuron: typed straight-line code, one block per phase of the
// step, in which each rounding is already decided.
//
// A [Program] is what the solver makes of the equations of one neuron together
// with its receptor ports. Time runs on a grid, t_k = k*h. Step k does, in this
// order:
//
//  0. Sums over continuous connections, [Program.Sums], are taken: they are
//     constant over the step.
//  1. Integrate: [Program.Integrate] carries all states from t_k to t_k + h. It
//     reads the states as they are at t_k; all stores take effect together at
//     its end. Which of the variants runs depends on the hold counters as they
//     are at the beginning of the step.
//  2. Arrive: for each port in order, [Program.Arrive] adds what arrived at
//     t_k + h. Stores to a held state are dropped.
//  3. Conditions: [Program.Conditions] in textual order, each seeing the result
//     of the one before. A condition that depends on a state held in this step
//     is not tested.
//  4. Observe: [Program.Observe] is what a recording at t_k + h sees.
//
// Hold counters count whole steps. A counter that is positive at the beginning
// of a step holds its states during that step and is then decremented; `hold x
// for T` sets it to T/h, so the shortest interval between two spikes of a neuron
// with refractory period T is T/h + 1 steps.
//
// # Random numbers
//
// A Draw is a pure function of seed, population, element, stream and step: it can
// be made or left out, in any order, on any thread. Program.Random lists the
// streams. Distributions that one uniform number is enough for are written out as
// operations on it: only unit and open, the uniform numbers on [0, 1) and (0, 1),
// and the rejection methods gamma, poisson, binomial and vonmises remain.
//
// # The rounding line
//
// A program says not only what is computed but in which order and with which
// roundings: every instruction is one IEEE 754 binary64 operation, rounded to
// nearest. No engine and no printer may reassociate, contract a*b + c into a
// fused operation, or replace x/c by x*(1/c). That is why engines as different
// as a Go interpreter and a NEURON mechanism agree to the last bit.
//
// The package also holds [Eval], the plain scalar evaluator: slow, obvious, and
// the meaning of a block.
package program
