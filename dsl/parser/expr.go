package parser

import (
	"github.com/alecthomas/participle/v2/lexer"

	"github.com/nngen/nngen/dsl/ast"
	"github.com/nngen/nngen/dsl/diag"
	"github.com/nngen/nngen/dsl/source"
)

// onlyExpr reads an expression and nothing else; participle calls it.
func (p *parser) onlyExpr(lex *lexer.PeekingLexer) (ast.Expr, error) {
	p.lex = lex
	p.skipBlank()
	e := p.expr()
	p.skipBlank()
	if !p.failed && p.peek().Kind != EOF {
		p.leftOver()
	}
	return e, nil
}

// binding is the strength of a binary operator.
const (
	bindOr = iota + 1
	bindAnd
	bindCompare
	bindSum
	bindProduct
)

var bindings = map[string]int{
	"or": bindOr, "and": bindAnd,
	"<": bindCompare, "<=": bindCompare, ">": bindCompare, ">=": bindCompare, "==": bindCompare, "!=": bindCompare,
	"+": bindSum, "-": bindSum, "*": bindProduct, "/": bindProduct,
}

// foreignOperators are what other languages write for an operator of ours.
var foreignOperators = map[string]string{
	"&&": "and", "||": "or", "!": "not", "**": "^", "=<": "<=", "<>": "!=", ":=": "=",
}

// expr reads an expression.
func (p *parser) expr() ast.Expr {
	start := p.peek().Span
	if !p.enter() {
		p.leave()
		return &ast.Bad{Loc: ast.At(start.Before())}
	}
	defer p.leave()
	x := p.binary(bindOr)
	if !p.accept("?") {
		return x
	}
	p.skipLines()
	then := p.expr()
	p.expect(":")
	p.skipLines()
	otherwise := p.expr()
	return &ast.Cond{Loc: p.from(start), If: x, Then: then, Else: otherwise}
}

// condition reads an expression where a single = can only be meant as ==.
func (p *parser) condition() ast.Expr {
	start := p.peek().Span
	x := p.expr()
	if t := p.peek(); p.at("=") {
		p.diags.Add(diag.AssignInCondition(t.Span))
		p.take()
		y := p.expr()
		return &ast.Binary{Loc: p.from(start), Op: ast.Eq, OpAt: t.Span, X: x, Y: y}
	}
	return x
}

// operator returns the binary operator that is next, and its binding, 0 if
// there is none. One of another language counts as ours; see takeOperator.
func (p *parser) operator() (ast.Op, int) {
	t := p.peek()
	if t.Kind != Word && t.Kind != Punct {
		return "", 0
	}
	op := t.Text
	if own := foreignOperators[op]; own != "" && t.Kind == Punct {
		op = own
	}
	return ast.Op(op), bindings[op]
}

// takeOperator takes an operator and the line ends after it.
func (p *parser) takeOperator() Token {
	t := p.take()
	if own := foreignOperators[t.Text]; own != "" && t.Kind == Punct {
		p.diags.Add(diag.ForeignOperator(t.Span, t.Text, own))
	}
	p.count()
	p.skipLines()
	return t
}

// count adds an operator to the path from the statement down to here; it fails
// if there are too many.
func (p *parser) count() bool {
	if p.ops++; p.ops > maxOps {
		p.fail(diag.TooManyOperators(p.prev, maxOps))
		return false
	}
	return true
}

// element reads an element of a list or an argument. Its operators do not count
// for the elements beside it, so that lists may be long.
func (p *parser) element() ast.Expr {
	ops := p.ops
	defer func() { p.ops = ops }()
	return p.expr()
}

// binary reads operators that bind at least as tightly as least.
func (p *parser) binary(least int) ast.Expr {
	start := p.peek().Span
	x := p.unary(false)
	compared := source.Span{}
	for {
		op, bind := p.operator()
		if bind == 0 || bind < least {
			return x
		}
		if bind == bindCompare && compared.Valid() {
			p.fail(diag.ComparisonChain(compared, p.peek().Span))
			return x
		}
		at := p.takeOperator().Span
		if bind == bindCompare {
			compared = at
		}
		y := p.binary(bind + 1)
		x = &ast.Binary{Loc: p.from(start), Op: op, OpAt: at, X: x, Y: y}
	}
}

// unary reads signs and `not`; bare numbers take no unit (an exponent).
func (p *parser) unary(bare bool) ast.Expr {
	t := p.peek()
	op := ast.Op("")
	switch {
	case t.Kind == Punct && (t.Text == "-" || t.Text == "+"):
		op = ast.Op(t.Text)
	case t.Kind == Word && t.Text == "not", t.Kind == Punct && t.Text == "!":
		op = ast.Not
	default:
		return p.power(bare)
	}
	if !p.enter() {
		p.leave()
		return &ast.Bad{Loc: ast.At(t.Span.Before())}
	}
	defer p.leave()
	p.takeOperator()
	var x ast.Expr
	if op == ast.Not {
		x = p.binary(bindCompare)
	} else {
		x = p.unary(bare)
	}
	return &ast.Unary{Loc: p.from(t.Span), Op: op, X: x}
}

// power reads a ^ b, right associative: 2^3^2 is 2^(3^2), -x^2 is -(x^2).
func (p *parser) power(bare bool) ast.Expr {
	start := p.peek().Span
	x := p.postfix(bare)
	if op, _ := p.operator(); op != ast.Pow {
		return x
	}
	if !p.enter() {
		p.leave()
		return x
	}
	defer p.leave()
	at := p.takeOperator().Span
	y := p.unary(true)
	return &ast.Binary{Loc: p.from(start), Op: ast.Pow, OpAt: at, X: x, Y: y}
}

// postfix reads calls, indices and fields after an operand.
func (p *parser) postfix(bare bool) ast.Expr {
	start := p.peek().Span
	x := p.operand(bare)
	for {
		if (p.at("(") || p.at("[") || p.at(".")) && !p.count() {
			return x
		}
		switch {
		case p.apart():
			return x
		case p.at("(") && callable(x):
			args := p.args()
			x = &ast.Call{Loc: p.from(start), Fun: x, Args: args}
		case p.at("[") && indexable(x):
			indices := p.indices()
			x = &ast.Index{Loc: p.from(start), X: x, Indices: indices}
		case p.at(".") && indexable(x):
			p.take()
			name := p.name("a name")
			x = &ast.Field{Loc: p.from(start), X: x, Name: name}
		default:
			return x
		}
	}
}

// apart tells whether what comes next begins another cell of a table: cells are
// separated by white space, so `V (1)` are two, and `V(1)` is one.
func (p *parser) apart() bool {
	return p.cells && len(p.open) == 0 && p.peek().Span.Start > p.prev.End
}

// gapBetween tells whether b begins another cell of a table than a.
func (p *parser) gapBetween(a, b Token) bool {
	return p.cells && len(p.open) == 0 && b.Span.Start > a.Span.End
}

func callable(x ast.Expr) bool {
	switch x.(type) {
	case *ast.Name, *ast.Field:
		return true
	}
	return false
}

func indexable(x ast.Expr) bool {
	switch x.(type) {
	case *ast.Number, *ast.String, *ast.Bad:
		return false
	}
	return true
}

// operand reads a number, name, text, list or an expression in brackets.
func (p *parser) operand(bare bool) ast.Expr {
	t := p.peek()
	switch {
	case t.Kind == Number:
		return p.number(bare)
	case t.Kind == Text:
		p.take()
		return &ast.String{Loc: ast.At(t.Span), Value: t.Text[1 : len(t.Text)-1]}
	case t.Kind == Word && (expressionEnds[t.Text] || p.fresh && p.startsStatement()):
		p.unexpected("a value")
	case t.Kind == Word:
		return p.nameExpr()
	case p.at("("):
		p.bracket()
		x := p.expr()
		p.unbracket(")")
		return x
	case p.at("["):
		return p.list()
	default:
		p.unexpected("a value")
	}
	return &ast.Bad{Loc: ast.At(t.Span.Before())}
}

// expressionEnds are words that may follow an expression and so cannot start an
// operand: a value is missing before them.
var expressionEnds = map[string]bool{"and": true, "or": true}

// startsStatement tells whether the next line is a statement of its own: a word
// that starts one, before a word or number with which it makes no expression.
func (p *parser) startsStatement() bool {
	if statementWords[p.peek().Text] == "" {
		return false
	}
	next := p.peek2()
	return next.Kind == Number || next.Kind == Word && bindings[next.Text] == 0
}

func (p *parser) nameExpr() *ast.Name {
	t := p.take()
	n := &ast.Name{Loc: ast.At(t.Span), Text: t.Text}
	n.Primes = p.primes()
	n.Loc = p.from(t.Span)
	return n
}

// primes takes the quotes of x”.
func (p *parser) primes() int {
	n := 0
	for p.at("'") {
		p.take()
		n++
	}
	return n
}

// args reads `(a, tau = 2 ms, exc.tau = 3 ms)`.
func (p *parser) args() []ast.Arg {
	p.bracket()
	var args []ast.Arg
	for !p.at(")") && !p.failed {
		start := p.peek().Span
		var name *ast.Path
		if p.namedArg() {
			path := p.path()
			name = &path
			p.take()
		}
		x := p.element()
		args = append(args, ast.Arg{Loc: p.from(start), Name: name, Value: x})
		if !p.accept(",") {
			break
		}
	}
	p.unbracket(")")
	return args
}

// namedArg tells whether `name =` or `port.name =` comes next.
func (p *parser) namedArg() bool {
	if p.peek().Kind != Word {
		return false
	}
	next := p.lookahead(4)
	is := func(i int, op string) bool { return next[i].Kind == Punct && next[i].Text == op }
	return is(1, "=") || is(1, ".") && next[2].Kind == Word && is(3, "=")
}

// path reads a dotted name.
func (p *parser) path() ast.Path {
	start := p.peek().Span
	parts := []ast.Name{p.name("a name")}
	for p.accept(".") {
		parts = append(parts, p.name("a name"))
	}
	return ast.Path{Loc: p.from(start), Parts: parts}
}

// list reads `[a, b]`.
func (p *parser) list() ast.Expr {
	start := p.peek().Span
	p.bracket()
	var items []ast.Expr
	for !p.at("]") && !p.failed {
		items = append(items, p.element())
		if !p.accept(",") {
			break
		}
	}
	p.unbracket("]")
	return &ast.List{Loc: p.from(start), Items: items}
}

// indices reads `[3, 5]`, `[:80]`, `[::2]` or `[[3, 5, 7]]`.
func (p *parser) indices() []ast.Expr {
	p.bracket()
	indices := []ast.Expr{p.index()}
	for p.accept(",") && !p.at("]") {
		indices = append(indices, p.index())
	}
	p.unbracket("]")
	return indices
}

func (p *parser) index() ast.Expr {
	start := p.peek().Span
	bound := func() ast.Expr {
		if p.at(":") || p.at("]") || p.at(",") {
			return nil
		}
		return p.expr()
	}
	low := bound()
	if !p.at(":") {
		if low == nil {
			p.unexpected("an index")
			return &ast.Bad{Loc: ast.At(start.Before())}
		}
		return low
	}
	p.take()
	s := &ast.Slice{Low: low, High: bound()}
	if p.accept(":") {
		s.Step = bound()
	}
	s.Loc = p.from(start)
	return s
}
