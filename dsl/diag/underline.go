package diag

import (
	"slices"
	"strings"
)

// cell is one character below a line; kind tells whose it is.
type cell struct {
	r    rune
	kind cellKind
}

type cellKind int

const (
	blankCell cellKind = iota
	relatedCell
	primaryCell
)

func kindOf(m mark) cellKind {
	if m.primary {
		return primaryCell
	}
	return relatedCell
}

// underline draws the marks of one line: ^^^ for the primary one, --- for the
// others; the words of the last one beside it, those before it on rows below.
func underline(marks []mark) [][]cell {
	marks = slices.Clone(marks)
	slices.SortStableFunc(marks, func(a, b mark) int { return a.from - b.from })
	if len(marks) == 0 {
		return nil
	}
	end := 0
	for _, m := range marks {
		end = max(end, m.to)
	}
	row := blanks(end)
	for _, kind := range []cellKind{relatedCell, primaryCell} { // the primary one on top
		for _, m := range marks {
			if kindOf(m) == kind {
				for i := m.from; i < m.to; i++ {
					row[i] = cell{signs[kind], kind}
				}
			}
		}
	}
	below := marks
	if last := marks[len(marks)-1]; last.text != "" && last.to == end {
		row = write(append(row, cell{' ', blankCell}), last)
		below = marks[:len(marks)-1]
	}
	rows := [][]cell{row}
	for i := len(below) - 1; i >= 0; i-- {
		if m := below[i]; m.text != "" {
			rows = append(rows, bars(below[:i+1], m.from+1), write(bars(below[:i], m.from+1)[:m.from], m))
		}
	}
	return rows
}

// signs underline the marks of each kind.
var signs = map[cellKind]rune{relatedCell: '-', primaryCell: '^'}

func blanks(n int) []cell {
	row := make([]cell, n)
	for i := range row {
		row[i].r = ' '
	}
	return row
}

// bars lead from the marks that still have words to come down to these.
func bars(marks []mark, width int) []cell {
	row := blanks(width)
	for _, m := range marks {
		if m.text != "" {
			row[m.from] = cell{'|', kindOf(m)}
		}
	}
	return row
}

func write(row []cell, m mark) []cell {
	for _, r := range m.text {
		row = append(row, cell{r, kindOf(m)})
	}
	return row
}

// row is a row of cells in the colours of their kinds.
func (p page) row(row []cell, s Severity) string {
	for len(row) > 0 && row[len(row)-1].r == ' ' {
		row = row[:len(row)-1]
	}
	colours := map[cellKind]string{blankCell: "", relatedCell: colourPlace, primaryCell: severityColour(s)}
	var b strings.Builder
	for start := 0; start < len(row); {
		end := start
		var run []rune
		for end < len(row) && row[end].kind == row[start].kind {
			run = append(run, row[end].r)
			end++
		}
		if kind := row[start].kind; kind == blankCell {
			b.WriteString(string(run))
		} else {
			b.WriteString(p.paint(colours[kind], string(run)))
		}
		start = end
	}
	return b.String()
}
