package fixed

import "math/bits"

// Argument is the format of the arguments of [Exp], [Tanh] and [Linoid]: numbers
// from -64 to 64. Beyond, their results are 0 or larger than any word.
const Argument Format = 25

// one is the format of results of 0 to 1 on the way.
const one = 30

// power2 are 2^(1/2)*ln2^k/k! in the format 30: 2^(1/2 + x) is the sum of
// power2[k]*x^k.
var power2 = [...]int32{1518500250, 1052544167, 364784011, 84283003, 14605131, 2024701, 233903, 23161, 2007}

// log2E is log2(e) in the format 30, ln2 is ln 2 and log10Of2 is log10(2) in the
// format 31.
const (
	log2E    = 1549082005
	ln2      = 1488522236
	log10Of2 = 646456993
)

// exp2 is 2^(p*2^-32) as a word of the format out.
func exp2(p int64, out Format) int32 {
	n := int(p >> 32)
	x := int64(uint32(p)) - int64(1)<<31 // what is left, less 1/2, in the format 32
	m := power2[8]
	for k := 7; k > 0; k-- {
		m = power2[k] + int32(int64(m)*x>>32)
	}
	r := int64(power2[0]) + int64(m)*x>>32 // from 1 to 2
	s := n - one + int(out)
	switch {
	case s > 0:
		return Max
	case s == 0:
		return Saturate(r)
	}
	return Saturate(Right(r, -s))
}

// Exp is e^x as a word of the format out, x in the format [Argument]. Its relative
// error is below 2^-25 where that is more than the resolution.
func Exp(x int32, out Format) int32 {
	// x*log2(e) has 25 + 30 fractional bits; 32 of them are kept.
	return exp2(int64(x)*log2E>>(int(Argument)+30-32), out)
}

// Tanh is the hyperbolic tangent of x in the format [Argument], as a word of the
// format 30.
func Tanh(x int32) int32 {
	a := int64(x)
	if a < 0 {
		a = -a
	}
	if a > Max/2 {
		a = Max / 2
	}
	e := int64(Exp(int32(-2*a), one))
	const unit = int64(1) << one
	t := ((unit - e) << one) / (unit + e)
	if x < 0 {
		t = -t
	}
	return int32(t)
}

// Linoid is x/(1 - exp(-x)), x and the result in the format [Argument]: the rate
// function of Hodgkin & Huxley 1952, which is 1 at 0.
func Linoid(x int32) int32 {
	const quarter = 1 << (int(Argument) - 2)
	if x > -quarter && x < quarter {
		// 1 + x/2 + x^2/12 - x^4/720, which is right to 2^-26 here.
		q := Product(x, x, int(Argument))               // x^2
		f := Product(int32(q), int32(q), int(Argument)) // x^4
		return int32(int64(1)<<Argument + Right(int64(x), 1) + Product(int32(q), 357913941, 32) - Product(int32(f), 5965232, 32))
	}
	const unit = int64(1) << one
	if x > 0 {
		d := unit - int64(Exp(-x, one))
		return Saturate(int64(x) << one / d)
	}
	a := -int64(x)
	if a > Max {
		a = Max
	}
	e := int64(Exp(int32(-a), one))
	return Saturate(a * e / (unit - e))
}

// log2 is the binary logarithm of x*2^-in as a word of the format 24, the
// smallest word where x is not positive.
func log2(x int32, in Format) int32 {
	if x <= 0 {
		return Min
	}
	lead := bits.LeadingZeros32(uint32(x))
	m := uint64(uint32(x) << lead) // in the format 31, from 1 to 2
	result := int64(31-lead-int(in)) << 24
	for bit := int64(1) << 23; bit != 0; bit >>= 1 {
		m = m * m >> 31
		if m >= 1<<32 {
			result += bit
			m >>= 1
		}
	}
	return Saturate(result)
}

// Log is the natural logarithm of a word of the format in as a word of the format
// out, the smallest word where x is not positive. Its absolute error is below
// 2^-23 where that is more than the resolution.
func Log(x int32, in, out Format) int32 { return scaledLog(x, in, ln2, out) }

// Log10 is the logarithm to the base 10.
func Log10(x int32, in, out Format) int32 { return scaledLog(x, in, log10Of2, out) }

func scaledLog(x int32, in Format, unit int32, out Format) int32 {
	if x <= 0 {
		return Min
	}
	return Saturate(Product(log2(x, in), unit, 24+31-int(out)))
}
