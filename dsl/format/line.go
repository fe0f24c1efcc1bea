package format

import (
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/nngen/nngen/dsl/parser"
)

// line is one line of output.
type line struct {
	level   int // steps of indentation
	code    string
	comment string
}

// cellMark stands for the space before a number of a table until the columns of
// neighbouring rows are aligned.
const cellMark = "\x00"

// step is the indentation of one level.
const step = "    "

// bracket is an open bracket or brace.
type bracket struct {
	text  string
	level int // of the line, or for a brace of the statement, that opened it
	asks  int // `?` that wait for their colon
}

// printer makes lines of pieces.
type printer struct {
	roles    roles
	out      []line
	open     []bracket
	prev     piece // last one that is no comment
	unary    bool  // prev is a sign
	colon    bool  // prev is the colon of a slice
	connects bool  // the statement is a connect
}

func lines(list []piece, r roles) []line {
	p := &printer{roles: r, out: []line{{}}}
	for _, t := range list {
		if t.Kind == parser.EOF {
			break
		}
		p.put(t)
	}
	alignTables(p.out)
	return p.out
}

// alignTables puts the columns of neighbouring rows of tables below each other.
func alignTables(list []line) {
	row := func(l line) bool { return strings.Contains(l.code, cellMark) }
	for start := 0; start < len(list); start++ {
		end := start
		var widths []int
		for ; end < len(list) && row(list[end]) && list[end].level == list[start].level; end++ {
			cells := strings.Split(list[end].code, cellMark)
			for k, c := range cells[:len(cells)-1] {
				if k == len(widths) {
					widths = append(widths, 0)
				}
				widths[k] = max(widths[k], utf8.RuneCountInString(c))
			}
		}
		for i := start; i < end; i++ {
			cells := strings.Split(list[i].code, cellMark)
			for k, c := range cells[:len(cells)-1] {
				cells[k] = c + strings.Repeat(" ", widths[k]-utf8.RuneCountInString(c))
			}
			list[i].code = strings.Join(cells, " ")
		}
		start = max(start, end-1)
	}
}

// put adds a piece to the last line, or to a new one.
func (p *printer) put(t piece) {
	if t.breaks > 1 {
		p.out = append(p.out, line{})
	}
	if t.breaks > 0 {
		p.out = append(p.out, line{level: p.level(t)})
	}
	last := &p.out[len(p.out)-1]
	if t.comment() {
		last.comment = t.Text
		return
	}
	if p.startsStatement(t) {
		p.connects = t.Text == "connect"
	}
	slice := p.closes(t)
	switch {
	case last.code == "":
	case p.roles.cell[t.Span.Start] && p.space(t, slice):
		last.code += cellMark
	case p.space(t, slice):
		last.code += " "
	}
	last.code += t.Text
	p.opens(t, last.level)
	p.unary = t.Kind == parser.Punct && (t.Text == "-" || t.Text == "+") && !p.roles.binary[t.Span.Start]
	p.colon = slice
	p.prev = t
}

// level is the indentation of a line that starts with t.
func (p *printer) level(t piece) int {
	more := 0
	if p.continues() {
		more = 1
	}
	if len(p.open) == 0 {
		return more
	}
	top := p.open[len(p.open)-1]
	switch {
	case t.is(")"), t.is("]"), t.is("}"):
		return top.level
	case top.text == "{":
		return top.level + 1 + more
	}
	return top.level + 1
}

// block is the indentation of the statements of the innermost block.
func (p *printer) block() int {
	for _, b := range slices.Backward(p.open) {
		if b.text == "{" {
			return b.level + 1
		}
	}
	return 0
}

// startsStatement tells whether t is the first piece of a statement.
func (p *printer) startsStatement(t piece) bool {
	if n := len(p.open); n > 0 && p.open[n-1].text != "{" {
		return false
	}
	return p.prev.Text == "" || p.prev.is("{") || p.prev.is("}") || p.prev.is(";") || t.breaks > 0 && !p.continues()
}

// continues tells whether the statement goes on in the next line.
func (p *printer) continues() bool {
	switch p.prev.Kind {
	case parser.Word:
		return p.prev.Text == "and" || p.prev.Text == "or" || p.prev.Text == "not" || p.prev.Text == "by" && p.connects
	case parser.Punct:
		return !strings.Contains("{ } ) ] ; '", p.prev.Text)
	}
	return false
}

// opens enters a bracket; level is that of the line.
func (p *printer) opens(t piece, level int) {
	if t.Kind != parser.Punct {
		return
	}
	switch t.Text {
	case "(", "[":
		p.open = append(p.open, bracket{text: t.Text, level: level})
	case "{":
		p.open = append(p.open, bracket{text: t.Text, level: p.block()})
	case "?":
		if n := len(p.open); n > 0 {
			p.open[n-1].asks++
		}
	}
}

// closes leaves a bracket. It reports whether t is the colon of a slice.
func (p *printer) closes(t piece) bool {
	n := len(p.open)
	if n == 0 || t.Kind != parser.Punct {
		return false
	}
	switch t.Text {
	case ")", "]", "}":
		p.open = p.open[:n-1]
	case ":":
		top := &p.open[n-1]
		if top.asks > 0 {
			top.asks--
			return false
		}
		return top.text == "["
	}
	return false
}

// tightOperators stand without space around.
var tightOperators = map[string]bool{"*": true, "/": true, "^": true, ".": true}

// space tells whether a space stands before t in a line; slice says that t is
// the colon of a slice.
func (p *printer) space(t piece, slice bool) bool {
	if p.roles.cell[t.Span.Start] {
		return true
	}
	if p.unary || p.colon || p.prev.is("(") || p.prev.is("[") || p.prev.Kind == parser.Punct && tightOperators[p.prev.Text] {
		return false
	}
	if t.Kind != parser.Punct {
		return true
	}
	if slice || tightOperators[t.Text] {
		return false
	}
	switch t.Text {
	case ")", "]", ",", ";", "'":
		return false
	case "}":
		return !p.prev.is("{")
	case "(", "[":
		return !p.tight()
	}
	return true
}

// tight tells whether a bracket belongs to what stands before it.
func (p *printer) tight() bool {
	switch p.prev.Kind {
	case parser.Word:
		return p.roles.tight[p.prev.Span.End] || p.prev.Text == "spike" || p.prev.Text == "rising" || p.prev.Text == "hazard"
	case parser.Punct:
		return p.prev.is(")") || p.prev.is("]") || p.prev.is("'")
	}
	return false
}

// print writes lines, with the trailing comments of neighbours in a block in one
// column.
func print(list []line) string {
	var b strings.Builder
	for start := 0; start < len(list); {
		end := start + 1
		if list[start].trailing() {
			for end < len(list) && list[end].trailing() && list[end].level == list[start].level {
				end++
			}
		}
		column := 0
		for _, l := range list[start:end] {
			column = max(column, l.width())
		}
		for _, l := range list[start:end] {
			b.WriteString(l.text(column))
		}
		start = end
	}
	if text := strings.Trim(b.String(), "\n"); text != "" {
		return text + "\n"
	}
	return ""
}

// trailing tells whether a comment stands behind code.
func (l line) trailing() bool { return l.code != "" && l.comment != "" }

// width is the number of characters up to the end of the code.
func (l line) width() int { return l.level*len(step) + utf8.RuneCountInString(l.code) }

// text is the line with its comment, if there is code before it, two spaces
// behind column.
func (l line) text(column int) string {
	switch {
	case l.code == "" && l.comment == "":
		return "\n"
	case l.code == "":
		return strings.Repeat(step, l.level) + l.comment + "\n"
	case l.comment == "":
		return strings.Repeat(step, l.level) + l.code + "\n"
	}
	return strings.Repeat(step, l.level) + l.code + strings.Repeat(" ", column-l.width()+2) + l.comment + "\n"
}
