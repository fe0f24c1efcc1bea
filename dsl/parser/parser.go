package parser

import (
	"github.com/alecthomas/participle/v2"
	"github.com/alecthomas/participle/v2/lexer"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
)

// Parse reads a model file. The tree holds everything that could be read, also
// if the list has errors.
func Parse(file *source.File) (*ast.File, diag.List) {
	root := &ast.File{Loc: ast.At(source.Span{File: file, End: len(file.Text)})}
	if size := len(file.Text); size > maxBytes {
		return root, diag.List{diag.FileTooLarge(source.Span{File: file}, size, maxBytes)}
	}
	p, lex := newParser(file)
	items, err := participle.Build[entry](participle.Lexer(definition{}), participle.ParseTypeWith(p.nextItem))
	if err != nil {
		p.diags.Add(diag.Bug(source.Span{File: file}, "grammar of items: %v", err))
		return root, p.diags
	}
	for p.skipBlank(); !lex.Peek().EOF(); p.skipBlank() {
		e, err := items.ParseFromLexer(lex, participle.AllowTrailing(true))
		p.lex = lex
		if err != nil {
			p.diags.Add(diag.Bug(source.Span{File: file}, "grammar of items: %v", err))
			break
		}
		if s, ok := e.Item.(several); ok {
			root.Items = append(root.Items, s.list...)
		}
	}
	return root, p.diags.Sorted()
}

// ParseExpr reads a file that is one expression, such as a value given on the
// command line.
func ParseExpr(file *source.File) (ast.Expr, diag.List) {
	if size := len(file.Text); size > maxBytes {
		whole := source.Span{File: file, End: size}
		return &ast.Bad{Loc: ast.At(whole)}, diag.List{diag.FileTooLarge(whole.Before(), size, maxBytes)}
	}
	p, lex := newParser(file)
	exprs, err := participle.Build[value](participle.Lexer(definition{}), participle.ParseTypeWith(p.onlyExpr))
	var v *value
	if err == nil {
		v, err = exprs.ParseFromLexer(lex, participle.AllowTrailing(true))
	}
	if err != nil {
		p.diags.Add(diag.Bug(source.Span{File: file}, "grammar of expressions: %v", err))
		return &ast.Bad{Loc: ast.At(source.Span{File: file, End: len(file.Text)})}, p.diags
	}
	return v.Expr, p.diags.Sorted()
}

// entry and value are the grammars that participle builds: one item of a file,
// one expression.
type (
	entry struct {
		Item ast.Item `parser:"@@"`
	}
	value struct {
		Expr ast.Expr `parser:"@@"`
	}
)

// parser is the state of one parse.
type parser struct {
	file    *source.File
	lex     *lexer.PeekingLexer
	docs    map[int]string // `///` text by the offset of the token after it
	diags   diag.List
	usage   string        // how the current statement is written, for messages
	prev    source.Span   // last token taken
	crooked opening       // first brace whose partner stands further left than its line
	ended   source.Span   // where the last missing brace was noticed
	stray   bool          // the rest of a block stands outside of it, which was reported
	failed  bool          // the statement was reported; the stream reads as ended
	fresh   bool          // only line ends since the start of the line
	open    []source.Span // round and square brackets, in which line ends mean nothing
	began   int           // cursor at the start of the statement
	clips   bool          // states may have bounds: in a plasticity rule
	depth   int           // nesting of brackets, blocks and signs
	cells   bool          // in a row of a table
	ops     int           // operators on the way from the statement to here
}

func newParser(file *source.File) (*parser, *lexer.PeekingLexer) {
	tokens, diags := Scan(file)
	p := &parser{file: file, diags: diags, docs: docComments(tokens), prev: source.Span{File: file}, fresh: true}
	// The stream never fails, so neither does Upgrade.
	lex, _ := lexer.Upgrade(&stream{tokens: tokens}, lexer.TokenType(Comment), lexer.TokenType(Doc))
	p.lex = lex
	return p, lex
}
