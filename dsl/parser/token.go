package parser

import (
	"github.com/alecthomas/participle/v2/lexer"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
)

// TokenKind classifies tokens.
type TokenKind lexer.TokenType

// The kinds of tokens. White space between them is no token.
const (
	EOF     = TokenKind(lexer.EOF)
	Newline = TokenKind(iota)
	Comment // from // to the end of the line
	Doc     // from /// to the end of the line
	Word    // name or keyword
	Number
	Text  // in double quotes
	Punct // operator or bracket
	Wrong // could not be read; already reported
)

var kindNames = map[string]TokenKind{
	"EOF": EOF, "Newline": Newline, "Comment": Comment, "Doc": Doc, "Word": Word, "Number": Number, "Text": Text, "Punct": Punct, "Wrong": Wrong,
}

// Token is a piece of a file; its text is that of the span.
type Token struct {
	Kind TokenKind
	Text string
	Span source.Span
}

// Scan cuts a file into tokens; the last one is EOF. All of the text is covered
// by tokens and white space.
func Scan(file *source.File) ([]Token, diag.List) {
	s := scanner{file: file}
	var tokens []Token
	for {
		t := s.next()
		tokens = append(tokens, t)
		if t.Kind == EOF {
			return tokens, s.diags
		}
	}
}
