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

// Summarise computes the statistics of a population of n elements from its
// spikes in the steps after from up to to; h is the step in ms. index and step
// of spike i are given by at.
func Summarise(name string, n, spikes int, at func(i int) (index int, step int64), from, to int64, h float64) Stats {
	s := Stats{Population: name, Size: n}
	trains := make([][]int64, n)
	width := max(1, int64(math.Round(binMS/h)))
	bins := make([]float64, max(0, (to-from)/width))
	for i := range spikes {
		index, step := at(i)
		if step <= from || step > to || index < 0 || index >= n {
			continue
		}
		s.Spikes++
		trains[index] = append(trains[index], step)
		if b := (step - from - 1) / width; b < int64(len(bins)) {
			bins[b]++
		}
	}
	sum := 0.0
	for _, t := range trains {
		if len(t) == 0 {
			s.Silent++
		}
		if cv, ok := variation(t); ok {
			sum += cv
			s.CVOf++
		}
	}
	if s.CVOf > 0 {
		s.CV = sum / float64(s.CVOf)
	}
	if seconds := float64(to-from) * h / 1000; n > 0 && seconds > 0 {
		s.RateHz = float64(s.Spikes) / float64(n) / seconds
	}
	if mean, variance := moments(bins); mean > 0 {
		s.Fano = variance / mean
	}
	return s
}

// variation is the standard deviation of the intervals over their mean.
func variation(train []int64) (float64, bool) {
	if len(train) < 3 {
		return 0, false
	}
	intervals := make([]float64, len(train)-1)
	for i := range intervals {
		intervals[i] = float64(train[i+1] - train[i])
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
