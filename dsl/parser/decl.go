package parser

import (
	"github.com/nngen/nngen/dsl/ast"
)

// declUsage shows how declarations are written.
var declUsage = map[ast.DeclKind]string{
	ast.Const:    "const NAME = value",
	ast.Param:    "param NAME = value",
	ast.Let:      "let NAME = expression",
	ast.State:    "state NAME = initial value",
	ast.Input:    "input NAME : unit",
	ast.Target:   "target NAME : unit",
	ast.Sender:   "source NAME : unit",
	ast.Sum:      "sum NAME : unit = w*SOURCE",
	ast.Receptor: "receptor NAME : unit = NUMBER",
	ast.Variable: "variable NAME : unit",
}

// decls reads `param a = 1 mV, b : ms`: one declaration for each name. All of
// them get the same `///` text.
func (p *parser) decls(doc string) []*ast.Decl {
	word := p.take()
	kind := ast.DeclKind(word.Text)
	p.usage = declUsage[kind]
	start := word.Span
	var list []*ast.Decl
	for {
		d := &ast.Decl{Doc: doc, Kind: kind, Name: p.name("a name")}
		d.Name.Primes = p.primes()
		d.Name.Loc = p.from(d.Name.At)
		if p.at("[") {
			p.bracket()
			d.Size = p.expr()
			p.unbracket("]")
		}
		if p.accept(":") {
			d.Unit = p.unit()
		}
		if p.accept("=") {
			p.skipLines()
			d.Value = p.expr()
		}
		if p.clips && kind == ast.State && p.atWord("clip") {
			d.Clip = p.clip()
		}
		d.Loc = p.from(start)
		if d.Name.Text != "" {
			list = append(list, d)
		}
		if !p.accept(",") {
			return list
		}
		p.skipLines()
		start = p.peek().Span
	}
}

func (p *parser) declMembers(doc string) []ast.Member {
	var list []ast.Member
	for _, d := range p.decls(doc) {
		list = append(list, d)
	}
	return list
}

// fn reads a function with an expression or a block.
func (p *parser) fn(doc string) []ast.Item {
	p.usage = "fn NAME(x : mV) -> unit = expression"
	start := p.take().Span
	f := &ast.Func{Doc: doc, Name: p.name("the name of the function")}
	f.Params = p.params()
	if p.accept("->") {
		f.Result = p.unit()
	}
	if p.accept("=") {
		p.skipLines()
		f.Value = p.expr()
	} else {
		f.Body = p.statements("fn "+f.Name.Text, inFunction)
	}
	f.Loc = p.from(start)
	return []ast.Item{f}
}

// params reads `(V : mV, x)`.
func (p *parser) params() []ast.FuncParam {
	if !p.at("(") {
		p.unexpected("`(`")
		return nil
	}
	p.bracket()
	var list []ast.FuncParam
	for !p.at(")") && !p.failed {
		start := p.peek().Span
		f := ast.FuncParam{Name: p.name("the name of a parameter")}
		if p.accept(":") {
			f.Unit = p.unit()
		}
		f.Loc = p.from(start)
		list = append(list, f)
		if !p.accept(",") {
			break
		}
	}
	p.unbracket(")")
	return list
}
