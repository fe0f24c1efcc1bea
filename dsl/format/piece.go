package format

import (
	"slices"

	"github.com/nngen/nngen/dsl/parser"
)

// piece is a token with the line ends before it: 0, 1, or 2 for a blank line.
type piece struct {
	parser.Token
	breaks int
}

func (p piece) is(text string) bool { return p.Kind == parser.Punct && p.Text == text }

func (p piece) comment() bool { return p.Kind == parser.Comment || p.Kind == parser.Doc }

// pieces joins line ends with the tokens after them; the last one is EOF.
func pieces(tokens []parser.Token) []piece {
	var list []piece
	breaks := 0
	for _, t := range tokens {
		if t.Kind == parser.Newline {
			breaks = min(breaks+1, 2)
			continue
		}
		list = append(list, piece{t, breaks})
		breaks = 0
	}
	return list
}

// arrange decides where lines break.
func arrange(list []piece) []piece {
	list = withoutSemicolons(list)
	join(list)
	multi := breakBlocks(list)
	list = separate(list, multi)
	list[0].breaks = 0
	return list
}

// withoutSemicolons drops those that separate nothing. One that keeps a doc
// comment from the declaration below stays.
func withoutSemicolons(list []piece) []piece {
	var out []piece
	doc, carried := false, 0
	for i, p := range list {
		p.breaks = max(p.breaks, carried)
		carried = 0
		if p.is(";") && !doc {
			next := list[i+1] // EOF is last
			first := len(out) == 0 || p.breaks > 0 || out[len(out)-1].is("{") || out[len(out)-1].is(";")
			if first || next.breaks > 0 || next.is("}") || next.is(";") || next.comment() || next.Kind == parser.EOF {
				carried = p.breaks
				continue
			}
		}
		doc = p.Kind == parser.Doc || doc && p.Kind == parser.Comment
		out = append(out, p)
	}
	return out
}

// join puts `{` and `else` behind what they belong to.
func join(list []piece) {
	for i := 1; i < len(list)-1; i++ {
		p, next := &list[i], list[i+1]
		before := list[i-1]
		switch {
		case p.is("{") && !before.comment():
			p.breaks = 0
		case p.Kind == parser.Word && p.Text == "else" && before.is("}") && (next.is("{") || next.Text == "if"):
			p.breaks = 0
		}
	}
}

// breakBlocks gives each block that has a line end inside a line for each of
// its ends, and returns the closing braces of such blocks.
func breakBlocks(list []piece) map[int]bool {
	multi := map[int]bool{}
	var open []int
	ends := make([]int, len(list)+1) // line ends before each piece
	for i, p := range list {
		ends[i+1] = ends[i]
		if p.breaks > 0 {
			ends[i+1]++
		}
	}
	for i := range list {
		switch {
		case list[i].is("{"):
			open = append(open, i)
		case list[i].is("}") && len(open) > 0:
			first := open[len(open)-1]
			open = open[:len(open)-1]
			switch {
			case first+1 == i:
				list[i].breaks = 0
			case ends[i+1] > ends[first+1]:
				multi[i] = true
				list[i].breaks = 1
				inner := &list[first+1]
				if inner.comment() && inner.breaks == 0 { // behind the brace
					inner = &list[first+2]
				}
				inner.breaks = 1
			}
		}
	}
	return multi
}

// separate puts a line end or a semicolon between a block and a statement
// behind it.
func separate(list []piece, multi map[int]bool) []piece {
	var out []piece
	for i, p := range list {
		if i > 0 && list[i-1].is("}") && p.breaks == 0 && p.Kind != parser.EOF && !p.comment() && !p.is("}") && !p.is(";") && p.Text != "else" {
			if multi[i-1] {
				p.breaks = 1
			} else {
				out = append(out, piece{Token: parser.Token{Kind: parser.Punct, Text: ";", Span: p.Span.Before()}})
			}
		}
		out = append(out, p)
	}
	return slices.Clip(out)
}
