// Package engines runs a study: in this process (the interpreter, the native
// engine) or by emitting code for a simulator, building it and running it in a
// process of its own. Whatever ran, the outcome has one shape.
//
// Emitted code and network data are kept in a cache, by the hash of what they
// were made from, so that a second run builds nothing.
package engines
