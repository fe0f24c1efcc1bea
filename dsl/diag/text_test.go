package diag

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/nngen/nngen/dsl/source"
)

// find is the place of the first piece in a file that reads so.
func find(t testing.TB, f *source.File, text string) source.Span {
	t.Helper()
	i := strings.Index(f.Text, text)
	if i < 0 {
		t.Fatalf("%q is not in the file", text)
	}
	return source.Span{File: f, Start: i, End: i + len(text)}
}

// one is a diagnostic with words at its place.
func one(span source.Span, label string) Diagnostic {
	return Diagnostic{Code: "NN0001", Message: "a message", Primary: span, Label: label}
}

func TestText(t *testing.T) {
	lif := source.New("lif.nn", `neuron LIF {
  param E_L = -65 mV
  param tau_m = 10 ms
  param I_e = 0 pA
  state V = E_L

  V' = -(V - E_L)/tau_m + I_e
  on V >= -50 mV {
    spike
    V = E_L
    hold V for 2 ms
    V += 1
  }
}
`)
	std := source.New("std/neurons.nn", "neuron LIF_exp {\n\tsynapse exc = exp_current()\n}\n")
	odd := source.New("odd.nn", "\tV = 膜電位 + x̂y + é\n\t\tend\rx\u202e\x1b[2Jx\xff\n")
	two := source.New("two.nn", "let x = (a\n      + b)\nlet y = f(1,\n\n          2,\n      3)*(z\n  + 1)\n")
	lineOf := func(n int) source.Span { return lif.LineSpan(n) }
	join := source.Join

	for _, c := range []struct {
		name string
		d    Diagnostic
		want string
	}{{
		"two places on one line",
		UnitMismatchSum(find(t, lif, "-(V - E_L)/tau_m"), "mV/ms", source.Span{File: lif, Start: find(t, lif, "+ I_e").Start + 2, End: find(t, lif, "+ I_e").End}, "pA",
			"divide the current by the membrane capacitance: `I_e/C_m`"),
		"" +
			"error[NN2001]: terms of a sum have different units\n" +
			" --> lif.nn:7:27\n" +
			"  |\n" +
			"7 |   V' = -(V - E_L)/tau_m + I_e\n" +
			"  |        ----------------   ^^^ this is in pA\n" +
			"  |        |\n" +
			"  |        this is in mV/ms\n" +
			"help: divide the current by the membrane capacitance: `I_e/C_m`\n",
	}, {
		"another line of the file",
		DuplicateName(source.Span{File: lif, Start: find(t, lif, "tau_m = 10").Start, End: find(t, lif, "tau_m = 10").Start + 5}, "tau_m", find(t, lif, "E_L")),
		"" +
			"error[NN1002]: tau_m is declared a second time\n" +
			" --> lif.nn:3:9\n" +
			"  |\n" +
			"2 |   param E_L = -65 mV\n" +
			"  |         --- first declared here\n" +
			"3 |   param tau_m = 10 ms\n" +
			"  |         ^^^^^\n" +
			"help: give one of them another name, or remove it\n",
	}, {
		"lines in between are left out, numbers are aligned, a note",
		one(lineOf(12).After(), "missing here").WithRelated(find(t, lif, "state"), "").WithNote("V is in %s", "mV"),
		"" +
			"error[NN0001]: a message\n" +
			"  --> lif.nn:12:11\n" +
			"   |\n" +
			" 5 |   state V = E_L\n" +
			"   |   -----\n" +
			"...\n" +
			"12 |     V += 1\n" +
			"   |           ^ missing here\n" +
			"note: V is in mV\n",
	}, {
		"another file",
		NoOutput(find(t, lif, "LIF"), "s").WithRelated(find(t, std, "exp_current"), "used here"),
		"" +
			"error[NN4002]: the synapse s has no output\n" +
			" --> lif.nn:1:8\n" +
			"  |\n" +
			"1 | neuron LIF {\n" +
			"  |        ^^^\n" +
			" ::: std/neurons.nn:2:16\n" +
			"  |\n" +
			"2 |     synapse exc = exp_current()\n" +
			"  |                   ----------- used here\n" +
			"help: say what the neuron reads: `output I : pA`\n",
	}, {
		"three places on one line, in any order",
		one(find(t, lif, "E_L)"), "third").WithRelated(find(t, lif, "V' "), "first").WithRelated(find(t, lif, "(V -"), "second"),
		"" +
			"error[NN0001]: a message\n" +
			" --> lif.nn:7:14\n" +
			"  |\n" +
			"7 |   V' = -(V - E_L)/tau_m + I_e\n" +
			"  |   ---   ---- ^^^^ third\n" +
			"  |   |     |\n" +
			"  |   |     second\n" +
			"  |   |\n" +
			"  |   first\n",
	}, {
		"a place inside of another",
		one(find(t, lif, "E_L)"), "here").WithRelated(find(t, lif, "-(V - E_L)/tau_m"), "in this"),
		"" +
			"error[NN0001]: a message\n" +
			" --> lif.nn:7:14\n" +
			"  |\n" +
			"7 |   V' = -(V - E_L)/tau_m + I_e\n" +
			"  |        ------^^^^------\n" +
			"  |        |     |\n" +
			"  |        |     here\n" +
			"  |        |\n" +
			"  |        in this\n",
	}, {
		"two lines",
		one(find(t, two, "(a\n      + b)"), "this is a sum"),
		"" +
			"error[NN0001]: a message\n" +
			" --> two.nn:1:9\n" +
			"  |\n" +
			"1 | let x = (a\n" +
			"  |         ^^ this is a sum\n" +
			"2 |       + b)\n" +
			"  |       ^^^^\n",
	}, {
		"five lines: the first and the last",
		one(find(t, two, "f(1,\n\n          2,\n      3)*(z\n  + 1)"), "all this").WithRelated(find(t, two, "2"), "and this"),
		"" +
			"error[NN0001]: a message\n" +
			" --> two.nn:3:9\n" +
			"  |\n" +
			"3 | let y = f(1,\n" +
			"  |         ^^^^ all this\n" +
			"...\n" +
			"5 |           2,\n" +
			"  |           - and this\n" +
			"...\n" +
			"7 |   + 1)\n" +
			"  |   ^^^^\n",
	}, {
		"four lines, of which one is empty",
		one(find(t, two, "f(1,\n\n          2,\n      3)"), ""),
		"" +
			"error[NN0001]: a message\n" +
			" --> two.nn:3:9\n" +
			"  |\n" +
			"3 | let y = f(1,\n" +
			"  |         ^^^^\n" +
			"...\n" +
			"5 |           2,\n" +
			"  |           ^^\n" +
			"6 |       3)*(z\n" +
			"  |       ^^\n",
	}, {
		"a place that ends with its line",
		one(source.Span{File: two, Start: 0, End: len("let x = (a\n")}, "a line"),
		"" +
			"error[NN0001]: a message\n" +
			" --> two.nn:1:1\n" +
			"  |\n" +
			"1 | let x = (a\n" +
			"  | ^^^^^^^^^^ a line\n",
	}, {
		"a tab and wide characters",
		one(find(t, odd, "電位"), "wide").WithRelated(find(t, odd, "V"), "narrow"),
		"" +
			"error[NN0001]: a message\n" +
			" --> odd.nn:1:7\n" +
			"  |\n" +
			"1 |     V = 膜電位 + x̂y + é\n" +
			"  |     -     ^^^^ wide\n" +
			"  |     |\n" +
			"  |     narrow\n",
	}, {
		"combining characters",
		one(find(t, odd, "y"), "y").WithRelated(find(t, odd, "\u0302"), ""),
		"" +
			"error[NN0001]: a message\n" +
			" --> odd.nn:1:14\n" +
			"  |\n" +
			"1 |     V = 膜電位 + x̂y + é\n" +
			"  |                  -^ y\n",
	}, {
		"half of a character",
		one(source.Span{File: odd, Start: find(t, odd, "電").Start + 1, End: find(t, odd, "電").Start + 2}, ""),
		"" +
			"error[NN0001]: a message\n" +
			" --> odd.nn:1:8\n" +
			"  |\n" +
			"1 |     V = 膜電位 + x̂y + é\n" +
			"  |           ^^\n",
	}, {
		"characters that would move the cursor",
		one(find(t, odd, "[2J"), "").WithHelp("remove `%s`", "\x1b[2J\u202e"),
		"" +
			"error[NN0001]: a message\n" +
			" --> odd.nn:2:10\n" +
			"  |\n" +
			"2 |         end?x??[2Jx?\n" +
			"  |                ^^^\n" +
			"help: remove `?[2J?`\n",
	}, {
		"text of several lines in a message",
		TruthAsNumber(find(t, two, "(a\n      + b)")),
		"" +
			"error[NN2005]: this is true or false, but a number is needed\n" +
			" --> two.nn:1:9\n" +
			"  |\n" +
			"1 | let x = (a\n" +
			"  |         ^^\n" +
			"2 |       + b)\n" +
			"  |       ^^^^\n" +
			"help: choose a number by it: `(a + b) ? 1 : 0`\n",
	}, {
		"no place",
		UnusedOverride("gg", []string{"g"}),
		"" +
			"error[NN5028]: --set gg: there is nothing of that name to set\n" +
			"help: did you mean g?\n",
	}, {
		"an empty file",
		one(source.New("empty.nn", "").LineSpan(1), "nothing"),
		"" +
			"error[NN0001]: a message\n" +
			" --> empty.nn:1:1\n" +
			"  |\n" +
			"1 |\n" +
			"  | ^ nothing\n",
	}, {
		"a warning",
		OffGrid(join(find(t, lif, "hold V for 2 ms"), find(t, lif, "2 ms")), "the time of this hold", 2.05, 0.1, 2.1),
		"" +
			"warning[NN6003]: the time of this hold is 2.05 ms, no multiple of the step of 0.1 ms\n" +
			"  --> lif.nn:11:5\n" +
			"   |\n" +
			"11 |     hold V for 2 ms\n" +
			"   |     ^^^^^^^^^^^^^^^ rounded to 2.1 ms\n" +
			"help: write `2.1 ms`, or choose a step that divides it\n",
	}} {
		if got := Text(c.d); got != c.want {
			t.Errorf("%s:\n%s\ninstead of\n%s", c.name, got, c.want)
		}
	}
}

// TestOutside: a place outside of its file is brought inside.
func TestOutside(t *testing.T) {
	f := source.New("f.nn", "ab\ncd")
	for _, c := range []struct {
		start, end int
		want       string
	}{
		{-5, 1, "1 | ab\n  | ^\n"},
		{4, 99, "2 | cd\n  |  ^\n"},
		{50, 99, "2 | cd\n  |   ^\n"},
		{4, 1, "2 | cd\n  |  ^\n"},
	} {
		got := Text(one(source.Span{File: f, Start: c.start, End: c.end}, ""))
		if !strings.HasSuffix(got, "  |\n"+c.want) {
			t.Errorf("%d to %d:\n%s\ninstead of\n%s", c.start, c.end, got, c.want)
		}
	}
}

// TestLongLine: of a long line the part around the place is shown.
func TestLongLine(t *testing.T) {
	before := strings.Repeat("a + ", 3000)
	f := source.New("long.nn", "x = "+before+"HERE"+strings.Repeat(" + z", 3000)+"\nend")
	here := find(t, f, "HERE")
	far := source.Span{File: f, Start: 0, End: 1}
	text := Text(one(here, "this").WithRelated(far, "that").WithRelated(f.LineSpan(1).After(), "the end"))
	lines := strings.Split(text, "\n")
	line, under := []rune(lines[3]), []rune(lines[4])
	if got := len(line) - len("1 | "); got != widest {
		t.Errorf("%d columns are shown, not %d", got, widest)
	}
	if line[4] != '…' || line[len(line)-1] != '…' {
		t.Errorf("the cuts are not shown: %s", string(line))
	}
	// The caret is below the word, and the far places are marked at the cuts.
	i := strings.IndexRune(string(under), '^')
	if string(line[i:i+4]) != "HERE" || string(under[i:i+4]) != "^^^^" || under[i+4] != ' ' {
		t.Errorf("the place is not marked:\n%s", text)
	}
	if under[4] != '-' || under[len(line)-1] != '-' || !strings.HasSuffix(string(under), "- the end") || !strings.Contains(text, "|   that\n") && !strings.Contains(text, "| that\n") {
		t.Errorf("places outside are lost:\n%s", text)
	}

	// Nothing is cut from a line that just fits, and no cut is shown at an end
	// that is visible.
	for _, c := range []struct {
		n           int
		first, last string
	}{{widest, "x", "x"}, {widest + 1, "x", "…"}} {
		f := source.New("f.nn", strings.Repeat("x", c.n))
		shown := strings.TrimPrefix(strings.Split(Text(one(source.Span{File: f, Start: 1, End: 2}, "")), "\n")[3], "1 | ")
		if !strings.HasPrefix(shown, c.first) || !strings.HasSuffix(shown, c.last) || len([]rune(shown)) != widest {
			t.Errorf("%d characters: %s", c.n, shown)
		}
	}

	// A wide character at the cut is left out, and the marks stay below.
	f = source.New("f.nn", strings.Repeat("界", 500)+"X"+strings.Repeat("界", 500))
	text = Text(one(find(t, f, "X"), ""))
	lines = strings.Split(text, "\n")
	column := 0
	for _, r := range strings.TrimPrefix(lines[3], "1 | ") {
		if r == 'X' {
			break
		}
		column += runeWidth(r)
	}
	if got := strings.Index(strings.TrimPrefix(lines[4], "  | "), "^"); got != column {
		t.Errorf("the place is in column %d, its mark in %d:\n%s", column, got, text)
	}
}

func TestColour(t *testing.T) {
	f := source.New("f.nn", "a + b\n")
	d := UnitMismatchSum(find(t, f, "a"), "mV", find(t, f, "b"), "pA", "try it")
	var b strings.Builder
	if err := WriteText(&b, List{d}, TextOptions{Colour: true}); err != nil {
		t.Fatal(err)
	}
	want := "\x1b[1;31merror[NN2001]\x1b[0m\x1b[1m: terms of a sum have different units\x1b[0m\n" +
		" \x1b[1;34m-->\x1b[0m f.nn:1:5\n" +
		"  \x1b[1;34m|\x1b[0m\n" +
		"\x1b[1;34m1\x1b[0m \x1b[1;34m|\x1b[0m a + b\n" +
		"  \x1b[1;34m|\x1b[0m \x1b[1;34m-\x1b[0m   \x1b[1;31m^\x1b[0m \x1b[1;31mthis is in pA\x1b[0m\n" +
		"  \x1b[1;34m|\x1b[0m \x1b[1;34m|\x1b[0m\n" +
		"  \x1b[1;34m|\x1b[0m \x1b[1;34mthis is in mV\x1b[0m\n" +
		"\x1b[1;36mhelp:\x1b[0m try it\n\n1 error\n"
	if got := b.String(); got != want {
		t.Errorf("%q\ninstead of\n%q", got, want)
	}
	var plain strings.Builder
	for rest := b.String(); rest != ""; {
		before, after, _ := strings.Cut(rest, "\x1b[")
		plain.WriteString(before)
		_, rest, _ = strings.Cut(after, "m")
	}
	if plain.String() != Text(d)+"\n1 error\n" {
		t.Errorf("without colours: %s", plain.String())
	}
}

func TestSummary(t *testing.T) {
	e, w := Diagnostic{}, Diagnostic{Severity: Warning}
	for _, c := range []struct {
		list List
		want string
	}{
		{nil, ""}, {List{e}, "1 error"}, {List{w}, "1 warning"}, {List{e, w, e, e}, "3 errors, 1 warning"}, {List{w, w}, "2 warnings"},
	} {
		if got := Summary(c.list); got != c.want {
			t.Errorf("%q instead of %q", got, c.want)
		}
	}
}

// TestLimit: warnings are left out before errors, and the summary counts all.
func TestLimit(t *testing.T) {
	f := source.New("f.nn", strings.Repeat("x", 100))
	var l List
	for i := range 60 {
		l.Add(Diagnostic{Code: fmt.Sprintf("NN%04d", i), Severity: Warning, Message: "w", Primary: source.Span{File: f, Start: i, End: i + 1}})
	}
	for i := range 3 {
		l.Add(Diagnostic{Code: "NN0500", Message: "e", Primary: source.Span{File: f, Start: 90 + i, End: 91 + i}})
	}
	for _, c := range []struct{ limit, errors, warnings int }{{0, 3, 47}, {10, 3, 7}, {2, 2, 0}, {-1, 3, 60}, {100, 3, 60}} {
		var b strings.Builder
		if err := WriteText(&b, l, TextOptions{Limit: c.limit}); err != nil {
			t.Fatal(err)
		}
		text := b.String()
		if e, w := strings.Count(text, "error["), strings.Count(text, "warning["); e != c.errors || w != c.warnings {
			t.Errorf("limit %d: %d errors and %d warnings are shown, not %d and %d", c.limit, e, w, c.errors, c.warnings)
		}
		left := 63 - c.errors - c.warnings
		if strings.Contains(text, fmt.Sprintf("… and %d more\n", left)) != (left > 0) || !strings.HasSuffix(text, "\n3 errors, 60 warnings\n") {
			t.Errorf("limit %d ends with %q", c.limit, text[len(text)-80:])
		}
	}
}

func TestNothing(t *testing.T) {
	var b strings.Builder
	if err := WriteText(&b, nil, TextOptions{}); err != nil || b.Len() > 0 {
		t.Errorf("%q, %v", b.String(), err)
	}
}

type full struct{}

func (full) Write([]byte) (int, error) { return 0, errors.New("no space left") }

func TestWriteErrors(t *testing.T) {
	l := List{one(none, "")}
	if WriteText(full{}, l, TextOptions{}) == nil || WriteJSON(full{}, l) == nil {
		t.Error("an error of the writer is lost")
	}
}
