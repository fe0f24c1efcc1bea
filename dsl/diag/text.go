package diag

import (
	"fmt"
	"io"
	"sort"
	"strings"
	"unicode"

	"github.com/nngen/nngen/dsl/source"
)

// TextOptions choose how diagnostics look.
type TextOptions struct {
	Colour bool
	// Limit is the number of reports shown, 0 means 50; how many are left out is
	// said.
	Limit int
}

// The colours of a terminal, by what they are for.
const (
	colourReset   = "\x1b[0m"
	colourError   = "\x1b[1;31m"
	colourWarning = "\x1b[1;33m"
	colourPlace   = "\x1b[1;34m"
	colourHelp    = "\x1b[1;36m"
	colourBold    = "\x1b[1m"
)

// WriteText writes a sorted list with the lines of the source that it is about,
// and how many errors and warnings there are.
func WriteText(w io.Writer, l List, o TextOptions) error {
	limit := o.Limit
	if limit == 0 {
		limit = 50
	}
	sorted := l.Sorted()
	var b strings.Builder
	for i, d := range sorted {
		if i == limit {
			fmt.Fprintf(&b, "… and %d more\n\n", len(sorted)-limit)
			break
		}
		page{&b, o.Colour}.diagnostic(d)
		b.WriteByte('\n')
	}
	if s := Summary(sorted); s != "" {
		b.WriteString(s + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// Text is one diagnostic without colours.
func Text(d Diagnostic) string {
	var b strings.Builder
	page{&b, false}.diagnostic(d)
	return b.String()
}

// Summary counts errors and warnings, "" if there are none.
func Summary(l List) string {
	var parts []string
	if n := l.Errors(); n > 0 {
		parts = append(parts, plural(fmt.Sprint(n), "error"))
	}
	if n := l.Warnings(); n > 0 {
		parts = append(parts, plural(fmt.Sprint(n), "warning"))
	}
	return strings.Join(parts, ", ")
}

// page is where a diagnostic is written.
type page struct {
	*strings.Builder
	colour bool
}

func (p page) paint(colour, text string) string {
	if !p.colour || text == "" {
		return text
	}
	return colour + text + colourReset
}

func (p page) diagnostic(d Diagnostic) {
	colour := colourError
	if d.Severity == Warning {
		colour = colourWarning
	}
	fmt.Fprintf(p, "%s%s\n", p.paint(colour, fmt.Sprintf("%s[%s]", d.Severity, d.Code)), p.paint(colourBold, ": "+clean(d.Message)))
	if d.Primary.Valid() {
		p.excerpt(d, colour)
	}
	for _, n := range d.Notes {
		fmt.Fprintf(p, "%s %s\n", p.paint(colourHelp, "note:"), clean(n))
	}
	for _, h := range d.Help {
		fmt.Fprintf(p, "%s %s\n", p.paint(colourHelp, "help:"), clean(h))
	}
}

// mark is a labelled piece of one line, in columns of the display.
type mark struct {
	from, to int
	text     string
	primary  bool
}

// excerpt shows the lines of the places, those of one file together.
func (p page) excerpt(d Diagnostic, colour string) {
	labels := append([]Label{{d.Primary, d.Label}}, d.Related...)
	var files []*source.File
	lines := map[*source.File]map[int][]mark{}
	width := 1
	for i, l := range labels {
		f := l.Span.File
		if lines[f] == nil {
			lines[f] = map[int][]mark{}
			files = append(files, f)
		}
		line, m := place(l.Span)
		m.text, m.primary = clean(l.Text), i == 0
		lines[f][line] = append(lines[f][line], m)
		width = max(width, len(fmt.Sprint(line)))
	}
	gutter := strings.Repeat(" ", width)
	bar := p.paint(colourPlace, "|")
	for i, f := range files {
		where := d.Primary.String()
		arrow := "-->"
		if i > 0 {
			arrow = ":::"
			where = f.Name
		}
		fmt.Fprintf(p, "%s%s %s\n", gutter, p.paint(colourPlace, arrow), clean(where))
		fmt.Fprintf(p, "%s %s\n", gutter, bar)
		numbers := make([]int, 0, len(lines[f]))
		for n := range lines[f] {
			numbers = append(numbers, n)
		}
		sort.Ints(numbers)
		for k, n := range numbers {
			if k > 0 && n > numbers[k-1]+1 {
				fmt.Fprintf(p, "%s\n", p.paint(colourPlace, "..."))
			}
			marks := lines[f][n]
			text, marks := window(display(f.Line(n)), marks)
			fmt.Fprintf(p, "%s %s %s\n", p.paint(colourPlace, fmt.Sprintf("%*d", width, n)), bar, strings.TrimRight(text, " "))
			for _, row := range underline(marks) {
				fmt.Fprintf(p, "%s %s %s\n", gutter, bar, p.paint(colour, row))
			}
		}
	}
}

// place returns the line of a span and the columns that it covers there; of
// several lines only the first counts.
func place(s source.Span) (int, mark) {
	line := s.Position().Line
	whole := s.File.LineSpan(line)
	from := columns(source.Span{File: s.File, Start: whole.Start, End: s.Start}.Text())
	to := columns(source.Span{File: s.File, Start: whole.Start, End: min(s.End, whole.End)}.Text())
	return line, mark{from: from, to: max(to, from+1)}
}

// tab is the number of columns that a tab is shown with.
const tab = 4

// display is a line as it is shown: tabs as blanks, characters that would move
// the cursor as a replacement.
func display(line string) string {
	var b strings.Builder
	for _, r := range line {
		switch {
		case r == '\t':
			b.WriteString(strings.Repeat(" ", tab))
		case unicode.IsControl(r) || r == unicode.ReplacementChar || unicode.Is(unicode.Cf, r):
			b.WriteRune('?')
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// columns is the number of columns that text takes as shown.
func columns(text string) int {
	n := 0
	for _, r := range display(text) {
		n += runeWidth(r)
	}
	return n
}

// runeWidth is 0 for combining marks and 2 for the wide characters of East
// Asia (Unicode standard annex 11, classes W and F, by blocks).
func runeWidth(r rune) int {
	switch {
	case unicode.In(r, unicode.Mn, unicode.Me):
		return 0
	case r < 0x1100:
		return 1
	case r <= 0x115f, r >= 0x2e80 && r <= 0xa4cf && r != 0x303f, r >= 0xac00 && r <= 0xd7a3, r >= 0xf900 && r <= 0xfaff,
		r >= 0xfe30 && r <= 0xfe6f, r >= 0xff00 && r <= 0xff60, r >= 0xffe0 && r <= 0xffe6, r >= 0x1f300 && r <= 0x1faff, r >= 0x20000 && r <= 0x3fffd:
		return 2
	}
	return 1
}

// widest is the number of columns of a line that are shown.
const widest = 160

// window cuts a long line to the part around its marks.
func window(line string, marks []mark) (string, []mark) {
	if columns(line) <= widest {
		return line, marks
	}
	first := marks[0].from
	for _, m := range marks {
		if m.primary {
			first = m.from
		}
	}
	start := max(0, first-widest/2)
	var b strings.Builder
	at := 0
	if start > 0 {
		b.WriteString("…")
	}
	for _, r := range line {
		if at >= start && at < start+widest {
			b.WriteRune(r)
		}
		at += runeWidth(r)
	}
	if at > start+widest {
		b.WriteString("…")
	}
	shift := start
	if start > 0 {
		shift--
	}
	moved := make([]mark, 0, len(marks))
	for _, m := range marks {
		m.from, m.to = m.from-shift, min(m.to-shift, widest+2)
		if m.from >= 0 && m.from < widest+2 {
			m.to = max(m.to, m.from+1)
			moved = append(moved, m)
		}
	}
	return b.String(), moved
}

// underline draws the marks of one line: ^^^ for the primary one, --- for the
// others; the text of the last one beside it, those before it on rows below.
func underline(marks []mark) []string {
	marks = append([]mark(nil), marks...)
	sort.SliceStable(marks, func(i, j int) bool { return marks[i].from < marks[j].from })
	if len(marks) == 0 {
		return nil
	}
	end := 0
	for _, m := range marks {
		end = max(end, m.to)
	}
	row := []rune(strings.Repeat(" ", end))
	for _, primary := range []bool{false, true} {
		for _, m := range marks {
			sign := '-'
			if m.primary {
				sign = '^'
			}
			if m.primary == primary {
				for i := m.from; i < m.to; i++ {
					row[i] = sign
				}
			}
		}
	}
	last := len(marks) - 1
	first := string(row)
	if marks[last].text != "" && marks[last].to == end {
		first += " " + marks[last].text
	} else {
		last++
	}
	rows := []string{strings.TrimRight(first, " ")}
	for i := last - 1; i >= 0; i-- {
		if marks[i].text == "" {
			continue
		}
		bars := func(upTo int) []rune {
			r := []rune(strings.Repeat(" ", marks[i].from+1))
			for j := range upTo {
				if marks[j].text != "" {
					r[marks[j].from] = '|'
				}
			}
			return r
		}
		rows = append(rows, strings.TrimRight(string(bars(i+1)), " "))
		text := bars(i)
		rows = append(rows, strings.TrimRight(string(text[:marks[i].from])+marks[i].text, " "))
	}
	return rows
}

// clean keeps text of a model from moving the cursor of a terminal.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return '?'
		}
		return r
	}, text)
}
