package propagator

import "math"

// Noise computes what white noise adds to the states of x' = A x + G ξ in a step
// h, exactly in law: a normal vector with the covariance
//
//	C = ∫ exp(A s) G Gᵀ exp(Aᵀ s) ds over 0 … h
//
// (the Ornstein-Uhlenbeck process: Gillespie 1996, doi:10.1103/PhysRevE.54.2084).
// With n states and m independent noises, a is n*n row major in 1/time, g is n*m
// in unit/sqrt(time). It sets factor, n*n row major, to L with C = L Lᵀ, where row
// order[i] has entries in columns order[0] … order[i] only: L times a vector of
// independent standard normal numbers is the noise of a step. Directions that C
// does not have get columns of zeros.
//
// C is a sum of positive terms: a Taylor series over h/2^s, then C(2s) = C(s) +
// exp(A s) C(s) exp(Aᵀ s), so nothing cancels, also where A*h is large. Entries
// are accurate to about 1e-13. Errors as of [Expm].
func Noise(factor, a, g []float64, n, m int, h float64, order []int) error {
	if n < 1 || n > MaxDim || m < 0 || len(a) < n*n || len(g) < n*m || len(factor) < n*n || len(order) != n {
		return ErrShape
	}
	if !finite(a[:n*n]) || !finite(g[:n*m]) || math.IsNaN(h) || math.IsInf(h, 0) {
		return ErrNotFinite
	}
	q := make([]float64, n*n)
	for i := range n {
		for j := range n {
			for k := range m {
				q[i*n+j] += float64(g[i*m+k] * g[j*m+k])
			}
		}
	}
	c := integrated(a[:n*n], q, n, h)
	if !finite(c) {
		return ErrNotFinite
	}
	cholesky(factor, c, n, order)
	return nil
}

// integrated is C for G Gᵀ = q.
func integrated(a, q []float64, n int, h float64) []float64 {
	norm := 0.0
	for i := range n {
		sum := 0.0
		for j := range n {
			sum += math.Abs(a[i*n+j])
		}
		norm = math.Max(norm, sum)
	}
	halvings := 0
	for norm*h > 0.25 && halvings < 1000 {
		norm, halvings = norm/2, halvings+1
	}
	s := math.Ldexp(h, -halvings)
	// Terms fall like 2^-k/(k+1)!.
	const terms = 16
	c, p := make([]float64, n*n), make([]float64, n*n)
	x, power := append([]float64(nil), q...), make([]float64, n*n)
	for i := range n {
		power[i*n+i] = 1
	}
	f := 1.0 // s^k/k!
	for k := range terms {
		for e := range c {
			c[e] += float64(x[e] * (f * s / float64(k+1)))
			p[e] += float64(power[e] * f)
		}
		left := product(a, x, n)
		for i := range n {
			for j := range n {
				x[i*n+j] = left[i*n+j] + left[j*n+i] // A X + X Aᵀ, X being symmetric
			}
		}
		power = product(a, power, n)
		f *= s / float64(k+1)
	}
	for range halvings {
		pc := product(p, c, n)
		for i := range n {
			for j := range n {
				sum := 0.0
				for k := range n {
					sum += float64(pc[i*n+k] * p[j*n+k])
				}
				x[i*n+j] = sum
			}
		}
		for e := range c {
			c[e] += x[e]
		}
		p = product(p, p, n)
	}
	return c
}

func product(a, b []float64, n int) []float64 {
	c := make([]float64, n*n)
	for i := range n {
		for k := range n {
			if a[i*n+k] == 0 {
				continue
			}
			for j := range n {
				c[i*n+j] += float64(a[i*n+k] * b[k*n+j])
			}
		}
	}
	return c
}

// degenerate is the part of a variance, relative to it, that is taken for
// rounding.
const degenerate = 1e-12

// cholesky factors c, row by row in the given order.
func cholesky(l, c []float64, n int, order []int) {
	clear(l[:n*n])
	for at, i := range order {
		for _, j := range order[:at] {
			sum := c[i*n+j]
			for _, k := range order[:at] {
				if k == j {
					break
				}
				sum -= float64(l[i*n+k] * l[j*n+k])
			}
			if d := l[j*n+j]; d != 0 {
				l[i*n+j] = sum / d
			}
		}
		rest := c[i*n+i]
		for _, k := range order[:at] {
			rest -= float64(l[i*n+k] * l[i*n+k])
		}
		if rest > degenerate*c[i*n+i] {
			l[i*n+i] = math.Sqrt(rest)
		}
	}
}
