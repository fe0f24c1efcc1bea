package record

import "math"

// Stats summarises the spikes of one population.
type Stats struct {
	Population string  `json:"population"`
	Size       int     `json:"size"`
	Spikes     int     `json:"spikes"`
	RateHz     float64 `json:"rate_hz"` // mean over all elements
	// CV is the coefficient of variation of inter-spike intervals, averaged over
	// the elements with at least three spikes; CVOf of them. 0 for a clock, 1 for
	// a Poisson process.
	CV     float64 `json:"cv_isi"`
	CVOf   int     `json:"cv_isi_of"`
	Silent int     `json:"silent"` // elements without a spike
	// Fano is the variance over the mean of the number of spikes of the whole
	// population in bins of 3 ms: 1 for independent Poisson processes, more for
	// synchrony (Brunel 2000, figure 8 shows such counts).
	Fano float64 `json:"fano_3ms"`
}

// binMS is the width of the bins of Stats.Fano in ms.
const binMS = 3

// Interval is the steps after From up to To.
type Interval struct{ From, To int64 }

// Without is what is left of the steps after from up to to when intervals, which
// ascend, are taken out.
func Without(from, to int64, out []Interval) []Interval {
	var list []Interval
	for _, x := range out {
		if x.From > from {
			list = append(list, Interval{from, min(x.From, to)})
		}
		from = max(from, x.To)
	}
	if from < to || len(list) == 0 {
		list = append(list, Interval{from, max(from, to)})
	}
	return list
}

// Summarise computes the statistics of a population of n elements from its
// spikes in the intervals of parts, which ascend; h is the step in ms. index and
// step of spike i are given by at. An interval between two spikes counts when both
// are in the same part.
func Summarise(name string, n, spikes int, at func(i int) (index int, step int64), parts []Interval, h float64) Stats {
	s := Stats{Population: name, Size: n}
	trains := make([][]int64, n)
	width := max(1, int64(math.Round(binMS/h)))
	bins := make([][]float64, len(parts))
	counted := int64(0)
	for j, x := range parts {
		bins[j] = make([]float64, max(0, (x.To-x.From)/width))
		counted += x.To - x.From
	}
	for i := range spikes {
		index, step := at(i)
		j := partOf(parts, step)
		if j < 0 || index < 0 || index >= n {
			continue
		}
		s.Spikes++
		trains[index] = append(trains[index], step)
		if b := (step - parts[j].From - 1) / width; b < int64(len(bins[j])) {
			bins[j][b]++
		}
	}
	sum := 0.0
	for _, t := range trains {
		if len(t) == 0 {
			s.Silent++
		}
		if cv, ok := variation(t, parts); ok {
			sum += cv
			s.CVOf++
		}
	}
	if s.CVOf > 0 {
		s.CV = sum / float64(s.CVOf)
	}
	if seconds := float64(counted) * h / 1000; n > 0 && seconds > 0 {
		s.RateHz = float64(s.Spikes) / float64(n) / seconds
	}
	var all []float64
	for _, b := range bins {
		all = append(all, b...)
	}
	if mean, variance := moments(all); mean > 0 {
		s.Fano = variance / mean
	}
	return s
}

// partOf is the part that a step is in, -1 if it is in none.
func partOf(parts []Interval, step int64) int {
	for j, x := range parts {
		if step > x.From && step <= x.To {
			return j
		}
	}
	return -1
}

// variation is the standard deviation of the intervals over their mean.
func variation(train []int64, parts []Interval) (float64, bool) {
	var intervals []float64
	for i := range len(train) - 1 {
		if partOf(parts, train[i]) == partOf(parts, train[i+1]) {
			intervals = append(intervals, float64(train[i+1]-train[i]))
		}
	}
	if len(intervals) < 2 {
		return 0, false
	}
	mean, variance := moments(intervals)
	if mean == 0 {
		return 0, false
	}
	return math.Sqrt(variance) / mean, true
}

// moments are the mean and the variance of the population.
func moments(x []float64) (mean, variance float64) {
	if len(x) == 0 {
		return 0, 0
	}
	for _, v := range x {
		mean += v
	}
	mean /= float64(len(x))
	for _, v := range x {
		variance += (v - mean) * (v - mean)
	}
	return mean, variance / float64(len(x))
}
