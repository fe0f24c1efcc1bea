package diag

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tab is the number of columns that a tab is shown with.
const tab = 4

// glyph is one character of a line as it is shown.
type glyph struct {
	text       string
	start, end int // its bytes in the line
	column     int // where it begins
	width      int // in columns; 0 for a mark on the character before
}

// glyphs lays out a line: tabs as blanks, and what would move the cursor, hide
// or reorder text as a question mark.
func glyphs(line string) []glyph {
	list := make([]glyph, 0, len(line))
	column := 0
	for i := 0; i < len(line); {
		r, size := utf8.DecodeRuneInString(line[i:])
		g := glyph{text: line[i : i+size], start: i, end: i + size, column: column, width: runeWidth(r)}
		switch {
		case r == '\t':
			g.text, g.width = strings.Repeat(" ", tab), tab
		case r == utf8.RuneError || hidden(r):
			g.text, g.width = "?", 1
		}
		list = append(list, g)
		column += g.width
		i += size
	}
	return list
}

// hidden reports control characters, and the invisible ones that can make text
// look like something else (Unicode technical report 36, section 2).
func hidden(r rune) bool {
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp)
}

// runeWidth is 0 for combining marks and 2 for the wide characters of East
// Asia (Unicode standard annex 11, classes W and F, by blocks).
func runeWidth(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me) || r >= 0x1160 && r <= 0x11ff {
		return 0
	}
	for _, block := range wide {
		if r >= block.first && r <= block.last {
			return 2
		}
	}
	return 1
}

// wide are the blocks of wide characters.
var wide = []struct{ first, last rune }{
	{0x1100, 0x115f},   // Hangul Jamo, initial consonants
	{0x2e80, 0x303e},   // radicals, punctuation
	{0x3041, 0xa4cf},   // kana, bopomofo, ideographs, Yi
	{0xa960, 0xa97f},   // Hangul Jamo, extended
	{0xac00, 0xd7a3},   // Hangul syllables
	{0xf900, 0xfaff},   // compatibility ideographs
	{0xfe30, 0xfe6f},   // compatibility forms
	{0xff01, 0xff60},   // full-width forms
	{0xffe0, 0xffe6},   // full-width signs
	{0x1f300, 0x1faff}, // pictographs
	{0x20000, 0x3fffd}, // further ideographs
}

// columns is the number of columns that a line takes.
func columns(line []glyph) int {
	if len(line) == 0 {
		return 0
	}
	last := line[len(line)-1]
	return last.column + last.width
}

// covered returns the columns from..to that bytes start..end of a line take,
// one at least: an empty range is shown as the column that it stands before.
// A character that is covered in part is covered.
func covered(line []glyph, start, end int) (from, to int) {
	from = columns(line)
	for _, g := range line {
		if g.end > start {
			from = g.column
			if g.width == 0 && from > 0 {
				from-- // shown with the character that it is a mark on
			}
			break
		}
	}
	for _, g := range line {
		if g.start >= end {
			break
		}
		to = g.column + g.width
	}
	return from, max(to, from+1)
}

// clean makes text of a model harmless inside of a message: one line, and
// nothing that moves the cursor of a terminal or reorders letters.
func clean(text string) string {
	if strings.Contains(text, "\n") {
		lines := strings.Split(text, "\n")
		for i := range lines {
			lines[i] = strings.TrimSpace(lines[i])
		}
		text = strings.TrimSpace(strings.Join(lines, " "))
	}
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\t':
			return ' '
		case hidden(r):
			return '?'
		}
		return r
	}, text)
}
