package diag

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestExplain(t *testing.T) {
	got, ok := Explain("nn6003")
	want := `NN6003: a time that is no multiple of the step

This is a warning: the model can be used.

Simulation goes in steps; times are rounded to the nearest one, alike for all
simulators.

For instance:

    neuron X {
      state V = 0 mV
      V' = -V/(10 ms)
      on V >= 15 mV { spike; hold V for 2.05 ms }
    }
    network n { population p[1] = X() }
    experiment default { step 0.1 ms; run 10 ms }

Better:

    neuron X {
      state V = 0 mV
      V' = -V/(10 ms)
      on V >= 15 mV { spike; hold V for 2.1 ms }
    }
    network n { population p[1] = X() }
    experiment default { step 0.1 ms; run 10 ms }
`
	if !ok || got != want {
		t.Errorf("%v\n%s\ninstead of\n%s", ok, got, want)
	}
	if text, ok := Explain("NN0000"); ok || text != "" {
		t.Errorf("a code that does not exist is explained: %s", text)
	}
}

// TestExplainAll: every explanation fits a terminal, also those of limits, whose
// examples are giants.
func TestExplainAll(t *testing.T) {
	for _, k := range Kinds() {
		text, ok := Explain(k.Code)
		if !ok || !strings.HasPrefix(text, k.Code+": "+k.Title+"\n\n") || !strings.HasSuffix(text, "\n") {
			t.Errorf("%s: %v %s", k.Code, ok, text)
		}
		if len(text) > 4000 || !utf8.ValidString(text) {
			t.Errorf("%s: %d bytes", k.Code, len(text))
		}
		prose, _, _ := strings.Cut(text, "\n    ")
		for _, line := range strings.Split(prose, "\n") {
			if n := utf8.RuneCountInString(line); n > explainWidth {
				t.Errorf("%s: a line of %d characters: %s", k.Code, n, line)
			}
		}
		for _, line := range strings.Split(text, "\n") {
			if strings.TrimRight(line, " ") != line {
				t.Errorf("%s: blanks at the end of %q", k.Code, line)
			}
		}
	}
}

func TestFill(t *testing.T) {
	for _, c := range []struct {
		text string
		want string
	}{
		{"", "\n"},
		{"one two three", "one two\nthree\n"},
		{"one\n  two", "one two\n"},
		{"a-very-long-word and b", "a-very-long-word\nand b\n"},
		{"ααα ββββ γ", "ααα ββββ\nγ\n"},
	} {
		if got := fill(c.text, 8); got != c.want {
			t.Errorf("%q: %q instead of %q", c.text, got, c.want)
		}
	}
}
