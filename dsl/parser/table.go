package parser

import "github.com/nngen/nngen/dsl/ast"

// table reads `table P { rows post; columns pre in A, B; A 0.1 0.2; B 0.3 0.4 }`.
func (p *parser) table(doc string) []ast.Item { return []ast.Item{p.tableOf(doc)} }

func (p *parser) tableMember(doc string) []ast.Member { return []ast.Member{p.tableOf(doc)} }

func (p *parser) tableOf(doc string) *ast.Table {
	p.usage = "table NAME { rows NAME; columns NAME in A, B; … }"
	start := p.take().Span
	t := &ast.Table{Doc: doc, Name: p.name("the name of the table")}
	t.Rows.Loc, t.Column.Loc = t.Name.Loc, t.Name.Loc // where they are missing, they are missing here
	p.block("table "+t.Name.Text, func(string) {
		next := p.peek2()
		switch {
		case p.atWord("rows") && next.Kind == Word && t.Rows.Text == "":
			p.usage = "rows NAME"
			p.take()
			t.Rows = p.name("what a row stands for")
		case p.atWord("columns") && next.Kind == Word && t.Columns == nil:
			p.usage = "columns NAME in A, B, C"
			p.take()
			t.Column = p.name("what a column stands for")
			p.expectWord("in")
			p.skipLines()
			t.Columns = p.names("the name of a column")
		default:
			t.Lines = append(t.Lines, p.tableLine())
		}
	})
	t.Loc = p.from(start)
	return t
}

// tableLine reads a row: its name and then, without commas, its cells.
func (p *parser) tableLine() ast.TableLine {
	p.usage = "ROW 0.1 0.2 0.3"
	start := p.peek().Span
	l := ast.TableLine{Name: p.name("the name of a row")}
	p.cells = true
	defer func() { p.cells = false }()
	for t := p.peek(); !p.failed && t.Kind != Newline && t.Kind != EOF && !p.at(";") && !p.at("}"); t = p.peek() {
		l.Cells = append(l.Cells, p.unary(false))
	}
	l.Loc = p.from(start)
	return l
}

func (p *parser) networkLoop(string) []ast.Member { return p.loop(networkLoopBody()) }

func (p *parser) experimentLoop(string) []ast.Member { return p.loop(experimentLoopBody()) }

// loop reads `for post in P.rows, pre in P.columns { … }`.
func (p *parser) loop(b body) []ast.Member {
	p.usage = "for NAME in LIST { … }"
	start := p.take().Span
	m := &ast.For{}
	for {
		from := p.peek().Span
		l := ast.Loop{Name: p.name("the name of a loop variable")}
		p.expectWord("in")
		p.skipLines()
		l.Over = p.expr()
		l.Loc = p.from(from)
		m.Loops = append(m.Loops, l)
		if !p.accept(",") {
			break
		}
		p.skipLines()
	}
	m.Body = p.body("for", b)
	m.Loc = p.from(start)
	return []ast.Member{m}
}
