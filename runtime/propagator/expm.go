package propagator

import "math"

// workspace holds the matrices of one exponential, row major, n*n.
type workspace struct {
	n              int
	x              []dd // the matrix, then scaled by 2^-squarings
	sum, term, tmp []dd
	mag, mag2      []float64
}

func newWorkspace(n int) *workspace {
	d := make([]dd, 4*n*n)
	f := make([]float64, 2*n*n)
	k := n * n
	return &workspace{n: n, x: d[:k], sum: d[k : 2*k], term: d[2*k : 3*k], tmp: d[3*k:], mag: f[:k], mag2: f[k:]}
}

const (
	// scaledRadius bounds the growth rate of the scaled matrix. With 1/8 the
	// series needs at most 19 terms beyond those that fill the pattern, and
	// three more squarings cost less than the terms they save.
	scaledRadius = 0.125
	// seriesError is the relative truncation error, a little below the
	// 2^-106 of the arithmetic.
	seriesError = 0x1p-112
)

// exponential replaces w.sum by exp(w.x): scaling and squaring around a
// Taylor series (Moler & Van Loan 2003, doi:10.1137/S00361445024180, methods
// 1 and 3). In double-double arithmetic the well-known weakness of the
// series, cancellation, costs at most digits that are not kept.
func (w *workspace) exponential() {
	radius := w.growthRate()
	squarings := 0
	for radius > scaledRadius {
		radius *= 0.5
		squarings++
	}
	half := math.Ldexp(1, -squarings)
	if squarings > 1000 { // 2^-squarings itself would be subnormal
		half = 0x1p-1000
		for i := range w.x {
			w.x[i] = w.x[i].scale(math.Ldexp(1, 1000-squarings))
		}
	}
	for i := range w.x {
		w.x[i] = w.x[i].scale(half)
	}
	w.taylor(w.seriesLength(radius))
	for range squarings {
		multiply(w.tmp, w.sum, w.sum, w.n)
		w.sum, w.tmp = w.tmp, w.sum
	}
}

// seriesLength is the order of the series such that the rest is negligible in
// every entry. The entry (i, j) of X^k sums walks of k steps from i to j: a
// path without repetition (at most n-1 steps) with closed walks inserted.
// Relative to the term of its path, what m more steps add is below
// radius^m/m!. So small entries are as accurate as large ones, and entries
// beside the cycles (1/C, currents in pA) do not lengthen the series.
func (w *workspace) seriesLength(radius float64) int {
	m := 0
	for bound := 1.0; bound > seriesError; {
		m++
		bound = float64(bound*radius) / float64(m)
	}
	return w.n - 1 + m
}

// taylor sets sum to the series of exp(x) up to x^order/order!.
func (w *workspace) taylor(order int) {
	n := w.n
	clear(w.sum)
	clear(w.term)
	for i := range n {
		w.sum[i*n+i] = dd{hi: 1}
		w.term[i*n+i] = dd{hi: 1}
	}
	for k := 1; k <= order; k++ {
		multiply(w.tmp, w.term, w.x, n)
		w.term, w.tmp = w.tmp, w.term
		for i, t := range w.term {
			if t.isZero() {
				continue
			}
			t = t.divide(float64(k))
			w.term[i] = t
			w.sum[i] = w.sum[i].add(t)
		}
	}
}

// multiply sets dst to a*b. Zeros are skipped, so what no walk reaches stays
// exactly 0, and triangular systems cost a fraction.
func multiply(dst, a, b []dd, n int) {
	clear(dst)
	for i := range n {
		row := dst[i*n : i*n+n]
		for l := range n {
			f := a[i*n+l]
			if f.isZero() {
				continue
			}
			for j, g := range b[l*n : l*n+n] {
				if !g.isZero() {
					row[j] = row[j].add(f.mul(g))
				}
			}
		}
	}
}

// growthRate bounds the spectral radius r of |x| (entries' magnitudes) from
// above by ||(|x|^64)||^(1/64), which for triangular systems comes close to
// the largest rate, however large the couplings are (the idea of Al-Mohy &
// Higham 2009, doi:10.1137/09074721X).
func (w *workspace) growthRate() float64 {
	for i, v := range w.x {
		w.mag[i] = math.Abs(v.hi)
	}
	rate, m, m2 := 1.0, w.mag, w.mag2
	for level := 0; ; level++ {
		norm := rowSumNorm(m, w.n)
		root := norm
		for range level {
			root = math.Sqrt(root)
		}
		rate *= root
		if level == 6 || norm == 0 {
			return rate
		}
		for i := range m {
			m[i] /= norm
		}
		square(m2, m, w.n)
		m, m2 = m2, m
	}
}

func rowSumNorm(m []float64, n int) float64 {
	norm := 0.0
	for i := range n {
		sum := 0.0
		for _, v := range m[i*n : i*n+n] {
			sum += v
		}
		norm = max(norm, sum)
	}
	return norm
}

func square(dst, m []float64, n int) {
	clear(dst)
	for i := range n {
		row := dst[i*n : i*n+n]
		for l := range n {
			f := m[i*n+l]
			if f == 0 {
				continue
			}
			for j, g := range m[l*n : l*n+n] {
				row[j] += float64(f * g)
			}
		}
	}
}

// round writes the result; false if an entry is not finite.
func (w *workspace) round(at func(row, col int, v float64)) bool {
	for _, v := range w.sum {
		if math.IsNaN(v.hi) || math.IsInf(v.hi, 0) {
			return false
		}
	}
	for i := range w.n {
		for j := range w.n {
			at(i, j, w.sum[i*w.n+j].hi)
		}
	}
	return true
}
