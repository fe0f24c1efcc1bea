package parser

import (
	"io"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/nngen/nngen/dsl/source"
)

// definition is the lexer as participle knows it.
type definition struct{}

// Symbols names the token kinds.
func (definition) Symbols() map[string]lexer.TokenType {
	symbols := make(map[string]lexer.TokenType, len(kindNames))
	for name, kind := range kindNames {
		symbols[name] = lexer.TokenType(kind)
	}
	return symbols
}

// Lex reads all of r.
func (d definition) Lex(name string, r io.Reader) (lexer.Lexer, error) {
	text, err := io.ReadAll(r)
	if err != nil {
		return nil, err
	}
	return d.LexString(name, string(text))
}

// LexString cuts a text; mistakes in it become tokens of kind Wrong.
func (definition) LexString(name, text string) (lexer.Lexer, error) {
	tokens, _ := Scan(source.New(name, text))
	return &stream{tokens: tokens}, nil
}

// stream hands tokens to participle. Lines and columns are left to
// source.File, which knows them from the offset.
type stream struct {
	tokens []Token
	at     int
}

// Next returns the next token, the last one again and again.
func (s *stream) Next() (lexer.Token, error) {
	t := s.tokens[min(s.at, len(s.tokens)-1)]
	s.at++
	return lexer.Token{Type: lexer.TokenType(t.Kind), Value: t.Text, Pos: lexer.Position{Offset: t.Span.Start}}, nil
}
