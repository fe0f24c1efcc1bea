package propagator

import (
	"errors"
	"fmt"
	"math"
)

// MaxDim is the largest number of rows of a matrix.
const MaxDim = 64

// Errors of this package.
var (
	ErrShape     = errors.New("propagator: matrix sizes do not fit")
	ErrNotFinite = errors.New("propagator: the matrix has an infinite or undefined entry, or its exponential overflows")
)

// Expm sets dst to the exponential of the n-by-n matrix a. Both are row
// major, n*n long, and may be the same slice. Every entry by itself is
// accurate to less than 1 ulp, unless more than 50 bits of it cancel (then
// to 2^-100 of what cancels) or it is below 1e-290. Entries that are zero by
// the pattern of zeros of a are exactly 0, and the diagonal entry of a row
// or column of zeros is exactly 1.
//
// It returns [ErrShape] if n is not in 1 … [MaxDim] or a slice is too short,
// [ErrNotFinite] if an entry of a is not finite or something exceeds about
// 1e300; dst is then unchanged.
func Expm(dst, a []float64, n int) error {
	if n < 1 || n > MaxDim || len(a) < n*n || len(dst) < n*n {
		return ErrShape
	}
	if !finite(a[:n*n]) {
		return ErrNotFinite
	}
	w := newWorkspace(n)
	for i, v := range a[:n*n] {
		w.x[i] = dd{hi: v}
	}
	w.exponential()
	if !w.round(func(i, j int, v float64) { dst[i*n+j] = v }) {
		return ErrNotFinite
	}
	return nil
}

// Affine computes the propagator of x' = A x + b over a step h: with m states,
// a is m*m row major in 1/time, b has m entries or is nil (zero); p receives
// m*m entries and q m such that x(t+h) = p x(t) + q; q may be nil where b is.
// h is any finite number. The products a*h and b*h are formed without
// rounding. Accuracy and errors as of [Expm]; m is at most MaxDim-1.
func Affine(p, q, a, b []float64, m int, h float64) error {
	return Columns(p, q, a, b, m, h, 0, 1, 1)
}

// Columns computes the propagators of count parameter sets (neurons). Arrays
// are in columns: entry (r, c) of set i is a[(r*m+c)*count + i], entry r of b
// is b[r*count + i] (b may be nil), p and q alike. Only the sets
// from <= i < to are read and written, so callers may divide them among
// threads; the result of a set depends on that set alone. A set equal to the
// one before it costs a copy.
//
// At the first set that fails it returns an error that names the set and
// wraps [ErrShape] or [ErrNotFinite]; sets before it are complete.
func Columns(p, q, a, b []float64, m int, h float64, from, to, count int) error {
	if m < 1 || m >= MaxDim || from < 0 || to > count || len(a) < m*m*count || len(p) < m*m*count ||
		(b != nil && (len(b) < m*count || len(q) < m*count)) || (q != nil && len(q) < m*count) {
		return ErrShape
	}
	if math.IsNaN(h) || math.IsInf(h, 0) {
		return ErrNotFinite
	}
	n := m
	if b != nil {
		n++
	}
	c := columns{p: p, q: q, a: a, b: b, m: m, count: count, w: newWorkspace(n)}
	for i := from; i < to; i++ {
		if i > from && c.same(i, i-1) {
			c.copyResult(i, i-1)
			continue
		}
		if !c.load(i, h) {
			return c.fail(i)
		}
		c.w.exponential()
		if !c.store(i) {
			return c.fail(i)
		}
	}
	return nil
}

// columns is the work of one call of Columns.
type columns struct {
	p, q, a, b []float64
	m, count   int
	w          *workspace
}

// same reports whether sets i and k have the same matrix and constants.
func (c *columns) same(i, k int) bool {
	for e := range c.m * c.m {
		if c.a[e*c.count+i] != c.a[e*c.count+k] {
			return false
		}
	}
	if c.b != nil {
		for r := range c.m {
			if c.b[r*c.count+i] != c.b[r*c.count+k] {
				return false
			}
		}
	}
	return true
}

func (c *columns) copyResult(i, from int) {
	for e := range c.m * c.m {
		c.p[e*c.count+i] = c.p[e*c.count+from]
	}
	if c.q != nil {
		for r := range c.m {
			c.q[r*c.count+i] = c.q[r*c.count+from]
		}
	}
}

// load forms the augmented matrix of set i times h; false if not finite.
func (c *columns) load(i int, h float64) bool {
	w := c.w
	clear(w.x)
	ok := true
	set := func(row, col int, v float64) {
		x := twoProd(v, h)
		ok = ok && finite([]float64{x.hi, x.lo})
		w.x[row*w.n+col] = x
	}
	for r := range c.m {
		for k := range c.m {
			set(r, k, c.a[(r*c.m+k)*c.count+i])
		}
		if c.b != nil {
			set(r, c.m, c.b[r*c.count+i])
		}
	}
	return ok
}

// store writes p and q of set i; false if an entry is not finite.
func (c *columns) store(i int) bool {
	if c.b == nil && c.q != nil {
		for r := range c.m {
			c.q[r*c.count+i] = 0
		}
	}
	return c.w.round(func(row, col int, v float64) {
		switch {
		case row == c.m: // the constant 1
		case col == c.m:
			c.q[row*c.count+i] = v
		default:
			c.p[(row*c.m+col)*c.count+i] = v
		}
	})
}

func (c *columns) fail(i int) error {
	if c.count == 1 {
		return ErrNotFinite
	}
	return fmt.Errorf("set %d: %w", i, ErrNotFinite)
}

func finite(values []float64) bool {
	for _, v := range values {
		if math.IsNaN(v) || math.IsInf(v, 0) {
			return false
		}
	}
	return true
}
