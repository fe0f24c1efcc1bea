package parser

import (
	"strings"

	"github.com/alecthomas/participle/v2/lexer"

	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
)

// skipBlank takes line ends and semicolons between statements.
func (p *parser) skipBlank() {
	for p.peek().Kind == Newline || p.at(";") {
		p.take()
	}
}

// endStatement expects that a statement ends here, and after a mistake skips
// to where the next one starts.
func (p *parser) endStatement() {
	if t := p.peek(); !p.failed && t.Kind != Newline && t.Kind != EOF && !p.at(";") && !p.at("}") &&
		p.prev.Text() != "}" && !(p.fresh && p.startsItem()) {
		p.leftOver()
	}
	if p.failed {
		p.recover()
	}
}

// leftOver reports what stands behind a complete statement.
func (p *parser) leftOver() {
	t := p.peek()
	switch {
	case t.Kind == Punct && (t.Text == ")" || t.Text == "]"):
		p.fail(diag.BracketNotOpened(t.Span, t.Text))
	case t.Kind == Punct && foreignOperators[t.Text] != "":
		p.fail(diag.ForeignOperator(t.Span, t.Text, foreignOperators[t.Text]))
	case t.Kind == Word || t.Kind == Number || t.Kind == Text || t.Text == "(":
		p.fail(diag.OperatorMissing(p.prev, t.Span))
	default:
		p.fail(diag.Unexpected(t.Span, describe(t), "the end of the statement", p.usage))
	}
}

// recover ends the state of failure and skips the rest of the statement.
func (p *parser) recover() {
	p.failed = false
	open := len(p.open)
	p.open = nil
	if open > 0 && !p.closesAhead(open) {
		open = 0
	}
	if p.fresh && open == 0 && p.lex.Cursor() != p.began { // the mistake was at the end of the line before
		return
	}
	p.skip(open)
}

// skip takes the rest of a statement with its blocks; line ends inside of open
// brackets do not end it.
func (p *parser) skip(open int) {
	braces := 0
	for {
		t := p.peek()
		switch {
		case t.Kind == EOF:
			return
		case t.Kind == Newline && braces == 0 && open <= 0, p.at(";") && braces == 0 && open <= 0:
			return
		case t.Kind == Punct:
			switch t.Text {
			case "(", "[":
				open++
			case ")", "]":
				open--
			case "{":
				braces++
				open = 0
			case "}":
				if braces == 0 {
					return
				}
				braces--
			}
		}
		if p.fresh && p.lex.Cursor() != p.began && p.startsItem() {
			return
		}
		p.take()
	}
}

// lookaheadLimit bounds how far a closing bracket is looked for.
const lookaheadLimit = 1000

// closesAhead tells whether open brackets are closed before something that can
// only stand outside of them.
func (p *parser) closesAhead(open int) bool {
	mark := p.lex.MakeCheckpoint()
	defer p.lex.LoadCheckpoint(mark)
	fresh := p.fresh
	for range lookaheadLimit {
		t := p.lex.Peek()
		kind := TokenKind(t.Type)
		switch {
		case kind == EOF, kind == Word && fresh && statementWords[t.Value] != "":
			return false
		case kind == Punct:
			switch t.Value {
			case "(", "[":
				open++
			case ")", "]":
				if open--; open == 0 {
					return true
				}
			case "{", "}", ";":
				return false
			}
		}
		fresh = kind == Newline
		p.lex.Next()
	}
	return false
}

// startsItem tells whether an item of a file starts here: `neuron NAME {`, ….
// Inside of a block it means that a closing brace is missing before it.
func (p *parser) startsItem() bool {
	t := p.lex.Peek()
	if TokenKind(t.Type) != Word || !itemWords[t.Value] {
		return false
	}
	mark := p.lex.MakeCheckpoint()
	defer p.lex.LoadCheckpoint(mark)
	p.lex.Next()
	if name := p.lex.Next(); t.Value == "import" {
		return name.Type == lexer.TokenType(Text)
	} else if name.Type != lexer.TokenType(Word) {
		return false
	}
	next := p.lex.Peek()
	switch next.Value {
	case "{":
		return true
	case "(":
		return t.Value == "fn"
	case "of":
		return t.Value == "experiment"
	case "extends", "=":
		return t.Value == "neuron"
	}
	return false
}

// oneStatement reads a statement and what is left of it after a mistake; it
// takes at least one token.
func (p *parser) oneStatement(read func()) {
	outer := p.began
	before := p.lex.Cursor()
	p.began, p.ops, p.usage = before, 0, ""
	read()
	p.began = before
	p.endStatement()
	if p.lex.Cursor() == before {
		p.take()
	}
	p.began = outer
}

// block reads `{ … }`, calling statement for each statement with its `///`
// text; what names the block for messages. The statement takes at least one
// token or fails.
func (p *parser) block(what string, statement func(doc string)) {
	if p.failed && !p.reachBrace() {
		return
	}
	p.braceAhead()
	if !p.at("{") {
		p.blockMissing(what)
		return
	}
	defer p.leave()
	if !p.enter() {
		return
	}
	opened := opening{p.take().Span, what}
	outer := p.open
	p.open = nil
	defer func() { p.open = outer }()
	for {
		p.skipBlank()
		t := p.peek()
		switch {
		case t.Kind == Punct && t.Text == "}":
			p.take()
			p.checkIndent(opened, t.Span)
			return
		case t.Kind == EOF, p.startsItem():
			p.blockNotClosed(opened)
			return
		}
		p.oneStatement(func() { statement(p.docs[t.Span.Start]) })
	}
}

// braceAhead skips line ends before a brace that opens on a line of its own.
func (p *parser) braceAhead() {
	mark := p.lex.MakeCheckpoint()
	for p.peek().Kind == Newline {
		p.lex.Next()
	}
	if !p.at("{") {
		p.lex.LoadCheckpoint(mark)
	}
}

// reachBrace goes to a brace further on in the line after a mistake in the
// header of a block, so that the mistakes in the block are found too.
func (p *parser) reachBrace() bool {
	mark := p.lex.MakeCheckpoint()
	for {
		t := p.lex.Peek()
		switch {
		case t.Type == lexer.TokenType(Newline), t.EOF(), t.Value == "}", t.Value == ";":
			p.lex.LoadCheckpoint(mark)
			return false
		case t.Type == lexer.TokenType(Punct) && t.Value == "{":
			p.failed = false
			p.open = nil
			return true
		}
		p.lex.Next()
	}
}

func (p *parser) blockMissing(what string) {
	t := p.peek()
	if t.Text == ":" && t.Kind == Punct {
		p.diags.Add(diag.ColonForBlock(t.Span, what))
		p.skipIndented(p.indent(t.Span))
		return
	}
	if foreign, ok := blockWords[t.Text]; ok && t.Kind == Word {
		p.fail(diag.ForeignWord(t.Span, t.Text, foreign))
		return
	}
	if statementWords[t.Text] == "" && (t.Kind == Word || t.Kind == Number || t.Text == "(") || t.Kind == Punct && foreignOperators[t.Text] != "" {
		p.leftOver()
		return
	}
	p.unexpected("`{`")
}

// blockWords open a block in other languages.
var blockWords = map[string]string{
	"then":  "leave `then` out and write the block in braces: `if a > b { … }`",
	"do":    "leave `do` out and write the block in braces",
	"begin": "write the block in braces",
}

// skipIndented takes the rest of a line and the lines below that stand further
// to the right: what is a block in other languages.
func (p *parser) skipIndented(column int) {
	for t := p.peek(); t.Kind != EOF; t = p.peek() {
		if t.Kind != Newline && p.fresh && p.indent(t.Span) <= column {
			return
		}
		p.take()
	}
}

// checkIndent remembers the first block whose closing brace stands further
// left than the line that opened it: most likely it is that of an outer block.
func (p *parser) checkIndent(opened opening, closed source.Span) {
	if p.crooked.at.Valid() || opened.at.Position().Line == closed.Position().Line {
		return
	}
	if p.indent(closed) < p.indent(opened.at) {
		p.crooked = opened
	}
}

// opening is a brace that opens the block of something.
type opening struct {
	at   source.Span
	what string
}

// indent is the number of bytes before the first character of the line.
func (p *parser) indent(s source.Span) int {
	line := p.file.Line(s.Position().Line)
	return len(line) - len(strings.TrimLeft(line, " \t"))
}

// blockNotClosed reports a missing brace, once for all blocks that end here.
func (p *parser) blockNotClosed(opened opening) {
	here := p.span(p.lex.Peek())
	if p.ended == here {
		return
	}
	p.ended = here
	if p.crooked.at.Valid() {
		opened, p.crooked = p.crooked, opening{}
	}
	d := diag.BlockNotClosed(opened.at, opened.what)
	if p.startsItem() {
		d = d.WithRelated(here, "this has to stand outside of it")
	}
	p.diags.Add(d)
}
