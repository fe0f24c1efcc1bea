// Package lower turns syntax trees into the model that they mean.
//
// It resolves names, checks units, binds parameters, flattens receptor ports
// into their neurons and user functions into expressions, and reads the network
// and the experiment. All numbers leave it in internal units, converted exactly
// and rounded once.
//
// An expression that is wrong is reported once; what depends on it stays
// silent.
package lower
