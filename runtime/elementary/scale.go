package elementary

import "math"

// roundShift is 1.5 * 2^52: adding and subtracting it rounds numbers below
// 2^51 to whole ones, without a call of floor.
const roundShift = 0x1.8p52

// pow2 is 2^k for -1022 <= k <= 1023.
func pow2(k int64) float64 { return math.Float64frombits(uint64(k+1023) << 52) }

// scale is y * 2^k for |k| <= 2044, rounded once if y is in [1/2, 2] and
// |k| <= 1100: the first factor then keeps y normal, so that only the second
// can round (to a subnormal) or overflow.
func scale(y float64, k int64) float64 {
	half := k >> 1
	return float64(y*pow2(half)) * pow2(k-half)
}

// reduce is x = m * 2^k with sqrt(1/2) <= m < sqrt(2), for finite x > 0.
func reduce(x float64) (m, k float64) {
	shift := 0.0
	if x < 0x1p-1022 {
		x *= 0x1p54
		shift = -54
	}
	b := math.Float64bits(x)
	m = math.Float64frombits(b&(1<<52-1) | 1022<<52)
	k = float64(int64(b>>52)-1022) + shift
	if m < sqrtHalf {
		m *= 2
		k--
	}
	return m, k
}
