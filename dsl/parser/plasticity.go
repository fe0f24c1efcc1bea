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
	if r.Variant = p.variant("plasticity"); r.Variant == nil {
		p.clips = true
		r.Body = p.body("plasticity "+r.Name.Text, plasticityBody)
		p.clips = false
	}
	r.Loc = p.from(start)
	return []ast.Item{r}
}

// placed reads `pre state x = 0`, `post state y = 0`, `shared state d = 0`, and
// `post V : mV`.
func (p *parser) placed(doc string) []ast.Member {
	word := p.take()
	p.usage = word.Text + " state NAME = initial value"
	if next := p.peek2(); word.Text == "post" && p.peek().Kind == Word && next.Kind == Punct && next.Text == ":" {
		return p.followed(doc)
	}
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

// followed reads the rest of `post V : mV, w : pA`: variables of the target.
func (p *parser) followed(doc string) []ast.Member {
	p.usage = "post NAME : unit"
	var list []ast.Member
	for {
		start := p.peek().Span
		d := &ast.Decl{Doc: doc, Kind: ast.Target, Site: ast.AtTarget, Name: p.name("the name of a variable of the target")}
		p.expect(":")
		d.Unit = p.unit()
		d.Loc = p.from(start)
		list = append(list, d)
		if !p.accept(",") {
			return list
		}
		p.skipLines()
	}
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

// connectionEvent reads `on pre { … }`, `on post { … }` and `on reward(a) { … }`.
func (p *parser) connectionEvent(doc string) []ast.Member {
	p.usage = "on pre { … }"
	start := p.take().Span
	on := &ast.On{Doc: doc}
	switch t := p.peek(); {
	case p.acceptWord("pre"):
		on.Event = ast.OnPre
	case p.acceptWord("post"):
		on.Event = ast.OnPost
	case t.Kind == Word && p.peek2().Text == "(":
		p.usage = "on PORT(amount : unit) { … }"
		on.Event = ast.OnModulator
		port := p.name("the name of a modulator")
		on.Port = &port
		p.bracket()
		from := p.peek().Span
		on.Weight = &ast.FuncParam{Name: p.name("a name for what arrives")}
		if p.accept(":") {
			on.Weight.Unit = p.unit()
		}
		on.Weight.Loc = p.from(from)
		p.unbracket(")")
	default:
		p.fail(diag.Unexpected(t.Span, "`"+t.Text+"`", "`pre`, `post` or the name of a modulator, as in `on reward(a)`", p.usage))
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
