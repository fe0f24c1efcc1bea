package brian2

import (
	"strconv"
	"strings"
	"unicode"

	"github.com/nngen/nngen/gen/tmpl"
)

// oneLine is text fit for a comment behind a statement, also inside a string of
// three quotation marks: printable characters, no quotation marks, no
// backslashes.
func oneLine(text string) string {
	text = strings.Map(func(r rune) rune {
		switch {
		case r == '"':
			return '\''
		case r == '\\':
			return '/'
		case r == unicode.ReplacementChar:
			return '?'
		case !unicode.IsPrint(r):
			return ' '
		}
		return r
	}, strings.ToValidUTF8(text, "?"))
	return strings.Join(strings.Fields(text), " ")
}

// paragraph is text as comment lines of moderate length.
func paragraph(text string) []string {
	var out []string
	for _, l := range strings.Split(tmpl.Comment("", text), "\n") {
		row := ""
		for _, word := range strings.Fields(oneLine(l)) {
			if row != "" && len(row)+len(word) > 96 {
				out = append(out, row)
				row = ""
			}
			if row != "" {
				row += " "
			}
			row += word
		}
		if row != "" {
			out = append(out, row)
		}
	}
	return out
}

// pyString quotes s for Python: Go's escapes for ASCII output are Python's.
func pyString(s string) string { return strconv.QuoteToASCII(strings.ToValidUTF8(s, "?")) }

// described is a comment of a unit and a few words.
func described(unit, words string) string {
	unit, words = oneLine(unit), oneLine(words)
	switch {
	case unit == "1" || unit == "":
		return words
	case words == "":
		return unit
	}
	return unit + ": " + words
}
