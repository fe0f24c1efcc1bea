package diag

import "testing"

// TestRuneWidth: widths from the table EastAsianWidth.txt of Unicode.
func TestRuneWidth(t *testing.T) {
	for _, c := range []struct {
		r    rune
		want int
	}{
		{'a', 1}, {'é', 1}, {'τ', 1}, {'µ', 1}, {'…', 1}, {'─', 1},
		{'\u0301', 0}, {'\u20dd', 0}, {'\u0338', 0}, {'\ufe0f', 0}, {'\u1161', 0},
		{'膜', 2}, {'か', 2}, {'カ', 2}, {'한', 2}, {'ᄒ', 2}, {'Ａ', 2}, {'（', 2}, {'\u3000', 2}, {'🧠', 2}, {'𠀀', 2},
		{'ｶ', 1}, {'\u303f', 1}, {'₩', 1}, {'￦', 2},
	} {
		if got := runeWidth(c.r); got != c.want {
			t.Errorf("%q (%U): %d instead of %d", c.r, c.r, got, c.want)
		}
	}
}

func TestCovered(t *testing.T) {
	line := glyphs("\ta界e\u0301z")
	for _, c := range []struct {
		name       string
		start, end int
		from, to   int
	}{
		{"the tab", 0, 1, 0, 4},
		{"a letter", 1, 2, 4, 5},
		{"a wide character", 2, 5, 5, 7},
		{"its last byte", 4, 5, 5, 7},
		{"an empty place before it", 2, 2, 5, 6},
		{"a letter with a mark", 5, 8, 7, 8},
		{"the mark alone", 6, 8, 7, 8},
		{"everything", 0, 9, 0, 9},
		{"the end", 9, 9, 9, 10},
		{"behind the end", 40, 50, 9, 10},
	} {
		if from, to := covered(line, c.start, c.end); from != c.from || to != c.to {
			t.Errorf("%s: columns %d to %d instead of %d to %d", c.name, from, to, c.from, c.to)
		}
	}
}

func TestClean(t *testing.T) {
	for text, want := range map[string]string{
		"as it is, τ  µ":   "as it is, τ  µ",
		"a\tb":             "a b",
		"a +\n\t\tb\r\n+c": "a + b +c",
		"\x1b[31m\x07\x9b": "?[31m?\ufffd",
		"a\u202eb\u200bc":  "a?b?c",
		"\n":               "",
	} {
		if got := clean(text); got != want {
			t.Errorf("%q: %q instead of %q", text, got, want)
		}
	}
}
