package diag

import (
	"fmt"
	"slices"
	"strings"

	"github.com/nngen/nngen/dsl/source"
)

// Severity tells whether a model can be used at all.
type Severity int

// The severities. Only an Error stops a build.
const (
	Error Severity = iota
	Warning
)

// String returns "error" or "warning".
func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// Label is a place with a few words on what is there.
type Label struct {
	Span source.Span
	Text string
}

// Fix is an edit that repairs the cause: Span is replaced by Replacement.
type Fix struct {
	Span        source.Span
	Replacement string
}

// Diagnostic is one report. It is a value: the With methods return changed
// copies and may be chained.
type Diagnostic struct {
	Code     string // "NN2001"
	Severity Severity
	Message  string      // what is wrong
	Primary  source.Span // where; not Valid if it concerns no place
	Label    string      // words at Primary, may be empty
	Related  []Label     // places that explain the cause
	Notes    []string    // facts
	Help     []string    // what to write
	Fixes    []Fix
}

// WithLabel puts words beside the primary place.
func (d Diagnostic) WithLabel(format string, args ...any) Diagnostic {
	d.Label = words(format, args)
	return d
}

// WithRelated shows another place with words beside it. A span that is not
// valid is left out.
func (d Diagnostic) WithRelated(span source.Span, format string, args ...any) Diagnostic {
	if span.Valid() {
		d.Related = append(slices.Clip(d.Related), Label{span, words(format, args)})
	}
	return d
}

// WithNote adds a fact.
func (d Diagnostic) WithNote(format string, args ...any) Diagnostic {
	d.Notes = append(slices.Clip(d.Notes), words(format, args))
	return d
}

// WithHelp adds a proposal: what to write instead.
func (d Diagnostic) WithHelp(format string, args ...any) Diagnostic {
	d.Help = append(slices.Clip(d.Help), words(format, args))
	return d
}

// WithFix adds an edit that a tool may apply.
func (d Diagnostic) WithFix(span source.Span, replacement string) Diagnostic {
	if span.Valid() {
		d.Fixes = append(slices.Clip(d.Fixes), Fix{span, replacement})
	}
	return d
}

// words formats, but leaves text that comes without arguments as it is, so that
// a quoted "100 %" needs no care.
func words(format string, args []any) string {
	if len(args) == 0 {
		return format
	}
	return fmt.Sprintf(format, args...)
}

// List is what a stage has to say, in the order found.
type List []Diagnostic

// Add appends diagnostics.
func (l *List) Add(d ...Diagnostic) { *l = append(*l, d...) }

// HasErrors reports whether the model cannot be used.
func (l List) HasErrors() bool { return l.Errors() > 0 }

// Errors returns the number of errors.
func (l List) Errors() int { return l.count(Error) }

// Warnings returns the number of warnings.
func (l List) Warnings() int { return l.count(Warning) }

func (l List) count(s Severity) int {
	n := 0
	for _, d := range l {
		if d.Severity == s {
			n++
		}
	}
	return n
}

// Sorted returns the list ordered by file name, place and code, each report
// once. The receiver is not changed.
func (l List) Sorted() List {
	s := slices.Clone(l)
	slices.SortStableFunc(s, func(a, b Diagnostic) int {
		if c := strings.Compare(fileName(a.Primary), fileName(b.Primary)); c != 0 {
			return c
		}
		if c := a.Primary.Start - b.Primary.Start; c != 0 {
			return c
		}
		if c := a.Primary.End - b.Primary.End; c != 0 {
			return c
		}
		return strings.Compare(a.Code, b.Code)
	})
	type report struct {
		file       string
		start, end int
		code       string
		message    string
	}
	seen := make(map[report]bool, len(s))
	return slices.DeleteFunc(s, func(d Diagnostic) bool {
		r := report{fileName(d.Primary), d.Primary.Start, d.Primary.End, d.Code, d.Message}
		twice := seen[r]
		seen[r] = true
		return twice
	})
}

func fileName(s source.Span) string {
	if s.File == nil {
		return ""
	}
	return s.File.Name
}
