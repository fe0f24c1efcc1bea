package parser

import (
	"github.com/alecthomas/participle/v2/lexer"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
)

// items are read by the words that start them; each gets the `///` text before
// it. `const a = 1, b = 2` gives two.
var items = map[string]func(*parser, string) []ast.Item{
	"import":     (*parser).importItem,
	"const":      (*parser).constItem,
	"fn":         (*parser).fn,
	"neuron":     (*parser).neuron,
	"extern":     (*parser).extern,
	"synapse":    (*parser).synapse,
	"source":     (*parser).source,
	"plasticity": (*parser).plasticity,
	"table":      (*parser).table,
	"network":    (*parser).network,
	"experiment": (*parser).experiment,
}

// several is what participle gets for one item of the text.
type several struct {
	ast.Item
	list []ast.Item
}

// nextItem reads an item; participle calls it. It takes at least one token.
func (p *parser) nextItem(lex *lexer.PeekingLexer) (ast.Item, error) {
	p.lex = lex
	p.skipBlank()
	var list []ast.Item
	p.oneStatement(func() {
		t := p.peek()
		if read := items[t.Text]; read != nil && t.Kind == Word {
			p.stray = false
			list = read(p, p.docs[t.Span.Start])
			return
		}
		p.strayStatement(t)
	})
	return several{list: list}, nil
}

// strayStatement reports what is no item. After a brace too many the rest of a
// block stands outside: all of it is one mistake.
func (p *parser) strayStatement(t Token) {
	brace := t.Kind == Punct && t.Text == "}"
	if p.stray && (brace || t.Kind == Word && items[t.Text] == nil) {
		p.giveUp()
		return
	}
	p.stray = brace || t.Kind == Word && (statementWords[t.Text] != "" || p.assignsTo() || p.primeAhead())
	if brace {
		p.fail(diag.BracketNotOpened(t.Span, "}"))
		return
	}
	p.unknownStatement("a model file", words(items))
}

func (p *parser) importItem(string) []ast.Item {
	p.usage = `import "std/neurons"`
	start := p.take().Span
	t := p.peek()
	if t.Kind != Text {
		p.unexpected("the path of a file in double quotes")
		return nil
	}
	p.take()
	path := ast.String{Loc: ast.At(t.Span), Value: t.Text[1 : len(t.Text)-1]}
	return []ast.Item{&ast.Import{Loc: p.from(start), Path: path}}
}

func (p *parser) constItem(doc string) []ast.Item {
	var list []ast.Item
	for _, d := range p.decls(doc) {
		list = append(list, d)
	}
	return list
}

// variant reads what stands behind the name of a definition that is another one with
// other parameters; nil where a body stands there.
func (p *parser) variant(kind string) ast.Expr {
	if !p.accept("=") {
		return nil
	}
	p.usage = kind + " NAME = OTHER(parameter = value)"
	p.skipLines()
	return p.expr()
}

func (p *parser) neuron(doc string) []ast.Item {
	p.usage = "neuron NAME { … }"
	start := p.take().Span
	n := &ast.Neuron{Doc: doc, Name: p.name("the name of the neuron")}
	if n.Variant = p.variant("neuron"); n.Variant == nil {
		if p.acceptWord("extends") {
			p.usage = "neuron NAME extends OTHER { … }"
			base := p.name("the name of a neuron")
			n.Extends = &base
		}
		n.Body = p.body("neuron "+n.Name.Text, neuronBody)
	}
	n.Loc = p.from(start)
	return []ast.Item{n}
}

func (p *parser) extern(doc string) []ast.Item {
	p.usage = "extern neuron NAME for SIMULATOR { … }"
	start := p.take().Span
	p.expectWord("neuron")
	e := &ast.Extern{Doc: doc, Name: p.name("the name of a model of a simulator")}
	p.expectWord("for")
	e.For = p.name("the name of a target")
	if p.blockAhead() {
		e.Body = p.body("extern neuron "+e.Name.Text, externBody)
	}
	e.Loc = p.from(start)
	return []ast.Item{e}
}

func (p *parser) synapse(doc string) []ast.Item {
	p.usage = "synapse NAME { … }"
	start := p.take().Span
	s := &ast.Synapse{Doc: doc, Name: p.name("the name of the synapse")}
	if s.Variant = p.variant("synapse"); s.Variant == nil {
		s.Body = p.body("synapse "+s.Name.Text, synapseBody)
	}
	s.Loc = p.from(start)
	return []ast.Item{s}
}

func (p *parser) source(doc string) []ast.Item {
	p.usage = "source NAME { … }"
	start := p.take().Span
	s := &ast.Source{Doc: doc, Name: p.name("the name of the source")}
	if s.Variant = p.variant("source"); s.Variant == nil {
		s.Body = p.body("source "+s.Name.Text, sourceBody)
	}
	s.Loc = p.from(start)
	return []ast.Item{s}
}

func (p *parser) network(doc string) []ast.Item {
	p.usage = "network NAME { … }"
	start := p.take().Span
	n := &ast.Network{Doc: doc, Name: p.name("the name of the network")}
	n.Body = p.body("network "+n.Name.Text, networkBody)
	n.Loc = p.from(start)
	return []ast.Item{n}
}

func (p *parser) experiment(doc string) []ast.Item {
	p.usage = "experiment NAME of NETWORK { … }"
	start := p.take().Span
	e := &ast.Experiment{Doc: doc, Name: p.name("the name of the experiment")}
	if p.acceptWord("of") {
		network := p.name("the name of a network")
		e.Of = &network
	}
	e.Body = p.body("experiment "+e.Name.Text, experimentBody)
	e.Loc = p.from(start)
	return []ast.Item{e}
}
