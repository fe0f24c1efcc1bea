package expr

import (
	"math/big"
	"strconv"
	"strings"
)

// Print returns e in the syntax of the language, with the fewest brackets that
// keep the structure: reading it with the same constructors gives e again. name
// gives the names of symbols. Units are not printed.
func Print(e Expr, name func(Sym) string) string {
	w := printer{name: name}
	w.write(e, precLowest)
	return w.text.String()
}

// String prints e with symbols named s0, s1, …, for tests and debugging.
func (e Expr) String() string {
	if !e.IsValid() {
		return "(none)"
	}
	return Print(e, func(s Sym) string { return "s" + strconv.Itoa(int(s)) })
}

// Binding strengths, loosest first, as in the grammar.
const (
	precLowest = iota
	precCond
	precOr
	precAnd
	precNot
	precCompare
	precSum
	precProduct
	precNeg
	precPow
	precAtom
)

// infix are the operators that stand between two operands.
var infix = map[Kind]struct {
	prec int
	text string
}{
	Add: {precSum, " + "}, Sub: {precSum, " - "}, Mul: {precProduct, "*"}, Div: {precProduct, "/"},
	Lt: {precCompare, " < "}, Le: {precCompare, " <= "}, Gt: {precCompare, " > "}, Ge: {precCompare, " >= "},
	Eq: {precCompare, " == "}, Ne: {precCompare, " != "}, And: {precAnd, " and "}, Or: {precOr, " or "},
}

type printer struct {
	text strings.Builder
	name func(Sym) string
}

// precOf is the binding strength of e as printed.
func precOf(e Expr) int {
	switch e.Kind() {
	case Neg:
		return precNeg
	case Pow:
		return precPow
	case Not:
		return precNot
	case Cond:
		return precCond
	case Const:
		switch text := number(e.Rat()); {
		case strings.Contains(text, "/"):
			return precProduct
		case text[0] == '-':
			return precNeg
		}
	}
	if op, ok := infix[e.Kind()]; ok {
		return op.prec
	}
	return precAtom
}

// write prints e, in brackets if it binds more loosely than least.
func (w *printer) write(e Expr, least int) {
	prec := precOf(e)
	if prec < least {
		w.text.WriteByte('(')
		defer w.text.WriteByte(')')
	}
	switch k := e.Kind(); k {
	case Const:
		w.text.WriteString(number(e.Rat()))
	case Inf:
		w.text.WriteString("inf")
	case Pi:
		w.text.WriteString("pi")
	case Symbol:
		w.text.WriteString(w.name(e.Sym()))
	case Neg:
		w.text.WriteByte('-')
		// - -x would read as x; a number would become a negative constant,
		// which is what -(2) is anyway.
		w.write(e.Arg(0), precPow)
	case Pow: // from the right; a negative exponent gets brackets
		w.write(e.Arg(0), precAtom)
		w.text.WriteByte('^')
		w.write(e.Arg(1), precPow)
	case Not:
		w.text.WriteString("not ")
		w.write(e.Arg(0), precNot)
	case Cond:
		w.write(e.Arg(0), precOr)
		w.text.WriteString(" ? ")
		w.write(e.Arg(1), precOr)
		w.text.WriteString(" : ")
		w.write(e.Arg(2), precCond)
	case Call:
		w.call(e)
	default:
		w.infix(e, prec)
	}
}

func (w *printer) infix(e Expr, prec int) {
	op := infix[e.Kind()]
	first := prec // the first operand may be of the same strength: a - b - c
	if e.Kind().IsComparison() {
		first = prec + 1 // comparisons do not chain
	}
	for i, a := range e.Args() {
		if i == 0 {
			w.write(a, first)
			continue
		}
		w.text.WriteString(op.text)
		if beginsWithMinus(a) && prec >= precSum { // a + -b and a*-b are no good style
			w.write(a, precAtom)
		} else {
			w.write(a, prec+1)
		}
	}
}

func beginsWithMinus(e Expr) bool {
	switch e.Kind() {
	case Neg:
		return true
	case Const:
		return e.Rat().Sign() < 0
	case Add, Sub, Mul, Div: // as printed without brackets
		return precOf(e.Arg(0)) >= precOf(e) && beginsWithMinus(e.Arg(0))
	}
	return false
}

func (w *printer) call(e Expr) {
	w.text.WriteString(e.Fn().String())
	w.text.WriteByte('(')
	list := func(args []Expr) {
		for i, a := range args {
			if i > 0 {
				w.text.WriteString(", ")
			}
			w.write(a, precLowest)
		}
	}
	if e.Fn() == Timeline {
		n := (e.Len() - 1) / 2
		list(e.Args()[:1])
		w.text.WriteString(", [")
		list(e.Args()[1 : 1+n])
		w.text.WriteString("], [")
		list(e.Args()[1+n:])
		w.text.WriteByte(']')
	} else {
		list(e.Args())
	}
	w.text.WriteByte(')')
}

// number prints r exactly: as a decimal if that is short, else as num/den.
func number(r *big.Rat) string {
	fraction := r.RatString()
	decimal, ok := decimalOf(r)
	if ok && (r.IsInt() || len(decimal) <= len(fraction)+8) {
		return decimal
	}
	return fraction
}

// decimalOf returns r as a decimal with the fewest digits, with an exponent
// where that is shorter; ok is false if the denominator has other prime factors
// than 2 and 5.
func decimalOf(r *big.Rat) (text string, ok bool) {
	den := new(big.Int).Set(r.Denom())
	twos := den.TrailingZeroBits()
	den.Rsh(den, twos)
	fives := uint(0)
	five, rem := big.NewInt(5), new(big.Int)
	for q := new(big.Int); ; fives++ {
		if q.QuoRem(den, five, rem); rem.Sign() != 0 {
			break
		}
		den.Set(q)
	}
	if den.Cmp(big.NewInt(1)) != 0 {
		return "", false
	}
	// r = digits / 10^places
	places := int(max(twos, fives))
	digits := new(big.Int).Exp(big.NewInt(10), big.NewInt(int64(places)), nil)
	digits.Mul(digits, r.Num()).Quo(digits, r.Denom())
	s := new(big.Int).Abs(digits).String()
	mantissa := strings.TrimRight(s, "0")
	if mantissa == "" {
		return "0", true
	}
	exponent := len(s) - 1 - places // of d.ddd * 10^exponent
	switch {
	case exponent >= 0 && exponent < 7+len(mantissa): // whole digits, zeros appended
		for len(mantissa) <= exponent {
			mantissa += "0"
		}
		text = mantissa[:exponent+1]
		if rest := mantissa[exponent+1:]; rest != "" {
			text += "." + rest
		}
	case exponent < 0 && exponent > -5:
		text = "0." + strings.Repeat("0", -exponent-1) + mantissa
	default:
		text = mantissa[:1]
		if len(mantissa) > 1 {
			text += "." + mantissa[1:]
		}
		text += "e" + strconv.Itoa(exponent)
	}
	if r.Sign() < 0 {
		text = "-" + text
	}
	return text, true
}
