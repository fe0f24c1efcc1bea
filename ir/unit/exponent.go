package unit

import "strconv"

// Exponent is a rational exponent in lowest terms. The zero value is 0, and
// equal exponents are == .
type Exponent struct {
	num, den int32 // den > 0 unless num == 0, when den == 0
}

// Exponents outside these bounds make a unit invalid; no quantity has them, and
// without bounds `((mV^9999)^9999)^9999` would overflow silently.
const (
	maxNum = 1024
	maxDen = 64
)

// NewExponent returns num/den; ok is false if den is 0 or the result is out of
// bounds (numerator beyond 1024, denominator beyond 64).
func NewExponent(num, den int) (x Exponent, ok bool) {
	const far = 1 << 31 // products of two such numbers fit an int64
	if den == 0 || num > far || num < -far || den > far || den < -far {
		return Exponent{}, false
	}
	return newExponent(int64(num), int64(den))
}

func newExponent(num, den int64) (Exponent, bool) {
	if num == 0 {
		return Exponent{}, true
	}
	if den < 0 {
		num, den = -num, -den
	}
	a, b := max(num, -num), den
	for b != 0 {
		a, b = b, a%b
	}
	num, den = num/a, den/a
	if num > maxNum || num < -maxNum || den > maxDen {
		return Exponent{}, false
	}
	return Exponent{int32(num), int32(den)}, true
}

func whole(n int32) Exponent {
	if n == 0 {
		return Exponent{}
	}
	return Exponent{n, 1}
}

// Num returns the numerator, which carries the sign.
func (x Exponent) Num() int { return int(x.num) }

// Den returns the denominator, at least 1.
func (x Exponent) Den() int { return int(max(x.den, 1)) }

// IsZero reports whether x is 0.
func (x Exponent) IsZero() bool { return x.num == 0 }

// IsInt reports whether x is a whole number.
func (x Exponent) IsInt() bool { return x.den <= 1 }

// String returns "3", "-1" or "1/2".
func (x Exponent) String() string {
	if x.IsInt() {
		return strconv.Itoa(x.Num())
	}
	return strconv.Itoa(x.Num()) + "/" + strconv.Itoa(x.Den())
}

func (x Exponent) neg() Exponent { return Exponent{-x.num, x.den} }

func (x Exponent) add(y Exponent) (Exponent, bool) {
	xd, yd := int64(x.Den()), int64(y.Den())
	return newExponent(int64(x.num)*yd+int64(y.num)*xd, xd*yd)
}

func (x Exponent) mul(y Exponent) (Exponent, bool) {
	return newExponent(int64(x.num)*int64(y.num), int64(x.Den())*int64(y.Den()))
}
