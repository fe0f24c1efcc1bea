package rng

import (
	"math"

	"github.com/nngen/nngen/runtime/elementary"
)

// Draw is draw n of the distribution called fn with the parameters a and b:
// uniform(a, b), normal(mean, sd), lognormal(mu, sigma), exponential(mean),
// gamma(shape, scale), uniform_int(a, b), poisson(mean), binomial(n, p),
// vonmises(mu, kappa), and two without parameters, unit: uniform on [0, 1), and
// open: uniform on (0, 1). NaN for another name, or where the parameters are
// outside of the distribution's range.
func (s Stream) Draw(fn string, n uint64, a, b float64) float64 {
	switch fn {
	case "unit":
		return s.Uniform(n)
	case "open":
		return s.UniformOpen(n)
	case "uniform":
		return a + float64((b-a)*s.Uniform(n))
	case "normal":
		return a + float64(b*s.Normal(n))
	case "lognormal":
		return s.Lognormal(n, a, b)
	case "exponential":
		return a * s.Exponential(n)
	case "gamma":
		return s.Gamma(n, a, b)
	case "uniform_int":
		return float64(s.UniformInt(n, int64(a), int64(b)))
	case "poisson":
		return float64(s.Poisson(2*n, a)) // the first of the words of draw n
	case "binomial":
		if !(a >= 0 && a <= math.MaxUint32) {
			return math.NaN()
		}
		return float64(s.Binomial(n, uint32(a), b))
	case "vonmises":
		return s.VonMises(n, a, b)
	}
	return math.NaN()
}

// Of is what [Stream.Draw] makes of the uniform number u that unit, open, uniform or
// normal draws first; NaN for other distributions.
func Of(fn string, u, a, b float64) float64 {
	switch fn {
	case "unit", "open":
		return u
	case "uniform":
		return a + float64((b-a)*u)
	case "normal":
		return a + float64(b*elementary.Probit(u))
	}
	return math.NaN()
}
