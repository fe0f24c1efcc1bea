// Package parser reads model files. The lexer is written by hand behind
// participle's interfaces, participle drives the file item by item, and each
// item is read by recursive descent with a precedence climber for expressions.
//
// After a mistake the rest of the statement reads as if the file ended there
// (see parser.fail), so no construct needs a check of its own; then the parser
// goes on with the next statement. One cause gives one report, and a file with
// ten mistakes gives ten. Nothing that a file contains makes the parser panic,
// hang or overflow the stack.
package parser
