package random

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// writer draws one model.
type writer struct {
	*rand.Rand
	text  strings.Builder
	depth int // of braces
}

// line writes one line.
func (w *writer) line(format string, args ...any) {
	s := fmt.Sprintf(format, args...)
	if strings.HasPrefix(s, "}") {
		w.depth--
	}
	w.text.WriteString(strings.Repeat("    ", w.depth))
	w.text.WriteString(s)
	w.text.WriteByte('\n')
	if strings.HasSuffix(s, "{") {
		w.depth++
	}
}

// chance is true with probability p.
func (w *writer) chance(p float64) bool { return w.Float64() < p }

// pick draws one of a list.
func pick[T any](w *writer, list ...T) T { return list[w.IntN(len(list))] }

// some draws each of a list with probability p.
func some[T any](w *writer, p float64, list ...T) (s []T) {
	for _, x := range list {
		if w.chance(p) {
			s = append(s, x)
		}
	}
	return s
}

// between draws a number with few digits.
func (w *writer) between(lo, hi float64) string {
	return fmt.Sprintf("%.3g", lo+(hi-lo)*w.Float64())
}

// quantity draws a value with its unit, from the size that is usual for it.
func (w *writer) quantity(unit string) string {
	switch unit {
	case "1":
		return w.between(0.1, 2)
	case "mV":
		return pick(w, w.between(1, 10)+" mV", w.between(0.001, 0.01)+" V")
	case "pA":
		return pick(w, w.between(1, 90)+" pA", w.between(0.001, 0.09)+" nA")
	case "nS":
		return pick(w, w.between(0.5, 5)+" nS", w.between(0.0005, 0.005)+" uS")
	case "ms":
		return pick(w, w.between(1, 30)+" ms", w.between(0.001, 0.03)+" s")
	case "1/ms":
		return pick(w, w.between(0.01, 0.5)+" ms^-1", w.between(10, 500)+" Hz", w.between(0.01, 0.5)+"/ms")
	case "mV/ms":
		return w.between(0.05, 1) + " mV/ms"
	}
	panic("no quantity of unit " + unit)
}

// scope is what an expression may name, by unit.
type scope map[string][]string

// with is the scope and some more names of a unit.
func (s scope) with(unit string, names ...string) scope {
	t := scope{}
	for u, list := range s {
		t[u] = append([]string{}, list...)
	}
	t[unit] = append(t[unit], names...)
	return t
}

// expr draws an expression of a unit, with at most so many levels. It is finite
// wherever the names are.
func (w *writer) expr(unit string, s scope, depth int) string {
	if depth <= 0 {
		if names := s[unit]; len(names) > 0 && w.chance(0.75) {
			return pick(w, names...)
		}
		return "(" + w.quantity(unit) + ")"
	}
	e := func(u string) string { return w.expr(u, s, depth-1) }
	switch w.IntN(11) {
	case 0:
		return fmt.Sprintf("(%s + %s)", e(unit), e(unit))
	case 1:
		return fmt.Sprintf("(%s - %s)", e(unit), e(unit))
	case 2:
		return fmt.Sprintf("%s*%s", w.bounded(s, depth-1), e(unit))
	case 3:
		return fmt.Sprintf("%s(%s, %s)", pick(w, "min", "max"), e(unit), e(unit))
	case 4:
		return fmt.Sprintf("abs(%s)", e(unit))
	case 5:
		return fmt.Sprintf("(%s ? %s : %s)", w.condition(s, depth-1), e(unit), e(unit))
	case 6:
		return fmt.Sprintf("clamp(%s, -%s, %s)", e(unit), w.quantity(unit), w.quantity(unit))
	case 7:
		return "-" + e(unit)
	case 8:
		return fmt.Sprintf("%s/(1 + abs(%s))", e(unit), e("1"))
	case 9:
		if unit == "1" {
			return w.bounded(s, depth-1)
		}
		return fmt.Sprintf("(%s)*%s", w.quantity(unit), w.bounded(s, depth-1))
	default:
		return w.expr(unit, s, 0)
	}
}

// bounded draws a number of moderate size.
func (w *writer) bounded(s scope, depth int) string {
	x := func() string {
		u := pick(w, "1", "mV", "pA")
		if u == "1" {
			return w.expr("1", s, depth-1)
		}
		return fmt.Sprintf("%s/(%s)", w.expr(u, s, depth-1), w.quantity(u))
	}
	switch w.IntN(12) {
	case 0:
		return "tanh(" + x() + ")"
	case 1:
		return "sin(" + x() + ")"
	case 2:
		return "cos(" + x() + ")"
	case 3:
		return "exp(-abs(" + x() + "))"
	case 4:
		return "1/(1 + exp(clamp(" + x() + ", -30, 30)))"
	case 5:
		return "log1p(abs(" + x() + "))"
	case 6:
		return "sqrt(abs(" + x() + "))"
	case 7:
		return "atan(" + x() + ")"
	case 8:
		return "erf(" + x() + ")"
	case 9:
		return "exprel(clamp(" + x() + ", -2, 1))"
	case 10:
		return "linoid(clamp(" + x() + ", -5, 5), " + w.between(0.5, 2) + ")"
	default:
		return "sign(" + x() + ")"
	}
}

// condition draws something that is true or false.
func (w *writer) condition(s scope, depth int) string {
	if depth > 0 && w.chance(0.3) {
		switch w.IntN(3) {
		case 0:
			return fmt.Sprintf("(%s and %s)", w.condition(s, depth-1), w.condition(s, depth-1))
		case 1:
			return fmt.Sprintf("(%s or %s)", w.condition(s, depth-1), w.condition(s, depth-1))
		}
		return fmt.Sprintf("(not %s)", w.condition(s, depth-1))
	}
	u := pick(w, "1", "mV", "pA")
	return fmt.Sprintf("(%s %s %s)", w.expr(u, s, depth-1), pick(w, "<", "<=", ">", ">="), w.expr(u, s, depth-1))
}
