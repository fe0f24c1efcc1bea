package bench

import (
	"strings"
	"testing"
)

func TestGrow(t *testing.T) {
	var sizes []Size
	rows, err := Grow(1e5, func(s Size) (*Result, error) {
		sizes = append(sizes, s)
		n := int(s.Scale * 2000)
		return &Result{Synapses: 5 * n * n / 2, Neurons: 5 * n, ExpandWork: 0.5, Bytes: 5e6, Rows: []Row{{Factor: 0.5, Work: 1, PerEvent: 2, NetworkWork: 0.5}}}, nil
	})
	if err != nil || len(rows) != 3 || rows[0].Synapses != 1000 || sizes[2].Milliseconds != 1000 {
		t.Errorf("%v %v", sizes, err)
	}
	if text := Markdown(rows); !strings.Contains(text, "| 100,000 | 1,000 | 1 | 1e+04 | 5 | 50 | 1 | 4 |") {
		t.Error(text)
	}
}
