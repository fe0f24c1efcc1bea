// Package format lays out model files in the one canonical way of `nngen fmt`.
//
// It moves tokens, and never changes, adds or removes one, but for semicolons.
// What the author decides stays: where lines break, which statements share a
// line, where one blank line stands, all comments. What is fixed: four spaces
// for each block, one more step for the lines that continue a statement, spaces
// around loose operators (a + b, a >= b) and none around tight ones (a*b, a/b,
// a^b), trailing comments of neighbouring lines in one column, and so the numbers
// of the rows of a table. A block is on one
// line or has a line for each of its ends.
//
// The layout of a layout is the layout itself, and its syntax tree is that of
// the file that it was made from.
package format
