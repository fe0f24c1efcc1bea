package unit

import (
	"sort"
	"strings"
)

// spelled lists the words that people write for a symbol; a plural s is
// understood.
var spelled = []struct {
	symbol string
	words  []string
}{
	{"V", []string{"volt"}},
	{"A", []string{"amp", "ampere"}},
	{"S", []string{"siemens", "siemen", "mho"}},
	{"F", []string{"farad"}},
	{"Ohm", []string{"ohm"}},
	{"Hz", []string{"hertz"}},
	{"s", []string{"sec", "second"}},
	{"min", []string{"minute"}},
	{"h", []string{"hr", "hour"}},
	{"m", []string{"meter", "metre"}},
	{"g", []string{"gram", "gramme"}},
	{"K", []string{"kelvin"}},
	{"mol", []string{"mole"}},
	{"M", []string{"molar"}},
	{"L", []string{"liter", "litre"}},
	{"C", []string{"coulomb", "coul"}},
	{"N", []string{"newton"}},
	{"Pa", []string{"pascal"}},
	{"J", []string{"joule"}},
	{"W", []string{"watt"}},
	{"cd", []string{"candela"}},
	{"deg", []string{"degree", "°"}},
	{"rad", []string{"radian"}},
	{"um", []string{"micron"}},
	{"1", []string{"dimensionless", "none", "unitless"}},
}

// Suggest returns the units that the writer of an unknown name may have meant,
// best first: mV for mv, ms for msec, nS for NS, s for seconds. It is empty if
// nothing is close.
func Suggest(name string) []string {
	type candidate struct {
		name string
		cost int
	}
	var found []candidate
	add := func(name string, cost int) {
		if _, ok := Lookup(name); !ok {
			return
		}
		for i := range found {
			if found[i].name == name {
				found[i].cost = min(found[i].cost, cost)
				return
			}
		}
		found = append(found, candidate{name, cost})
	}
	// Wrong capitals: fewest changes first, then the order of the tables, in
	// which common prefixes and symbols come first.
	for i, p := range prefixes {
		if !isASCII(p.name) {
			continue
		}
		for _, s := range symbols {
			if isASCII(s.name) && strings.EqualFold(p.name+s.name, name) {
				add(p.name+s.name, 100*changes(p.name+s.name, name)+i)
			}
		}
	}
	// Words and abbreviations, with a short or a long prefix.
	lower := strings.ToLower(name)
	singular := strings.TrimSuffix(lower, "s")
	for _, s := range spelled {
		for _, w := range s.words {
			for _, n := range []string{lower, singular} {
				rest, ok := strings.CutSuffix(n, w)
				if !ok {
					continue
				}
				for i, p := range prefixes {
					if !isASCII(p.name) {
						continue
					}
					if rest == p.long || rest == strings.ToLower(p.name) {
						cost := 50 + i
						if !strings.HasPrefix(name, rest) && rest != p.long {
							cost += 10 // Msec: the prefix was a capital
						}
						add(p.name+s.symbol, cost)
					}
				}
			}
		}
	}
	sort.SliceStable(found, func(i, j int) bool { return found[i].cost < found[j].cost })
	names := make([]string, 0, 3)
	for _, c := range found[:min(len(found), 3)] {
		names = append(names, c.name)
	}
	return names
}

// changes counts the bytes in which two ASCII names of equal length differ.
func changes(a, b string) int {
	if len(a) != len(b) {
		return len(a) + len(b)
	}
	n := 0
	for i := range a {
		if a[i] != b[i] {
			n++
		}
	}
	return n
}

func isASCII(s string) bool {
	for i := range len(s) {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
