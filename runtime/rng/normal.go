package rng

import "github.com/nngen/nngen/runtime/elementary"

// Normal is draw n of the normal distribution with mean 0 and standard
// deviation 1, by inversion of [Stream.UniformOpen]: |z| < 8.3.
func (s Stream) Normal(n uint64) float64 { return elementary.Probit(s.UniformOpen(n)) }

// Lognormal is draw n of exp(mu + sigma*z), z normal.
func (s Stream) Lognormal(n uint64, mu, sigma float64) float64 {
	return elementary.Exp(mu + float64(sigma*s.Normal(n)))
}
