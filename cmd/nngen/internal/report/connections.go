package report

import (
	"math"

	"github.com/nngen/nngen/runtime/record"
)

// Connections are the last samples of a variable of plastic connections.
type Connections struct {
	Projection string  `json:"projection"`
	Variable   string  `json:"variable"`
	Unit       string  `json:"unit"`
	Count      int     `json:"connections"`
	Mean       float64 `json:"mean"`
	SD         float64 `json:"sd"` // of all connections
}

// connections takes the mean and the standard deviation of the last samples.
func connections(list []record.Weights) []Connections {
	var found []Connections
	for _, w := range list {
		if len(w.Values) == 0 {
			continue
		}
		c := Connections{Projection: w.Projection, Variable: w.Variable, Unit: w.Unit}
		for _, x := range w.Values[len(w.Values)-1] {
			c.Count++
			c.Mean += x
		}
		if c.Count == 0 {
			continue
		}
		c.Mean /= float64(c.Count)
		for _, x := range w.Values[len(w.Values)-1] {
			c.SD += float64((x - c.Mean) * (x - c.Mean))
		}
		c.SD = math.Sqrt(c.SD / float64(c.Count))
		found = append(found, c)
	}
	return found
}
