package gokernel

import (
	"strings"

	"github.com/nngen/nngen/gen/tmpl"
)

// reserved are the words that a generated identifier must not be: keywords of
// Go (language specification, "Keywords") and predeclared identifiers and
// packages that the generated code uses.
var reserved = []string{
	"break", "case", "chan", "const", "continue", "default", "defer", "else", "fallthrough", "for", "func", "go", "goto",
	"if", "import", "interface", "map", "package", "range", "return", "select", "struct", "switch", "type", "var",
	"append", "bool", "cap", "clear", "close", "complex", "copy", "delete", "error", "false", "float32", "float64", "imag",
	"int", "int32", "int64", "iota", "len", "make", "max", "min", "new", "nil", "panic", "print", "println", "real",
	"recover", "string", "true", "uint16", "uint32", "uint64", "uintptr", "any", "byte", "rune", "init", "main",
	"context", "elementary", "engine", "flag", "fmt", "math", "network", "os", "program", "record", "rng",
}

// comment makes text of the model safe inside a line comment.
func comment(text string) string { return tmpl.Comment("// ", text) }

// describe is the tail of a comment on a quantity.
func describe(doc string) string {
	if doc == "" {
		return ""
	}
	return ": " + strings.ReplaceAll(doc, "\n", " ")
}

// exported is the Go name of an elementary function: exp -> Exp.
func exported(fn string) string { return strings.ToUpper(fn[:1]) + fn[1:] }
