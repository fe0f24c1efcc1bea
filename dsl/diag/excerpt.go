package diag

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/nngen/nngen/dsl/source"
)

// piece is the part of a place that lies on one line.
type piece struct {
	line       int // counted from 1
	start, end int // bytes of the line
	text       string
	primary    bool
}

// wholePlace is the number of lines up to which a place is shown in full; of a
// longer one the first and the last line are.
const wholePlace = 4

// pieces cuts a place into lines. The words stand at the first of them. A place
// outside of its file, or with its end before its start, is brought inside.
func pieces(l Label, primary bool) []piece {
	f := l.Span.File
	start := min(max(l.Span.Start, 0), len(f.Text))
	end := min(max(l.Span.End, start), len(f.Text))
	first := f.Position(start).Line
	last := f.Position(max(start, end-1)).Line
	var list []piece
	for n := first; n <= last; n++ {
		if last-first >= wholePlace && n != first && n != last {
			n = last
		}
		line := f.LineSpan(n)
		p := piece{line: n, start: 0, end: min(end, line.End) - line.Start, primary: primary}
		text := line.Text()
		if n == first {
			p.start, p.text = start-line.Start, clean(l.Text)
		} else {
			p.start = len(text) - len(strings.TrimLeft(text, " \t"))
		}
		if n != last {
			p.end = min(p.end, len(strings.TrimRight(text, " \t")))
		}
		if n == first || p.end > p.start {
			list = append(list, p)
		}
	}
	return list
}

// excerpt shows the lines of the places of a diagnostic, those of one file
// together.
func (p page) excerpt(d Diagnostic) {
	var files []*source.File
	lines := map[*source.File]map[int][]piece{}
	firsts := map[*source.File]source.Span{}
	width := 1
	for i, l := range append([]Label{{d.Primary, d.Label}}, d.Related...) {
		f := l.Span.File
		if f == nil {
			continue
		}
		if lines[f] == nil {
			lines[f], firsts[f] = map[int][]piece{}, l.Span
			files = append(files, f)
		}
		for _, x := range pieces(l, i == 0) {
			lines[f][x.line] = append(lines[f][x.line], x)
			width = max(width, len(fmt.Sprint(x.line)))
		}
	}
	gutter := strings.Repeat(" ", width)
	bar := p.paint(colourPlace, "|")
	for i, f := range files {
		arrow := "-->"
		if i > 0 {
			arrow = ":::"
		}
		fmt.Fprintf(p, "%s%s %s\n", gutter, p.paint(colourPlace, arrow), clean(firsts[f].String()))
		fmt.Fprintf(p, "%s %s\n", gutter, bar)
		var numbers []int
		for n := range lines[f] {
			numbers = append(numbers, n)
		}
		slices.Sort(numbers)
		for k, n := range numbers {
			if k > 0 && n > numbers[k-1]+1 {
				fmt.Fprintf(p, "%s\n", p.paint(colourPlace, "..."))
			}
			text, marks := layout(f.Line(n), lines[f][n])
			number := p.paint(colourPlace, fmt.Sprintf("%*d", width, n))
			fmt.Fprintf(p, "%s\n", strings.TrimRight(fmt.Sprintf("%s %s %s", number, bar, text), " "))
			for _, r := range underline(marks) {
				fmt.Fprintf(p, "%s %s %s\n", gutter, bar, p.row(r, d.Severity))
			}
		}
	}
}

// mark is a labelled piece of one line, in columns as shown.
type mark struct {
	from, to int
	text     string
	primary  bool
}

// widest is the number of columns of a line that are shown, and longest the
// number of bytes on either side of a place that are looked at for them.
const (
	widest  = 160
	longest = 4096
)

// layout returns a line as it is shown, and where its pieces are in it. Of a
// long line the part with the pieces is shown, around the primary one if they
// do not fit; those outside of it are marked at the cut.
func layout(line string, list []piece) (string, []mark) {
	main := 0
	for i, p := range list {
		if p.primary {
			main = i
			break
		}
	}
	low := boundary(line, list[main].start-longest)
	high := boundary(line, list[main].start+longest)
	shown := glyphs(line[low:high])
	total := columns(shown)
	marks := make([]mark, len(list))
	for i, p := range list {
		marks[i] = mark{text: p.text, primary: p.primary}
		marks[i].from, marks[i].to = covered(shown, p.start-low, p.end-low)
	}
	left := 0
	if total > widest {
		left = min(leftmost(marks, main), total-widest)
	}
	right := min(left+widest, total)
	cutLeft, cutRight := left > 0 || low > 0, right < total || high < len(line)
	var b strings.Builder
	at := left // the next column to write
	if cutLeft {
		b.WriteString("…")
		at++
	}
	stop := right
	if cutRight {
		stop--
	}
	begun := false
	for _, g := range shown {
		if g.column < at && !begun || g.column+g.width > stop || !begun && g.width == 0 && cutLeft {
			continue
		}
		b.WriteString(strings.Repeat(" ", g.column-at)) // half of a wide character is cut
		b.WriteString(g.text)
		at, begun = g.column+g.width, true
	}
	if cutRight {
		b.WriteString(strings.Repeat(" ", max(stop-at, 0)) + "…")
	}
	if room := max(right-left, 1); cutLeft || cutRight {
		for i, m := range marks {
			marks[i].from = min(max(m.from-left, 0), room-1)
			marks[i].to = min(max(m.to-left, marks[i].from+1), room)
		}
	}
	return b.String(), marks
}

// leftmost is the column that the shown part of a long line begins with.
func leftmost(marks []mark, main int) int {
	from, to := marks[main].from, marks[main].to
	for _, m := range marks {
		from, to = min(from, m.from), max(to, m.to)
	}
	const margin = 2
	if to-from > widest-2*margin {
		from, to = marks[main].from, min(marks[main].to, marks[main].from+widest/2)
	}
	return max(0, (from+to-widest)/2)
}

// boundary brings an offset inside of a text and to the start of a character.
func boundary(text string, offset int) int {
	offset = min(max(offset, 0), len(text))
	for offset > 0 && offset < len(text) && !utf8.RuneStart(text[offset]) {
		offset--
	}
	return offset
}
