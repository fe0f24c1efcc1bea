package diag

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/nngen/nngen/dsl/source"
)

// FuzzText: whatever the file and the places, a report is written, every line of
// it is short text without anything that moves the cursor, and colours change
// nothing but colours.
func FuzzText(f *testing.F) {
	f.Add("x = 1\n", "std", 0, 1, 2, 3, "label")
	f.Add("", "", 0, 0, 0, 0, "")
	f.Add("\t膜電位\r\n\xff\xfe\u0301e\u202e\n\n\n", "a\nb", -1, 100, 5, 2, "two\nlines")
	f.Add(strings.Repeat("界", 3000), strings.Repeat("\u0301", 9000), 4500, 4503, 8999, 9001, "\x1b[2J")
	f.Add(strings.Repeat("a + ", 3000)+"\nb", "x", 5000, 20000, 0, 1, "%d")
	f.Fuzz(func(t *testing.T, text, second string, a, b, c, d int, label string) {
		one, two := source.New("one.nn", text), source.New("two.nn", second)
		report := Diagnostic{
			Code: "NN0001", Message: label, Primary: source.Span{File: one, Start: a, End: b}, Label: label,
			Related: []Label{{source.Span{File: one, Start: c, End: d}, label}, {source.Span{File: two, Start: b, End: d}, second}, {}},
			Notes:   []string{text}, Help: []string{second},
		}
		list := List{report, {Code: "NN0002", Severity: Warning, Primary: source.Span{File: two, Start: d, End: a}}, report}
		var plain, coloured, data strings.Builder
		if err := WriteText(&plain, list, TextOptions{}); err != nil {
			t.Fatal(err)
		}
		if err := WriteText(&coloured, list, TextOptions{Colour: true}); err != nil {
			t.Fatal(err)
		}
		if err := WriteJSON(&data, list); err != nil || !json.Valid([]byte(data.String())) {
			t.Fatalf("JSON: %v\n%s", err, data.String())
		}
		if !utf8.ValidString(plain.String()) {
			t.Fatalf("not UTF-8: %q", plain.String())
		}
		for _, r := range plain.String() {
			if r != '\n' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
				t.Fatalf("%U is written: %q", r, plain.String())
			}
		}
		bare := coloured.String()
		for _, colour := range []string{colourReset, colourError, colourWarning, colourPlace, colourHelp, colourBold} {
			bare = strings.ReplaceAll(bare, colour, "")
		}
		if bare != plain.String() {
			t.Fatalf("colours change the text:\n%q\n%q", bare, plain.String())
		}
		if !strings.HasSuffix(plain.String(), "\n1 error, 1 warning\n") {
			t.Fatalf("%q", plain.String())
		}
	})
}

// FuzzLayout: marks lie below what is shown, the primary one below its text.
func FuzzLayout(f *testing.F) {
	f.Add("let x = a + b", 8, 9, 0, 3)
	f.Add(strings.Repeat("界x", 400), 801, 805, 0, 3)
	f.Add(strings.Repeat("\u0301", 9000), 5000, 5002, 0, 3)
	f.Add(strings.Repeat("\t", 9000), 5000, 5002, 0, 9000)
	f.Fuzz(func(t *testing.T, line string, a, b, c, d int) {
		line = strings.NewReplacer("\n", "", "\r", "").Replace(line)
		inside := func(x, low int) int { return min(max(x, low), len(line)) }
		a, c = inside(a, 0), inside(c, 0)
		b, d = inside(b, a), inside(d, c)
		text, marks := layout(line, []piece{{start: c, end: d}, {start: a, end: b, primary: true}})
		width := columns(glyphs(text))
		if width > widest {
			t.Fatalf("%d columns are shown: %q", width, text)
		}
		for _, m := range marks {
			// The end of a line has a column of its own.
			if m.from < 0 || m.to <= m.from || m.from > width || m.to > width+1 {
				t.Fatalf("%+v lies outside of %q (%d columns)", m, text, width)
			}
		}
		// A character that stands alone in its column is shown above its mark.
		if r, size := utf8.DecodeRuneInString(line[a:]); b == a+size && r > ' ' && r < 0x7f {
			found := false
			for _, g := range glyphs(text) {
				found = found || g.column == marks[1].from && g.text == string(r)
			}
			if !found {
				t.Fatalf("%q is not in column %d of %q", r, marks[1].from, text)
			}
		}
	})
}
