// Package neuron writes a study for NEURON 9: one point process per program,
// a Python script that builds the network from the emitted data and runs it.
//
// The emitted mechanism does everything in one procedure per step, on the grid
// of the program, with the program's own operations in their order; nothing is
// left to NEURON's integrators. README.md says which term becomes what and why
// events arrive where they do.
package neuron
