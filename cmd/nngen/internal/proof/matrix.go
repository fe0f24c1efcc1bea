package proof

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
)

// Verdict says how an engine stands to the reference on one model.
type Verdict string

// The verdicts.
const (
	Reference Verdict = "reference"
	Identical Verdict = "identical"
	Class     Verdict = "class"   // another one, which Detail names with its distance
	Refused   Verdict = "refused" // with the reason in Detail
	Differs   Verdict = "DIFFERS"
	Failed    Verdict = "FAILED"
	NotRun    Verdict = "not run"
)

// Cell is one engine on one model.
type Cell struct {
	Engine  string  `json:"engine"`
	Verdict Verdict `json:"verdict"`
	// Code is a digest of what the engine ran: the emitted text and the description of
	// the network, without the hash of the model's text.
	Code   string  `json:"code,omitempty"`
	Detail string  `json:"detail,omitempty"`
	MaxD   float64 `json:"max_difference,omitempty"` // of two recorded values

	// Addresses in a report, of what ran for it.
	Source  string   `json:"-"`
	Figures []string `json:"-"`

	far   float64 // the largest difference of rates in Hz
	moved bool    // whether some spike is another one
}

// Row is one model on all engines.
type Row struct {
	Subject
	Spikes int    `json:"spikes"` // of the reference, in all segments
	Cells  []Cell `json:"cells"`
}

// Matrix is all that was run.
type Matrix struct {
	Engines  []string          `json:"engines"`
	Versions map[string]string `json:"versions"` // of the engines
	Rows     []Row             `json:"rows"`
}

// OK reports whether nothing differs and nothing failed.
func (m *Matrix) OK() bool {
	for _, r := range m.Rows {
		for _, c := range r.Cells {
			if c.Verdict == Differs || c.Verdict == Failed {
				return false
			}
		}
	}
	return true
}

// of is the cell of an engine on a model; nil if there is none.
func (m *Matrix) of(s Subject, engine string) *Cell {
	if m == nil {
		return nil
	}
	for i := range m.Rows {
		if m.Rows[i].Group != s.Group || m.Rows[i].Name != s.Name {
			continue
		}
		at := slices.IndexFunc(m.Rows[i].Cells, func(c Cell) bool { return c.Engine == engine })
		if at < 0 {
			return nil
		}
		return &m.Rows[i].Cells[at]
	}
	return nil
}

// spikes is how many a model had.
func (m *Matrix) spikes(s Subject) int {
	if m != nil {
		for _, r := range m.Rows {
			if r.Group == s.Group && r.Name == s.Name {
				return r.Spikes
			}
		}
	}
	return 0
}

// Encode writes the matrix with a line for each cell, so that a change shows what has
// changed.
func (m *Matrix) Encode() ([]byte, error) {
	var b bytes.Buffer
	engines, err := json.Marshal(m.Engines)
	if err != nil {
		return nil, err
	}
	versions, err := json.Marshal(m.Versions)
	if err != nil {
		return nil, err
	}
	fmt.Fprintf(&b, "{\"engines\": %s,\n\"versions\": %s,\n\"rows\": [", engines, versions)
	for i, r := range m.Rows {
		head, err := json.Marshal(struct {
			Subject
			Spikes int `json:"spikes"`
		}{r.Subject, r.Spikes})
		if err != nil {
			return nil, err
		}
		fmt.Fprintf(&b, "%s\n%s, \"cells\": [", comma(i), head[:len(head)-1])
		for k, c := range r.Cells {
			if c.Verdict == "" { // it is being run
				c = Cell{Engine: c.Engine, Verdict: NotRun, Detail: notAsked}
			}
			cell, err := encode(c)
			if err != nil {
				return nil, err
			}
			fmt.Fprintf(&b, "%s\n  %s", comma(k), cell)
		}
		b.WriteString("]}")
	}
	b.WriteString("\n]}\n")
	return b.Bytes(), nil
}

// encode writes a cell, with signs such as < as they are.
func encode(c Cell) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(c)
	return bytes.TrimSpace(b.Bytes()), err
}

func comma(i int) string {
	if i == 0 {
		return ""
	}
	return ","
}

// Decode reads what Encode wrote.
func Decode(data []byte) (*Matrix, error) {
	m := &Matrix{}
	if err := json.Unmarshal(data, m); err != nil {
		return nil, fmt.Errorf("these are no verdicts: %w", err)
	}
	return m, nil
}
