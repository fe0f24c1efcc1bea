package brainscales

import (
	"math"
	"slices"
)

// bounded is a potential with the range that it has to end in.
type bounded struct {
	name  string
	value float64 // mV
	limits
}

// voltage turns mV into units of the chip: offset + slope*V.
type voltage struct {
	offset, slope float64
}

func (v voltage) chip(mV float64) float64 { return v.offset + v.slope*mV }
func (v voltage) bio(lsb float64) float64 { return (lsb - v.offset) / v.slope }

// scaleOf finds the largest slope for which an offset exists that puts all
// potentials into their ranges, and the offset in the middle of those. Two
// potentials a < b bound the slope by (high_b - low_a)/(b - a); the tightest pair
// is returned too. No slope is larger than steepest.
func scaleOf(list []bounded) (v voltage, low, high bounded) {
	const steepest = 20.0 // units per mV
	v.slope = steepest
	for _, a := range list {
		for _, b := range list {
			if b.value > a.value {
				if s := (b.high - a.low) / (b.value - a.value); s < v.slope {
					v.slope, low, high = s, a, b
				}
			}
		}
	}
	from, to := math.Inf(-1), math.Inf(1)
	for _, a := range list {
		from, to = max(from, a.low-v.slope*a.value), min(to, a.high-v.slope*a.value)
	}
	v.offset = (from + to) / 2
	return v, low, high
}

// unitOf is the size of one step of weights whose largest absolute value is most:
// that one gets the largest weight.
func unitOf(effects []float64) float64 {
	most := 0.0
	for _, e := range effects {
		most = max(most, math.Abs(e))
	}
	return most / weightMax
}

// steps is a weight in steps of unit, at most the largest.
func steps(effect, unit float64) int {
	if unit == 0 {
		return 0
	}
	return int(min(weightMax, math.Round(math.Abs(effect)/unit)))
}

// distinct are the different values of x, ascending.
func distinct(x []float64) []float64 { return slices.Compact(slices.Sorted(slices.Values(x))) }
