package elementary

import "math"

// The functions of this file are exact or correctly rounded operations of
// IEEE 754, so Go's own are the same everywhere.

// Sqrt is the square root, correctly rounded; NaN below zero.
func Sqrt(x float64) float64 { return math.Sqrt(x) }

// Abs is |x|.
func Abs(x float64) float64 { return math.Abs(x) }

// Floor is the largest whole number not above x.
func Floor(x float64) float64 { return math.Floor(x) }

// Ceil is the smallest whole number not below x.
func Ceil(x float64) float64 { return math.Ceil(x) }

// Round is the nearest whole number, halves away from zero (as C's round).
func Round(x float64) float64 { return math.Round(x) }

// Trunc is x without its fraction.
func Trunc(x float64) float64 { return math.Trunc(x) }

// Sign is -1, 0 or 1 with the sign of x, and NaN for NaN.
func Sign(x float64) float64 {
	switch {
	case x > 0:
		return 1
	case x < 0:
		return -1
	}
	return x
}
