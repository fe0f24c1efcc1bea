package parser

import (
	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/source"
)

// equation reads `V' = …`, or `V' += …` in a neuron that extends another.
func (p *parser) equation(doc string, replaces bool) []ast.Member {
	p.usage = "NAME' = expression"
	start := p.peek().Span
	e := &ast.Equation{Doc: doc, Replace: replaces, Name: p.name("the name of a state")}
	e.Order = p.primes()
	if e.Order == 0 {
		p.unexpected("`'`")
	}
	e.Op = p.assignOp("`=`")
	e.Value = p.expr()
	e.Loc = p.from(start)
	return []ast.Member{e}
}

// port reads `synapse exc = exp_current(tau = 2 ms) -> I`.
func (p *parser) port(doc string) []ast.Member {
	p.usage = "synapse PORT = KIND(parameter = value)"
	start := p.take().Span
	m := &ast.Port{Doc: doc, Name: p.name("the name of the port")}
	p.expect("=")
	p.skipLines()
	m.Kind = p.expr()
	if p.accept("->") {
		start := p.peek().Span
		into := p.name("the name of an input")
		if p.at("[") { // an element of a vector
			p.bracket()
			into.Text += "[" + p.peek().Text + "]"
			if p.peek().Kind == Number {
				p.take()
			} else {
				p.unexpected("the number of an element")
			}
			p.unbracket("]")
			into.Loc = p.from(start)
		}
		m.Into = &into
	}
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// on reads an event handler.
func (p *parser) on(doc string) []ast.Member {
	start := p.take().Span
	return p.handler(start, &ast.On{Doc: doc})
}

// handler reads what follows `on`.
func (p *parser) handler(start source.Span, on *ast.On) []ast.Member {
	p.usage = "on CONDITION { … }"
	t, next := p.peek(), p.peek2()
	called := next.Kind == Punct && next.Text == "("
	switch {
	case t.Kind == Word && t.Text == "rising" && called:
		p.usage = "on rising(CONDITION) { … }"
		on.Event = ast.OnRising
		on.When = p.bracketed(p.condition)
	case t.Kind == Word && t.Text == "hazard" && called:
		p.usage = "on hazard(RATE) { … }"
		on.Event = ast.OnHazard
		on.When = p.bracketed(p.expr)
	case t.Kind == Word && t.Text == "spike" && (called || next.Text == "{" || next.Text == "from"):
		p.take()
		p.arrival(on)
	default:
		on.Event = ast.OnCondition
		on.When = p.condition()
	}
	on.Body = p.statements("on", inHandler)
	on.Loc = p.from(start)
	return []ast.Member{on}
}

// bracketed reads the argument of a word, such as that of rising(…).
func (p *parser) bracketed(read func() ast.Expr) ast.Expr {
	p.take()
	p.bracket()
	x := read()
	p.unbracket(")")
	return x
}

// arrival reads `from PORT` and `(w : pA)`, each of which may be missing.
func (p *parser) arrival(on *ast.On) {
	p.usage = "on spike(w : unit) { … }"
	on.Event = ast.OnArrival
	if p.acceptWord("from") {
		p.usage = "on spike from PORT(w : unit) { … }"
		port := p.name("the name of the port")
		on.Port = &port
	}
	if !p.at("(") {
		return
	}
	p.bracket()
	start := p.peek().Span
	w := &ast.FuncParam{Name: p.name("the name of the weight")}
	if p.accept(":") {
		w.Unit = p.unit()
	}
	w.Loc = p.from(start)
	on.Weight = w
	p.unbracket(")")
}

// after reads `after spike { … }`.
func (p *parser) after(doc string) []ast.Member {
	p.usage = "after spike { … }"
	start := p.take().Span
	on := &ast.On{Doc: doc, Event: ast.OnAfterSpike}
	p.expectWord("spike")
	on.Body = p.statements("after spike", inHandler)
	on.Loc = p.from(start)
	return []ast.Member{on}
}

// replace reads `replace V' = …` and `replace on … { … }`.
func (p *parser) replace(doc string) []ast.Member {
	p.usage = "replace NAME' = expression"
	start := p.take().Span
	if p.atWord("on") && !(p.peek2().Kind == Punct && p.peek2().Text == "'") {
		p.take()
		return p.handler(start, &ast.On{Doc: doc, Replace: true})
	}
	list := p.equation(doc, true)
	for _, m := range list {
		if e, ok := m.(*ast.Equation); ok {
			e.Loc = p.from(start)
		}
	}
	return list
}

// method reads `method rk4`.
func (p *parser) method(string) []ast.Member {
	p.usage = "method exact"
	start := p.take().Span
	m := &ast.Method{Name: p.name("the name of a method")}
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// output reads `output g*(E_rev - V) : pA`.
func (p *parser) output(doc string) []ast.Member {
	p.usage = "output expression : unit"
	start := p.take().Span
	o := &ast.Output{Doc: doc, Value: p.expr()}
	if p.accept(":") {
		o.Unit = p.unit()
	}
	o.Loc = p.from(start)
	return []ast.Member{o}
}
