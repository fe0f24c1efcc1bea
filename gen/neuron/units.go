package neuron

import (
	"sort"
	"strings"
)

// unitNames are the units of a model that NEURON can check, each with its name
// in NEURON's table; "" where NEURON calls the unit as the model does and refuses
// to hear it again.
var unitNames = map[string]string{
	"s": "", "ms": "", "us": "", "V": "", "mm": "", "cm": "", "m": "", "Hz": "",
	"mV": "millivolt", "uV": "microvolt",
	"A": "ampere", "mA": "milliamp", "uA": "microamp", "nA": "nanoamp", "pA": "picoamp",
	"S": "siemens", "mS": "millisiemens", "uS": "microsiemens", "nS": "nanosiemens", "pS": "picosiemens",
	"F": "farad", "uF": "microfarad", "nF": "nanofarad", "pF": "picofarad",
	"Ohm": "ohm", "kOhm": "kiloohm", "MOhm": "megohm", "GOhm": "gigaohm",
	"um": "micron", "kHz": "/millisec", "mM": "milli/liter",
}

// nmodlUnit writes a unit such as "mV/pA" or "1/ms^2" as NMODL does, without
// brackets: one slash, powers as digits. A unit that it does not understand is
// dimensionless to NEURON: (1).
func nmodlUnit(u string) (text string, used []string) {
	type factor struct {
		name  string
		power int
	}
	var factors []factor
	seen := map[string]int{}
	sign := 1
	rest := strings.ReplaceAll(u, " ", "*")
	for rest != "" {
		end := strings.IndexAny(rest, "*/·")
		word, op := rest, ""
		if end >= 0 {
			word, op = rest[:end], rest[end:end+1]
			rest = strings.TrimPrefix(rest[end:], "·")
			if op == "*" || op == "/" {
				rest = rest[1:]
			}
		} else {
			rest = ""
		}
		name, power, ok := strings.Cut(word, "^")
		n := 1
		switch {
		case !ok:
		case len(power) == 1 && power[0] >= '1' && power[0] <= '9':
			n = int(power[0] - '0')
		case len(power) == 2 && power[0] == '-' && power[1] >= '1' && power[1] <= '9':
			n = -int(power[1] - '0')
		default:
			return "1", nil
		}
		if name != "1" {
			if _, ok := unitNames[name]; !ok {
				return "1", nil
			}
			if at, ok := seen[name]; ok {
				factors[at].power += sign * n
			} else {
				seen[name] = len(factors)
				factors = append(factors, factor{name, sign * n})
			}
		}
		sign = 1
		if op == "/" {
			sign = -1
		}
	}
	var over, under []string
	for _, f := range factors {
		if f.power == 0 {
			continue
		}
		if unitNames[f.name] != "" {
			used = append(used, f.name)
		}
		word := f.name
		if n := max(f.power, -f.power); n > 1 {
			word += string(rune('0' + n))
		}
		if f.power > 0 {
			over = append(over, word)
		} else {
			under = append(under, word)
		}
	}
	sort.Strings(used)
	text = strings.Join(over, "-")
	if len(under) > 0 {
		text += "/" + strings.Join(under, "-")
	}
	if text == "" {
		text = "1"
	}
	return text, used
}
