package gen_test

import (
	"strings"
	"testing"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/gen/gentest"
	"github.com/nngen/nngen/runtime/program"
)

func TestOneLine(t *testing.T) {
	for in, want := range map[string]string{
		"threshold": "threshold", "  a\n\tb ": "a b", `say "hi" \ there`: "say 'hi' / there", "µm\u2028x": "µm x", "a\xffb": "a?b", "a\x00b": "a b", "": "",
	} {
		if got := gen.OneLine(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
}

func TestParagraph(t *testing.T) {
	text := strings.Repeat("word ", 60) + "\nsecond \"line\"\n"
	lines := gen.Paragraph(text)
	if len(lines) < 4 || lines[len(lines)-1] != "second 'line'" {
		t.Errorf("%q", lines)
	}
	for _, l := range lines {
		if len(l) > 100 || strings.ContainsAny(l, "\n\"") {
			t.Errorf("%q", l)
		}
	}
	if words := strings.Count(strings.Join(lines, " "), "word"); words != 60 {
		t.Errorf("%d of 60 words", words)
	}
}

func TestQuantityLine(t *testing.T) {
	for want, q := range map[string]program.Quantity{
		"tau = 10.0 ms  (time constant)": {Name: "tau", Unit: "ms", Value: 10, Doc: "time\nconstant"},
		"n = 3.0":                        {Name: "n", Unit: "1", Value: 3},
		"C = differs per neuron":         {Name: "C", Unit: "pF", Binding: program.Column},
	} {
		if got := gen.QuantityLine(q); got != want {
			t.Errorf("%q instead of %q", got, want)
		}
	}
}

// Blocks visits every block that a target writes: none is forgotten.
func TestBlocks(t *testing.T) {
	s := gentest.LIFExp()
	p := s.Programs[0]
	seen := map[*program.Block]bool{}
	gen.Blocks(p, func(b *program.Block) {
		if seen[b] {
			t.Error("a block is visited twice")
		}
		seen[b] = true
	})
	want := 1 + len(p.Integrate.Variants) + len(p.Arrive) + 2*len(p.Conditions) + len(p.Observe)
	if len(seen) != want {
		t.Errorf("%d blocks instead of %d", len(seen), want)
	}
}

func TestSort(t *testing.T) {
	files := []gen.File{{Path: "b"}, {Path: "a"}}
	if err := gen.Sort(files); err != nil || files[0].Path != "a" {
		t.Errorf("%v, %v", files, err)
	}
	if err := gen.Sort([]gen.File{{Path: "a"}, {Path: "a"}}); err == nil {
		t.Error("two files of one name pass")
	}
}

func FuzzOneLine(f *testing.F) {
	f.Add(gentest.Hostile)
	f.Fuzz(func(t *testing.T, text string) {
		if got := gen.OneLine(text); strings.ContainsAny(got, "\"\\\n\r\x00\u2028") {
			t.Errorf("%q", got)
		}
		for _, l := range gen.Paragraph(text) {
			if strings.ContainsAny(l, "\"\\\n\r\x00\u2028") || l == "" {
				t.Errorf("%q", l)
			}
		}
	})
}
