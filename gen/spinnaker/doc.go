// Package spinnaker is the target for SpiNNaker: C in fixed point for its ARM968
// cores, the Python classes that sPyNNaker needs, and a harness that runs the same
// C without a board.
//
// # The fixed-point form
//
// [Lower] turns every program of a study into a [fixed.Program], whose operations
// are those of 32 and 64 bit integers that package runtime/fixed defines:
//
//	program          fixed                   rounding
//	const            const                   to nearest, halves to even, in Go
//	x + y, x - y     add, sub                operands shifted to the result, then exact
//	x*y              mul                     exact product, shifted: to nearest, halves up
//	x/c, c constant  mul by 1/c              1/c to nearest with 31 bits, then as mul
//	x/y              div                     to nearest, halves away from zero
//	sqrt             sqrt                    down
//	exp, log, tanh   own polynomials         stated in runtime/fixed
//	linoid, exprel   linoid                  both are one function of x/s
//	pow(x, 0|1|2|n)  products; else exp(n*log x)
//	x < y, …         compare                 exact
//	a ? x : y        select                  operands shifted to the result
//
// Parameters that are the same for all neurons, and whatever is computed of them
// alone, are constants, computed in double precision and rounded once.
//
// # Formats
//
// Each state, parameter and intermediate value has a format of its own, s(31-f).f,
// by how large it may become:
//
//   - parameters and initial values: the largest of the network;
//   - what arrives: from weights, in-degrees and rates (see ports.go), always an
//     accum (s16.15) times a power of two, because that is what the framework hands
//     over;
//   - states: four times what a trial run of single neurons in double precision
//     reached, and twice what a condition compares them with (see trial.go);
//   - intermediate values: the smaller of what intervals of the operands allow and
//     four times what the trial saw in steps in which no condition fired.
//
// An operation whose interval does not fit its format saturates; the others are
// proven to fit. Steps in which a condition fires may leave the range: the upstroke
// of an exponential or quadratic neuron saturates above its threshold, as on any
// real machine, and is then reset.
//
// # Weights
//
// The framework keeps weights as 16 bits without a sign and adds them in ring
// buffers of 16 bits that saturate. A port that gets weights of both signs uses
// two synapse types. The left shift of a ring buffer follows from the largest sum
// that is expected in one step; a weight smaller than half of the step that
// remains is lost, and `nngen check --target spinnaker` says so.
//
// # Steps
//
// The order of a step is nngen's, which the framework allows: the ring buffer of
// the tick is handed over before the update; the neuron integrates, adds what
// arrived, tests its conditions, and sends. A spike of tick s with a delay of d
// ticks is in the ring buffer of tick s + d.
package spinnaker
