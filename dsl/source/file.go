package source

import (
	"sort"
	"strings"
	"unicode/utf8"
)

// File is the text of one model file. It is immutable after New.
type File struct {
	Name  string // as given on the command line or in an import, for display
	Text  string
	lines []int // byte offset at which each line starts; lines[0] == 0
}

// New returns a file and indexes its lines, which end in "\n" or "\r\n".
func New(name, text string) *File {
	f := &File{Name: name, Text: text, lines: []int{0}}
	for i := 0; i < len(text); i++ {
		if text[i] == '\n' {
			f.lines = append(f.lines, i+1)
		}
	}
	return f
}

// Position is a place for people: both numbers start at 1, and columns count
// characters (runes), not bytes.
type Position struct {
	Line, Column int
}

// Position returns the place of a byte offset; offsets outside of the text are
// clamped to it.
func (f *File) Position(offset int) Position {
	offset = min(max(offset, 0), len(f.Text))
	line := sort.Search(len(f.lines), func(i int) bool { return f.lines[i] > offset })
	start := f.lines[line-1]
	return Position{Line: line, Column: utf8.RuneCountInString(f.Text[start:offset]) + 1}
}

// LineCount returns the number of lines; an empty file has one.
func (f *File) LineCount() int { return len(f.lines) }

// LineSpan returns the bytes of a line (counted from 1) without its line end.
// A line outside of the file is empty.
func (f *File) LineSpan(line int) Span {
	if line < 1 || line > len(f.lines) {
		return Span{File: f, Start: len(f.Text), End: len(f.Text)}
	}
	start, end := f.lines[line-1], len(f.Text)
	if line < len(f.lines) {
		end = f.lines[line] - 1
	}
	text := strings.TrimSuffix(f.Text[start:end], "\r")
	return Span{File: f, Start: start, End: start + len(text)}
}

// Line returns the text of a line (counted from 1) without its line end.
func (f *File) Line(line int) string { return f.LineSpan(line).Text() }
