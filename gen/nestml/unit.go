package nestml

import (
	"math"
	"strconv"
	"strings"

	"github.com/nngen/nngen/ir/unit"
)

// factor is a unit to a power, as NESTML writes it.
type factor struct {
	name string
	exp  int
}

// factors splits a unit of the product, which are those that unit.Format writes;
// ok is false where NESTML has no such unit, or a power is no whole number.
func factors(u unit.Unit) (list []factor, ok bool) {
	text := unit.Format(unit.Internal(u.Dim()))
	if text == "1" {
		return nil, true
	}
	sign := 1
	for text != "" {
		at := strings.IndexAny(text, "*/")
		word := text
		if at >= 0 {
			word = text[:at]
		}
		name, power, raised := strings.Cut(word, "^")
		exp := 1
		if raised {
			n, err := strconv.Atoi(power)
			if err != nil {
				return nil, false
			}
			exp = n
		}
		if name != "1" {
			own := unitNames[name]
			if own == "" {
				return nil, false
			}
			if name == "fC" { // pynestml does not compare it with currents
				list = append(list, factor{"pA", sign * exp}, factor{"ms", sign * exp})
			} else {
				list = append(list, factor{own, sign * exp})
			}
		}
		if at < 0 {
			break
		}
		sign = 1
		if text[at] == '/' {
			sign = -1
		}
		text = text[at+1:]
	}
	return list, true
}

// unitNames are NESTML's names (those of astropy) of the units that the product
// writes. All of them are coherent with ms, mV and pA, so that NESTML finds nothing
// to scale.
var unitNames = map[string]string{"mV": "mV", "ms": "ms", "pA": "pA", "nS": "nS", "pF": "pF", "GOhm": "GOhm", "fC": "fC", "um": "um", "mM": "mM", "kHz": "kHz"}

// typeOf is a unit as the type of a declaration: real, mV, mV/ms, 1/ms.
func typeOf(u unit.Unit) (string, bool) {
	list, ok := factors(u)
	if !ok {
		return "", false
	}
	if len(list) == 0 {
		return "real", true
	}
	var up, down []string
	for _, f := range list {
		if f.exp > 0 {
			up = append(up, raised(f.name, f.exp))
		} else {
			down = append(down, raised(f.name, -f.exp))
		}
	}
	text := strings.Join(up, "*")
	if text == "" {
		text = "1"
	}
	switch len(down) {
	case 0:
		return text, true
	case 1:
		return text + "/" + down[0], true
	}
	return text + "/(" + strings.Join(down, "*") + ")", true
}

func raised(name string, exp int) string {
	if exp == 1 {
		return name
	}
	return name + "**" + strconv.Itoa(exp)
}

// literal writes a number with its unit: 250 pF, 0.1 / (1 ms), inf * (1 ms). The level
// is that of the operator that binds least in it.
func literal(x float64, u unit.Unit) (text string, level int, ok bool) {
	list, ok := factors(u)
	if !ok {
		return "", atomLevel, false
	}
	level = atomLevel
	if x < 0 {
		level = signLevel
	}
	text = decimal(x)
	for i, f := range list {
		if f.exp == 1 && !math.IsInf(x, 0) { // inf is a name, which no unit follows
			text, level = short(x)+" "+f.name, unitLevel
			list = append(append([]factor(nil), list[:i]...), list[i+1:]...)
			break
		}
	}
	for _, f := range list {
		level = productLevel
		op, exp := " * ", f.exp
		if exp < 0 {
			op, exp = " / ", -exp
		}
		one := "(1 " + f.name + ")"
		if exp != 1 {
			one += "**" + strconv.Itoa(exp)
		}
		text += op + one
	}
	return text, level, true
}

// short is a number with the fewest digits that read back as it.
func short(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

// decimal is such a number that no language takes for a whole one: NESTML leaves the
// division of whole numbers to C++.
func decimal(x float64) string {
	switch {
	case math.IsInf(x, 1):
		return "inf"
	case math.IsInf(x, -1):
		return "-inf"
	}
	s := short(x)
	if strings.ContainsAny(s, ".eN") {
		return s
	}
	return s + ".0"
}
