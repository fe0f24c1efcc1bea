package diag

import "github.com/nngen/nngen/dsl/source"

// unitKinds lists the NN2 family: units.
func unitKinds() []Kind {
	return []Kind{unitMismatchSum, unknownUnit, unitExpected, comparedUnits, truthAsNumber, numberAsTruth, exponentUnit, exponentNotConstant, plainArgument, ambiguousFactor}
}

var unitMismatchSum = Kind{
	Code:  "NN2001",
	Title: "terms of a sum have different units",
	Explanation: `Terms that are added or subtracted must have the same dimension: a voltage can
be added to a voltage, whatever the prefixes (mV and V), but not to a current.

Usually a factor is missing. In a membrane equation V' is in mV/ms, so a current
has to be divided by the membrane capacitance, and a voltage by a time constant.`,
	Bad: `neuron N {
  param E_L = -65 mV; param tau_m = 10 ms; param C_m = 250 pF; param I_e = 0 pA
  state V = E_L
  V' = -(V - E_L)/tau_m + I_e
}
`,
	Good: `neuron N {
  param E_L = -65 mV; param tau_m = 10 ms; param C_m = 250 pF; param I_e = 0 pA
  state V = E_L
  V' = -(V - E_L)/tau_m + I_e/C_m
}
`,
}

// UnitMismatchSum reports terms a and b of a sum and their units; an empty help
// is left out.
func UnitMismatchSum(a source.Span, unitA string, b source.Span, unitB, help string) Diagnostic {
	d := unitMismatchSum.At(b, "terms of a sum have different units").
		WithLabel("this %s", inUnit(unitB, "is")).
		WithRelated(a, "this %s", inUnit(unitA, "is"))
	if help != "" {
		d = d.WithHelp("%s", help)
	}
	return d
}

var unknownUnit = Kind{
	Code:  "NN2002",
	Title: "a unit that does not exist",
	Explanation: `Units are those of the SI with their prefixes, in their usual spelling: ms, mV, pA, nS, pF, MOhm, Hz. Upper and
lower case matter: mV is not MV.`,
	Bad: `neuron X {
  param C_m : pf = 250 pF
  state V = 0 mV
  V' = -V/(10 ms)
}
`,
	Good: `neuron X {
  param C_m : pF = 250 pF
  state V = 0 mV
  V' = -V/(10 ms)
}
`,
}

// UnknownUnit reports a unit that does not exist.
func UnknownUnit(at source.Span, name string, suggestions []string) Diagnostic {
	return unknownUnit.At(at, "there is no unit %s", name).suggest(suggestions, "units are written as ms, mV, pA, nS, pF, MOhm, Hz")
}

var unitExpected = Kind{
	Code:  "NN2003",
	Title: "a value in the wrong unit",
	Explanation: `The place says which unit is needed: a parameter that of its declaration, an equation that of its state per time,
a delay a time, and so on.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V
}
`,
	Good: `neuron X {
  param tau = 10 ms
  state V = 0 mV
  V' = -V/tau
}
`,
}

// UnitExpected reports a value of unit got where want is needed; an empty help
// is left out.
func UnitExpected(at source.Span, what, want, got, help string) Diagnostic {
	d := unitExpected.At(at, "%s must %s, but this %s", what, inUnit(want, "be"), inUnit(got, "is")).WithLabel("this %s", inUnit(got, "is"))
	if help != "" {
		d = d.WithHelp("%s", help)
	}
	return d
}

var comparedUnits = Kind{
	Code:        "NN2004",
	Title:       "values of different units are compared",
	Explanation: `Both sides of a comparison, and all arguments of min, max and clip, must have the same dimension.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 { spike; V = 0 mV }
}
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V >= 15 mV { spike; V = 0 mV }
}
`,
}

// ComparedUnits reports a comparison of values in different units.
func ComparedUnits(a source.Span, unitA string, b source.Span, unitB string) Diagnostic {
	d := comparedUnits.At(b, "values of different units are compared").WithLabel("this %s", inUnit(unitB, "is")).WithRelated(a, "this %s", inUnit(unitA, "is"))
	if unitB == "1" {
		return d.WithHelp("give the number its unit: `%s %s`", b.Text(), unitA)
	}
	return d.WithHelp("convert one side to the unit of the other")
}

var truthAsNumber = Kind{
	Code:        "NN2005",
	Title:       "a truth value used as a number",
	Explanation: "A comparison is true or false; it cannot be added or multiplied. Choose a number by `condition ? a : b`.",
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)*(V > 0 mV)
}
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)*(V > 0 mV ? 1 : 0)
}
`,
}

// TruthAsNumber reports a truth value where a number is needed.
func TruthAsNumber(at source.Span) Diagnostic {
	return truthAsNumber.At(at, "this is true or false, but a number is needed").WithHelp("choose a number by it: `%s ? 1 : 0`", at.Text())
}

var numberAsTruth = Kind{
	Code:        "NN2006",
	Title:       "a number used as a truth value",
	Explanation: `A condition is a comparison, or comparisons joined by and, or, not. Numbers are neither true nor false.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V { spike; V = 0 mV }
}
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)
  on V > 15 mV { spike; V = 0 mV }
}
`,
}

// NumberAsTruth reports a number where a truth value is needed.
func NumberAsTruth(at source.Span) Diagnostic {
	return numberAsTruth.At(at, "a condition is needed, but this is a number").WithHelp("compare it with something: `%s > …`", at.Text())
}

var exponentUnit = Kind{
	Code:        "NN2007",
	Title:       "an exponent with a unit",
	Explanation: `An exponent is a plain number: divide a quantity by another of its unit first.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)*2^V
}
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)*2^(V/(1 mV))
}
`,
}

// ExponentUnit reports an exponent that has a unit.
func ExponentUnit(at source.Span, unit string) Diagnostic {
	return exponentUnit.At(at, "an exponent is a plain number, but this is in %s", unit).WithHelp("divide it by a quantity in %s: `(%s)/(1 %s)`", unit, at.Text(), unit)
}

var exponentNotConstant = Kind{
	Code:  "NN2008",
	Title: "a power whose unit cannot be known",
	Explanation: `A quantity with a unit can be raised only to a constant whole or simple fractional power, because the unit of the
result depends on it.`,
	Bad: `neuron X {
  param n = 2
  state V = 0 mV
  state m = 0
  m' = -m/(10 ms)
  V' = -V^m/(10 ms)
}
`,
	Good: `neuron X {
  state V = 0 mV
  state m = 0
  m' = -m/(10 ms)
  V' = -(V/(1 mV))^m*(1 mV)/(10 ms)
}
`,
}

// ExponentNotConstant reports a power of a quantity whose unit cannot be known.
func ExponentNotConstant(at source.Span, unit string) Diagnostic {
	return exponentNotConstant.At(at, "the unit of this power of a quantity in %s cannot be known", unit).WithHelp("divide the base by a quantity in %s, or use a constant whole exponent", unit)
}

var plainArgument = Kind{
	Code:        "NN2009",
	Title:       "a function of a quantity with a unit",
	Explanation: `exp, log, sin and their like take plain numbers: divide the quantity by another of its unit.`,
	Bad: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)*exp(V)
}
`,
	Good: `neuron X {
  state V = 0 mV
  V' = -V/(10 ms)*exp(V/(1 mV))
}
`,
}

// PlainArgument reports an argument with a unit where a plain number is needed.
func PlainArgument(at source.Span, fn, unit string) Diagnostic {
	return plainArgument.At(at, "%s takes a plain number, but this is in %s", fn, unit).WithHelp("divide it by a quantity in %s: `%s(%s/(1 %s))`", unit, fn, at.Text(), unit)
}

var ambiguousFactor = Kind{
	Code:        "NN2010",
	Title:       "a name that is a unit and something else",
	Explanation: "In `20 nS/V` the V belongs to the unit. When the model has something called V as well, brackets have to say what\nis meant.",
	Bad: `neuron X {
  state V = 1 mV
  V' = -(1 mV*mV/V)/(10 ms)
}
`,
	Good: `neuron X {
  state V = 1 mV
  V' = -((1 mV*mV)/V)/(10 ms)
}
`,
}

// AmbiguousFactor reports a unit name that the model declares too.
func AmbiguousFactor(at source.Span, name, op string, declared source.Span) Diagnostic {
	return ambiguousFactor.At(at, "%s is a unit here, but also declared in the model", name).WithRelated(declared, "declared here").
		WithHelp("write the number and its unit in brackets to mean the declared %s: `(…) %s %s`", name, op, name)
}
