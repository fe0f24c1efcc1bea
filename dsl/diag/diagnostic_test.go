package diag

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/nngen/nngen/dsl/source"
)

// TestSorted: by file, place and code, whatever the order found.
func TestSorted(t *testing.T) {
	a, b := source.New("a.nn", "0123456789"), source.New("b.nn", "0123456789")
	at := func(f *source.File, start, end int, code, message string) Diagnostic {
		return Diagnostic{Code: code, Message: message, Primary: source.Span{File: f, Start: start, End: end}}
	}
	want := List{
		{Code: "NN9001", Message: "no place"},
		at(a, 0, 1, "NN2001", "m"),
		at(a, 0, 1, "NN2002", "m"),
		at(a, 0, 4, "NN1001", "m"),
		at(a, 3, 4, "NN1001", "m"),
		at(b, 0, 1, "NN1001", "m"),
	}
	rng := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		shuffled := slices.Concat(want, want)
		rng.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		before := slices.Clone(shuffled)
		if got := shuffled.Sorted(); !slices.EqualFunc(got, want, same) {
			t.Fatalf("%v instead of %v", got, want)
		}
		if !slices.EqualFunc(shuffled, before, same) {
			t.Fatal("the list itself is changed")
		}
	}
}

// TestTwice: each report is kept once, also when others stand between, and the
// same text read twice is the same place.
func TestTwice(t *testing.T) {
	f, again := source.New("a.nn", "x"), source.New("a.nn", "x")
	d := func(f *source.File, message string) Diagnostic {
		return Diagnostic{Code: "NN1001", Message: message, Primary: source.Span{File: f, Start: 0, End: 1}}
	}
	got := List{d(f, "m"), d(f, "n"), d(f, "m"), d(again, "n")}.Sorted()
	if want := (List{d(f, "m"), d(f, "n")}); !slices.EqualFunc(got, want, same) {
		t.Errorf("%v instead of %v", got, want)
	}
}

func same(a, b Diagnostic) bool {
	return a.Code == b.Code && a.Message == b.Message && a.Primary == b.Primary
}

// TestValues: the With methods leave what they are called on as it is, also
// when two diagnostics go on from one.
func TestValues(t *testing.T) {
	base := UnknownName(at, "x", nil).WithNote("a").WithRelated(other, "r")
	left, right := base.WithNote("left").WithHelp("l").WithRelated(other, "l").WithFix(at, "l"), base.WithNote("right").WithHelp("r").WithRelated(at, "r2").WithFix(at, "r")
	if len(base.Notes) != 1 || len(base.Help) != 1 || len(base.Related) != 1 || len(base.Fixes) != 0 {
		t.Errorf("the first one is changed: %+v", base)
	}
	if left.Notes[1] != "left" || left.Help[1] != "l" || left.Related[1].Text != "l" || left.Fixes[0].Replacement != "l" {
		t.Errorf("one is changed by another: %+v", left)
	}
	if right.Notes[1] != "right" || right.Related[1].Span != at {
		t.Errorf("%+v", right)
	}
	if d := base.WithRelated(none, "x").WithFix(none, "x"); len(d.Related) != 1 || len(d.Fixes) != 0 {
		t.Errorf("a place that is none is kept: %+v", d)
	}
}

// TestWords: text without arguments is not a format.
func TestWords(t *testing.T) {
	d := bug.At(at, "100 %").WithLabel("5 %s").WithHelp("%d %%").WithNote("%d %%", 3)
	if d.Message != "100 %" || d.Label != "5 %s" || d.Help[0] != "%d %%" || d.Notes[0] != "3 %" {
		t.Errorf("%+v", d)
	}
}

func TestCounts(t *testing.T) {
	var l List
	if l.HasErrors() {
		t.Error("an empty list has errors")
	}
	l.Add(Diagnostic{Severity: Warning})
	if l.HasErrors() || l.Warnings() != 1 {
		t.Error("a warning is an error")
	}
	l.Add(Diagnostic{}, Diagnostic{})
	if !l.HasErrors() || l.Errors() != 2 || l.Warnings() != 1 {
		t.Errorf("%d errors, %d warnings", l.Errors(), l.Warnings())
	}
}
