package unit

import (
	"strings"
	"sync"
)

// fieldUnit is a unit that printed units are composed of.
type fieldUnit struct {
	symbol string
	cost   int     // of using it; composed units with the least total cost win
	ten    []int32 // powers of ten that the field writes, preferred first
}

// fieldUnits compose all printed units. The first prefix is the internal one.
var fieldUnits = []fieldUnit{
	{"V", 10, []int32{-3, 0, -6, -9}},
	{"S", 10, []int32{-9, -6, -3, 0, -12, -15}},
	{"F", 10, []int32{-12, -6, -9, 0, -3, -15}},
	{"M", 11, []int32{-3, -6, 0, -9, -12}},
	{"C", 15, []int32{-15, -12, -9, 0, -6, -3, -18}},
	{"Ohm", 12, []int32{9, 6, 3, 0, -3, 12}},
	{"W", 18, []int32{-15, -12, -9, -6, -3, 0, 3}},
	{"J", 22, []int32{-18, -15, -12, -9, -6, -3, 0, 3}},
	{"N", 22, []int32{-12, -9, -6, -3, 0}},
	{"Pa", 22, []int32{0, 3, -3}},
	{"A", 10, []int32{-12, -9, -6, -3, 0, -15, -18}},
	{"s", 10, []int32{-3, 0, -6, -9, -12}},
	{"m", 10, []int32{-6, -2, 0, -3, -9}},
	{"mol", 12, []int32{-18, -15, -12, -9, -6, -3, 0}},
	{"g", 14, []int32{-9, -6, -3, 0, 3, -12}},
	{"K", 10, []int32{0, -3}},
	{"cd", 14, []int32{0, -3}},
}

// single lists further units that stand alone, at any of these powers of ten.
var single = []fieldUnit{
	{"Hz", 10, []int32{0, -3}},
	{"L", 10, []int32{-3, 0, -6}},
}

// part is a named unit to a power, as written.
type part struct {
	name string
	exp  Exponent
}

// Format returns u in canonical source syntax, in the units of the field: mV,
// mV/ms, nS, 1/ms, mV/ms^(1/2), 1. Parse(Format(u)) == u for every valid unit
// whose exponents are not extreme.
func Format(u Unit) string {
	if text, ok := formatted.Load(u); ok {
		return text.(string)
	}
	text := format(u)
	formatted.Store(u, text)
	return text
}

// formatted are texts of units. A model has few units and asks for them again and
// again; looking for the best composition of one takes a good part of a millisecond.
var formatted sync.Map

func format(u Unit) string {
	switch {
	case !u.Valid():
		return "invalid unit"
	case u.IsOne():
		return "1"
	}
	for _, f := range single {
		s, _ := Lookup(f.symbol)
		for _, ten := range f.ten {
			if s.times10(ten) == u {
				return prefixed(f.symbol, ten)
			}
		}
	}
	var text strings.Builder
	product := parts(u)
	for _, p := range product {
		if p.exp.num > 0 {
			if text.Len() > 0 {
				text.WriteByte('*')
			}
			text.WriteString(power(p.name, p.exp))
		}
	}
	if text.Len() == 0 {
		text.WriteByte('1')
	}
	for _, p := range product {
		if p.exp.num < 0 {
			text.WriteByte('/')
			text.WriteString(power(p.name, p.exp.neg()))
		}
	}
	return text.String()
}

func power(name string, x Exponent) string {
	switch {
	case x == whole(1):
		return name
	case x.IsInt():
		return name + "^" + x.String()
	}
	return name + "^(" + x.String() + ")"
}

// parts writes u as a product.
func parts(u Unit) []part {
	switch {
	case !u.Valid() || u.IsOne():
		return nil
	case !u.scale.pi.IsZero():
		return withFactor(u, "deg", u.scale.pi)
	case !u.scale.two.IsZero(): // without pi, two == three
		minutes := withFactor(u, "min", u.scale.two)
		if half, ok := u.scale.two.mul(Exponent{1, 2}); ok && half.IsInt() {
			if hours := withFactor(u, "h", half); len(hours) <= len(minutes) {
				return hours
			}
		}
		return minutes
	}
	found := compositions(u.dim)
	for _, c := range found {
		if p, ok := c.write(u); ok {
			return p
		}
	}
	// No usual prefixes make up the scale: internal units and a ratio of lengths.
	p := found[0].written(make([]int, len(found[0].factors)))
	ratio := u.Div(product(p))
	if !ratio.Valid() {
		return bare(u)
	}
	ten := ratio.scale.ten
	for _, x := range prefixes {
		if ten == whole(x.ten) {
			return append(p, part{x.name + "m", whole(1)}, part{"m", whole(-1)})
		}
	}
	return append(p, part{"cm", ten}, part{"mm", ten.neg()})
}

// bare writes a unit that is too large or too small for any prefix as a power of ten and
// base units: that is true, and nothing that can be read as a unit.
func bare(u Unit) []part {
	p := []part{{"10", u.scale.ten}}
	for i, x := range u.dim {
		if !x.IsZero() {
			p = append(p, part{[...]string{"m", "kg", "s", "A", "K", "mol", "cd"}[i], x})
		}
	}
	return p
}

// withFactor writes u as name^x times the rest.
func withFactor(u Unit, name string, x Exponent) []part {
	s, _ := Lookup(name)
	rest := parts(u.Div(s.Pow(x.Num(), x.Den())))
	return append([]part{{name, x}}, rest...)
}

// product returns the unit that parts stand for.
func product(parts []part) Unit {
	u := One
	for _, p := range parts {
		s, _ := Lookup(p.name)
		u = u.Mul(s.Pow(p.exp.Num(), p.exp.Den()))
	}
	return u
}

func prefixed(symbol string, ten int32) string {
	for _, p := range prefixes {
		if p.ten == ten {
			return p.name + symbol
		}
	}
	return symbol
}
