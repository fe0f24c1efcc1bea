package unit

import "strings"

// symbol is a unit that has a name of its own.
type symbol struct {
	name     string
	unit     Unit
	prefixes bool // may carry an SI prefix
}

// dim is the dimension with whole exponents of m, kg, s, A, K, mol, cd.
func dim(m, kg, s, a, k, mol, cd int32) Dim {
	return Dim{whole(m), whole(kg), whole(s), whole(a), whole(k), whole(mol), whole(cd)}
}

func coherent(d Dim) Unit { return Unit{dim: d} }

func decimal(d Dim, ten int32) Unit {
	return Unit{dim: d, scale: scale{ten: whole(ten)}}
}

// symbols are all named units. Short names that models use for quantities (d
// for a distance, T for a period) are left out on purpose: `1/d` would ask for
// brackets otherwise.
var symbols = []symbol{
	{"V", coherent(dim(2, 1, -3, -1, 0, 0, 0)), true},
	{"A", coherent(dim(0, 0, 0, 1, 0, 0, 0)), true},
	{"S", coherent(dim(-2, -1, 3, 2, 0, 0, 0)), true},
	{"F", coherent(dim(-2, -1, 4, 2, 0, 0, 0)), true},
	{"Ohm", coherent(dim(2, 1, -3, -2, 0, 0, 0)), true},
	{"ohm", coherent(dim(2, 1, -3, -2, 0, 0, 0)), true},
	{"Ω", coherent(dim(2, 1, -3, -2, 0, 0, 0)), true},
	{"Hz", coherent(dim(0, 0, -1, 0, 0, 0, 0)), true},
	{"s", coherent(dim(0, 0, 1, 0, 0, 0, 0)), true},
	{"min", Unit{dim(0, 0, 1, 0, 0, 0, 0), scale{whole(1), whole(1), whole(1), Exponent{}}, false}, false},
	{"h", Unit{dim(0, 0, 1, 0, 0, 0, 0), scale{whole(2), whole(2), whole(2), Exponent{}}, false}, false},
	{"m", coherent(dim(1, 0, 0, 0, 0, 0, 0)), true},
	{"g", decimal(dim(0, 1, 0, 0, 0, 0, 0), -3), true},
	{"K", coherent(dim(0, 0, 0, 0, 1, 0, 0)), true},
	{"mol", coherent(dim(0, 0, 0, 0, 0, 1, 0)), true},
	{"M", decimal(dim(-3, 0, 0, 0, 0, 1, 0), 3), true},
	{"L", decimal(dim(3, 0, 0, 0, 0, 0, 0), -3), true},
	{"C", coherent(dim(0, 0, 1, 1, 0, 0, 0)), true},
	{"N", coherent(dim(1, 1, -2, 0, 0, 0, 0)), true},
	{"Pa", coherent(dim(-1, 1, -2, 0, 0, 0, 0)), true},
	{"J", coherent(dim(2, 1, -2, 0, 0, 0, 0)), true},
	{"W", coherent(dim(2, 1, -3, 0, 0, 0, 0)), true},
	{"cd", coherent(dim(0, 0, 0, 0, 0, 0, 1)), true},
	{"deg", Unit{Dim{}, scale{whole(-1), whole(-1), whole(-2), whole(1)}, false}, false},
	{"rad", One, false},
}

// prefix is an SI prefix. The order is that of the field: suggestions and
// printed units prefer the first that fits.
type prefix struct {
	name string
	ten  int32
	long string
}

var prefixes = []prefix{
	{"", 0, ""}, {"m", -3, "milli"}, {"n", -9, "nano"}, {"p", -12, "pico"}, {"u", -6, "micro"}, {"µ", -6, "micro"}, {"μ", -6, "micro"},
	{"k", 3, "kilo"}, {"M", 6, "mega"}, {"G", 9, "giga"}, {"f", -15, "femto"}, {"c", -2, "centi"}, {"d", -1, "deci"},
	{"a", -18, "atto"}, {"T", 12, "tera"}, {"P", 15, "peta"}, {"E", 18, "exa"}, {"Z", 21, "zetta"}, {"Y", 24, "yotta"},
	{"z", -21, "zepto"}, {"y", -24, "yocto"}, {"h", 2, "hecto"}, {"da", 1, "deca"},
}

// Lookup returns the unit called name: a unit symbol, with an SI prefix where
// that is usual, or "1". Both micro signs (U+00B5, U+03BC) and u mean 1e-6.
func Lookup(name string) (Unit, bool) {
	if name == "1" {
		return One, true
	}
	for _, s := range symbols { // whole names first: min is not milli-in, cd not centi-d
		if s.name == name {
			return s.unit, true
		}
	}
	for _, s := range symbols {
		p, ok := strings.CutSuffix(name, s.name)
		if !ok || !s.prefixes || p == "" {
			continue
		}
		for _, x := range prefixes {
			if x.name == p {
				return s.unit.times10(x.ten), true
			}
		}
	}
	return Unit{}, false
}

// times10 returns u scaled by 10^n.
func (u Unit) times10(n int32) Unit { return u.Mul(Unit{scale: scale{ten: whole(n)}}) }
