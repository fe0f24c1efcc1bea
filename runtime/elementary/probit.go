package elementary

// Probit is the inverse of the cumulative normal distribution for p
// in (0, 1): algorithm AS 241, routine PPND16 (Wichura 1988,
// doi:10.2307/2347330), relative error about 1e-16 in exact arithmetic. It is
// odd around p = 1/2. Outside (0, 1) it is not defined.
func Probit(p float64) float64 {
	q := p - 0.5
	if q >= -0.425 && q <= 0.425 {
		r := 0.180625 - float64(q*q)
		return q * ratio(&normalCentre, r)
	}
	tail := p
	if q > 0 {
		tail = 1 - p
	}
	r := Sqrt(-Log(tail))
	var z float64
	if r <= 5 {
		z = ratio(&normalMiddle, r-1.6)
	} else {
		z = ratio(&normalTail, r-5)
	}
	if q < 0 {
		return -z
	}
	return z
}

// rational is a quotient of polynomials, constant terms first.
type rational struct{ num, den [8]float64 }

// Coefficients of AS 241, PPND16: a and b, c and d, e and f of the paper.
var (
	normalCentre = rational{
		num: [8]float64{3.3871328727963666080e0, 1.3314166789178437745e2, 1.9715909503065514427e3, 1.3731693765509461125e4,
			4.5921953931549871457e4, 6.7265770927008700853e4, 3.3430575583588128105e4, 2.5090809287301226727e3},
		den: [8]float64{1, 4.2313330701600911252e1, 6.8718700749205790830e2, 5.3941960214247511077e3,
			2.1213794301586595867e4, 3.9307895800092710610e4, 2.8729085735721942674e4, 5.2264952788528545610e3},
	}
	normalMiddle = rational{
		num: [8]float64{1.42343711074968357734e0, 4.63033784615654529590e0, 5.76949722146069140550e0, 3.64784832476320460504e0,
			1.27045825245236838258e0, 2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4},
		den: [8]float64{1, 2.05319162663775882187e0, 1.67638483018380384940e0, 6.89767334985100004550e-1,
			1.48103976427480074590e-1, 1.51986665636164571966e-2, 5.47593808499534494600e-4, 1.05075007164441684324e-9},
	}
	normalTail = rational{
		num: [8]float64{6.65790464350110377720e0, 5.46378491116411436990e0, 1.78482653991729133580e0, 2.96560571828504891230e-1,
			2.65321895265761230930e-2, 1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7},
		den: [8]float64{1, 5.99832206555887937690e-1, 1.36929880922735805310e-1, 1.48753612908506148525e-2,
			7.86869131145613259100e-4, 1.84631831751005468180e-5, 1.42151175831644588870e-7, 2.04426310338993978564e-15},
	}
)

// ratio evaluates both polynomials by Horner's rule.
func ratio(c *rational, x float64) float64 {
	num, den := c.num[7], c.den[7]
	for i := 6; i >= 0; i-- {
		num = float64(num*x) + c.num[i]
		den = float64(den*x) + c.den[i]
	}
	return num / den
}

// ProbitCoefficients are the coefficients of [Probit], constant terms first: the
// numerators and denominators of its centre, middle and tail.
var ProbitCoefficients = [6][8]float64{normalCentre.num, normalCentre.den, normalMiddle.num, normalMiddle.den, normalTail.num, normalTail.den}
