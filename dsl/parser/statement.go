package parser

import (
	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
)

// blockKind tells which statements a block may hold.
type blockKind struct {
	what    string
	allowed []string
}

var (
	inHandler  = &blockKind{"a handler", []string{"hold", "if", "let", "spike"}}
	inRule     = &blockKind{"`on pre` or `on post`", []string{"deliver", "if", "let"}}
	inFunction = &blockKind{"a function", []string{"if", "let"}}
)

// assignOps are the signs that store a value; := is that of other languages.
var assignOps = map[string]ast.AssignOp{
	"=": ast.Set, "+=": ast.Inc, "-=": ast.Dec, "*=": ast.Scl, "/=": ast.Quo, ":=": ast.Set,
}

// assignOp takes a sign that stores a value and the line ends after it.
func (p *parser) assignOp(want string) ast.AssignOp {
	t := p.peek()
	op := assignOps[t.Text]
	if op == "" || t.Kind != Punct {
		p.unexpected(want)
		return ast.Set
	}
	if t.Text == ":=" {
		p.diags.Add(diag.ForeignOperator(t.Span, t.Text, "="))
	}
	p.take()
	p.skipLines()
	return op
}

// statements reads the block of a handler, function or `if`.
func (p *parser) statements(what string, kind *blockKind) []ast.Stmt {
	var list []ast.Stmt
	p.block(what, func(doc string) { list = append(list, p.statement(doc, kind)...) })
	return list
}

func (p *parser) statement(doc string, kind *blockKind) []ast.Stmt {
	t := p.peek()
	if t.Kind == Word && !p.assignsTo() {
		next := p.peek2()
		switch {
		case p.primeAhead():
			p.fail(diag.EquationInHandler(t.Span, t.Text))
			return nil
		case t.Text == "let":
			return p.lets(doc)
		case t.Text == "if":
			return []ast.Stmt{p.ifStatement(kind)}
		case t.Text == "spike" && kind == inHandler:
			p.take()
			if p.usage = "spike"; p.at("(") {
				p.fail(diag.Unexpected(p.peek().Span, "`(`", "the end of the statement", p.usage))
			}
			return []ast.Stmt{&ast.Spike{Loc: ast.At(t.Span)}}
		case t.Text == "hold" && kind == inHandler:
			return []ast.Stmt{p.hold()}
		case t.Text == "deliver" && kind == inRule:
			return []ast.Stmt{p.deliver()}
		case kind != inFunction && p.alone():
			p.unknownStatement(kind.what, kind.allowed)
			return nil
		case next.Kind == Word && bindings[next.Text] == 0, next.Kind == Number, next.Kind == Text, next.Kind == Punct && next.Text == "{":
			// No expression starts like this.
			p.unknownStatement(kind.what, kind.allowed)
			return nil
		}
		if name, span, ok := p.derivative(); ok {
			p.fail(diag.ForeignDerivative(span, name))
			return nil
		}
	}
	if kind == inFunction {
		return p.returned()
	}
	return p.assign()
}

// alone tells whether the next word is all of the statement.
func (p *parser) alone() bool {
	next := p.peek2()
	return next.Kind == Newline || next.Kind == EOF || next.Kind == Punct && (next.Text == "}" || next.Text == ";")
}

func (p *parser) lets(doc string) []ast.Stmt {
	var list []ast.Stmt
	for _, d := range p.decls(doc) {
		list = append(list, d)
	}
	return list
}

// hold reads `hold V, w for t_ref`.
func (p *parser) hold() ast.Stmt {
	p.usage = "hold STATE for TIME"
	start := p.take().Span
	h := &ast.Hold{Names: []ast.Name{p.name("the name of a state")}}
	for p.accept(",") {
		p.skipLines()
		h.Names = append(h.Names, p.name("the name of a state"))
	}
	p.expectWord("for")
	h.For = p.expr()
	h.Loc = p.from(start)
	return h
}

// assign reads `V = V_reset`, `exc.g += 1 nS`, `q[2] = 0`.
func (p *parser) assign() []ast.Stmt {
	p.usage = "STATE = expression"
	start := p.peek().Span
	target := p.postfix(false)
	switch target.(type) {
	case *ast.Name, *ast.Field, *ast.Index:
	default:
		p.fail(diag.Unexpected(target.Span(), "a value", "the name of a state", p.usage))
		return nil
	}
	a := &ast.Assign{Target: target, Op: p.assignOp("`=` or another sign that stores a value")}
	a.Value = p.expr()
	a.Loc = p.from(start)
	return []ast.Stmt{a}
}

// returned reads the value of a function.
func (p *parser) returned() []ast.Stmt {
	if t := p.peek(); t.Kind == Word && p.assignsTo() {
		p.fail(diag.AssignOutsideHandler(t.Span, t.Text, "a function", "write `let "+t.Text+" = …`"))
		return nil
	}
	p.usage = ""
	start := p.peek().Span
	x := p.expr()
	return []ast.Stmt{&ast.Return{Loc: p.from(start), Value: x}}
}

// ifStatement reads `if c { … } else if d { … } else { … }`.
func (p *parser) ifStatement(kind *blockKind) ast.Stmt {
	p.usage = "if CONDITION { … } else { … }"
	start := p.take().Span
	s := &ast.If{Cond: p.condition()}
	s.Then = p.statements("if", kind)
	if p.elseAhead() {
		p.take()
		if p.atWord("if") {
			s.Else = p.elseIf(kind)
		} else {
			s.Else = append([]ast.Stmt{}, p.statements("else", kind)...)
		}
	}
	s.Loc = p.from(start)
	return s
}

// elseIf reads the rest of a chain, which counts as nesting.
func (p *parser) elseIf(kind *blockKind) []ast.Stmt {
	defer p.leave()
	if !p.enter() {
		return []ast.Stmt{}
	}
	return []ast.Stmt{p.ifStatement(kind)}
}

// elseAhead skips the line ends before an `else`, if one comes.
func (p *parser) elseAhead() bool {
	mark, fresh := p.lex.MakeCheckpoint(), p.fresh
	for p.peek().Kind == Newline {
		p.lex.Next()
	}
	if p.atWord("else") && p.prev.Text() == "}" {
		return true
	}
	p.lex.LoadCheckpoint(mark)
	p.fresh = fresh
	return false
}
