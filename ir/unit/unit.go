package unit

// Dim is a dimension: the exponents of m, kg, s, A, K, mol, cd in this order.
// Dimensions are comparable with ==; the zero value is dimensionless.
type Dim [7]Exponent

// Indices into a Dim.
const (
	Length = iota
	Mass
	Time
	Current
	Temperature
	Amount
	Luminosity
)

// scale is 10^ten * 2^two * 3^three * pi^pi. The four numbers are
// multiplicatively independent over the rationals, so equal scales are ==.
// min = 60 s needs 2 and 3, deg = pi/180 needs pi.
type scale struct {
	ten, two, three, pi Exponent
}

// Unit is a physical unit: a dimension and an exact positive scale relative to
// the SI unit of that dimension. Units are comparable with ==; the zero value
// is One.
type Unit struct {
	dim     Dim
	scale   scale
	invalid bool
}

// One is the unit of dimensionless numbers, `1` in source.
var One = Unit{}

var invalid = Unit{invalid: true}

// Dim returns the dimension of u.
func (u Unit) Dim() Dim { return u.dim }

// IsOne reports whether u is 1. A dimensionless unit with a scale, such as deg
// or mV/V, is not.
func (u Unit) IsOne() bool { return u == One }

// Valid reports whether all exponents stayed within bounds (numerators up to
// 1024, denominators up to 64) on the way to u. Results of operations on an
// invalid unit are invalid.
func (u Unit) Valid() bool { return !u.invalid }

// IsOne reports whether d is dimensionless.
func (d Dim) IsOne() bool { return d == Dim{} }

// SameDim reports whether quantities in u and v can be added and compared.
func SameDim(u, v Unit) bool { return u.Valid() && v.Valid() && u.dim == v.dim }

// Mul returns u*v.
func (u Unit) Mul(v Unit) Unit {
	return u.combine(v, Exponent.add)
}

// Div returns u/v.
func (u Unit) Div(v Unit) Unit { return u.Mul(v.Inv()) }

// Inv returns 1/u.
func (u Unit) Inv() Unit { return u.Pow(-1, 1) }

// Pow returns u^(num/den), invalid if den is 0.
func (u Unit) Pow(num, den int) Unit {
	x, ok := NewExponent(num, den)
	if !ok {
		return invalid
	}
	return u.combine(One, func(a, _ Exponent) (Exponent, bool) { return a.mul(x) })
}

// combine applies f to each pair of exponents.
func (u Unit) combine(v Unit, f func(a, b Exponent) (Exponent, bool)) Unit {
	if u.invalid || v.invalid {
		return invalid
	}
	valid := true
	each := func(a, b Exponent) Exponent {
		x, ok := f(a, b)
		valid = valid && ok
		return x
	}
	var r Unit
	for i := range r.dim {
		r.dim[i] = each(u.dim[i], v.dim[i])
	}
	r.scale = scale{
		ten:   each(u.scale.ten, v.scale.ten),
		two:   each(u.scale.two, v.scale.two),
		three: each(u.scale.three, v.scale.three),
		pi:    each(u.scale.pi, v.scale.pi),
	}
	if !valid {
		return invalid
	}
	return r
}

// Pow returns d^(num/den); ok is false if an exponent leaves the bounds.
func (d Dim) Pow(num, den int) (r Dim, ok bool) {
	u := Unit{dim: d}.Pow(num, den)
	return u.dim, u.Valid()
}

// String returns the unit in source syntax, as Format.
func (u Unit) String() string { return Format(u) }
