package brian2

import "github.com/nngen/nngen/gen"

// described is a comment of a unit and a few words.
func described(unit, words string) string {
	unit, words = gen.OneLine(unit), gen.OneLine(words)
	switch {
	case unit == "1" || unit == "":
		return words
	case words == "":
		return unit
	}
	return unit + ": " + words
}
