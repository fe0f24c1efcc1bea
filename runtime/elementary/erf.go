package elementary

// Erf is the error function: a polynomial around the middle of each half
// unit up to 6, beyond which it is 1 to the last bit.
func Erf(x float64) float64 {
	a := size(x)
	switch {
	case x != x:
		return x
	case a < 0.5:
		return x + float64(x*horner(ErfCentreCoefficients[:], float64(x*x)))
	case a >= 6:
		return odd(x, 1)
	}
	i := int(2*a) - 1
	c := &ErfCoefficients[i]
	t := a - (float64(0.5*float64(i)) + 0.75) // exact
	return odd(x, c[0]+(c[1]+float64(t*horner(c[2:], t))))
}
