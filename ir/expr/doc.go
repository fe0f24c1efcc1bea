// Package expr is immutable, hash-consed expression trees with exact rational
// constants.
//
// A Pool interns nodes: within a pool, two expressions have the same structure
// if and only if they are == . An Expr is a handle on a node; copying it is
// free.
//
// The tree is what the user wrote. Constructors keep the order of terms and
// factors, because order decides rounding; they only fold constants that stand
// together and drop neutral elements (x + 0, 1*x, --x), none of which changes
// the value of what is left. Simplify is the separate normaliser: it may reorder
// and cancel. Truth values are the numbers 0 and 1.
//
// Operations: Diff, Subst, Simplify, Symbols, DependsOn, AffineIn, Eval,
// EvalRat, Print, Shared. Each handles shared nodes once, so it costs time in
// the number of distinct nodes, not in the size of the written-out tree.
//
// A Pool is not safe for concurrent use; reading expressions is.
package expr
