// Package nestml is the target "nestml": every kind of neuron and every plasticity
// rule of a study as a model in NESTML 9, a script that has pynestml make a module of
// them, and a script that builds and runs the network on NEST.
//
// The text is what a NESTML user writes: equations with units, integrate_odes, one
// handler per port and condition. What the numbers are like is NESTML's business:
// pynestml solves linear equations by closed forms and hands others to GSL's
// Runge-Kutta-Fehlberg method with adaptive steps. So the class is "tolerance";
// [Target.Check] lists where a study may feel it.
package nestml
