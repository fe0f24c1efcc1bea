package ast

import "strings"

// unitSymbols are the names that may follow a number. The value tells whether
// an SI prefix may stand before. What they measure is known to ir/unit, not
// here; a test there compares the two tables.
var unitSymbols = map[string]bool{
	"V": true, "A": true, "S": true, "F": true, "Ohm": true, "ohm": true, "Ω": true, "Hz": true,
	"s": true, "min": false, "h": false, "m": true, "g": true, "K": true, "mol": true, "M": true,
	"L": true, "C": true, "N": true, "Pa": true, "J": true, "W": true, "cd": true, "deg": false, "rad": false,
}

// unitPrefixes are the SI prefixes; u and both micro signs are the same.
var unitPrefixes = []string{"m", "n", "p", "u", "µ", "μ", "k", "M", "G", "f", "c", "d", "a", "T", "P", "E", "Z", "Y", "z", "y", "h", "da"}

// IsUnit reports whether name is a unit, such as V, mV or MOhm.
func IsUnit(name string) bool {
	if _, ok := unitSymbols[name]; ok {
		return true
	}
	for _, p := range unitPrefixes {
		if rest, ok := strings.CutPrefix(name, p); ok && unitSymbols[rest] {
			return true
		}
	}
	return false
}

// otherUnitNames are names of units that people write out of habit.
var otherUnitNames = map[string]string{
	"sec": "s", "secs": "s", "second": "s", "seconds": "s", "msec": "ms", "msecs": "ms", "usec": "us",
	"millisecond": "ms", "milliseconds": "ms", "minute": "min", "minutes": "min", "hour": "h", "hours": "h", "hr": "h",
	"volt": "V", "volts": "V", "mvolt": "mV", "millivolt": "mV", "millivolts": "mV", "amp": "A", "ampere": "A", "pamp": "pA",
	"siemens": "S", "nsiemens": "nS", "usiemens": "uS", "msiemens": "mS", "farad": "F", "pfarad": "pF", "ufarad": "uF",
	"hertz": "Hz", "khertz": "kHz", "mohm": "MOhm", "Mohms": "MOhm", "ohms": "Ohm", "molar": "M", "liter": "L", "l": "L", "ml": "mL",
	"meter": "m", "metre": "m", "micron": "um", "microns": "um", "degree": "deg", "degrees": "deg", "kelvin": "K",
	"mhos": "S", "mho": "S",
}

// usualUnits are tried first, so that mv becomes mV and not MV.
var usualUnits = []string{
	"mV", "ms", "pA", "nA", "uA", "nS", "uS", "mS", "pF", "nF", "uF", "Hz", "kHz", "MOhm", "GOhm", "kOhm", "um", "mm", "cm", "nm",
	"mM", "uM", "s", "us", "V", "A", "S", "F", "Ohm", "K", "mol",
}

// SuggestUnit proposes the unit that was probably meant by name, or "".
func SuggestUnit(name string) string {
	if u, ok := otherUnitNames[strings.ToLower(name)]; ok {
		return u
	}
	for _, u := range usualUnits {
		if strings.EqualFold(u, name) {
			return u
		}
	}
	for _, u := range usualUnits {
		if len(name) > 1 && strings.EqualFold(u, strings.TrimSuffix(name, "s")) {
			return u
		}
	}
	return ""
}
