package source

import "fmt"

// Span is the half-open range [Start, End) of bytes of a file. The zero Span
// has no file: it stands for something that was not written by the user.
type Span struct {
	File       *File
	Start, End int
}

// Valid reports whether the span points into a file.
func (s Span) Valid() bool { return s.File != nil }

// Text returns the text that the span covers, "" if it is not valid.
func (s Span) Text() string {
	if s.File == nil {
		return ""
	}
	start := min(max(s.Start, 0), len(s.File.Text))
	end := min(max(s.End, start), len(s.File.Text))
	return s.File.Text[start:end]
}

// Position returns the line and column of the first byte.
func (s Span) Position() Position {
	if s.File == nil {
		return Position{}
	}
	return s.File.Position(s.Start)
}

// EndPosition returns the line and column just after the last byte.
func (s Span) EndPosition() Position {
	if s.File == nil {
		return Position{}
	}
	return s.File.Position(s.End)
}

// String returns "file:line:column", or "" if the span is not valid.
func (s Span) String() string {
	if s.File == nil {
		return ""
	}
	p := s.Position()
	return fmt.Sprintf("%s:%d:%d", s.File.Name, p.Line, p.Column)
}

// Join returns the smallest span that covers both; a span without a file, or
// in another file than a, leaves a as it is.
func Join(a, b Span) Span {
	if a.File == nil {
		return b
	}
	if b.File != a.File {
		return a
	}
	return Span{File: a.File, Start: min(a.Start, b.Start), End: max(a.End, b.End)}
}

// Before returns the empty span at the start of s, the place of an insertion.
func (s Span) Before() Span { return Span{File: s.File, Start: s.Start, End: s.Start} }

// After returns the empty span at the end of s, the place of an insertion.
func (s Span) After() Span { return Span{File: s.File, Start: s.End, End: s.End} }
