package parser

import (
	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
)

// population reads `population a[n], b[m] = KIND(…) { … }`.
func (p *parser) population(doc string) []ast.Member {
	p.usage = "population NAME[size] = KIND(parameter = value) { … }"
	start := p.take().Span
	m := &ast.Population{Doc: doc, Heads: []ast.PopulationHead{p.head()}}
	for p.accept(",") {
		p.skipLines()
		m.Heads = append(m.Heads, p.head())
	}
	p.expect("=")
	p.skipLines()
	m.Kind = p.expr()
	if p.blockAhead() {
		m.Body = p.body("population "+m.Heads[0].Name.Text, populationBody)
	}
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// head reads name and shape of a population.
func (p *parser) head() ast.PopulationHead {
	start := p.peek().Span
	h := ast.PopulationHead{Name: p.name("the name of the population")}
	if p.at("[") {
		p.bracket()
		h.Size = []ast.Expr{p.expr()}
		for p.accept(",") && !p.at("]") {
			h.Size = append(h.Size, p.expr())
		}
		p.unbracket("]")
	}
	h.Loc = p.from(start)
	return h
}

// blockAhead tells whether a block follows that may be missing. After a mistake
// the block is looked for, so that mistakes inside of it are found too.
func (p *parser) blockAhead() bool {
	if p.failed {
		return true
	}
	p.braceAhead()
	return p.at("{")
}

// init reads `init exc.g = uniform(0 nS, 1 nS)`.
func (p *parser) init(string) []ast.Member {
	p.usage = "init STATE = value"
	start := p.take().Span
	m := &ast.Init{Target: p.path()}
	p.expect("=")
	p.skipLines()
	m.Value = p.expr()
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// group reads `group all = exc + inh`.
func (p *parser) group(doc string) []ast.Member {
	p.usage = "group NAME = POPULATION + POPULATION"
	start := p.take().Span
	m := &ast.Group{Doc: doc, Name: p.name("the name of the group")}
	p.expect("=")
	p.skipLines()
	m.Value = p.expr()
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// connect reads `connect ee = exc -> exc.exc by fixed_indegree(80) { … }`.
func (p *parser) connect(doc string) []ast.Member {
	p.usage = "connect SOURCE -> TARGET.PORT by RULE { weight = …; delay = … }"
	start := p.take().Span
	m := &ast.Connect{Doc: doc}
	if next := p.peek2(); p.peek().Kind == Word && next.Kind == Punct && next.Text == "=" {
		name := p.name("a name")
		m.Name = &name
		p.take()
		p.skipLines()
	}
	m.Source = p.expr()
	p.arrow()
	m.Target = p.expr()
	p.expectWord("by")
	p.skipLines()
	m.Rule = p.expr()
	if p.blockAhead() {
		p.block("connect", func(string) { m.Settings = append(m.Settings, p.setting()) })
	}
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// gap reads `gap a <-> b by RULE { conductance = 2 nS }`.
func (p *parser) gap(doc string) []ast.Member {
	p.usage = "gap POPULATION <-> POPULATION by RULE { conductance = 2 nS }"
	start := p.take().Span
	m := &ast.Gap{Doc: doc}
	if next := p.peek2(); p.peek().Kind == Word && next.Kind == Punct && next.Text == "=" {
		name := p.name("a name")
		m.Name = &name
		p.take()
		p.skipLines()
	}
	m.A = p.expr()
	if t := p.peek(); p.at("->") {
		p.diags.Add(diag.ForeignOperator(t.Span, t.Text, "<->"))
		p.take()
	} else {
		p.expect("<->")
	}
	p.skipLines()
	m.B = p.expr()
	p.expectWord("by")
	p.skipLines()
	m.Rule = p.expr()
	if p.blockAhead() {
		p.block("gap", func(string) { m.Settings = append(m.Settings, p.setting()) })
	}
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// arrow takes `->` and the line ends after it.
func (p *parser) arrow() {
	if t := p.peek(); p.at("=>") {
		p.diags.Add(diag.ForeignOperator(t.Span, t.Text, "->"))
		p.take()
	} else {
		p.expect("->")
	}
	p.skipLines()
}

// setting reads `weight = 20 pA`.
func (p *parser) setting() ast.Setting {
	p.usage = "weight = 20 pA"
	start := p.peek().Span
	s := ast.Setting{Name: p.name("`weight`, `delay` or another setting")}
	p.expect("=")
	p.skipLines()
	s.Value = p.expr()
	s.Loc = p.from(start)
	return s
}

// current reads `current ramp = step_current(…)`.
func (p *parser) current(doc string) []ast.Member {
	p.usage = "current NAME = KIND(parameter = value)"
	start := p.take().Span
	m := &ast.Current{Doc: doc, Name: p.name("the name of the current")}
	p.expect("=")
	p.skipLines()
	m.Value = p.expr()
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// inject reads `inject ramp -> exc[:10]`.
func (p *parser) inject(string) []ast.Member {
	p.usage = "inject CURRENT -> TARGET"
	start := p.take().Span
	m := &ast.Inject{Value: p.expr()}
	p.arrow()
	m.Target = p.expr()
	m.Loc = p.from(start)
	return []ast.Member{m}
}

// record reads `record V, exc.I of exc[:5] every 1 ms`.
func (p *parser) record(string) []ast.Member {
	p.usage = "record QUANTITY of POPULATION every TIME"
	start := p.take().Span
	m := &ast.Record{Quantities: []ast.Expr{p.expr()}}
	for p.accept(",") {
		p.skipLines()
		m.Quantities = append(m.Quantities, p.expr())
	}
	p.expectWord("of")
	m.Of = p.expr()
	if p.acceptWord("every") {
		m.Every = p.expr()
	}
	m.Loc = p.from(start)
	return []ast.Member{m}
}
