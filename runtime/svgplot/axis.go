package svgplot

import (
	"math"
	"strconv"
)

// ticks returns about n round numbers that cover lo to hi, with a step of 1, 2
// or 5 times a power of ten; an empty range has none.
func ticks(lo, hi float64, n int) []float64 {
	if !(hi > lo) {
		return nil
	}
	raw := (hi - lo) / float64(max(n, 1))
	power := math.Pow(10, math.Floor(math.Log10(raw)))
	step := power * 10
	for _, m := range []float64{1, 2, 5} {
		if m*power >= raw*0.999999 {
			step = m * power
			break
		}
	}
	var list []float64
	for k := math.Ceil(lo/step - 1e-9); k*step <= hi+step*1e-9; k++ {
		list = append(list, k*step)
	}
	return list
}

// label writes a tick with the digits that its step needs.
func label(x, step float64) string {
	digits := max(0, -int(math.Floor(math.Log10(step)+1e-9)))
	return strconv.FormatFloat(x+0, 'f', digits, 64) // -0 + 0 is 0
}

// scale maps data to pixels.
type scale struct{ lo, hi, from, to float64 }

func (s scale) at(x float64) float64 {
	if s.hi == s.lo {
		return (s.from + s.to) / 2
	}
	return s.from + (x-s.lo)/(s.hi-s.lo)*(s.to-s.from)
}

// px writes a coordinate with one decimal.
func px(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }
