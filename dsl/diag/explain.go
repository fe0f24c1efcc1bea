package diag

import "strings"

// explainWidth is the number of columns that an explanation is filled to.
const explainWidth = 80

// Explain is the long text about a code, with an example and its repair; ok is
// false if there is no such code.
func Explain(code string) (text string, ok bool) {
	k, ok := Lookup(code)
	if !ok {
		return "", false
	}
	var b strings.Builder
	b.WriteString(k.Code + ": " + k.Title + "\n")
	if k.Severity == Warning {
		b.WriteString("\nThis is a warning: the model can be used.\n")
	}
	for _, paragraph := range strings.Split(strings.TrimSpace(k.Explanation), "\n\n") {
		b.WriteString("\n" + fill(paragraph, explainWidth))
	}
	example(&b, "For instance:", k.Bad)
	example(&b, "Better:", k.Good)
	return b.String(), true
}

// example writes a model or command line, indented. Lines that are long to show
// a limit are cut.
func example(b *strings.Builder, title, text string) {
	if text == "" {
		return
	}
	b.WriteString("\n" + title + "\n\n")
	for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
		if len(line) > 2*explainWidth {
			line = line[:boundary(line, explainWidth-6)] + "…"
		}
		b.WriteString(strings.TrimRight("    "+line, " ") + "\n")
	}
}

// fill breaks a paragraph into lines of at most width characters, a longer
// word on a line of its own.
func fill(paragraph string, width int) string {
	var b strings.Builder
	used := 0
	for _, word := range strings.Fields(paragraph) {
		n := columns(glyphs(word))
		switch {
		case used == 0:
		case used+1+n > width:
			b.WriteByte('\n')
			used = 0
		default:
			b.WriteByte(' ')
			used++
		}
		b.WriteString(word)
		used += n
	}
	b.WriteByte('\n')
	return b.String()
}
