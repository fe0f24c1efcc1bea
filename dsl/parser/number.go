package parser

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
)

// Bounds on literals: far beyond any quantity, and small enough that exact
// arithmetic with them stays cheap.
const (
	maxDigits       = 400
	maxTen          = 400
	maxUnitExponent = 1000
)

// number reads a literal and, unless bare, the unit directly after it.
func (p *parser) number(bare bool) ast.Expr {
	t := p.take()
	n := &ast.Number{Loc: ast.At(t.Span), Text: t.Text}
	value, ok := rational(t.Text)
	if !ok {
		p.diags.Add(diag.NumberRange(t.Span, maxTen))
		value = new(big.Rat)
	}
	n.Value = value
	if bare {
		return n
	}
	before := len(p.diags)
	n.Unit = p.literalUnit(t)
	n.Loc = p.from(t.Span)
	if len(p.diags) > before { // what it is in is unknown: no later stage should guess
		return &ast.Bad{Loc: n.Loc}
	}
	return n
}

// rational returns the exact value of a literal.
func rational(text string) (*big.Rat, bool) {
	mantissa, exponent := strings.ToLower(text), ""
	if i := strings.IndexByte(mantissa, 'e'); i >= 0 {
		mantissa, exponent = mantissa[:i], mantissa[i+1:]
	}
	if ten, err := strconv.Atoi(exponent); exponent != "" && (err != nil || ten < -maxTen || ten > maxTen) || len(mantissa) > maxDigits {
		return nil, false
	}
	return new(big.Rat).SetString(text)
}

// wordsAfterValue may follow a number without being its unit.
var wordsAfterValue = map[string]bool{
	"and": true, "or": true, "not": true, "by": true, "of": true, "every": true, "discard": true, "for": true, "from": true,
	"at": true, "in": true, "if": true, "else": true, "then": true, "do": true, "begin": true, "to": true,
}

// literalUnit reads the unit that stands directly after a number and reaches as
// far as products and quotients of unit names do: `2.5 nS/mV`, but not the tau
// of `1 mV/tau`. Without a symbol table a model's own `m` in `120 nS*m^3` is
// taken as metres; UnitFactor.Joined tells later stages where to look.
func (p *parser) literalUnit(number Token) *ast.Unit {
	t := p.peek()
	if t.Kind != Word || wordsAfterValue[t.Text] {
		return nil
	}
	next := p.peek2()
	called := next.Kind == Punct && next.Text == "("
	called = called && !p.gapBetween(t, next)
	if !ast.IsUnit(t.Text) {
		if !called && !p.fresh && statementWords[t.Text] == "" {
			p.take()
			p.diags.Add(diag.NotAUnit(t.Span, number.Text, t.Text, ast.SuggestUnit(t.Text)))
		}
		return nil
	}
	if called {
		return nil
	}
	u := &ast.Unit{}
	u.Factors = append(u.Factors, p.unitFactor(0))
	for p.joinsUnit() {
		op := p.take()
		u.Factors = append(u.Factors, p.unitFactor(op.Text[0]))
	}
	u.Loc = p.from(t.Span)
	return u
}

// joinsUnit tells whether `*NAME` or `/NAME` continues a unit: NAME is a unit,
// and neither called, indexed nor raised to something that is no number.
func (p *parser) joinsUnit() bool {
	if !p.at("*") && !p.at("/") {
		return false
	}
	next := p.lookahead(4)
	if next[1].Kind != Word || !ast.IsUnit(next[1].Text) {
		return false
	}
	if next[2].Kind != Punct || p.gapBetween(next[1], next[2]) {
		return true
	}
	switch next[2].Text {
	case "(", "[", ".", "'":
		return false
	case "^":
		return next[3].Kind == Number || next[3].Text == "-" || next[3].Text == "(" && p.rationalAhead()
	}
	return true
}

// rationalAhead tells whether the exponent of `*NAME^(…)` is (n/m).
func (p *parser) rationalAhead() bool {
	for _, t := range p.lookahead(9)[4:] {
		if t.Kind == Punct && t.Text == ")" {
			return true
		}
		if t.Kind != Number && t.Text != "-" && t.Text != "/" {
			return false
		}
	}
	return false
}

// unitFactor reads a name with its exponent; joined is the operator before it.
func (p *parser) unitFactor(joined byte) ast.UnitFactor {
	start := p.peek().Span
	f := ast.UnitFactor{Name: p.name("a unit"), Joined: joined, Exp: big.NewRat(1, 1)}
	if p.at("^") {
		p.take()
		f.Exp = p.unitExponent()
	}
	if joined == '/' {
		f.Exp = new(big.Rat).Neg(f.Exp)
	}
	f.Loc = p.from(start)
	return f
}

// unitExponent reads 2, -1, (1/2) or (-3/2).
func (p *parser) unitExponent() *big.Rat {
	start := p.peek().Span
	bracketed := p.accept("(")
	negative := p.accept("-")
	value := p.exponentNumber()
	if bracketed {
		if p.accept("/") {
			if den := p.exponentNumber(); den.Sign() != 0 {
				value = new(big.Rat).Quo(value, den)
			} else {
				p.fail(diag.UnitExponent(p.from(start).At))
			}
		}
		if !p.accept(")") {
			p.fail(diag.UnitExponent(p.from(start).At))
		}
	}
	if negative {
		value = new(big.Rat).Neg(value)
	}
	return value
}

func (p *parser) exponentNumber() *big.Rat {
	t := p.peek()
	if t.Kind == Number {
		p.take()
		if v, ok := rational(t.Text); ok && v.Num().IsInt64() && v.Num().Int64() <= maxUnitExponent && v.Denom().Int64() <= maxUnitExponent && v.Denom().IsInt64() {
			return v
		}
	}
	p.fail(diag.UnitExponent(t.Span))
	return big.NewRat(1, 1)
}

// unit reads a unit where nothing else can stand, as after a colon: `mV`,
// `1/ms`, `nS*mV^-1`, or `1`.
func (p *parser) unit() *ast.Unit {
	t := p.peek()
	u := &ast.Unit{}
	if t.Kind == Number {
		p.take()
		if t.Text != "1" {
			p.fail(diag.UnitIsNumber(t.Span))
		}
		if !p.at("/") {
			u.Loc = p.from(t.Span)
			return u
		}
	} else {
		u.Factors = append(u.Factors, p.unitFactor(0))
	}
	for (p.at("*") || p.at("/")) && !p.failed {
		op := p.take()
		if p.atNumber("1") {
			p.take()
			continue
		}
		u.Factors = append(u.Factors, p.unitFactor(op.Text[0]))
	}
	u.Loc = p.from(t.Span)
	return u
}

func (p *parser) atNumber(text string) bool {
	t := p.peek()
	return t.Kind == Number && t.Text == text
}
