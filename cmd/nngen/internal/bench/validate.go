package bench

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/nngen/nngen/cmd/nngen/internal/engines"
	"github.com/nngen/nngen/cmd/nngen/internal/report"
	"github.com/nngen/nngen/ir"
)

// Reference are statistics of several realisations of a network, as another program
// draws and runs it.
type Reference struct {
	Simulator string   `json:"simulator"`
	Scale     float64  `json:"scale"`
	DiscardMS float64  `json:"discard_ms"`
	TimeMS    float64  `json:"time_ms"`
	Runs      []Sample `json:"runs"`
}

// Sample are the statistics of one realisation.
type Sample struct {
	Seed        uint64                  `json:"seed"`
	Populations map[string]Distribution `json:"populations"`
}

// Distribution are percentiles 0 to 100 over the neurons of a population: of their
// rates in Hz, of the coefficients of variation of the intervals of those with three
// spikes at least, and of the correlations of the numbers of spikes in bins of 2 ms of
// pairs among the first hundred that are not silent.
type Distribution struct {
	Rate []float64 `json:"rate"`
	CV   []float64 `json:"cv"`
	CC   []float64 `json:"cc"`
	Mean float64   `json:"mean_rate"`
}

// pd14 is made by testdata/pd14_reference.py.
//
//go:embed pd14_reference.json
var pd14 []byte

// PD14Reference is the cortical microcircuit by its authors' program in NEST.
func PD14Reference() (*Reference, error) {
	r := &Reference{}
	err := json.Unmarshal(pd14, r)
	return r, err
}

// Constants of the statistics, which are those of testdata/pd14_reference.py.
const (
	correlationBin    = 2.0 // ms
	correlationSubset = 100
)

// SampleOf computes the statistics of a run.
func SampleOf(s *ir.Study, o *engines.Outcome, r *Reference) Sample {
	h := s.Timeline.Step
	x := Sample{Seed: s.Timeline.Seed, Populations: map[string]Distribution{}}
	trains := make([][][]int64, len(s.Network.Populations))
	for p := range trains {
		trains[p] = make([][]int64, s.Network.Populations[p].N)
	}
	discard := int64(math.Round(r.DiscardMS / h))
	for _, k := range o.Spikes {
		if k.Step > discard {
			trains[k.Population][k.Index] = append(trains[k.Population][k.Index], k.Step-discard)
		}
	}
	for p, pop := range s.Network.Populations {
		if pop.Program == nil {
			continue
		}
		x.Populations[pop.Name] = distribution(trains[p], h, r.TimeMS)
	}
	return x
}

// distribution computes the statistics of a population from the steps of its spikes.
func distribution(trains [][]int64, h, ms float64) Distribution {
	var d Distribution
	var rates, cvs, ccs []float64
	for _, t := range trains {
		rates = append(rates, float64(len(t))/(ms/1000))
		if len(t) < 3 {
			continue
		}
		var sum, squares float64
		for i := range t[1:] {
			sum += float64(t[i+1] - t[i])
		}
		mean := sum / float64(len(t)-1)
		for i := range t[1:] {
			squares += (float64(t[i+1]-t[i]) - mean) * (float64(t[i+1]-t[i]) - mean)
		}
		cvs = append(cvs, math.Sqrt(squares/float64(len(t)-1))/mean)
	}
	width := int64(math.Round(correlationBin / h))
	bins := int(math.Round(ms / correlationBin))
	var counts [][]float64
	for _, t := range trains[:min(correlationSubset, len(trains))] {
		if len(t) == 0 {
			continue
		}
		c := make([]float64, bins)
		for _, k := range t {
			c[min(bins-1, int((k-1)/width))]++
		}
		counts = append(counts, c)
	}
	for i, a := range counts {
		for _, b := range counts[i+1:] {
			ccs = append(ccs, correlation(a, b))
		}
	}
	for _, x := range rates {
		d.Mean += x / float64(len(rates))
	}
	d.Rate, d.CV, d.CC = percentiles(rates), percentiles(cvs), percentiles(ccs)
	return d
}

func correlation(a, b []float64) float64 {
	n := float64(len(a))
	var sa, sb, saa, sbb, sab float64
	for i, x := range a {
		y := b[i]
		sa, sb, saa, sbb, sab = sa+x, sb+y, saa+x*x, sbb+y*y, sab+x*y
	}
	return (sab - sa*sb/n) / math.Sqrt((saa-sa*sa/n)*(sbb-sb*sb/n))
}

// percentiles are 0 to 100, between two values by a straight line.
func percentiles(x []float64) []float64 {
	slices.Sort(x)
	list := make([]float64, 101)
	for k := range list {
		if len(x) == 0 {
			list[k] = math.NaN()
			continue
		}
		at := float64(k) / 100 * float64(len(x)-1)
		i := int(at)
		list[k] = x[i]
		if i+1 < len(x) {
			list[k] += (x[i+1] - x[i]) * (at - float64(i))
		}
	}
	return list
}

// distance is the Kolmogorov-Smirnov distance of two lists of percentiles, in
// hundredths.
func distance(a, b []float64) float64 {
	below := func(list []float64, x float64) float64 {
		n := 0
		for _, y := range list {
			if y <= x {
				n++
			}
		}
		return float64(n) / float64(len(list))
	}
	most := 0.0
	for _, list := range [][]float64{a, b} {
		for _, x := range list {
			x += 1e-4 * math.Abs(x) // the reference has four digits
			most = max(most, math.Abs(below(a, x)-below(b, x)))
		}
	}
	return most
}

// Comparison is one statistic of one population in two ensembles.
type Comparison struct {
	Population string  `json:"population"`
	Statistic  string  `json:"statistic"`
	Ours       float64 `json:"ours"`     // mean over the runs, of medians but for rates
	Theirs     float64 `json:"theirs"`   //
	Between    float64 `json:"between"`  // mean Kolmogorov-Smirnov distance of a run of one and one of the other
	Within     float64 `json:"within"`   // of two runs of the same
	Allowed    float64 `json:"allowed"`  // of Between
	Accepted   bool    `json:"accepted"` //
}

// Validation is the outcome of [Compare].
type Validation struct {
	Reference   *Reference   `json:"-"`
	Runs        int          `json:"runs"`
	Comparisons []Comparison `json:"comparisons"`
	Rejected    int          `json:"rejected"`
}

// Constants of the test.
const (
	deviations = 3.0  // of the distances within, that Between may be above their mean
	resolution = 0.02 // of distances of percentiles
	allowed    = 1    // rejected comparisons of 24: 3 deviations leave out one in hundreds, if the few distances tell theirs well
)

// Compare compares runs with a reference. For every statistic and population the
// mean Kolmogorov-Smirnov distance of runs of different programs must not be more
// than three standard deviations above that of runs of one program (Dasbach et al.
// 2021, doi:10.3389/fnins.2021.757790, compare with the spread of realisations in
// this way).
func Compare(r *Reference, runs []Sample) *Validation {
	v := &Validation{Reference: r, Runs: len(runs)}
	for _, name := range []string{"L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I"} {
		for _, s := range []struct {
			name string
			of   func(Distribution) []float64
		}{{"rate", func(d Distribution) []float64 { return d.Rate }}, {"CV of intervals", func(d Distribution) []float64 { return d.CV }}, {"correlation", func(d Distribution) []float64 { return d.CC }}} {
			c := Comparison{Population: name, Statistic: s.name}
			var between, within []float64
			ensembles := [2][]Sample{runs, r.Runs}
			for e, list := range ensembles {
				mean := 0.0
				for i, x := range list {
					d := x.Populations[name]
					if s.name == "rate" {
						mean += d.Mean / float64(len(list))
					} else {
						mean += s.of(d)[50] / float64(len(list))
					}
					for _, y := range list[i+1:] {
						within = append(within, distance(s.of(d), s.of(y.Populations[name])))
					}
					if e == 0 {
						for _, y := range r.Runs {
							between = append(between, distance(s.of(d), s.of(y.Populations[name])))
						}
					}
				}
				if e == 0 {
					c.Ours = mean
				} else {
					c.Theirs = mean
				}
			}
			c.Between, _ = spread(between)
			var sd float64
			c.Within, sd = spread(within)
			c.Allowed = c.Within + max(resolution, deviations*sd)
			c.Accepted = c.Between <= c.Allowed
			if !c.Accepted {
				v.Rejected++
			}
			v.Comparisons = append(v.Comparisons, c)
		}
	}
	return v
}

// spread is the mean and the standard deviation of a sample.
func spread(x []float64) (mean, sd float64) {
	for _, v := range x {
		mean += v / float64(len(x))
	}
	for _, v := range x {
		sd += (v - mean) * (v - mean) / float64(max(1, len(x)-1))
	}
	return mean, math.Sqrt(sd)
}

// OK reports whether the two agree.
func (v *Validation) OK() bool { return v.Rejected <= allowed }

// Text is a table for people.
func (v *Validation) Text() string {
	var b strings.Builder
	r := v.Reference
	fmt.Fprintf(&b, "%d runs of nngen and %d of the authors' program in %s, %v of the neurons and of the synapses of each, %v ms after %v ms\n\n", v.Runs, len(r.Runs), r.Simulator, r.Scale, r.TimeMS, r.DiscardMS)
	rows := [][]string{{"population", "statistic", "nngen", "reference", "KS between", "KS within", "allowed", ""}}
	for _, c := range v.Comparisons {
		verdict := ""
		if !c.Accepted {
			verdict = "rejected"
		}
		rows = append(rows, []string{c.Population, c.Statistic, fmt.Sprintf("%.4g", c.Ours), fmt.Sprintf("%.4g", c.Theirs), fmt.Sprintf("%.3f", c.Between), fmt.Sprintf("%.3f", c.Within), fmt.Sprintf("%.3f", c.Allowed), verdict})
	}
	b.WriteString(report.Table(rows, 0, 1, 7))
	fmt.Fprintf(&b, `
Means of rates in Hz over the neurons, medians of the others. Each pair of runs has a Kolmogorov-Smirnov
distance of its distributions over neurons (or pairs of neurons); a comparison is rejected where the mean
distance between the programs is more than %.0f standard deviations, and more than %v, above that within
them. %d of %d are rejected; the two agree when at most %d is.
`, deviations, resolution, v.Rejected, len(v.Comparisons), allowed)
	return b.String()
}
