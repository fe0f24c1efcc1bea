package parser

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
)

// maxBytes bounds the size of a file. maxDepth bounds the nesting of brackets, blocks and signs, maxOps the number
// of operators of an expression: trees stay so flat that a recursion over them
// cannot overflow the stack.
const (
	maxBytes = 4 << 20
	maxDepth = 256
	maxOps   = 4096
)

// docComments finds the `///` lines before each token.
func docComments(tokens []Token) map[int]string {
	docs := map[int]string{}
	var lines []string
	for _, t := range tokens {
		switch t.Kind {
		case Doc:
			lines = append(lines, strings.TrimPrefix(strings.TrimPrefix(t.Text, "///"), " "))
		case Newline, Comment:
		default:
			if lines != nil {
				docs[t.Span.Start] = strings.Join(lines, "\n")
			}
			lines = nil
		}
	}
	return docs
}

// span returns the place of a token of participle.
func (p *parser) span(t *lexer.Token) source.Span {
	return source.Span{File: p.file, Start: t.Pos.Offset, End: t.Pos.Offset + len(t.Value)}
}

// peek returns the next token. Inside of round and square brackets line ends do
// not count; after a mistake everything reads as the end of the file.
func (p *parser) peek() Token {
	if p.failed {
		return Token{Kind: EOF, Span: p.prev.After()}
	}
	t := p.lex.Peek()
	for len(p.open) > 0 && t.Type == lexer.TokenType(Newline) {
		p.lex.Next()
		p.fresh = true
		t = p.lex.Peek()
	}
	return Token{Kind: TokenKind(t.Type), Text: t.Value, Span: p.span(t)}
}

// peek2 returns the token after the next one.
func (p *parser) peek2() Token { return p.lookahead(2)[1] }

// lookahead returns the next n tokens without taking them.
func (p *parser) lookahead(n int) []Token {
	mark, fresh := p.lex.MakeCheckpoint(), p.fresh
	defer func() { p.lex.LoadCheckpoint(mark); p.fresh = fresh }()
	tokens := make([]Token, n)
	for i := range tokens {
		tokens[i] = p.peek()
		p.lex.Next()
	}
	return tokens
}

// take takes the next token.
func (p *parser) take() Token {
	t := p.peek()
	if t.Kind != EOF {
		p.lex.Next()
		p.fresh = t.Kind == Newline
		if !p.fresh {
			p.prev = t.Span
		}
	}
	return t
}

// at reports whether an operator or bracket is next.
func (p *parser) at(op string) bool {
	t := p.peek()
	return t.Kind == Punct && t.Text == op
}

// atWord reports whether a word is next.
func (p *parser) atWord(word string) bool {
	t := p.peek()
	return t.Kind == Word && t.Text == word
}

// accept takes an operator or bracket if it is next.
func (p *parser) accept(op string) bool {
	if p.at(op) {
		p.take()
		return true
	}
	return false
}

// acceptWord takes a word if it is next.
func (p *parser) acceptWord(word string) bool {
	if p.atWord(word) {
		p.take()
		return true
	}
	return false
}

// expect takes an operator or bracket.
func (p *parser) expect(op string) bool {
	if p.accept(op) {
		return true
	}
	p.unexpected("`" + op + "`")
	return false
}

// expectWord takes a word.
func (p *parser) expectWord(word string) bool {
	if p.acceptWord(word) {
		return true
	}
	p.unexpected("`" + word + "`")
	return false
}

// name takes a name; what says of what.
func (p *parser) name(what string) ast.Name {
	t := p.peek()
	if t.Kind == Word {
		p.take()
		return ast.Name{Loc: ast.At(t.Span), Text: t.Text}
	}
	if t.Kind == Number {
		p.fail(diag.NameStartsWithDigit(p.numberWord(t), what))
	}
	p.unexpected(what)
	return ast.Name{Loc: ast.At(t.Span.Before())}
}

// numberWord joins a number with a word that follows it directly: 2x.
func (p *parser) numberWord(t Token) source.Span {
	if next := p.peek2(); next.Kind == Word && next.Span.Start == t.Span.End {
		return source.Join(t.Span, next.Span)
	}
	return t.Span
}

// fail reports a mistake and ends the statement: until recover the stream reads
// as if the file had ended, so that every loop and option closes on its own.
func (p *parser) fail(d diag.Diagnostic) {
	if p.failed {
		return
	}
	if t := p.peek(); t.Kind != Wrong || d.Primary.Start != t.Span.Start {
		p.diags.Add(d) // a Wrong token has been reported by the scanner
	}
	p.giveUp()
}

// giveUp ends the statement without a report of its own. What is still to be
// read of it is empty and stands before the next token.
func (p *parser) giveUp() {
	p.prev = p.peek().Span.Before()
	p.failed = true
}

// unexpected reports the next token where want should stand.
func (p *parser) unexpected(want string) {
	if p.failed {
		return
	}
	t := p.peek()
	closes := t.Kind == Punct && (t.Text == ")" || t.Text == "]")
	if n := len(p.open); n > 0 && (t.Kind == EOF || p.fresh && !closes && !p.closesAhead(n) || t.Text == "}" || t.Text == "{" || t.Text == ";") {
		p.fail(diag.BracketNotClosed(p.open[n-1], t.Span))
		return
	}
	if n := len(p.open); n > 0 && closes && (t.Text == ")") != (p.open[n-1].Text() == "(") {
		p.fail(diag.BracketMismatch(p.open[n-1], t.Span))
		return
	}
	span := t.Span
	if p.fresh && p.lex.Cursor() != p.began {
		t.Kind = Newline
	}
	if t.Kind == Newline || t.Kind == EOF {
		span = p.prev.After()
	}
	p.fail(diag.Unexpected(span, describe(t), want, p.usage))
}

// describe names a token for people.
func describe(t Token) string {
	switch t.Kind {
	case EOF:
		return "the end of the file"
	case Newline:
		return "the end of the line"
	case Text:
		return "the text " + t.Text
	case Number:
		return "the number " + t.Text
	}
	return "`" + t.Text + "`"
}

// from returns the span from start to the last token taken.
func (p *parser) from(start source.Span) ast.Loc {
	if p.prev.End <= start.Start { // nothing taken since
		return ast.At(start.Before())
	}
	return ast.At(source.Join(start, p.prev))
}

// enter goes one level down; it fails if that is too deep.
func (p *parser) enter() bool {
	p.depth++
	if p.depth > maxDepth {
		p.fail(diag.TooDeep(p.peek().Span, maxDepth))
		return false
	}
	return true
}

func (p *parser) leave() { p.depth-- }

// bracket takes an opening bracket, in which line ends mean nothing.
func (p *parser) bracket() {
	t := p.take()
	p.open = append(p.open, t.Span)
}

// unbracket takes the closing bracket.
func (p *parser) unbracket(op string) {
	if p.at(op) {
		// Popped first: the line end after the bracket counts again.
		if n := len(p.open); n > 0 {
			p.open = p.open[:n-1]
		}
		p.take()
		return
	}
	p.unexpected("`" + op + "`")
}

// skipLines takes line ends where a statement cannot end.
func (p *parser) skipLines() {
	for p.peek().Kind == Newline {
		p.take()
	}
}
