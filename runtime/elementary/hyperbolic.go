package elementary

// odd gives y the sign of x.
func odd(x, y float64) float64 {
	if x < 0 {
		return -y
	}
	return y
}

func size(x float64) float64 {
	if x < 0 {
		return -x
	}
	return x
}

// halfExp is e^x/2, for x > 0, infinite only where that overflows.
func halfExp(x float64) float64 {
	if x > 720 {
		x = 720
	}
	k, r, p := expParts(x, 0)
	return scale(onePlus(r, p), int64(k)-1)
}

// Sinh is the hyperbolic sine.
func Sinh(x float64) float64 {
	a := size(x)
	switch {
	case x != x || a < 0x1p-28:
		return x
	case a > 40:
		return odd(x, halfExp(a))
	}
	// With M = e^a - 1: (M + M/(1+M))/2, without cancellation.
	mh, ml := expm1Parts(a, 0)
	eh, el := TwoSum(1, mh)
	qh, ql := divide(mh, ml, eh, el+ml)
	sh, sl := TwoSum(mh, qh)
	return odd(x, 0.5*(sh+(sl+(ml+ql))))
}

// Cosh is the hyperbolic cosine.
func Cosh(x float64) float64 {
	a := size(x)
	switch {
	case x != x:
		return x
	case a > 40:
		return halfExp(a)
	}
	mh, ml := expm1Parts(a, 0)
	eh, el := TwoSum(1, mh)
	el += ml
	qh, ql := divide(1, 0, eh, el)
	sh, sl := TwoSum(eh, qh)
	return 0.5 * (sh + (sl + (el + ql)))
}

// Tanh is the hyperbolic tangent.
func Tanh(x float64) float64 {
	a := size(x)
	switch {
	case x != x || a < 0x1p-28:
		return x
	case a > 22:
		return odd(x, 1)
	}
	// M/(M+2) with M = e^(2a) - 1.
	mh, ml := expm1Parts(2*a, 0)
	dh, dl := TwoSum(2, mh)
	q, _ := divide(mh, ml, dh, dl+ml)
	return odd(x, q)
}
