package rng

import "math"

// Poisson is draw n of the Poisson distribution with mean lambda, from the
// single word n: the same count as [PoissonTable.Count] of that word, without
// a table. 0 for lambda <= 0 or not finite or above [MaxPoissonMean].
func (s Stream) Poisson(n uint64, lambda float64) int {
	d, err := poissonWeights(lambda)
	if err != nil {
		return 0
	}
	return d.invert32(s.Word(n))
}

// Binomial is draw n of the number of successes in trials with probability p
// each, by inversion of the 53-bit Uniform(n): tails beyond about 2^-53 are
// not reached. p is clipped to [0, 1]. Time grows as the standard deviation.
func (s Stream) Binomial(n uint64, trials uint32, p float64) uint32 {
	switch {
	case trials == 0 || !(p > 0):
		return 0
	case p >= 1:
		return trials
	}
	d := binomialWeights(trials, p)
	return uint32(d.invert(s.Uniform(n)))
}

// weights is a unimodal distribution over the whole numbers, as ratios of
// neighbours. Nothing is normalised by a special function: the weights are
// summed outwards from the mode, where the weight is 1, until they no longer
// matter, so only + - * / are needed and no mean is too large for exp.
type weights struct {
	mode, last int64                 // most likely value, largest value
	up         func(k int64) float64 // P(k+1)/P(k)
	first      int64                 // smallest value whose weight matters
	start      float64               // its weight
	total      float64               // sum of all weights
}

// negligible is the weight, relative to that of the mode, at which the sums
// stop: all the rest together is below 2^-70 of the total.
const negligible = 0x1p-80

func newWeights(mode, last int64, up func(int64) float64) weights {
	d := weights{mode: mode, last: last, up: up, first: mode, start: 1, total: 1}
	for d.first > 0 {
		w := d.start / up(d.first-1)
		if w < negligible {
			break
		}
		d.first--
		d.start = w
	}
	// The total is summed in the order of invert, so that the last partial
	// sum there is this total, to the bit.
	d.total = 0
	d.each(func(_ int64, sum float64) bool { d.total = sum; return true })
	return d
}

// each visits the values in increasing order with the sum of weights up to
// and including the value, until visit returns false.
func (d *weights) each(visit func(k int64, sum float64) bool) {
	sum, w := 0.0, d.start
	for k := d.first; ; k++ {
		sum += w
		if !visit(k, sum) || k >= d.last {
			return
		}
		w *= d.up(k)
		if k >= d.mode && w < negligible {
			return
		}
	}
}

// invert is the smallest value whose cumulative probability exceeds u.
func (d *weights) invert(u float64) int64 {
	at := d.first
	target := u * d.total
	d.each(func(k int64, sum float64) bool { at = k; return sum <= target })
	return at
}

// threshold is a cumulative sum as an integer threshold of 32-bit words: a
// word below it means "this value or less".
func (d *weights) threshold(sum float64) uint64 {
	return uint64(math.Floor(float64(sum/d.total*0x1p32) + 0.5))
}

// invert32 is the number of thresholds <= word.
func (d *weights) invert32(word uint32) int {
	at := d.first
	d.each(func(k int64, sum float64) bool {
		at = k
		return d.threshold(sum) <= uint64(word)
	})
	return int(at)
}

func binomialWeights(trials uint32, p float64) weights {
	odds := p / (1 - p)
	mode := min(int64(math.Floor(float64((float64(trials)+1)*p))), int64(trials))
	return newWeights(mode, int64(trials), func(k int64) float64 {
		return float64(float64(int64(trials)-k)/float64(k+1)) * odds
	})
}
