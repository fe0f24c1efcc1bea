package format

import (
	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/parser"
	"github.com/nngen/nngen/dsl/source"
)

// Source returns the canonical layout of a model file. A file with mistakes is
// not laid out: the text is nil and the list says what is wrong.
func Source(file *source.File) ([]byte, diag.List) {
	root, list := parser.Parse(file)
	if list.HasErrors() {
		return nil, list
	}
	tokens, _ := parser.Scan(file)
	text := print(lines(arrange(pieces(tokens)), rolesOf(root)))

	// A layout that means something else would corrupt the model.
	again, mistakes := parser.Parse(source.New(file.Name, text))
	if mistakes.HasErrors() || ast.Dump(again) != ast.Dump(root) {
		return nil, diag.List{diag.Bug(root.At.Before(), "the layout of %s does not mean the same as the file", file.Name)}
	}
	return []byte(text), list
}
