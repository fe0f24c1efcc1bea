package brainscales

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/gen"
	"github.com/nngen/nngen/ir"
)

// Train are the spikes of one neuron in ms, ascending.
type Train []float64

// coincidence is the time constant of the distance of spike trains, in ms: spikes
// closer than it are alike.
const coincidence = 10.0

// Distance is how far two spike trains are apart (van Rossum 2001,
// doi:10.1162/089976601300014321, with a time constant of 10 ms), divided by what
// trains that have nothing to do with each other would have: 0 for equal trains,
// about 1 for unrelated ones.
func (a Train) Distance(b Train) float64 {
	if len(a)+len(b) == 0 {
		return 0
	}
	d := a.overlap(a)/2 + b.overlap(b)/2 - a.overlap(b)
	return max(0, 2*d/float64(len(a)+len(b)))
}

// overlap is the sum of exp(-|t - u|/tau) over all pairs of spikes.
func (a Train) overlap(b Train) float64 {
	const far = 40 * coincidence // e^-40 is nothing
	sum := 0.0
	from := 0
	for _, t := range a {
		for from < len(b) && b[from] < t-far {
			from++
		}
		for _, u := range b[from:] {
			if u > t+far {
				break
			}
			sum += math.Exp(-math.Abs(t-u) / coincidence)
		}
	}
	return sum
}

// Activity is what a run of the model or of its twin yields.
type Activity struct {
	Trains [][]Train     // per population of the network and neuron
	Traces [][][]float64 // per record of the study, element and sample
}

// Comparison is how far the twin is from the model, per population.
type Comparison struct {
	Population string  `json:"population"`
	Ideal      float64 `json:"ideal_rate_hz"`
	Twin       float64 `json:"twin_rate_hz"`
	Distance   float64 `json:"spike_distance"` // mean over neurons
	RMS        float64 `json:"trace_rms_mv"`   // of recorded potentials; -1 where none are
}

// Compare sets the twin against the model.
func (m *Mapping) Compare(ideal, twin Activity) []Comparison {
	var list []Comparison
	seconds := m.runtime() / 1000
	for i := range m.Populations {
		p := &m.Populations[i]
		c := Comparison{Population: p.Name, RMS: -1}
		for k := range p.N {
			a, b := ideal.Trains[p.Index][k], twin.Trains[p.Index][k]
			c.Ideal += float64(len(a)) / seconds / float64(p.N)
			c.Twin += float64(len(b)) / seconds / float64(p.N)
			c.Distance += a.Distance(b) / float64(p.N)
		}
		sum, n := 0.0, 0
		for r, rec := range m.Study.Records {
			if rec.Observable == ir.Spikes || rec.Population != p.Index || r >= len(ideal.Traces) || r >= len(twin.Traces) {
				continue
			}
			for e := range ideal.Traces[r] {
				for k, v := range ideal.Traces[r][e] {
					d := twin.Traces[r][e][k] - v
					sum += d * d
					n++
				}
			}
		}
		if n > 0 {
			c.RMS = math.Sqrt(sum / float64(n))
		}
		list = append(list, c)
	}
	return list
}

// ComparisonTable is the head of a table of comparisons.
func ComparisonTable() gen.Table {
	return gen.Table{Title: "the chip against the model", Rows: [][]string{{"mismatch", "population", "model Hz", "twin Hz", "spike distance", "trace rms mV"}}, Left: []int{1},
		Notes: []string{"spike distance: 0 for equal trains, about 1 for trains that have nothing to do with each other (van Rossum 2001, 10 ms)"}}
}

// ComparisonRows are the rows of one mismatch.
func ComparisonRows(mismatch float64, list []Comparison) [][]string {
	var rows [][]string
	for _, c := range list {
		rms := "-"
		if c.RMS >= 0 {
			rms = fmt.Sprintf("%.3g", c.RMS)
		}
		rows = append(rows, []string{fmt.Sprintf("%g", mismatch), c.Population, fmt.Sprintf("%.2f", c.Ideal), fmt.Sprintf("%.2f", c.Twin), fmt.Sprintf("%.3f", c.Distance), rms})
	}
	return rows
}
