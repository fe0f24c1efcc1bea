// Package brian2 writes a study for Brian2 2.9: one Python script that holds the
// models, builds the network from the emitted data and runs it, in Cython, in
// numpy or as a C++ program.
//
// The emitted script does not give Brian2 equations to integrate. It writes the
// step of the grid out, with the program's own operations in their order, as
// code that Brian2 runs once per step; spikes, delays and recordings are
// Brian2's. README.md says which term becomes what and why events arrive where
// they do.
package brian2
