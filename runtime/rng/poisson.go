package rng

import (
	"fmt"
	"math"
)

// MaxPoissonMean is the largest mean of a Poisson distribution.
const MaxPoissonMean = 1e6

// PoissonTable turns one 32-bit word into a Poisson count by integer
// comparisons only, so that every target can do the same.
//
// A count is Base plus the number of Thresholds <= word. The probability of
// each cumulative event is right to 2^-33; counts so rare that P(more) is
// below 2^-33 never occur (for mean 1: counts above 12), which lowers the
// mean by less than 1e-8.
type PoissonTable struct {
	Mean       float64
	Base       int      // counts below Base have a probability below 2^-33
	Thresholds []uint32 // increasing, P(count <= Base+k) = Thresholds[k] * 2^-32

	// guide[w>>24] is the number of thresholds <= w>>24<<24, so that a count
	// needs few comparisons, one or two for small means.
	guide [256]uint16
}

// NewPoissonTable makes the table of mean lambda, counts per step. Mean 0 is
// allowed; a negative or undefined mean, or one above [MaxPoissonMean], is an
// error.
func NewPoissonTable(lambda float64) (*PoissonTable, error) {
	d, err := poissonWeights(lambda)
	if err != nil {
		return nil, err
	}
	t := &PoissonTable{Mean: lambda, Base: int(d.first)}
	d.each(func(k int64, sum float64) bool {
		at := d.threshold(sum)
		switch {
		case at == 0:
			t.Base = int(k) + 1
		case at > math.MaxUint32:
			return false
		default:
			t.Thresholds = append(t.Thresholds, uint32(at))
		}
		return true
	})
	n := 0
	for top := range t.guide {
		for n < len(t.Thresholds) && t.Thresholds[n] <= uint32(top)<<24 {
			n++
		}
		t.guide[top] = uint16(n)
	}
	return t, nil
}

// Max is the largest count that the table can give.
func (t *PoissonTable) Max() int { return t.Base + len(t.Thresholds) }

// Count is the count of one word.
func (t *PoissonTable) Count(word uint32) int {
	n := int(t.guide[word>>24])
	for n < len(t.Thresholds) && t.Thresholds[n] <= word {
		n++
	}
	return t.Base + n
}

// PoissonCounts fills the counts of four steps at once, at the price of one
// call of the generator per element: dst[j][i] is the count of element
// first.ID1+i at step 4*block + j, t.Count(first.At(first.ID1+i).Word(4*block+j)).
// All four slices have the length of dst[0], or are longer. Counts that do
// not fit T are the caller's to avoid: compare [PoissonTable.Max].
func PoissonCounts[T uint8 | uint16 | uint32](dst [4][]T, t *PoissonTable, first Stream, block uint64) {
	n := len(dst[0])
	d0, d1, d2, d3 := dst[0][:n], dst[1][:n], dst[2][:n], dst[3][:n]
	for i := range n {
		w := first.At(first.ID1 + uint32(i)).Words4(block)
		d0[i] = T(t.Count(w[0]))
		d1[i] = T(t.Count(w[1]))
		d2[i] = T(t.Count(w[2]))
		d3[i] = T(t.Count(w[3]))
	}
}

func poissonWeights(lambda float64) (weights, error) {
	if !(lambda >= 0 && lambda <= MaxPoissonMean) {
		return weights{}, fmt.Errorf("rng: the mean %v of a Poisson distribution is not in [0, %v]", lambda, float64(MaxPoissonMean))
	}
	return newWeights(int64(math.Floor(lambda)), math.MaxInt64, func(k int64) float64 {
		return lambda / float64(k+1)
	}), nil
}
