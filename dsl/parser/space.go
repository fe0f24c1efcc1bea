package parser

import "github.com/nngen/nngen/dsl/ast"

// layout reads `at grid(dx = 10 um, dy = 10 um)`.
func (p *parser) layout(string) []ast.Member {
	p.usage = "at grid(dx = 10 um, dy = 10 um)"
	start := p.take().Span
	m := &ast.Layout{Value: p.expr()}
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// space reads `space { periodic x = 400 um; axes x, y; scale 2 }`.
func (p *parser) space(string) []ast.Member {
	p.usage = "space { periodic x = 400 um }"
	start := p.take().Span
	m := &ast.Space{Body: p.body("space", spaceBody)}
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// periodic reads `periodic x = 400 um, y = 400 um`.
func (p *parser) periodic(string) []ast.Member {
	p.usage = "periodic x = 400 um"
	start := p.take().Span
	m := &ast.Periodic{}
	for {
		from := p.peek().Span
		axis := ast.Setting{Name: p.name("x, y or z")}
		p.expect("=")
		p.skipLines()
		axis.Value = p.expr()
		axis.Loc = p.from(from)
		m.Axes = append(m.Axes, axis)
		if !p.accept(",") {
			break
		}
		p.skipLines()
	}
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// axes reads `axes x, y`.
func (p *parser) axes(string) []ast.Member {
	p.usage = "axes x, y"
	start := p.take().Span
	m := &ast.Axes{Names: p.names("x, y or z")}
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// names reads `a, b, c`.
func (p *parser) names(what string) []ast.Name {
	list := []ast.Name{p.name(what)}
	for p.accept(",") {
		p.skipLines()
		list = append(list, p.name(what))
	}
	return list
}

// scale reads `scale 2`.
func (p *parser) scale(string) []ast.Member {
	p.usage = "scale 2"
	start := p.take().Span
	m := &ast.Scale{Value: p.expr()}
	m.Loc = p.from(start)
	return []ast.Member{m}
}
