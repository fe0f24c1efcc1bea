// Package gentest holds the studies on which the targets are tested: programs
// written by hand, small networks around them, and the plainest possible
// interpreter of both. It needs neither parser nor solver, so a target can be
// tested by itself.
//
// Every study has two populations of neurons, 160 and 40, that project to each
// other and to themselves with heterogeneous weights and delays of 1 to 30
// steps, a Poisson population whose counts exceed 1, a population of spikes at
// given times (one of them twice) and a population of regular sources:
//
//   - [LIFExp]: exact propagators, exponential currents, refractory hold, a
//     capacitance and a refractory period that differ per neuron;
//   - [LIFDelta]: delta synapses, dropped while the neuron is refractory;
//   - [Coba]: conductances, classical Runge-Kutta written out;
//   - [OddNames]: reserved words of every language as names, hostile comments,
//     two holds, a rising condition, stores that need temporaries, conditional
//     expressions;
//   - [Timed]: explicit time and the remaining operations.
//
// [Expand] gives the numbers of the network, [WriteData] the folder that the
// emitted scripts read, [Oracle] spikes and traces. [Refused] and [Keep] are the tests that
// all targets share: reasons for what they refuse, and parts of README.md made from code.
package gentest
