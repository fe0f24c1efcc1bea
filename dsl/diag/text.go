package diag

import (
	"fmt"
	"io"
	"slices"
	"strings"
)

// TextOptions choose how diagnostics look.
type TextOptions struct {
	Colour bool
	// Limit is the number of reports shown, 0 means 50, below 0 all. Warnings are
	// left out before errors; how many are left out is said.
	Limit int
}

// The colours of a terminal, by what they are for.
const (
	colourReset   = "\x1b[0m"
	colourError   = "\x1b[1;31m"
	colourWarning = "\x1b[1;33m"
	colourPlace   = "\x1b[1;34m"
	colourHelp    = "\x1b[1;36m"
	colourBold    = "\x1b[1m"
)

func severityColour(s Severity) string {
	if s == Warning {
		return colourWarning
	}
	return colourError
}

// WriteText writes a sorted list with the lines of the source that it is about,
// and how many errors and warnings there are.
func WriteText(w io.Writer, l List, o TextOptions) error {
	sorted := l.Sorted()
	shown := limited(sorted, o.Limit)
	var b strings.Builder
	for _, d := range shown {
		page{&b, o.Colour}.diagnostic(d)
		b.WriteByte('\n')
	}
	if n := len(sorted) - len(shown); n > 0 {
		fmt.Fprintf(&b, "… and %d more\n\n", n)
	}
	if s := Summary(sorted); s != "" {
		b.WriteString(s + "\n")
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// limited keeps as many reports as are shown, errors first, in their order.
func limited(sorted List, limit int) List {
	if limit == 0 {
		limit = 50
	}
	if limit < 0 || len(sorted) <= limit {
		return sorted
	}
	errors := min(sorted.Errors(), limit)
	room := map[Severity]int{Error: errors, Warning: limit - errors}
	return slices.DeleteFunc(slices.Clone(sorted), func(d Diagnostic) bool {
		room[d.Severity]--
		return room[d.Severity] < 0
	})
}

// Text is one diagnostic without colours.
func Text(d Diagnostic) string {
	var b strings.Builder
	page{&b, false}.diagnostic(d)
	return b.String()
}

// Summary counts errors and warnings, "" if there are none.
func Summary(l List) string {
	var parts []string
	if n := l.Errors(); n > 0 {
		parts = append(parts, plural(fmt.Sprint(n), "error"))
	}
	if n := l.Warnings(); n > 0 {
		parts = append(parts, plural(fmt.Sprint(n), "warning"))
	}
	return strings.Join(parts, ", ")
}

// page is where a diagnostic is written.
type page struct {
	*strings.Builder
	colour bool
}

func (p page) paint(colour, text string) string {
	if !p.colour || text == "" {
		return text
	}
	return colour + text + colourReset
}

func (p page) diagnostic(d Diagnostic) {
	fmt.Fprintf(p, "%s%s\n", p.paint(severityColour(d.Severity), fmt.Sprintf("%s[%s]", d.Severity, d.Code)), p.paint(colourBold, ": "+clean(d.Message)))
	p.excerpt(d)
	for _, n := range d.Notes {
		fmt.Fprintf(p, "%s %s\n", p.paint(colourHelp, "note:"), clean(n))
	}
	for _, h := range d.Help {
		fmt.Fprintf(p, "%s %s\n", p.paint(colourHelp, "help:"), clean(h))
	}
}
