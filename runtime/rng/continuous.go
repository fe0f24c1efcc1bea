package rng

import (
	"math"

	el "github.com/nngen/nngen/runtime/elementary"
)

// Exponential is draw n of the exponential distribution with mean 1, by
// inversion: at most 36.7.
func (s Stream) Exponential(n uint64) float64 { return -el.Log(s.UniformOpen(n)) }

// Gamma is draw n of the gamma distribution (mean shape*scale), by the
// squeeze-free method of Marsaglia & Tsang 2000 (doi:10.1145/358407.358414);
// for shape < 1 through shape + 1 and a power of a uniform number (their
// section 6). NaN unless shape and scale are positive and finite.
func (s Stream) Gamma(n uint64, shape, scale float64) float64 {
	if !(shape > 0 && scale > 0) || math.IsInf(shape, 0) || math.IsInf(scale, 0) {
		return math.NaN()
	}
	boost := 1.0
	if shape < 1 {
		boost = el.Pow(s.UniformOpen(n), 1/shape)
		shape++
	}
	d := shape - 1.0/3
	c := 1 / el.Sqrt(9*d)
	for k := uint32(0); ; k++ { // accepts with probability > 0.95
		w := s.attempt(n, k)
		x := el.Probit(openUnit(pair(w[0], w[1])))
		v := 1 + float64(c*x)
		if v <= 0 {
			continue
		}
		v = v * v * v
		u := openUnit(pair(w[2], w[3]))
		if el.Log(u) < float64(0.5*x*x)+float64(d*(1-v+el.Log(v))) {
			return float64(float64(d*v)*boost) * scale
		}
	}
}

// VonMises is draw n of the von Mises distribution on (mu-pi, mu+pi] with
// concentration kappa >= 0, by the rejection method of Best & Fisher 1979
// (doi:10.2307/2346732). For kappa > 1e6 it is the normal limit with variance
// 1/kappa (wrapped tails are below 1e-300), for kappa < 1e-8 uniform, as the
// constants of the method lose their digits there. NaN for kappa < 0.
func (s Stream) VonMises(n uint64, mu, kappa float64) float64 {
	switch {
	case !(kappa >= 0):
		return math.NaN()
	case kappa < 1e-8:
		return mu + float64(math.Pi*(2*s.UniformOpen(n)-1))
	case kappa > 1e6:
		return mu + s.Normal(n)/el.Sqrt(kappa)
	}
	tau := 1 + el.Sqrt(1+float64(4*kappa*kappa))
	rho := (tau - el.Sqrt(2*tau)) / (2 * kappa)
	r := (1 + float64(rho*rho)) / (2 * rho)
	for k := uint32(0); ; k++ { // accepts with probability > 0.65
		w := s.attempt(n, k)
		z := el.Cos(math.Pi * unit(pair(w[0], w[1])))
		f := (1 + float64(r*z)) / (r + z)
		c := kappa * (r - f)
		u := openUnit(pair(w[2], w[3]))
		if float64(c*(2-c)) > u || el.Log(c/u)+1 >= c {
			angle := el.Acos(max(-1, min(1, f)))
			if s.Word(n)&1 == 1 {
				angle = -angle
			}
			return mu + angle
		}
	}
}
