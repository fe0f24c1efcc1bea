package network

import (
	"fmt"
	"math"

	"github.com/nngen/nngen/runtime/rng"
)

// renewal plays a renewal process of one element of a source: intervals between
// spikes that are independent, with the parameters of the moment. It begins in
// equilibrium, as if it had been running for ever, when its rate becomes positive,
// and stops when the rate becomes 0. Times are continuous; a spike within step k is
// stamped k + 1.
type renewal interface {
	// step carries the process over a step of h ms with the parameters of t_k.
	// It returns the number of spikes.
	step(h float64, p parameters, d *dice) int
}

// parameters of the processes: the rate in 1/ms; the shape of a gamma
// distribution of intervals; the dead time in ms after a spike.
type parameters struct{ rate, shape, dead float64 }

// dice counts the draws of one element.
type dice struct {
	stream rng.Stream
	n      uint64
}

func (d *dice) uniform() float64 { d.n++; return d.stream.UniformOpen(d.n - 1) }

func (d *dice) exponential() float64 { d.n++; return d.stream.Exponential(d.n - 1) }

func (d *dice) gamma(shape float64) float64 { d.n++; return d.stream.Gamma(d.n-1, shape, 1) }

// deadTime is a Poisson process with a dead time after every spike; rate is that of
// the spikes, dead time included.
type deadTime struct {
	running bool
	dead    float64 // ms still to pass
	rest    float64 // of an exponential interval, in units of its mean
}

func (x *deadTime) step(h float64, p parameters, d *dice) int {
	if p.rate == 0 {
		x.running = false
		return 0
	}
	if !x.running {
		// A moment falls into the dead time of the last spike with probability
		// rate*dead.
		*x = deadTime{running: true, rest: d.exponential()}
		if d.uniform() < p.rate*p.dead {
			x.dead = p.dead * d.uniform()
		}
	}
	hazard := p.rate / (1 - p.rate*p.dead)
	count := 0
	for {
		if x.dead >= h {
			x.dead -= h
			return count
		}
		h, x.dead = h-x.dead, 0
		if x.rest > h*hazard {
			x.rest -= h * hazard
			return count
		}
		h -= x.rest / hazard
		count++
		x.dead, x.rest = p.dead, d.exponential()
	}
}

// gammaIntervals is a process with intervals of a gamma distribution that does not
// change while it runs.
type gammaIntervals struct {
	running bool
	wait    float64 // until the next spike, ms
}

func (x *gammaIntervals) step(h float64, p parameters, d *dice) int {
	if p.rate == 0 {
		x.running = false
		return 0
	}
	scale := 1 / (p.shape * p.rate)
	if !x.running {
		// The interval that holds a given moment is longer, of shape + 1, and the
		// moment is anywhere in it.
		*x = gammaIntervals{true, d.gamma(p.shape+1) * d.uniform() * scale}
	}
	count := 0
	for x.wait -= h; x.wait <= 0 && count <= math.MaxUint16; count++ {
		x.wait += d.gamma(p.shape) * scale
	}
	return count
}

// gammaHazard is a process whose hazard, at a time x after the last spike, is that
// of a gamma distribution with the parameters of the moment (Muller, Buesing,
// Schemmel & Meier 2007, doi:10.1162/neco.2007.19.11.2958), by thinning: for shapes
// of 1 and more the hazard grows to 1/scale.
type gammaHazard struct {
	running bool
	age     float64 // ms
	rest    float64 // until the next candidate, in units of the scale
}

func (x *gammaHazard) step(h float64, p parameters, d *dice) int {
	if p.rate == 0 {
		x.running = false
		return 0
	}
	most := p.shape * p.rate // 1/scale
	if !x.running {
		*x = gammaHazard{true, d.gamma(p.shape+1) * d.uniform() / most, d.exponential()}
	}
	count := 0
	for x.rest <= h*most {
		dt := x.rest / most
		h, x.age, x.rest = h-dt, x.age+dt, d.exponential()
		if d.uniform() < rng.GammaHazard(p.shape, x.age*most) {
			x.age = 0
			if count++; count > math.MaxUint16 {
				return count
			}
		}
	}
	x.age, x.rest = x.age+h, x.rest-h*most
	return count
}

// check says what is wrong with parameters of a kind of source, "" if nothing is;
// varying: they change while the source runs.
func (p parameters) check(kind SourceKind, varying bool) string {
	switch {
	case !(p.rate >= 0) || math.IsInf(p.rate, 0):
		return fmt.Sprintf("the rate is %v per ms", p.rate)
	case p.rate == 0:
	case kind == Refractory && !(p.dead >= 0 && p.rate*p.dead < 1):
		return fmt.Sprintf("at %v spikes per ms the refractory period is %v ms, which leaves no time between spikes", p.rate, p.dead)
	case kind == Gamma && !(p.shape > 0 && p.shape <= maxShape):
		return fmt.Sprintf("the shape is %v; it is a number from 0 to %v", p.shape, float64(maxShape))
	case kind == Gamma && varying && p.shape < 1:
		return fmt.Sprintf("the shape is %v; one below 1 has no bounded hazard, so that its parameters cannot change", p.shape)
	}
	return ""
}

// maxShape is the largest shape of a gamma source: intervals that differ by less
// than a thousandth are better regular.
const maxShape = 1e6
