package unit

import "math/big"

// internalTen holds the powers of ten of the internal base units um, ng, ms,
// pA, K, amol, cd. With them mV*pA*ms is the unit of energy (1 aJ), nS, pF and
// GOhm are coherent, and amol/um^3 is mM.
var internalTen = [7]int32{Length: -6, Mass: -12, Time: -3, Current: -12, Temperature: 0, Amount: -18, Luminosity: 0}

// Internal returns the unit of dimension d in the coherent system of the
// product: ms for times, mV for voltages, pA, nS, pF, um, mM, 1/ms, ….
func Internal(d Dim) Unit {
	u := Unit{dim: d}
	for i, x := range d {
		ten, ok := x.mul(whole(internalTen[i]))
		if ok {
			ten, ok = u.scale.ten.add(ten)
		}
		if !ok {
			return invalid
		}
		u.scale.ten = ten
	}
	return u
}

// Ratio returns the exact number from/to, so that x in from is x*ratio in to;
// ok is false if the dimensions differ or the ratio is irrational, as between
// V^(1/2) and mV^(1/2) or deg and 1 (Convert handles those).
func Ratio(from, to Unit) (r *big.Rat, ok bool) {
	if !SameDim(from, to) {
		return nil, false
	}
	return from.Div(to).scale.rational()
}

// Convert returns value, given in from, in to. If the ratio is irrational the
// result is the float64 nearest to the true value, and exact is false. ok is
// false if the dimensions differ.
func Convert(value *big.Rat, from, to Unit) (v *big.Rat, exact, ok bool) {
	if !SameDim(from, to) {
		return nil, false, false
	}
	q := from.Div(to)
	if !q.Valid() {
		return nil, false, false
	}
	if r, ok := q.scale.rational(); ok {
		return r.Mul(r, value), true, true
	}
	return q.scale.round(value), false, true
}

// ToInternal returns value, given in u, in the internal unit of its dimension;
// exact is false if it had to be rounded to the nearest float64. A value in an
// invalid unit is 0.
func ToInternal(value *big.Rat, u Unit) (v *big.Rat, exact bool) {
	v, exact, ok := Convert(value, u, Internal(u.dim))
	if !ok {
		return new(big.Rat), false
	}
	return v, exact
}

// FromInternal returns value, given in the internal unit of u's dimension, in
// u; exact is false if it had to be rounded to the nearest float64.
func FromInternal(value *big.Rat, u Unit) (v *big.Rat, exact bool) {
	v, exact, ok := Convert(value, Internal(u.dim), u)
	if !ok {
		return new(big.Rat), false
	}
	return v, exact
}

// rational returns the scale if it is a rational number.
func (s scale) rational() (*big.Rat, bool) {
	if !s.pi.IsZero() || !s.ten.IsInt() || !s.two.IsInt() || !s.three.IsInt() {
		return nil, false
	}
	r := intPower(10, s.ten.Num())
	r.Mul(r, intPower(2, s.two.Num()))
	return r.Mul(r, intPower(3, s.three.Num())), true
}

// intPower returns base^n, n of either sign.
func intPower(base int64, n int) *big.Rat {
	x := new(big.Int).Exp(big.NewInt(base), big.NewInt(int64(max(n, -n))), nil)
	if n < 0 {
		return new(big.Rat).SetFrac(big.NewInt(1), x)
	}
	return new(big.Rat).SetInt(x)
}
