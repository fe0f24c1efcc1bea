package unit

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Parse reads a unit expression in source syntax: `mV/ms`, `ms^-1`,
// `nS/(mV*ms)`, `mV^(1/2)`, `1`. It is for command-line values and tests; the
// language has its own parser, which knows places.
func Parse(text string) (Unit, bool) {
	p := &reader{rest: text}
	u, ok := p.product()
	return u, ok && p.peek() == 0 && u.Valid()
}

type reader struct {
	rest  string
	depth int
}

// peek returns the next byte that is not a space, 0 at the end.
func (p *reader) peek() byte {
	p.rest = strings.TrimLeft(p.rest, " \t")
	if p.rest == "" {
		return 0
	}
	return p.rest[0]
}

// take consumes c if it comes next.
func (p *reader) take(c byte) bool {
	if p.peek() != c {
		return false
	}
	p.rest = p.rest[1:]
	return true
}

func (p *reader) product() (Unit, bool) {
	u, ok := p.power()
	for ok {
		var v Unit
		switch {
		case p.take('*'):
			v, ok = p.power()
			u = u.Mul(v)
		case p.take('/'):
			v, ok = p.power()
			u = u.Div(v)
		default:
			return u, true
		}
	}
	return u, false
}

func (p *reader) power() (Unit, bool) {
	u, ok := p.atom()
	if !ok || !p.take('^') {
		return u, ok
	}
	num, den := 0, 1
	if p.take('(') {
		num, ok = p.integer()
		if ok && p.take('/') {
			den, ok = p.integer()
		}
		ok = ok && p.take(')')
	} else {
		num, ok = p.integer()
	}
	if !ok {
		return u, false
	}
	u = u.Pow(num, den)
	return u, u.Valid()
}

func (p *reader) integer() (int, bool) {
	sign := 1
	if p.take('-') {
		sign = -1
	}
	p.peek()
	n := 0
	for n < len(p.rest) && p.rest[n] >= '0' && p.rest[n] <= '9' {
		n++
	}
	v, err := strconv.Atoi(p.rest[:n])
	p.rest = p.rest[n:]
	return sign * v, err == nil
}

// maxDepth bounds brackets in a unit.
const maxDepth = 100

func (p *reader) atom() (Unit, bool) {
	if p.take('(') {
		if p.depth++; p.depth > maxDepth {
			return Unit{}, false
		}
		u, ok := p.product()
		p.depth--
		return u, ok && p.take(')')
	}
	if p.take('1') {
		return One, true
	}
	p.peek()
	n := 0
	for n < len(p.rest) {
		r, size := utf8.DecodeRuneInString(p.rest[n:])
		if !unicode.IsLetter(r) {
			break
		}
		n += size
	}
	u, ok := Lookup(p.rest[:n])
	p.rest = p.rest[n:]
	return u, ok
}
