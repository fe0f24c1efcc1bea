package fixed

import "math"

// The largest and the smallest word.
const (
	Max = math.MaxInt32
	Min = math.MinInt32
)

// Saturate is x, or the nearest word.
func Saturate(x int64) int32 {
	switch {
	case x > Max:
		return Max
	case x < Min:
		return Min
	}
	return int32(x)
}

// Right is x*2^-s rounded to nearest, halves up, for 0 <= s. |x| is at most 2^62.
func Right(x int64, s int) int64 {
	switch {
	case s == 0:
		return x
	case s > 62:
		return 0
	}
	return (x + int64(1)<<(s-1)) >> s
}

// Shift is x*2^s, rounded as [Right] where s < 0. Left shifts reach to 31.
func Shift(x int32, s int) int64 {
	if s >= 0 {
		return int64(x) << s
	}
	return Right(int64(x), -s)
}

// Product is a*b*2^-s rounded as [Right].
func Product(a, b int32, s int) int64 { return Right(int64(a)*int64(b), s) }

// Quotient is (a*2^sa)/(b*2^sb) rounded to nearest, halves away from zero, for
// shifts of 0 to 30.
func Quotient(a int32, sa int, b int32, sb int) int64 {
	n, d := int64(a)<<sa, int64(b)<<sb
	if d == 0 {
		switch {
		case n > 0:
			return Max
		case n < 0:
			return Min
		}
		return 0
	}
	q := n / d
	r := n - q*d
	if r < 0 {
		r = -r
	}
	m := d
	if m < 0 {
		m = -m
	}
	if 2*r >= m {
		if (n < 0) == (d < 0) {
			q++
		} else {
			q--
		}
	}
	return q
}

// Root is the square root of a*2^s, rounded down, 0 for negative a; 0 <= s <= 31.
func Root(a int32, s int) int32 {
	if a <= 0 {
		return 0
	}
	x := uint64(a) << s
	var root, bit uint64 = 0, 1 << 62
	for ; bit != 0; bit >>= 2 {
		if x >= root+bit {
			x -= root + bit
			root = root>>1 + bit
		} else {
			root >>= 1
		}
	}
	return int32(root)
}

// floor is the largest whole number that is not larger, for 0 <= frac <= 31.
func floor(a int32, frac int) int64 { return int64(a) >> frac << frac }

// ceil is the smallest whole number that is not smaller.
func ceil(a int32, frac int) int64 { return -(-int64(a) >> frac << frac) }

// round is the nearest whole number, halves away from zero.
func round(a int32, frac int) int64 {
	if frac == 0 {
		return int64(a)
	}
	x := int64(a)
	if x < 0 {
		return -((-x + int64(1)<<(frac-1)) >> frac << frac)
	}
	return (x + int64(1)<<(frac-1)) >> frac << frac
}
