package rng

import (
	"math"

	el "github.com/nngen/nngen/runtime/elementary"
)

// GammaHazard is the hazard at age y of the gamma distribution with that shape and
// scale 1: density over survival, y^(a-1) e^-y / Γ(a, y). It is 1 for shape 1 and
// grows from 0 to 1 for larger ones; NaN for shapes that are not positive, infinite
// at age 0 of a shape below 1. Relative error below 1e-12 for shapes up to 1000.
//
// Above y = a + 1 it is a continued fraction (Abramowitz & Stegun 6.5.31); below,
// Γ(a, y) is the sum of that at a + 1 and of the density between, by the series of
// γ(a, y) (6.5.29), both positive, so that no complete gamma function is needed.
func GammaHazard(shape, y float64) float64 {
	switch {
	case !(shape > 0) || !(y >= 0):
		return math.NaN()
	case shape == 1:
		return 1
	case y == 0 && shape < 1:
		return math.Inf(1)
	case y == 0:
		return 0
	}
	edge := shape + 1
	if y >= edge {
		return 1 / (y * gammaFraction(shape, y))
	}
	// All divided by edge^a e^-edge; logarithms keep powers in range.
	relative := el.Exp(float64(shape*el.Log(y/edge)) + (edge - y)) // y^a e^-y over it
	tail := gammaFraction(shape, edge)
	between := gammaSeries(shape, edge) - float64(relative*gammaSeries(shape, y))
	return relative / y / (tail + between)
}

// gammaFraction is Γ(a, y)/(y^a e^-y) for y >= a + 1, by Lentz's method.
func gammaFraction(a, y float64) float64 {
	const tiny = 1e-300
	b := y + 1 - a
	c, d := 1/tiny, 1/b
	f := d
	for i := 1.0; i < 100000; i++ {
		an := -float64(i * (i - a))
		b += 2
		d = float64(an*d) + b
		if math.Abs(d) < tiny {
			d = tiny
		}
		c = b + an/c
		if math.Abs(c) < tiny {
			c = tiny
		}
		d = 1 / d
		step := d * c
		f *= step
		if math.Abs(step-1) < 1e-15 {
			break
		}
	}
	return f
}

// gammaSeries is γ(a, y)/(y^a e^-y), a sum of positive terms.
func gammaSeries(a, y float64) float64 {
	term := 1 / a
	sum := term
	for n := 1.0; term > sum*1e-17 && n < 1e7; n++ {
		term *= y / (a + n)
		sum += term
	}
	return sum
}
