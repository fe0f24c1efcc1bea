package unit

import "sort"

// factor is one of fieldUnits to a power.
type factor struct {
	unit int // index into fieldUnits
	exp  Exponent
}

// composition is a product of factors that has the wanted dimension.
type composition struct {
	factors []factor
	cost    int
}

// headExponents are the powers in which a derived unit is tried.
var headExponents = []Exponent{{1, 1}, {-1, 1}, {2, 1}, {-2, 1}, {1, 2}, {-1, 2}}

// derived is the number of fieldUnits, from the first, that are tried as heads;
// the others are the base units that make up the remainder.
const derived = 10

// compositions returns the ways to write d as at most two derived units and
// base units, cheapest first.
func compositions(d Dim) []composition {
	var found []composition
	complete := func(rest Dim, heads ...factor) {
		c := composition{factors: heads}
		for _, h := range heads {
			c.cost += costOf(h)
		}
		for i := derived; i < len(fieldUnits); i++ {
			base := baseOf(i)
			if !rest[base].IsZero() {
				f := factor{i, rest[base]}
				c.factors = append(c.factors[:len(c.factors):len(c.factors)], f)
				c.cost += costOf(f)
			}
		}
		found = append(found, c)
	}
	complete(d)
	for i := range derived {
		for _, x := range headExponents {
			rest, ok := without(d, i, x)
			if !ok {
				continue
			}
			complete(rest, factor{i, x})
			for j := i + 1; j < derived; j++ {
				for _, y := range headExponents {
					if last, ok := without(rest, j, y); ok && mechanical(last) {
						complete(last, factor{i, x}, factor{j, y})
					}
				}
			}
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].cost < found[j].cost })
	return found
}

// mechanical reports whether d is made of length and time only; two derived
// units beside anything else are never the short way.
func mechanical(d Dim) bool {
	return d[Mass].IsZero() && d[Current].IsZero() && d[Temperature].IsZero() && d[Amount].IsZero() && d[Luminosity].IsZero()
}

// without returns d / fieldUnits[i]^x.
func without(d Dim, i int, x Exponent) (Dim, bool) {
	s, _ := Lookup(fieldUnits[i].symbol)
	u := Unit{dim: d}.Div(coherent(s.dim).Pow(x.Num(), x.Den()))
	return u.dim, u.Valid()
}

// baseOf returns the index into a Dim of the base unit fieldUnits[i].
func baseOf(i int) int {
	s, _ := Lookup(fieldUnits[i].symbol)
	for k, x := range s.dim {
		if !x.IsZero() {
			return k
		}
	}
	return 0
}

// costOf prefers few factors, small and whole exponents, familiar units.
func costOf(f factor) int {
	size := 2 * max(f.exp.Num(), -f.exp.Num()) / f.exp.Den()
	if !f.exp.IsInt() {
		size++
	}
	if f.exp.Num() < 0 {
		size++
	}
	return fieldUnits[f.unit].cost * (2 + size)
}

// written returns the factors with the chosen prefix of each.
func (c composition) written(choice []int) []part {
	var p []part
	for i, f := range c.factors {
		u := fieldUnits[f.unit]
		p = append(p, part{prefixed(u.symbol, u.ten[choice[i]]), f.exp})
	}
	return p
}

// write chooses prefixes so that the product is u, the first ones of the table
// where there is a choice.
func (c composition) write(u Unit) ([]part, bool) {
	rest := u.Div(c.unprefixed())
	if len(c.factors) > 4 || !rest.Valid() {
		return nil, false
	}
	var best []int
	bestCost := 0
	choice := make([]int, len(c.factors))
	var try func(i int, left Exponent, cost int)
	try = func(i int, left Exponent, cost int) {
		if best != nil && cost >= bestCost {
			return
		}
		if i == len(choice) {
			if left.IsZero() {
				best, bestCost = append([]int{}, choice...), cost
			}
			return
		}
		f := c.factors[i]
		for k, ten := range fieldUnits[f.unit].ten {
			part, ok := f.exp.mul(whole(ten))
			if ok {
				part, ok = left.add(part.neg())
			}
			if ok {
				choice[i] = k
				try(i+1, part, cost+k)
			}
		}
	}
	try(0, rest.scale.ten, 0)
	if best == nil {
		return nil, false
	}
	return c.written(best), true
}

// unprefixed returns the product of the factors without prefixes.
func (c composition) unprefixed() Unit {
	u := One
	for _, f := range c.factors {
		s, _ := Lookup(fieldUnits[f.unit].symbol)
		u = u.Mul(s.Pow(f.exp.Num(), f.exp.Den()))
	}
	return u
}
