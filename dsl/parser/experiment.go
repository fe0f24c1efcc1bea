package parser

import "github.com/nngen/nngen/dsl/ast"

// step reads `step 0.1 ms`.
func (p *parser) step(string) []ast.Member {
	p.usage = "step 0.1 ms"
	start := p.take().Span
	m := &ast.Step{Value: p.expr()}
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// seed reads `seed 42`.
func (p *parser) seed(string) []ast.Member {
	p.usage = "seed 42"
	start := p.take().Span
	m := &ast.Seed{Value: p.expr()}
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// run reads `run 1 s discard 200 ms`.
func (p *parser) run(string) []ast.Member {
	p.usage = "run TIME discard TIME"
	start := p.take().Span
	m := &ast.Run{Duration: p.expr()}
	if p.acceptWord("discard") {
		m.Discard = p.expr()
	}
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// set reads `set exc.I_e = 300 pA`.
func (p *parser) set(string) []ast.Member {
	p.usage = "set POPULATION.PARAMETER = value"
	start := p.take().Span
	m := &ast.SetParam{Target: p.postfix(false)}
	p.expect("=")
	p.skipLines()
	m.Value = p.expr()
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// reset reads `reset` and `reset(seed = 2)`.
func (p *parser) reset(string) []ast.Member {
	p.usage = "reset(seed = 2)"
	start := p.take().Span
	m := &ast.Reset{}
	if p.at("(") {
		p.bracket()
		p.expectWord("seed")
		p.expect("=")
		m.Seed = p.expr()
		p.unbracket(")")
	}
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// later reads `at 500 ms { set … }` and `every 50 ms { set … }`.
func (p *parser) later(string) []ast.Member {
	word := p.take()
	p.usage = word.Text + " TIME { set … }"
	m := &ast.Later{Every: word.Text == "every", Time: p.expr()}
	m.Body = p.body(word.Text, laterBody)
	m.Loc = p.from(word.Span)
	return []ast.Member{m}
}
