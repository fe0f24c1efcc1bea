package report

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Table lays out rows of cells of equal number; words are aligned left in the
// given columns, numbers right in the others.
func Table(rows [][]string, left ...int) string {
	width := make([]int, len(rows[0]))
	for _, row := range rows {
		for i, c := range row {
			width[i] = max(width[i], utf8.RuneCountInString(c))
		}
	}
	var b strings.Builder
	for _, row := range rows {
		line := ""
		for i, c := range row {
			pad := strings.Repeat(" ", width[i]-utf8.RuneCountInString(c))
			if slices.Contains(left, i) {
				c += pad
			} else {
				c = pad + c
			}
			if i > 0 {
				line += "  "
			}
			line += c
		}
		b.WriteString(strings.TrimRight(line, " ") + "\n")
	}
	return b.String()
}

// Markdown lays out the same rows as a Markdown table, the first of them its
// head.
func Markdown(rows [][]string) string {
	var b strings.Builder
	clean := strings.NewReplacer("|", `\|`, "\n", " ")
	line := func(cells []string) {
		b.WriteString("|")
		for _, c := range cells {
			b.WriteString(" " + clean.Replace(c) + " |")
		}
		b.WriteString("\n")
	}
	for i, row := range rows {
		line(row)
		if i == 0 {
			b.WriteString("|" + strings.Repeat("---|", len(row)) + "\n")
		}
	}
	return b.String()
}
