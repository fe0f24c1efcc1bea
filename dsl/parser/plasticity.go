package parser

import (
	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
)

// plasticity reads `plasticity stdp { … }` and `plasticity slow = stdp(…)`.
func (p *parser) plasticity(doc string) []ast.Item {
	p.usage = "plasticity NAME { … }"
	start := p.take().Span
	r := &ast.Plasticity{Doc: doc, Name: p.name("the name of the plasticity rule")}
	if p.accept("=") {
		p.usage = "plasticity NAME = OTHER(parameter = value)"
		p.skipLines()
		r.Variant = p.expr()
	} else {
		p.clips = true
		r.Body = p.body("plasticity "+r.Name.Text, plasticityBody)
		p.clips = false
	}
	r.Loc = p.from(start)
	return []ast.Item{r}
}

// placed reads `pre state x = 0`, `post state y = 0` and `shared state d = 0`.
func (p *parser) placed(doc string) []ast.Member {
	word := p.take()
	p.usage = word.Text + " state NAME = initial value"
	if !p.atWord("state") {
		p.unexpected("`state`")
		return nil
	}
	var list []ast.Member
	for _, d := range p.decls(doc) {
		d.Site = ast.Site(word.Text)
		list = append(list, d)
	}
	return list
}

// clip reads `clip(0, w_max)`.
func (p *parser) clip() *ast.Clip {
	p.usage = "state NAME clip(lowest, highest)"
	start := p.take().Span
	c := &ast.Clip{}
	if !p.at("(") {
		p.unexpected("`(`")
		return nil
	}
	p.bracket()
	c.Low = p.expr()
	p.expect(",")
	c.High = p.expr()
	p.unbracket(")")
	c.Loc = p.from(start)
	return c
}

// connectionEvent reads `on pre { … }` and `on post { … }`.
func (p *parser) connectionEvent(doc string) []ast.Member {
	p.usage = "on pre { … }"
	start := p.take().Span
	on := &ast.On{Doc: doc}
	switch t := p.peek(); {
	case p.acceptWord("pre"):
		on.Event = ast.OnPre
	case p.acceptWord("post"):
		on.Event = ast.OnPost
	default:
		p.fail(diag.Unexpected(t.Span, "`"+t.Text+"`", "`pre` or `post`", p.usage))
		return nil
	}
	on.Body = p.statements("on "+string(on.Event), inRule)
	on.Loc = p.from(start)
	return []ast.Member{on}
}

// deliver reads `deliver w*u*R`.
func (p *parser) deliver() ast.Stmt {
	p.usage = "deliver EXPRESSION"
	start := p.take().Span
	d := &ast.Deliver{Value: p.expr()}
	d.Loc = p.from(start)
	return d
}
