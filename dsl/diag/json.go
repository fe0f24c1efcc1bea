package diag

import (
	"encoding/json"
	"io"

	"github.com/nngen/nngen/dsl/source"
)

// The JSON form: an array of these, sorted as the text is. Offsets are bytes,
// lines and columns (in characters) start at 1.
type jsonDiagnostic struct {
	Code     string      `json:"code"`
	Severity string      `json:"severity"`
	Message  string      `json:"message"`
	Place    *jsonPlace  `json:"place,omitempty"`
	Label    string      `json:"label,omitempty"`
	Related  []jsonLabel `json:"related,omitempty"`
	Notes    []string    `json:"notes,omitempty"`
	Help     []string    `json:"help,omitempty"`
	Fixes    []jsonFix   `json:"fixes,omitempty"`
}

type jsonPlace struct {
	File      string `json:"file"`
	Start     int    `json:"start"`
	End       int    `json:"end"`
	Line      int    `json:"line"`
	Column    int    `json:"column"`
	EndLine   int    `json:"end_line"`
	EndColumn int    `json:"end_column"`
}

type jsonLabel struct {
	Place *jsonPlace `json:"place"`
	Text  string     `json:"text"`
}

type jsonFix struct {
	Place       *jsonPlace `json:"place"`
	Replacement string     `json:"replacement"`
}

func placeOf(s source.Span) *jsonPlace {
	if !s.Valid() {
		return nil
	}
	start := min(max(s.Start, 0), len(s.File.Text))
	end := min(max(s.End, start), len(s.File.Text))
	from, to := s.File.Position(start), s.File.Position(end)
	return &jsonPlace{s.File.Name, start, end, from.Line, from.Column, to.Line, to.Column}
}

// WriteJSON writes a list as a JSON array.
func WriteJSON(w io.Writer, l List) error {
	all := []jsonDiagnostic{}
	for _, d := range l.Sorted() {
		j := jsonDiagnostic{Code: d.Code, Severity: d.Severity.String(), Message: d.Message, Place: placeOf(d.Primary), Label: d.Label, Notes: d.Notes, Help: d.Help}
		for _, r := range d.Related {
			j.Related = append(j.Related, jsonLabel{placeOf(r.Span), r.Text})
		}
		for _, f := range d.Fixes {
			j.Fixes = append(j.Fixes, jsonFix{placeOf(f.Span), f.Replacement})
		}
		all = append(all, j)
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(all)
}
