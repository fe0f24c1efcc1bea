// Package cli is the command line: one file per verb.
//
// Data goes to standard output, messages to standard error. Exit codes are 0
// for success, 1 when a model has errors, files are stale, engines disagree or
// a simulation failed, 2 for a wrong use of the command, 3 for a bug of nngen.
package cli
