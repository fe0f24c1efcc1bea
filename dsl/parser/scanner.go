package parser

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
)

// scanner cuts a text into tokens.
type scanner struct {
	file   *source.File
	at     int   // offset of the next byte
	last   Token // before the next one
	diags  diag.List
	wrongs int // runs of meaningless characters so far
}

// operators, longest first where one is the start of another. Those of other
// languages are tokens as well, so that the parser can say what to write.
var operators = []string{
	"<->", "...", "**=",
	"->", "<=", ">=", "==", "!=", "+=", "-=", "*=", "/=", "**", "&&", "||", ":=", "=<", "=>", "<>",
	"+", "-", "*", "/", "^", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ":", ";", "?", ".", "!", "%", "'",
}

func (s *scanner) rest() string { return s.file.Text[s.at:] }

// next cuts the next token.
func (s *scanner) next() Token {
	s.skipSpace()
	t := s.cut()
	s.last = t
	return t
}

func (s *scanner) skipSpace() {
	if s.at == 0 {
		s.at += len(s.file.Text) - len(strings.TrimPrefix(s.file.Text, "\uFEFF"))
	}
	for s.at < len(s.file.Text) {
		switch r, size := utf8.DecodeRuneInString(s.rest()); {
		case r == ' ', r == '\t', r == '\r', r == '\f', r == '\v', r == '\u00A0':
			s.at += size
		default:
			return
		}
	}
}

// token makes a token of the next n bytes.
func (s *scanner) token(kind TokenKind, n int) Token {
	start := s.at
	s.at += n
	return Token{Kind: kind, Text: s.file.Text[start:s.at], Span: source.Span{File: s.file, Start: start, End: s.at}}
}

func (s *scanner) cut() Token {
	text := s.rest()
	if text == "" {
		return s.token(EOF, 0)
	}
	r, _ := utf8.DecodeRuneInString(text)
	switch {
	case r == '\n':
		return s.token(Newline, 1)
	case strings.HasPrefix(text, "///") && !strings.HasPrefix(text, "////"):
		return s.token(Doc, lineLength(text))
	case strings.HasPrefix(text, "//"):
		return s.token(Comment, lineLength(text))
	case strings.HasPrefix(text, "/*"):
		return s.blockComment(text)
	case r == '#':
		t := s.token(Comment, lineLength(text))
		s.diags.Add(diag.ForeignComment(source.Span{File: s.file, Start: t.Span.Start, End: t.Span.Start + 1}, "#"))
		return t
	case r == '"':
		return s.text(text)
	case r == '\'' && !s.afterOperand():
		return s.quoted(text)
	case isDigit(text[0]), r == '.' && len(text) > 1 && isDigit(text[1]) && !s.afterOperand():
		return s.number(text)
	case r == '_' || unicode.IsLetter(r):
		return s.word(text)
	}
	for _, op := range operators {
		if strings.HasPrefix(text, op) {
			return s.token(Punct, len(op))
		}
	}
	return s.wrong(text)
}

// afterOperand tells whether the token before, without white space between,
// ends an operand: there a quote is a prime and a dot selects.
func (s *scanner) afterOperand() bool {
	if s.last.Span.End != s.at {
		return false
	}
	switch s.last.Kind {
	case Word, Number:
		return true
	case Punct:
		return s.last.Text == ")" || s.last.Text == "]" || s.last.Text == "'"
	}
	return false
}

// lineLength is the number of bytes up to the line end.
func lineLength(text string) int {
	n := strings.IndexByte(text, '\n')
	if n < 0 {
		n = len(text)
	}
	return len(strings.TrimRight(text[:n], " \t\r"))
}

func (s *scanner) blockComment(text string) Token {
	n := strings.Index(text, "*/")
	if n < 0 {
		n = len(text) - 2
	}
	t := s.token(Comment, n+2)
	s.diags.Add(diag.ForeignComment(source.Span{File: s.file, Start: t.Span.Start, End: t.Span.Start + 2}, "/*"))
	return t
}

// text cuts a string; it knows no escapes and ends on its line.
func (s *scanner) text(text string) Token {
	line := text[:lineLength(text)]
	if n := strings.IndexByte(line[1:], '"'); n >= 0 {
		return s.token(Text, n+2)
	}
	t := s.token(Wrong, len(line))
	s.diags.Add(diag.TextNotClosed(t.Span))
	return t
}

// quoted cuts what begins with a single quote that is no prime.
func (s *scanner) quoted(text string) Token {
	line := text[:lineLength(text)]
	if n := strings.IndexByte(line[1:], '\''); n >= 0 {
		t := s.token(Wrong, n+2)
		s.diags.Add(diag.SingleQuotes(t.Span, t.Text[1:len(t.Text)-1]))
		return t
	}
	t := s.token(Wrong, 1)
	s.diags.Add(diag.StrayPrime(t.Span))
	return t
}

// number cuts digits, a fraction and an exponent.
func (s *scanner) number(text string) Token {
	n := digits(text, 0)
	if n < len(text) && text[n] == '.' && !strings.HasPrefix(text[n:], "...") {
		n = digits(text, n+1)
	}
	if n < len(text) && (text[n] == 'e' || text[n] == 'E') {
		m := n + 1
		if m < len(text) && (text[m] == '+' || text[m] == '-') {
			m++
		}
		if end := digits(text, m); end > m {
			n = end
		}
	}
	return s.token(Number, n)
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// digits returns the offset after the digits from offset i.
func digits(text string, i int) int {
	for i < len(text) && isDigit(text[i]) {
		i++
	}
	return i
}

// word cuts a name. Letters outside of ASCII are reported, except in units.
func (s *scanner) word(text string) Token {
	n := strings.IndexFunc(text, func(r rune) bool {
		return r != '_' && !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
	if n < 0 {
		n = len(text)
	}
	t := s.token(Word, n)
	if !isASCII(t.Text) && !ast.IsUnit(t.Text) {
		s.diags.Add(diag.LetterNotASCII(t.Span, t.Text))
	}
	return t
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// maxWrong is the number of runs of meaningless characters after which the rest of a
// file is one more: it is no text.
const maxWrong = 200

// wrong cuts a run of characters that mean nothing here.
func (s *scanner) wrong(text string) Token {
	first, n := utf8.DecodeRuneInString(text)
	for n < len(text) {
		r, size := utf8.DecodeRuneInString(text[n:])
		if r != first {
			break
		}
		n += size
	}
	if s.wrongs++; s.wrongs > maxWrong {
		n = len(text)
	}
	t := s.token(Wrong, n)
	s.diags.Add(diag.StrayCharacter(t.Span, first))
	return t
}
