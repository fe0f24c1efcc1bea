package diag

import "strings"

// Explain is the long text about a code, with an example and its repair; ok is
// false if there is no such code.
func Explain(code string) (text string, ok bool) {
	k, ok := Lookup(code)
	if !ok {
		return "", false
	}
	var b strings.Builder
	b.WriteString(k.Code + ": " + k.Title + "\n\n" + k.Explanation + "\n")
	example := func(title, text string) {
		if text == "" {
			return
		}
		b.WriteString("\n" + title + "\n\n")
		for _, line := range strings.Split(strings.TrimRight(text, "\n"), "\n") {
			b.WriteString(strings.TrimRight("    "+line, " ") + "\n")
		}
	}
	example("For instance:", k.Bad)
	example("Better:", k.Good)
	return b.String(), true
}
