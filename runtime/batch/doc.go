// Package batch is the main function of generated Go modules: it reads a data
// folder, simulates with the kernels that the module brings, and writes the
// results as every engine does.
package batch
