// Package exprfmt prints blocks of a program as statements of a target
// language.
//
// The differences between languages are data: a [Dialect] is a table of
// operators, functions and literals. The printer only decides what becomes a
// named temporary (values that are used more than once) and where brackets are
// needed. It never changes the order of evaluation: every language served here
// evaluates a chain of operators of one precedence from the left, so brackets
// stand exactly where the tree differs from that.
package exprfmt
